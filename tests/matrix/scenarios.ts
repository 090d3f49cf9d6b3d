import type { DeletePolicy, OwnershipPolicy } from "../../provider/model/policies";

/** One operation of the engine on a session in one situation; the matrix is made of these. */
export interface Scenario {
  readonly verb: "create" | "update" | "delete";
  readonly ownership: OwnershipPolicy;
  /** Whether the session works when the operation begins, and goes on until it is interrupted. */
  readonly isBusy: boolean;
  readonly onDelete: DeletePolicy;
  /** What is run after the failure, without faults. */
  readonly next: "up" | "destroy" | "refresh and up";
  /** Whether the session comes to rest by itself between the two runs. */
  readonly restsBetween: boolean;
  /** Whether it is idle with an open workflow run, which ends while it is waited for. */
  readonly hasRun: boolean;
  /** Whether the operation is the end of a grant: what was deployed before is put back. */
  readonly expires?: boolean;
}

/** Idle; at work when the operation begins and at rest when the next one does; at work all the time. */
const situations = [
  { isBusy: false, restsBetween: false, hasRun: false },
  { isBusy: true, restsBetween: true, hasRun: false },
  { isBusy: true, restsBetween: false, hasRun: false },
  { isBusy: false, restsBetween: false, hasRun: true },
];

const operations = [
  { verb: "create", onDelete: "restore", next: "up" },
  { verb: "update", onDelete: "restore", next: "up" },
  { verb: "create", onDelete: "restore", next: "destroy" },
  { verb: "update", onDelete: "restore", next: "destroy" },
  { verb: "delete", onDelete: "archive", next: "destroy" },
  { verb: "delete", onDelete: "delete", next: "destroy" },
  { verb: "delete", onDelete: "restore", next: "destroy" },
  { verb: "delete", onDelete: "restore", next: "refresh and up" },
] as const;

/**
 * Every operation in every situation where it can make a difference: destroying after a failed deployment, and putting
 * back after a failed restore, do not depend on how the session came to rest.
 */
export function scenariosOf(ownership: OwnershipPolicy): readonly Scenario[] {
  return situations.flatMap((situation) =>
    operations
      .filter(
        ({ verb, next }) => !situation.isBusy || next === (verb === "delete" ? "destroy" : "up"),
      )
      .filter(({ verb }) => !situation.isBusy || situation.restsBetween || verb !== "delete")
      .filter(
        ({ verb, onDelete, next }) =>
          !situation.hasRun ||
          next === (verb === "delete" && onDelete !== "restore" ? "destroy" : "up"),
      )
      .map((operation): Scenario => ({ ...operation, ...situation, ownership }))
      .concat(situation.isBusy || situation.hasRun ? [] : [endOfGrant(ownership)]),
  );
}

function endOfGrant(ownership: OwnershipPolicy): Scenario {
  const isIdle = { isBusy: false, restsBetween: false, hasRun: false };
  return { verb: "update", onDelete: "restore", next: "up", ...isIdle, ownership, expires: true };
}

export function titleOf(scenario: Scenario) {
  const { verb, ownership, isBusy, onDelete, next, restsBetween, hasRun, expires } = scenario;
  const what = verb === "delete" ? onDelete : expires ? "end of a grant" : verb;
  const rest = restsBetween ? " after a rest" : "";
  return `${what}, ${ownership}, ${isBusy ? "busy" : "idle"}${hasRun ? " with an open run" : ""}, then ${next}${rest}`;
}

const agentToolset = (policy: string) => ({
  type: "agent_toolset_20260401",
  configs: [{ name: "bash", permissionPolicy: { type: policy } }],
});
const customTool = (name: string) => ({
  type: "custom",
  name,
  description: `Looks up ${name}.`,
  inputSchema: { type: "object", properties: { q: { type: "string" } } },
});
const ownServer = { type: "url", name: "mine", url: "https://mine.example/sse" };
const ownToolset = { type: "mcp_toolset", mcpServerName: "mine" };

/** The first deployment: takes the agent toolset over, adds one tool. */
const firstProgram = {
  tools: [agentToolset("always_ask"), customTool("old_lookup")],
  mcpServers: [],
};
/** The second: another policy, one tool dropped, one tool and one server added. */
const secondProgram = {
  tools: [agentToolset("auto"), customTool("new_lookup"), ownToolset],
  mcpServers: [ownServer],
};

export interface Programs {
  /** What was deployed before the operation; nothing before a create. */
  readonly before: Readonly<Record<string, unknown>> | undefined;
  /** What the operation deploys, or what stands when it destroys. */
  readonly during: Readonly<Record<string, unknown>>;
}

/** A ceiling over a toolset of somebody else, whose default exceeds it. */
const ceiling = { atMost: { "mcp:loose/*": "always_ask" } };

export function programsOf(scenario: Scenario): Programs {
  const { verb, ownership, isBusy, onDelete, expires } = scenario;
  const policies = {
    ownership,
    onDelete,
    waitTimeoutSeconds: 5,
    ...(isBusy ? { whenBusy: "interrupt", resumeMessage: "Please go on." } : {}),
  };
  const second = { ...secondProgram, ...policies, ...(ownership === "shared" ? ceiling : {}) };
  switch (verb) {
    case "create":
      return { before: undefined, during: second };
    case "update":
      return expires
        ? { before: second, during: { ...second, expiresAt: "2026-01-01T00:00:00Z" } }
        : { before: { ...firstProgram, ...policies }, during: second };
    case "delete": {
      const deployed = second;
      return { before: deployed, during: deployed };
    }
  }
}

/** Entries of others, with members that this package does not know, in an order that no sorting gives. */
const foreignTools = [
  {
    type: "mcp_toolset",
    mcp_server_name: "theirs",
    x_note: { z: 1, a: [null, { b: 2.5, a: "ü" }] },
    default_config: { enabled: true, permission_policy: { type: "always_ask" } },
    configs: [{ name: "z_tool", enabled: false, permission_policy: { type: "newer_policy" } }],
  },
  {
    type: "mcp_toolset",
    mcp_server_name: "loose",
    default_config: { permission_policy: { type: "always_allow" }, enabled: true },
  },
  { type: "hologram_20270101", zoom: 3, name: "lens" },
  {
    type: "custom",
    name: "their_lookup",
    input_schema: { type: "object", required: ["b", "a"], properties: { b: {}, a: {} } },
    description: "Theirs.",
    x_flag: true,
  },
];
const foreignServers = [
  { url: "https://theirs.example/mcp?tenant=1", x_extra: [1, 2], name: "theirs", type: "url" },
  { type: "url", name: "loose", url: "https://loose.example/mcp" },
];

/** Under `exclusive` the entries are taken out and put back, and the emulator takes only what it knows. */
const plainTools = [
  { type: "mcp_toolset", mcp_server_name: "theirs" },
  {
    type: "custom",
    name: "their_lookup",
    description: "Theirs.",
    input_schema: { type: "object" },
  },
];
const plainServers = [{ type: "url", name: "theirs", url: "https://theirs.example/mcp" }];

const takenOver = {
  type: "agent_toolset_20260401",
  configs: [{ name: "web_fetch", enabled: false }],
};

/** How the session was before anybody declared anything. */
export function originalArrays({ ownership }: Scenario) {
  const [first, ...rest] = ownership === "shared" ? foreignTools : plainTools;
  return {
    tools: [first, takenOver, ...rest],
    mcp_servers: ownership === "shared" ? foreignServers : plainServers,
  };
}

const foreignNames: readonly unknown[] = ["theirs", "lens", "their_lookup"];

/** Whether an entry of a session's arrays is somebody else's, and nothing of it is lowered. */
export function isForeign(entry: Readonly<Record<string, unknown>>): boolean {
  return foreignNames.includes(entry.name ?? entry.mcp_server_name);
}

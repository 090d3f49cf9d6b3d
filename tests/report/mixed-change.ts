import type { SessionSeed } from "../emulator";
import type { SessionControls } from "../emulator/control";

/*
 * The mixed change that the report is judged by: six sessions, of which one is loosened, one gets a server, one is only
 * reordered, one loses a compromised server, one was changed behind the stack's back, and one is taken out while it works.
 */

const toolset = { type: "agent_toolset_20260401" };
const url = (name: string) => ({ type: "url", name, url: `https://${name}.example.com/mcp` });
const custom = (name: string) => ({
  type: "custom",
  name,
  description: `Looks up ${name}.`,
  input_schema: { type: "object" },
});

export const mixedSeeds: readonly SessionSeed[] = [
  { id: "sesn_billing", agent_id: "agent_office", tools: [toolset] },
  { id: "sesn_research", agent_id: "agent_office", tools: [toolset] },
  { id: "sesn_docs", agent_id: "agent_office", tools: [custom("invoices"), custom("orders")] },
  {
    id: "sesn_intake",
    agent_id: "agent_office",
    tools: [
      toolset,
      { type: "mcp_toolset", mcp_server_name: "leaky-crm" },
      { type: "mcp_toolset", mcp_server_name: "slack" },
    ],
    mcp_servers: [url("leaky-crm"), url("slack")],
  },
  { id: "sesn_nightly", agent_id: "agent_office", tools: [toolset] },
  { id: "sesn_migration", agent_id: "agent_office", tools: [toolset] },
];

const bash = (policy: string) =>
  `agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "${policy}" } }] })`;
const customs = (...names: readonly string[]) =>
  names
    .map(
      (name) =>
        `customTool({ name: "${name}", description: "Looks up ${name}.", inputSchema: { type: "object" } })`,
    )
    .join(", ");

/** The program as JavaScript, before the change and with it; `from` is the class's package. */
export function mixedProgram(kind: "before" | "after", from = "pulumi-managed-agents"): string {
  const isAfter = kind === "after";
  return `
const { agentToolset, customTool, mcpServer, mcpToolset } = require("pulumi-managed-agents");
const { SessionOverrides } = require("${from}");
new SessionOverrides("billing", {
  sessionId: "sesn_billing",
  tools: [${bash(isAfter ? "always_allow" : "always_ask")}],
  onDelete: "restore",
});
new SessionOverrides("research", {
  sessionId: "sesn_research",
  tools: [agentToolset()${isAfter ? `, mcpToolset("github", { configs: [{ name: "search_code", permissionPolicy: { type: "always_allow" } }] })` : ""}],
  mcpServers: [${isAfter ? `mcpServer("github", "https://api.github.example/mcp?key=do-not-show")` : ""}],
  onDelete: "restore",
});
new SessionOverrides("docs", {
  sessionId: "sesn_docs",
  tools: [${isAfter ? customs("orders", "invoices") : customs("invoices", "orders")}],
  onDelete: "restore",
});
new SessionOverrides("intake", {
  sessionId: "sesn_intake",
  ownership: "shared",
  tools: [],
  ${isAfter ? `absent: { mcpServers: ["leaky-crm"] },` : ""}
});
new SessionOverrides("nightly", {
  sessionId: "sesn_nightly",
  tools: [${bash("always_ask")}],
  onDelete: "restore",
});
${
  isAfter
    ? ""
    : `new SessionOverrides("migration", {
  sessionId: "sesn_migration",
  tools: [${bash("always_ask")}],
  whenBusy: "waitThenInterrupt",
  interruptAfterSeconds: 120,
});`
}
`;
}

const asked = {
  tools: [{ ...toolset, configs: [{ name: "bash", permission_policy: { type: "always_ask" } }] }],
};

/** For who has no engine at hand: the sessions as the first deployment leaves them. */
export function deployFirst(sessions: SessionControls): void {
  for (const id of ["sesn_billing", "sesn_nightly", "sesn_migration"]) {
    sessions.edit(id, asked);
  }
}

/** What happens between the deployment and the pull request: somebody lets a tool loose, and a session is at work. */
export function behindTheStack(sessions: SessionControls): void {
  sessions.edit("sesn_nightly", {
    tools: [
      { ...toolset, configs: [{ name: "bash", permission_policy: { type: "always_allow" } }] },
    ],
  });
  sessions.startTurn("sesn_migration");
}

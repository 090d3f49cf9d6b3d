import { agentToolset, customTool, mcpServer, mcpToolset, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  type Properties,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

const asked = { permissionPolicy: { type: "always_ask" } };
const bashAsked = agentToolset({ configs: [{ name: "bash", ...asked }] });
const bashDisabled = agentToolset({ configs: [{ name: "bash", enabled: false }] });
const linear = (members: Properties = {}) => ({
  tools: [agentToolset(), mcpToolset("linear", members)],
  mcpServers: [mcpServer("linear")],
});

async function seeded(
  options: WorldOptions = {},
  status: "idle" | "running" = "idle",
): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed({
    id: sessionId,
    status,
    tools: [agentToolset(), wire.toolset("linear"), wire.custom("lookup")],
    mcp_servers: [wire.server("linear")],
  });
  return world;
}

const interrupts = (world: World) =>
  world.requests().filter((line) => line.startsWith("POST session/events"));

test("an idle session that waits for an answer is updated, and goes on waiting", async () => {
  const world = await seeded();
  const eventId = world.emulator.requireAction(sessionId);
  await world.resource().up({ tools: [bashAsked], mcpServers: [] });
  expect(world.requests().slice(0, 2)).toEqual(["GET session 200", "POST session 200"]);
  expect(world.warnings).toEqual([]);
  expect(
    world.emulator.events(sessionId).findLast(({ type }) => type === "session.status_idle"),
  ).toMatchObject({
    stop_reason: { type: "requires_action", event_ids: [eventId] },
  });
});

const cases: readonly (readonly [
  string,
  Parameters<World["emulator"]["requireAction"]>[1],
  string,
  Properties,
])[] = [
  ["a built-in tool is disabled", {}, "bash", { tools: [bashDisabled], mcpServers: [] }],
  ["the agent toolset is taken out", {}, "bash", { tools: [], mcpServers: [] }],
  [
    "a custom tool is taken out",
    { kind: "custom" },
    "custom:lookup",
    { tools: [agentToolset()], mcpServers: [] },
  ],
  [
    "a server is taken out",
    { kind: "mcp", mcp_server_name: "linear", name: "create_issue" },
    "mcp:linear/create_issue",
    { tools: [agentToolset()], mcpServers: [] },
  ],
  [
    "a toolset is disabled",
    { kind: "mcp", mcp_server_name: "linear", name: "create_issue" },
    "mcp:linear/create_issue",
    linear({ defaultConfig: { enabled: false } }),
  ],
  [
    "one tool of a server is disabled",
    { kind: "mcp", mcp_server_name: "linear", name: "create_issue" },
    "mcp:linear/create_issue",
    linear({ configs: [{ name: "create_issue", enabled: false }] }),
  ],
];

test.each(cases)(
  "warns with the event's id when %s that is waited for",
  async (_name, toolUse, toolKey, inputs) => {
    const world = await seeded();
    const eventId = world.emulator.requireAction(sessionId, toolUse);
    await world.resource().up(inputs);
    expect(world.warnings).toEqual([
      `session sesn_1 waits for a person's answer to its call of ${toolKey} (event ${eventId}), and this update takes that tool away or disables it; the call can still be answered, but it may fail`,
    ]);
  },
);

test.each([
  [
    "another tool is disabled",
    { name: "read" },
    { tools: [bashDisabled, ...linear().tools.slice(1), customTool("lookup")] },
  ],
  [
    "the toolset is disabled but for the very tool that is waited for",
    { kind: "mcp", mcp_server_name: "linear", name: "create_issue" },
    {
      ...linear({
        defaultConfig: { enabled: false },
        configs: [{ name: "create_issue", enabled: true }],
      }),
    },
  ],
] as const)("says nothing when %s", async (_name, toolUse, inputs) => {
  const world = await seeded();
  world.emulator.requireAction(sessionId, toolUse);
  await world.resource().up(inputs);
  expect(world.warnings).toEqual([]);
});

test("nothing is read of the events unless a tool goes away", async () => {
  const world = await seeded();
  world.emulator.requireAction(sessionId);
  const tools = [agentToolset(), mcpToolset("linear"), customTool("lookup"), customTool("more")];
  await world.resource().up({ tools });
  expect(world.requests()).toEqual(["GET session 200", "POST session 200"]);
});

test("events that cannot be read cost the warning, not the update", async () => {
  const world = await seeded();
  world.emulator.requireAction(sessionId);
  world.emulator.faults.always({ kind: "serverError" }, { path: /\/events$/ });
  await world.resource().up({ tools: [bashDisabled], mcpServers: [] });
  expect(world.warnings).toEqual([]);
  expect(world.stored().tools).toHaveLength(1);
});

describe("a session that is busy while one of its calls waits for a person", () => {
  /** Looks say running for long after the session has parked. */
  async function parked(): Promise<{ readonly world: World; readonly eventId: string }> {
    const world = await seeded({ getLagPolls: 1_000 }, "running");
    return { world, eventId: world.emulator.requireAction(sessionId) };
  }
  const withBashAsked = { tools: [bashAsked, mcpToolset("linear"), customTool("lookup")] };
  const bounds = { interruptAfterSeconds: 5, waitTimeoutSeconds: 20 };

  test("is not interrupted under waitThenInterrupt, and the error names the event", async () => {
    const { world, eventId } = await parked();
    const inputs = { ...withBashAsked, whenBusy: "waitThenInterrupt", ...bounds };
    const failure = await failureOf(world.resource().up(inputs));
    expect(interrupts(world)).toEqual([]);
    expect([failure.kind, failure.message]).toEqual([
      "busy",
      `cannot update the tools of session sesn_1: it was still running after 20 seconds. It was not interrupted, because that would drop a person's answer to ${eventId}. Nothing was changed. Answer what is asked, or drop it with whenBusy: "interrupt", and run again.`,
    ]);
    expect(world.progress.at(-1)).toMatch(
      `not interrupting because a person's answer to ${eventId} is awaited, giving up in `,
    );
  });

  test("is interrupted under interrupt, which asks for that", async () => {
    const { world } = await parked();
    const inputs = { ...withBashAsked, whenBusy: "interrupt", ...bounds };
    await failureOf(world.resource().up(inputs));
    expect(interrupts(world)).toEqual(["POST session/events 200"]);
  });

  test("is interrupted under waitThenInterrupt once the answer has come", async () => {
    const world = await seeded({ interruptPolls: 0 });
    const answer = (pending: readonly string[]) =>
      JSON.stringify({
        data: [
          {
            id: "sevt_9",
            type: "session.thread_status_idle",
            session_thread_id: "sthr_2",
            stop_reason: { type: "requires_action", event_ids: pending },
          },
        ],
      });
    world.emulator.startTurn(sessionId);
    const match = { method: "GET", path: /\/events$/ };
    // Where something is awaited, the names of the tools are read as well.
    for (const pending of [["sevt_5"], ["sevt_5"], ["sevt_5"], ["sevt_5"], []]) {
      world.emulator.faults.next({ kind: "answerWith", body: answer(pending) }, match);
    }
    await world.resource().up({ ...withBashAsked, whenBusy: "waitThenInterrupt", ...bounds });
    expect(interrupts(world)).toEqual(["POST session/events 200"]);
    expect(world.progress.filter((line) => line.includes("sevt_5"))).toHaveLength(2);
  });
});

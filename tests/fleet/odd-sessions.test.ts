import type { SessionApi } from "../../provider/reconcile/session-api";
import type { WireSession } from "../emulator";
import { agentToolset, askBeforeBash, failureOf, type Properties } from "../lifecycle/world";
import {
  agentId,
  closeWorlds,
  type FleetWorld,
  isAsking,
  partialFailure,
  pendingOf,
  seedSessions,
  startFleetWorld,
} from "./world";

/** One strange session among others, and lists that carry what was not asked for. */

afterEach(closeWorlds);

const withAgent = (agent: object) => (session: WireSession) => ({
  ...session,
  agent: { ...session.agent, ...agent },
});

function nested(depth: number): unknown {
  return Array.from({ length: depth }).reduce<unknown>(
    (schema) => ({ type: "object", properties: { a: schema } }),
    {},
  );
}

const oddities: readonly (readonly [string, (session: WireSession) => unknown, RegExp])[] = [
  [
    "a schema nested 140 deep",
    withAgent({
      tools: [{ type: "custom", name: "a", description: "b", input_schema: nested(140) }],
    }),
    /is nested more than 256 levels deep/,
  ],
  ["tools that are no list", withAgent({ tools: {} }), /at agent\.tools/],
  ["no tools at all", withAgent({ tools: undefined }), /at agent\.tools/],
  ["a server that is a word", withAgent({ mcp_servers: ["linear"] }), /at agent\.mcp_servers\[0\]/],
  ["no agent", ({ agent: _agent, ...session }) => session, /at agent/],
  ["no status", (session) => ({ ...session, status: null }), /at status/],
];

describe.each(oddities)("a session with %s", (_name, distortion, problem) => {
  const start = async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 6);
    const [odd = "", ...others] = ids;
    world.emulator.distort(odd, distortion);
    return { world, odd, others };
  };

  test("is named as pending, and the others are done", async () => {
    const { world, odd, others } = await start();
    const error = await partialFailure(world.create(askBeforeBash));
    expect(others.filter((id) => !isAsking(world, id))).toEqual([]);
    expect(pendingOf(error.state)).toEqual({
      total: 1,
      sessions: { [odd]: expect.stringMatching(problem) as string },
    });
    expect(error.message).toMatch(
      /^1 of the 6 live sessions of agent_1 that differ are still to do, 5 are done/,
    );
  });

  test("is named by a refresh, which tells of the others as ever", async () => {
    const { world, odd } = await start();
    const found = await world.read(world.checked(askBeforeBash));
    const pending = pendingOf(found.kind === "found" ? found.state : {});
    expect(pending.total).toBe(6);
    expect(pending.sessions[odd]).toMatch(problem);
  });

  test("holds up the end of no other", async () => {
    const { world, odd, others } = await start();
    const failure = await failureOf(world.remove({ ...askBeforeBash, onDelete: "archive" }));
    expect(others.map((id) => world.emulator.session(id)?.archived_at)).not.toContain(null);
    expect(failure.message).toContain(`cannot archive 1 of the live sessions`);
    expect(failure.message).toContain(`cannot read session ${odd}`);
  });
});

test("a session without an id is counted, and the others are done", async () => {
  const world = await startFleetWorld();
  const [odd = "", ...others] = seedSessions(world.emulator, 3);
  world.emulator.distort(odd, ({ id: _id, ...session }) => session);
  const error = await partialFailure(world.create(askBeforeBash));
  expect(Object.keys(pendingOf(error.state).sessions)).toEqual(["session without an id (no. 1)"]);
  expect(others.filter((id) => !isAsking(world, id))).toEqual([]);
  const failure = await failureOf(world.remove({ ...askBeforeBash, onDelete: "delete" }));
  expect(failure.message).toContain("session without an id (no. 1): cannot be read");
  expect(others.map(world.emulator.session)).toEqual([undefined, undefined]);
});

test("an odd session that has ended, or is another agent's, is nobody's business", async () => {
  const world = await startFleetWorld({ through: withoutAgentFilter });
  const [first = "", second = ""] = seedSessions(world.emulator, 3);
  world.emulator.distort(first, (session) => ({ ...session, agent: { id: "agent_2" } }));
  world.emulator.terminate(second);
  world.emulator.distort(second, withAgent({ tools: {} }));
  const { state } = await world.create(askBeforeBash);
  expect(state.sessionCount).toBe(1);
});

test("a server without a URL and a custom tool without a description hold up nothing", async () => {
  const world = await startFleetWorld();
  const [odd = "", other = ""] = seedSessions(world.emulator, 2, () => ({
    tools: [
      agentToolset(),
      { type: "custom", name: "lookup", input_schema: { type: "object" } },
      { type: "mcp_toolset", mcp_server_name: "linear" },
    ],
    mcp_servers: [{ type: "url", name: "linear" }],
  }));
  const inputs = { ...askBeforeBash, ownership: "shared" };
  await world.create(inputs);
  expect([odd, other].map((id) => isAsking(world, id))).toEqual([true, true]);
  expect(world.emulator.session(odd)?.agent.mcp_servers).toEqual([{ type: "url", name: "linear" }]);
  expect(world.emulator.session(odd)?.agent.tools).toContainEqual({
    type: "custom",
    name: "lookup",
    input_schema: { type: "object" },
  });
});

/** A gateway that drops `agent_id`. */
const withoutAgentFilter = (api: SessionApi): SessionApi => ({
  ...api,
  listSessions: ({ agentId: _agentId, ...filter }, ...call) => api.listSessions(filter, ...call),
});

/** A gateway that drops every filter. */
const withoutFilters = (api: SessionApi): SessionApi => ({
  ...api,
  listSessions: (_filter, ...call) => api.listSessions({}, ...call),
});

const toldOf = ({ warnings }: FleetWorld) =>
  warnings.filter((line) => line.includes("not asked for"));

describe("a list that drops filters", () => {
  const strangers = (world: FleetWorld) =>
    ["sesn_a", "sesn_b"].map((id) => {
      world.emulator.seed({ id, agent_id: "agent_2", tools: [agentToolset()] });
      return id;
    });

  test("lets no session of another agent be written to, and says so once", async () => {
    const world = await startFleetWorld({ through: withoutAgentFilter });
    const ids = seedSessions(world.emulator, 3);
    const others = strangers(world);
    const { state } = await world.create(askBeforeBash);
    expect(state.sessionCount).toBe(3);
    expect([...world.written()].sort()).toEqual(ids);
    expect(others.map((id) => isAsking(world, id))).toEqual([false, false]);
    expect(toldOf(world)).toEqual([
      `the list of sessions of ${agentId} carries 2 that were not asked for (2 of another agent), which are left alone: sesn_b; sesn_a. The API, or a gateway before it, drops filters.`,
    ]);
  });

  test.each(["archive", "delete"])("lets none be ended: %s", async (onDelete) => {
    const world = await startFleetWorld({ through: withoutFilters });
    seedSessions(world.emulator, 3);
    const others = strangers(world);
    const before = others.map(world.emulator.session);
    await world.remove({ ...askBeforeBash, onDelete });
    expect(others.map(world.emulator.session)).toEqual(before);
    expect(toldOf(world)).toHaveLength(1);
  });

  test.each<[string, Properties, Properties]>([
    ["of another version", { agentVersion: 2 }, { agent_version: 2 }],
    ["with another status", { statuses: ["running"] }, {}],
    ["created too early", { createdAfter: "2027-01-15T08:00:00.015Z" }, {}],
    ["created too late", { createdBefore: "2026-01-01T00:00:00Z" }, {}],
  ])("leaves alone what is %s", async (words, scope, seed) => {
    const world = await startFleetWorld({ through: withoutFilters });
    seedSessions(world.emulator, 2);
    if (Object.keys(seed).length > 0) {
      world.emulator.seed({ id: "sesn_z", agent_id: agentId, tools: [], ...seed });
    }
    await world.create({ ...askBeforeBash, ...scope });
    expect(world.written()).toEqual(Object.keys(seed).length > 0 ? ["sesn_z"] : []);
    expect(toldOf(world).join()).toContain(`carries 2 that were not asked for (2 ${words}`);
  });
});

describe("a status that nobody knows today", () => {
  test("is busy, and named as pending", async () => {
    const world = await startFleetWorld();
    const [odd = "", ...others] = seedSessions(world.emulator, 3);
    world.emulator.startTurn(odd, { as: "pending" });
    const inputs = { ...askBeforeBash, whenBusy: "fail" };
    const error = await partialFailure(world.create(inputs));
    expect(pendingOf(error.state)).toEqual({
      total: 1,
      sessions: { [odd]: expect.stringContaining("pending") as string },
    });
    expect(others.filter((id) => !isAsking(world, id))).toEqual([]);
  });

  test("is waited for like any other that is busy", async () => {
    const world = await startFleetWorld();
    const [odd = ""] = seedSessions(world.emulator, 2);
    world.emulator.startTurn(odd, { as: "pending", polls: 3 });
    await world.create(askBeforeBash);
    expect(isAsking(world, odd)).toBe(true);
  });
});

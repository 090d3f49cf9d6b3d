import { askBeforeBash, plainTools } from "../lifecycle/world";
import {
  agentId,
  asked,
  closeWorlds,
  eventsPath,
  isAsking,
  listPath,
  lookPath,
  seedSessions,
  startFleetWorld,
  updatePath,
  worldOn,
} from "./world";

/** How many requests the sessions of an agent cost. */

afterEach(closeWorlds);

const linear = { type: "url", name: "linear", url: "https://mcp.linear.app/sse" };
const withLinear = {
  tools: [...plainTools.tools, { type: "mcp_toolset", mcp_server_name: "linear" }],
  mcp_servers: [linear],
};
const noLinear = { ownership: "shared", absent: { mcpServers: ["linear"] } };

describe("create over 250 sessions", () => {
  test("writes once to each that differs, and looks at nothing but the pages", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 250, (index) => (index % 5 === 0 ? asked : {}));
    const { id, state } = await world.create(askBeforeBash);

    expect(world.counted()).toEqual({ [listPath]: 5, [updatePath]: 200 });
    expect(ids.filter((each) => !isAsking(world, each))).toEqual([]);
    expect(id).toBe(agentId);
    expect(state).toMatchObject({ pending: { total: 0, sessions: {} }, sessionCount: 250 });
    expect(JSON.stringify(state)).not.toContain("sesn_");
  });

  test("with nothing to do only the pages are read", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 250, () => asked);
    await world.create(askBeforeBash);
    expect(world.counted()).toEqual({ [listPath]: 5 });
  });

  test("under shared the events of each written session are read once", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 250, (index) => (index % 10 === 0 ? withLinear : {}));
    await world.create(noLinear);
    const { [lookPath]: looks = 0, ...counted } = world.counted();
    expect(counted).toEqual({ [listPath]: 5, [updatePath]: 25, [eventsPath]: 25 });
    expect(looks).toBe(0);
  });

  test("archived and terminated sessions are none of the live ones", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 30);
    ids.slice(0, 5).forEach(world.emulator.archive);
    ids.slice(5, 10).forEach((each) => void world.emulator.terminate(each));
    const { state } = await world.create(askBeforeBash);
    expect(state.sessionCount).toBe(20);
    expect([...world.written()].sort()).toEqual(ids.slice(10));
  });

  test("sessions of other agents are left alone", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 4, (index) => (index < 2 ? {} : { agent_id: "agent_2" }));
    await world.create(askBeforeBash);
    expect(world.written()).toHaveLength(2);
  });

  test("busy sessions are waited for together, while the idle ones are written", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 150);
    ids.slice(0, 40).forEach((each) => void world.emulator.startTurn(each, { polls: 3 }));
    ids.slice(40, 50).forEach((each) => void world.emulator.reschedule(each, { polls: 3 }));
    const before = world.clock.now();
    await world.create(askBeforeBash);
    expect(world.written()).toHaveLength(150);
    expect(new Set(world.written()).size).toBe(150);
    expect(world.clock.now() - before).toBeLessThan(60_000);
    expect(world.progress.some((line) => line.includes("waited for"))).toBe(true);
    expect(world.progress.at(-1)).toMatch(/^sessions of agent_1: 150 done, 0 failed, in \d+ s$/);
  });
});

describe("a page that has grown old", () => {
  test("is looked at again before a write, session by session", async () => {
    // Ten writes a second: the pages are older than two seconds for most of the sessions.
    const world = await startFleetWorld({ requestsPerMinute: 60 });
    seedSessions(world.emulator, 100);
    await world.create(askBeforeBash);
    const counted = world.counted();
    expect(counted[updatePath]).toBe(100);
    expect(counted[lookPath]).toBeGreaterThan(0);
    expect(counted[lookPath]).toBeLessThanOrEqual(100);
  });

  test("a write of this process since the page was asked for is looked at first", async () => {
    const world = await startFleetWorld();
    const [id = ""] = seedSessions(world.emulator, 1);
    const { writes, api } = world.dependencies;
    const stale = worldOn(world.emulator, world.clock, {
      through: () => ({
        ...api,
        listSessions: async (...call) => {
          const page = await api.listSessions(...call);
          stale.dependencies.writes.note(id);
          return page;
        },
      }),
    });
    await stale.create(askBeforeBash);
    expect(stale.counted()).toEqual({ [listPath]: 1, [lookPath]: 1, [updatePath]: 1 });
    expect(writes.total()).toBe(0);
  });
});

describe("a limit of the organisation's that is lower than ours", () => {
  test("is met by as many refusals as requests were under way, and no more", async () => {
    const world = await startFleetWorld({
      rateLimit: { requestsPerMinute: 600, writesPerMinute: 100 },
    });
    const ids = seedSessions(world.emulator, 250);
    await world.create(askBeforeBash);
    const refused = world.emulator.requests.filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    // Twice the limit is met, by at most 16 requests under way.
    expect(refused).toBeLessThanOrEqual(32);
    expect(ids.filter((id) => !isAsking(world, id))).toEqual([]);
  });
});

import { setMaxListeners } from "node:events";
import { isPartialStateError, type PartialStateError } from "../../provider/errors";
import { askBeforeBash, type Properties, plainTools } from "../lifecycle/world";
import {
  agentId,
  closeWorlds,
  eventsPath,
  type FleetWorld,
  listPath,
  lookPath,
  seedSessions,
  startFleetWorld,
  updatePath,
  worldOn,
} from "./world";

afterEach(closeWorlds);

const asked = {
  tools: [
    {
      type: "agent_toolset_20260401",
      configs: [{ name: "bash", permission_policy: { type: "always_ask" } }],
    },
  ],
};
const linear = { type: "url", name: "linear", url: "https://mcp.linear.app/sse" };
const withLinear = {
  tools: [...plainTools.tools, { type: "mcp_toolset", mcp_server_name: "linear" }],
  mcp_servers: [linear],
};
const noLinear = { ownership: "shared", absent: { mcpServers: ["linear"] } };

async function partialFailure(verb: Promise<unknown>): Promise<PartialStateError> {
  const error = await verb.then(
    (value) => new Error(`no failure but ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!isPartialStateError(error)) {
    throw error;
  }
  return error;
}

function isAsking({ emulator }: FleetWorld, id: string): boolean {
  return JSON.stringify(emulator.session(id)?.agent.tools).includes("always_ask");
}

function pendingOf(state: Properties) {
  return state.pending as { total: number; sessions: Record<string, string> };
}

describe("create over 250 sessions", () => {
  test("writes once to each that differs, and looks at nothing but the pages", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 250, (index) => (index % 5 === 0 ? asked : {}));
    const { id, state } = await world.create(askBeforeBash);

    expect(world.counted()).toEqual({ [listPath]: 3, [updatePath]: 200 });
    expect(ids.filter((each) => !isAsking(world, each))).toEqual([]);
    expect(id).toBe(agentId);
    expect(state).toMatchObject({ pending: { total: 0, sessions: {} }, sessionCount: 250 });
    expect(JSON.stringify(state)).not.toContain("sesn_");
  });

  test("with nothing to do only the pages are read", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 250, () => asked);
    await world.create(askBeforeBash);
    expect(world.counted()).toEqual({ [listPath]: 3 });
  });

  test("under shared the events of each written session are read once", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 250, (index) => (index % 10 === 0 ? withLinear : {}));
    await world.create(noLinear);
    const { [lookPath]: looks = 0, ...counted } = world.counted();
    expect(counted).toEqual({ [listPath]: 3, [updatePath]: 25, [eventsPath]: 25 });
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
  });
});

describe("filters", () => {
  test.each([
    ["agentVersion", { agentVersion: 2 }, [1, 4]],
    ["statuses", { statuses: ["running"] }, [3]],
    ["createdAfter", { createdAfter: "2026-01-03T12:00:00Z" }, [3, 4]],
    ["createdBefore", { createdBefore: "2026-01-02T12:00:00Z" }, [0, 1]],
    [
      "both times",
      { createdAfter: "2026-01-01T12:00:00Z", createdBefore: "2026-01-03T12:00:00Z" },
      [1, 2],
    ],
    ["exclude", { exclude: ["sesn_0000", "sesn_0003"] }, [1, 2, 4]],
  ])("%s", async (_name, filter, expected) => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 5, (index) => ({
      agent_version: index % 3 === 1 ? 2 : 1,
      created_at: `2026-01-0${index + 1}T00:00:00Z`,
    }));
    world.emulator.startTurn(ids[3] ?? "", { polls: 2 });
    await world.create({ ...askBeforeBash, ...filter });
    expect([...world.written()].sort()).toEqual(expected.map((index) => ids[index]));
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
    const { turns, api } = world.dependencies;
    const stale = worldOn(world.emulator, world.clock, {
      through: () => ({
        ...api,
        listSessions: async (...call) => {
          const page = await api.listSessions(...call);
          stale.dependencies.turns.noteWrite(id);
          return page;
        },
      }),
    });
    await stale.create(askBeforeBash);
    expect(stale.counted()).toEqual({ [listPath]: 1, [lookPath]: 1, [updatePath]: 1 });
    expect(turns.writes()).toBe(0);
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

describe("sessions that cannot be done", () => {
  test("hold up no other, are named with their reasons, and are all that the next run does", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 250);
    const [refused = "", busy = "", vanished = "", person = ""] = ids;
    world.emulator.faults.always(
      { kind: "refuse", status: 400, type: "invalid_request_error", message: "no room" },
      { method: "POST", path: `/v1/sessions/${refused}` },
    );
    world.emulator.startTurn(busy, { polls: 100_000 });
    world.emulator.requireAction(person);
    world.emulator.faults.next(
      { kind: "refuse", status: 404, type: "not_found_error", message: `${vanished} not found` },
      { method: "POST", path: `/v1/sessions/${vanished}` },
    );

    const inputs = { ...askBeforeBash, waitTimeoutSeconds: 30 };
    const error = await partialFailure(world.create(inputs));
    expect(error.message).toMatch(/^2 of the 250 live sessions of agent_1 that differ/);
    expect(error.message).toContain(`${refused}: `);
    expect(error.message).toContain("no room");
    expect(error.message).toContain(`${busy}: `);
    expect(error.message).toContain("still running after 30 seconds");
    expect(pendingOf(error.state).total).toBe(2);
    expect(Object.keys(pendingOf(error.state).sessions).sort()).toEqual([refused, busy].sort());
    expect(world.infos.join()).toContain(vanished);
    expect(ids.slice(4).filter((each) => !isAsking(world, each))).toEqual([]);

    const next = world.checked(inputs);
    expect(world.fleet.diff(error.state, next)).toMatchObject({ kind: "update" });
    expect(world.fleet.diff(error.inputs ?? {}, next)).toMatchObject({ kind: "update" });

    world.emulator.faults.clear();
    world.emulator.finishTurn(busy);
    world.emulator.remove(vanished);
    world.counted();
    const { state } = await world.update(error.state, inputs);
    expect(world.counted()).toEqual({ [listPath]: 3, [updatePath]: 2 });
    expect(state).toMatchObject({ pending: { total: 0 }, sessionCount: 249 });
    expect(world.fleet.diff(state, next)).toEqual({ kind: "same" });
  });

  test("are named 200 at most, and counted all", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 210);
    world.emulator.faults.always(
      { kind: "refuse", status: 400, type: "invalid_request_error", message: "no room" },
      { method: "POST" },
    );
    const { state, message } = await partialFailure(world.create(askBeforeBash));
    expect(pendingOf(state).total).toBe(210);
    expect(Object.keys(pendingOf(state).sessions)).toHaveLength(200);
    expect(message).toContain("and 200 more");
    expect(message.length).toBeLessThan(5_000);
  });

  test("entries that were dropped go from the sessions that were left, too", async () => {
    const world = await startFleetWorld();
    const [first = "", second = ""] = seedSessions(world.emulator, 2);
    const lookup = {
      type: "custom",
      name: "lookup",
      description: "d",
      inputSchema: { type: "object" },
    };
    const before = { ownership: "shared", tools: [lookup] };
    const after = { ownership: "shared", tools: [] };
    const { state } = await world.create(before);
    world.emulator.faults.always(
      { kind: "refuse", status: 400, type: "invalid_request_error", message: "no room" },
      { method: "POST", path: `/v1/sessions/${second}` },
    );
    const left = await partialFailure(world.update(state, after));
    world.emulator.faults.clear();
    const seen = await world.read(left.state);
    expect(seen).toMatchObject({ state: { pending: { total: 1 } } });
    await world.update(seen.kind === "found" ? seen.state : {}, after);
    for (const id of [first, second]) {
      expect(JSON.stringify(world.emulator.session(id)?.agent.tools)).not.toContain("lookup");
    }
  });
});

describe("read", () => {
  test("shows sessions out of line and those started since, as something to do", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 120);
    const { state } = await world.create(askBeforeBash);
    world.counted();
    ids.slice(0, 12).forEach((id) => void world.emulator.edit(id, plainTools));
    world.emulator.seed({ id: "sesn_new", agent_id: agentId, tools: plainTools.tools });

    const found = await world.read(state);
    if (found.kind !== "found") throw new Error("gone");
    expect(world.counted()).toEqual({ [listPath]: 2 });
    expect(pendingOf(found.state).total).toBe(13);
    expect(Object.keys(pendingOf(found.state).sessions)).toHaveLength(10);
    expect(world.fleet.diff(found.inputs, world.checked(askBeforeBash))).toEqual({
      kind: "update",
      keys: ["pending"],
    });
    await world.update(found.state, askBeforeBash);
    expect(world.counted()).toEqual({ [listPath]: 2, [updatePath]: 13 });
  });

  test("of sessions that are as declared is no difference, whatever they do", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 3);
    const { state } = await world.create(askBeforeBash);
    world.emulator.startTurn(ids[0] ?? "", { polls: 100 });
    const found = await world.read(state);
    if (found.kind !== "found") throw new Error("gone");
    expect(found.state).toEqual(state);
    expect(world.fleet.diff(found.inputs, world.checked(askBeforeBash))).toEqual({ kind: "same" });
  });

  test("survey says how many would be changed", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 20, (index) => (index < 5 ? asked : {}));
    world.emulator.startTurn(ids[7] ?? "", { polls: 100 });
    const reporter = { progress() {}, info() {}, warn() {} };
    const inputs = world.checked(askBeforeBash);
    expect(await world.fleet.survey?.(inputs, undefined, { reporter })).toEqual([
      "15 of 20 live sessions of agent_1 would be changed, 1 of them busy now",
    ]);
    expect(world.written()).toEqual([]);
  });
});

describe("delete", () => {
  test("retain asks for nothing", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 3);
    await world.remove(askBeforeBash);
    expect(world.counted()).toEqual({});
  });

  test("archive and delete reach every live session in scope, busy ones together", async () => {
    for (const onDelete of ["archive", "delete"]) {
      const world = await startFleetWorld();
      const ids = seedSessions(world.emulator, 130);
      ids.slice(0, 60).forEach((id) => void world.emulator.startTurn(id, { polls: 3 }));
      const before = world.clock.now();
      await world.remove({ ...askBeforeBash, onDelete, exclude: [ids[9]] });
      const left = ids.filter((id) => world.emulator.session(id)?.archived_at === null);
      expect(left).toEqual([ids[9]]);
      expect(world.clock.now() - before).toBeLessThan(60_000);
    }
  });

  test("one that cannot be ended holds up no other", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 40);
    world.emulator.startTurn(ids[0] ?? "", { polls: 100_000 });
    await expect(
      world.remove({ ...askBeforeBash, onDelete: "archive", waitTimeoutSeconds: 10 }),
    ).rejects.toThrow(/could not archive 1 of the live sessions of agent_1.*sesn_0000/);
    expect(ids.filter((id) => world.emulator.session(id)?.archived_at === null)).toEqual([ids[0]]);
  });
});

describe("an end in the middle", () => {
  test("cancel ends the waits, writes nothing more, and says what is left", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 20);
    ids.slice(0, 8).forEach((id) => void world.emulator.startTurn(id, { polls: 100_000 }));
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    void world.clock.sleep(20_000).then(() => stop.abort());
    const error = await partialFailure(world.create(askBeforeBash, { signal: stop.signal }));
    expect(pendingOf(error.state).total).toBe(8);
    expect(error.message).toContain("cancelled");
    expect([...world.written()].sort()).toEqual(ids.slice(8));
  });

  test("a list that breaks off fails the verb after what is under way has ended", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 150);
    world.emulator.faults.always(
      { kind: "refuse", status: 403, type: "permission_error", message: "no" },
      { method: "GET", path: "/v1/sessions", nth: 2 },
    );
    await expect(world.create(askBeforeBash)).rejects.toMatchObject({ kind: "unauthorised" });
    const written = world.written().length;
    expect(written).toBe(100);
    world.emulator.faults.clear();
    await world.create(askBeforeBash);
    expect(new Set(world.written()).size).toBe(150);
    expect(world.written()).toHaveLength(150);
  });

  test.each([1, 2, 3, 20, 60, 101, 115])(
    "killed at request %i and started anew, no session is written twice and none is missed",
    async (killedAt) => {
      let requests = 0;
      const world = await startFleetWorld({
        through: (api) =>
          new Proxy(api, {
            get: (target, name: keyof typeof api) => {
              const call = target[name] as (...args: unknown[]) => Promise<unknown>;
              return (...args: unknown[]) =>
                ++requests > killedAt ? new Promise(() => {}) : call(...args);
            },
          }),
      });
      const ids = seedSessions(world.emulator, 130, (index) => (index % 7 === 0 ? asked : {}));
      void world.create(askBeforeBash);
      await world.clock.sleep(60_000);

      await worldOn(world.emulator, world.clock).create(askBeforeBash);
      expect(ids.filter((id) => !isAsking(world, id))).toEqual([]);
      expect(world.written()).toHaveLength(new Set(world.written()).size);
    },
  );
});

describe("bad input is refused in preview", () => {
  test.each([
    ["no agent id", { agentId: undefined }, "agentId"],
    ["an empty agent id", { agentId: "" }, "agentId"],
    [
      "times that no session passes",
      { createdAfter: "2026-02-01T00:00:00Z", createdBefore: "2026-01-01T00:00:00Z" },
      "createdBefore",
    ],
    ["no statuses", { statuses: [] }, "statuses"],
    ["a status that is not live", { statuses: ["terminated"] }, "statuses[0]"],
    ["a version of zero", { agentVersion: 0 }, "agentVersion"],
    ["absent under exclusive", { absent: { mcpServers: ["linear"] } }, "absent"],
    ["a time that is none", { createdAfter: "yesterday", createdBefore: "today" }, "createdAfter"],
    ["restore", { onDelete: "restore" }, "onDelete"],
  ])("%s", async (_name, inputs, path) => {
    const { fleet } = await startFleetWorld();
    const { violations } = fleet.check({ agentId, ...askBeforeBash, ...inputs }, undefined, "urn");
    expect(violations.map((each) => each.path)).toContain(path);
  });

  test("two resources of a stack for the same sessions", async () => {
    const { fleet } = await startFleetWorld();
    const inputs = { agentId, ...askBeforeBash };
    const urn = (name: string) => `urn:pulumi:s::p::t::${name}`;
    expect(fleet.check(inputs, undefined, urn("one")).violations).toEqual([]);
    expect(fleet.check({ ...inputs, agentVersion: 2 }, undefined, urn("two")).violations).toEqual(
      [],
    );
    const { violations } = fleet.check(inputs, undefined, urn("three"));
    expect(violations[0]?.reason).toContain('declared by "one" as well');
  });
});

import type { SessionApi } from "../../provider/reconcile/session-api";
import { askBeforeBash, failureOf, type Properties } from "../lifecycle/world";
import {
  agentId,
  closeWorlds,
  type FleetWorld,
  listPath,
  seedSessions,
  startFleetWorld,
} from "./world";

/** Which sessions an agent's resource means, and what it makes of lists that are not to be trusted. */

afterEach(closeWorlds);

/** A server that ignores `statuses[]` and lists what has ended. */
const listingAll = (api: SessionApi): SessionApi => ({
  ...api,
  listSessions: ({ statuses: _statuses, ...filter }, ...call) =>
    api.listSessions({ ...filter, includeArchived: true }, ...call),
});

const isEnded =
  ({ emulator }: FleetWorld) =>
  (id: string) =>
    emulator.session(id)?.archived_at !== null;

describe("another scope", () => {
  const one = "2026-01-01T00:00:00Z";
  const two = "2026-01-02T00:00:00Z";

  test.each<[string, Properties, Properties]>([
    ["exclude", { exclude: ["sesn_1"] }, { exclude: ["sesn_1", "sesn_2"] }],
    ["exclude", {}, { exclude: ["sesn_1"] }],
    ["exclude", { exclude: ["sesn_1"] }, {}],
    ["statuses", { statuses: ["idle"] }, { statuses: ["idle", "running"] }],
    ["statuses", { statuses: ["idle"] }, { statuses: ["running"] }],
    ["statuses", {}, { statuses: ["idle"] }],
    ["agentVersion", { agentVersion: 1 }, { agentVersion: 2 }],
    ["createdAfter", { createdAfter: one }, { createdAfter: two }],
    ["createdBefore", { createdBefore: one }, {}],
  ])("is an update of %s: %j to %j", async (key, before, after) => {
    const { fleet, checked } = await startFleetWorld();
    const [prior, next] = [before, after].map((scope) => checked({ ...askBeforeBash, ...scope }));
    expect(fleet.diff(prior ?? {}, next ?? {})).toEqual({ kind: "update", keys: [key] });
  });

  test.each<[Properties, Properties]>([
    [{ exclude: ["sesn_1", "sesn_2"] }, { exclude: ["sesn_2", "sesn_1"] }],
    [{ statuses: ["idle", "running"] }, { statuses: ["running", "idle"] }],
  ])("is none where only the order differs: %j and %j", async (before, after) => {
    const { fleet, checked } = await startFleetWorld();
    const [prior, next] = [before, after].map((scope) => checked({ ...askBeforeBash, ...scope }));
    expect(fleet.diff(prior ?? {}, next ?? {})).toEqual({ kind: "same" });
  });

  test("reaches the sessions that come into it, and leaves the others as they are", async () => {
    const world = await startFleetWorld();
    const [first = "", second = ""] = seedSessions(world.emulator, 2);
    const { state } = await world.create({ ...askBeforeBash, exclude: [first] });
    expect(world.written()).toEqual([second]);
    await world.update(state, { ...askBeforeBash, exclude: [second] });
    expect(world.written()).toEqual([second, first]);
  });
});

describe("a server that ignores statuses[]", () => {
  test("gets no write to a session that has ended, though the list shows it", async () => {
    const world = await startFleetWorld({ through: listingAll });
    const ids = seedSessions(world.emulator, 6);
    ids.slice(0, 2).forEach(world.emulator.archive);
    ids.slice(2, 4).forEach((id) => void world.emulator.terminate(id));
    const { state } = await world.create(askBeforeBash);
    expect(state.sessionCount).toBe(2);
    expect([...world.written()].sort()).toEqual(ids.slice(4));
  });

  test.each(["delete", "archive"])(
    "deletes and archives none that has ended: %s",
    async (onDelete) => {
      const world = await startFleetWorld({ through: listingAll });
      const ids = seedSessions(world.emulator, 6);
      ids.slice(0, 2).forEach(world.emulator.archive);
      ids.slice(2, 4).forEach((id) => void world.emulator.terminate(id));
      const before = ids.slice(0, 4).map(world.emulator.session);
      world.counted();
      await world.remove({ ...askBeforeBash, onDelete });
      expect(ids.slice(0, 4).map(world.emulator.session)).toEqual(before);
      expect(ids.slice(4).filter(isEnded(world))).toEqual(ids.slice(4));
      const [method, path] = onDelete === "delete" ? ["DELETE", ""] : ["POST", "/archive"];
      expect(world.counted()).toMatchObject({
        [listPath]: 1,
        [`${method} /v1/sessions/*${path}`]: 2,
      });
    },
  );
});

describe("a list without an end", () => {
  const verbs: readonly (readonly [string, (world: FleetWorld) => Promise<unknown>])[] = [
    ["create", (world) => world.create(askBeforeBash)],
    ["read", (world) => world.read(world.checked(askBeforeBash))],
    ["delete", (world) => world.remove({ ...askBeforeBash, onDelete: "delete" })],
  ];

  test.each(verbs)("that repeats its cursor fails %s", async (_verb, run) => {
    const world = await startFleetWorld();
    const page = { kind: "answerWith", body: '{"data":[],"next_page":"same"}' } as const;
    world.emulator.faults.always(page, { method: "GET", path: "/v1/sessions" });
    const failure = await failureOf(run(world));
    expect([failure.kind, failure.message]).toEqual([
      "malformed",
      "cannot list sessions: the answer names the page that was asked for as the next one, so the list would never end. Nothing was changed by this request.",
    ]);
    expect(world.counted()).toEqual({ [listPath]: 2 });
  });

  test.each(verbs)("that goes in a circle fails %s", async (_verb, run) => {
    let pages = 0;
    const world = await startFleetWorld({
      through: (api) => ({
        ...api,
        listSessions: async () => ({
          sessions: [],
          unreadable: [],
          next: pages++ % 2 === 0 ? "north" : "south",
        }),
      }),
    });
    expect((await failureOf(run(world))).message).toContain(
      "after 3 pages: the list leads back to a page that was read before",
    );
  });

  test.each(verbs)(
    "that always names another page fails %s, and nothing is ended",
    async (verb, run) => {
      let pages = 0;
      const world = await startFleetWorld({
        through: (api) => ({
          ...api,
          listSessions: async (filter, _cursor, call) => {
            pages += 1;
            const { sessions } =
              pages === 1 ? await api.listSessions(filter, undefined, call) : { sessions: [] };
            return { sessions, unreadable: [], next: `page_${pages}` };
          },
        }),
      });
      const ids = seedSessions(world.emulator, 3);
      const failure = await failureOf(run(world));
      const gaveUp = `gave up listing the sessions of ${agentId} after 1001 pages: the last 1000 of them hold no session, and the list goes on.`;
      const advice = "Narrow the resource with createdAfter or agentVersion.";
      expect([failure.kind, failure.message]).toEqual([
        "malformed",
        verb === "create"
          ? `${gaveUp} ${advice} 3 live sessions of ${agentId} were brought in line before, 0 were not. Run again; only what is left will be done.`
          : `${gaveUp} Nothing was changed. ${advice}`,
      ]);
      expect(ids.filter(isEnded(world))).toEqual([]);
    },
  );
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

  test("two resources of a stack that may mean the same session, whatever else parts them", async () => {
    const { fleet } = await startFleetWorld();
    const inputs = { agentId, ...askBeforeBash };
    const urn = (name: string) => `urn:pulumi:s::p::t::${name}`;
    const told = (name: string, filters: Properties) =>
      fleet.check({ ...inputs, ...filters }, undefined, urn(name)).violations;
    expect(told("one", { agentVersion: 1, createdBefore: "2026-02-01T00:00:00Z" })).toEqual([]);
    expect(told("two", { agentVersion: 2 })).toEqual([]);
    expect(told("late", { agentVersion: 1, createdAfter: "2026-02-01T00:00:00Z" })).toEqual([]);
    expect(told("other", { agentId: "agent_2" })).toEqual([]);
    for (const filters of [{}, { statuses: ["idle"] }, { exclude: ["sesn_1"] }]) {
      expect(told("three", filters)[0]?.reason).toContain('declared by "one" as well');
    }
  });
});

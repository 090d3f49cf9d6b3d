import { askBeforeBash, failureOf, type Properties } from "../lifecycle/world";
import { agentId, closeWorlds, type FleetWorld, seedSessions, startFleetWorld } from "./world";

/** What bounds the end of many sessions, and who stops it. */

afterEach(closeWorlds);

const urn = (name: string) =>
  `urn:pulumi:dev::project::managed-agents:index:AgentSessionOverrides::${name}`;

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
    ).rejects.toThrow(/cannot archive 1 of the live sessions of agent_1.*sesn_0000/);
    expect(world.progress.at(-1)).toMatch(/^sessions of agent_1: 39 done, 1 failed, in \d+ s$/);
    expect(ids.filter((id) => world.emulator.session(id)?.archived_at === null)).toEqual([ids[0]]);
  });
});

describe("one deadline for all sessions of a verb", () => {
  const timeoutMs = 20_000;

  /** Three pages of busy sessions, each a quarter of a minute in coming, so that the turn of most comes late. */
  async function lateWorld(): Promise<FleetWorld> {
    const world = await startFleetWorld({
      through: (api) => ({
        ...api,
        listSessions: async (filter, ...call) => {
          await world.clock.sleep(filter.statuses === undefined ? 0 : 15_000);
          return api.listSessions(filter, ...call);
        },
      }),
    });
    const ids = seedSessions(world.emulator, 125);
    ids.forEach((id) => void world.emulator.startTurn(id, { polls: 1_000_000 }));
    return world;
  }

  test.each<[string, (world: FleetWorld) => Promise<unknown>]>([
    ["create", (world) => world.create(askBeforeBash, { timeoutMs })],
    ["archive", (world) => world.remove({ ...askBeforeBash, onDelete: "archive" }, { timeoutMs })],
    ["delete", (world) => world.remove({ ...askBeforeBash, onDelete: "delete" }, { timeoutMs })],
  ])("holds for %s, however late a session's turn comes", async (_verb, run) => {
    const world = await lateWorld();
    const failure = await failureOf(run(world));
    expect(failure.kind).toBe("busy");
    // The last page comes after three quarters of a minute; nothing is waited for after it.
    expect(world.clock.now()).toBeLessThan(50_000);
  });
});

describe("sessions that another resource goes on with", () => {
  const isLive =
    ({ emulator }: FleetWorld) =>
    (id: string) =>
      emulator.session(id)?.archived_at === null;

  /** Three sessions whose resource is to end them, and the engine's next operation begun. */
  async function deployed(inputs: Properties) {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 3);
    const { state } = await world.create(inputs);
    world.counted();
    const check = (name: string, news: Properties) => {
      const inputs = { agentId, ...news };
      expect(world.fleet.check(inputs, undefined, urn(name)).violations).toEqual([]);
    };
    const destroy = () => world.fleet.delete(agentId, state, { reporter: world.reporter });
    return { world, ids, check, destroy };
  }

  const scoped = { ...askBeforeBash, exclude: ["sesn_9", "sesn_8"] };
  const inherited = (onDelete: string, heir: string) =>
    `the sessions of agent_1 are left as they are, although onDelete is "${onDelete}", because the resource "${heir}" of this stack goes on with it; for a resource that was only renamed, an alias saves the detour`;

  test.each<[string, string, Properties]>([
    ["the replacement of the resource", "support", scoped],
    ["a resource of another name", "renamed", scoped],
    [
      "one that excludes the same in another order",
      "renamed",
      { ...scoped, exclude: ["sesn_8", "sesn_9"] },
    ],
    ["the replacement with another scope", "support", { ...scoped, exclude: ["sesn_0000"] }],
    ["one of another name and scope", "renamed", { ...askBeforeBash, statuses: ["idle"] }],
    [
      "one of those that are younger",
      "younger",
      { ...askBeforeBash, createdAfter: "2026-01-01T00:00:00Z" },
    ],
    ["one of a version, where any was meant", "version", { ...askBeforeBash, agentVersion: 1 }],
  ])("are left as they are by %s", async (_what, heir, news) => {
    for (const onDelete of ["archive", "delete"]) {
      const { world, ids, check, destroy } = await deployed({ ...scoped, onDelete });
      check(heir, news);
      await destroy();
      expect(world.counted()).toEqual({});
      expect(ids.filter(isLive(world))).toEqual(ids);
      expect(world.warnings).toEqual([inherited(onDelete, heir)]);
    }
  });

  test.each<[string, (check: (name: string, news: Properties) => void, world: FleetWorld) => void]>(
    [
      ["no resource was checked, as in a destroy", () => undefined],
      ["a resource declares another agent's", (check) => check("other", { agentId: "agent_2" })],
      [
        "resources declare those of another version and of other times",
        (check) => {
          check("other", { ...askBeforeBash, agentVersion: 7 });
          const first = { ...askBeforeBash, agentVersion: 1 };
          check("older", { ...first, createdBefore: "2020-01-01T00:00:00Z" });
          check("younger", { ...first, createdAfter: "2030-01-01T00:00:00Z" });
        },
      ],
      [
        "what was checked belongs to an operation that is over",
        (check, { fleet }) => {
          check("support", askBeforeBash);
          fleet.forgetClaims();
        },
      ],
    ],
  )("are none where %s", async (_what, happen) => {
    const { world, ids, check, destroy } = await deployed({
      ...askBeforeBash,
      agentVersion: 1,
      createdAfter: "2020-01-01T00:00:00Z",
      createdBefore: "2030-01-01T00:00:00Z",
      onDelete: "archive",
    });
    happen(check, world);
    await destroy();
    expect(ids.filter(isLive(world))).toEqual([]);
    expect(world.warnings).toEqual([]);
  });
});

test("two resources of a stack for the same sessions are refused, however the scope is ordered", async () => {
  const { fleet } = await startFleetWorld();
  const check = (name: string, exclude: readonly string[]) =>
    fleet.check({ agentId, ...askBeforeBash, exclude }, undefined, urn(name)).violations;
  expect(check("one", ["sesn_1", "sesn_2"])).toEqual([]);
  expect(check("two", ["sesn_2", "sesn_1"])[0]?.reason).toContain('declared by "one" as well');
});

import { askBeforeBash } from "../lifecycle/world";
import {
  agentId,
  closeWorlds,
  type FleetWorld,
  listPath,
  lookPath,
  seedSessions,
  startFleetWorld,
  updatePath,
} from "./world";

afterEach(closeWorlds);

const reporter = { progress() {}, info() {}, warn() {} };

function inputsOf({ single }: FleetWorld, sessionId: string) {
  return single.check({ sessionId, ...askBeforeBash }, undefined, undefined).inputs;
}

/** Runs the work on all of them, so many at a time. */
async function sideBySide(ids: readonly string[], atATime: number, work: (id: string) => unknown) {
  const left = [...ids];
  const worker = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      await work(id);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

describe("many resources of one session each", () => {
  test("a refresh of 300, eight at a time, costs about six pages", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 300);
    await sideBySide(ids, 8, async (id) => {
      const read = await world.single.read(id, { ...inputsOf(world, id), agentId }, { reporter });
      expect(read).toMatchObject({ kind: "found", id });
    });
    const counted = world.counted();
    expect((counted[listPath] ?? 0) + (counted[lookPath] ?? 0)).toBeLessThanOrEqual(15);
  });

  test("a refresh without a known agent is a look each", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 10);
    await sideBySide(ids, 8, (id) => world.single.read(id, inputsOf(world, id), { reporter }));
    expect(world.counted()).toEqual({ [lookPath]: 10 });
  });

  test("a session that is gone is found to be gone", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 12);
    world.emulator.remove(ids[4] ?? "");
    const gone: string[] = [];
    await sideBySide(ids, 12, async (id) => {
      const read = await world.single.read(id, { ...inputsOf(world, id), agentId }, { reporter });
      if (read.kind === "gone") gone.push(id);
    });
    expect(gone).toEqual([ids[4]]);
  });

  test("100 waits take their looks from pages, at one rhythm", async () => {
    const world = await startFleetWorld();
    const ids = seedSessions(world.emulator, 100);
    for (const id of ids) {
      world.emulator.startTurn(id, { ms: 30_000 });
    }
    const before = world.clock.now();
    await Promise.all(ids.map((id) => world.single.create(inputsOf(world, id), { reporter })));
    const counted = world.counted();
    expect(counted[updatePath]).toBe(100);
    // One look each at the start; two pages every five seconds, for half a minute and the last beat.
    expect(counted[lookPath]).toBe(100);
    expect(counted[listPath]).toBeLessThanOrEqual(16);
    expect(world.clock.now() - before).toBeLessThan(45_000);
  });
});

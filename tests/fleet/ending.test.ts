import { askBeforeBash, failureOf } from "../lifecycle/world";
import { closeWorlds, type FleetWorld, seedSessions, startFleetWorld } from "./world";

/** What bounds the end of many sessions. */

afterEach(closeWorlds);

describe("one deadline for all sessions of a verb", () => {
  const timeoutMs = 20_000;

  /** A hundred and twenty requests a minute, so that the turn of most sessions comes late. */
  async function lateWorld(): Promise<FleetWorld> {
    const world = await startFleetWorld({ requestsPerMinute: 120 });
    const ids = seedSessions(world.emulator, 200);
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
    // The pace lets the last first looks through after a minute; no wait begins after them.
    expect(world.clock.now()).toBeLessThan(61_000);
  });
});

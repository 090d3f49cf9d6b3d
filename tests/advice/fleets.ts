import { isAsking, seedSessions, startFleetWorld } from "../fleet/world";
import { askBeforeBash, failureOf } from "../lifecycle/world";

/** What an error about an agent's sessions advises, and a proof that it helps. */
export interface FleetAdvice {
  readonly name: string;
  readonly advice: string;
  /** Meets the error, does what it says, and holds that the sessions are as declared, or gone, afterwards. */
  readonly prove: (expectAdvice: (failing: Promise<unknown>) => Promise<void>) => Promise<void>;
}

export async function adviceGiven(failing: Promise<unknown>, advice: string): Promise<void> {
  expect((await failureOf(failing)).message).toContain(advice);
}

const archiving = { ...askBeforeBash, onDelete: "archive" };

export const fleets: readonly FleetAdvice[] = [
  {
    name: "an update with a session that stays busy",
    advice: "Run again; only what is left will be done",
    async prove(expectAdvice) {
      const world = await startFleetWorld();
      const ids = seedSessions(world.emulator, 5);
      world.emulator.startTurn(ids[0] ?? "");
      const inputs = { ...askBeforeBash, waitTimeoutSeconds: 10 };
      await expectAdvice(world.create(inputs));
      world.emulator.finishTurn(ids[0] ?? "");
      world.counted();
      await world.create(inputs);
      expect(world.counted()["POST /v1/sessions/*"]).toBe(1);
      expect(ids.every((id) => isAsking(world, id))).toBe(true);
    },
  },
  {
    name: "a removal with a session that stays busy",
    advice: "Run again; only what is left will be done",
    async prove(expectAdvice) {
      const world = await startFleetWorld();
      const ids = seedSessions(world.emulator, 5);
      world.emulator.startTurn(ids[0] ?? "");
      const inputs = { ...archiving, waitTimeoutSeconds: 10 };
      await expectAdvice(world.remove(inputs));
      world.emulator.finishTurn(ids[0] ?? "");
      await world.remove(inputs);
      expect(ids.map((id) => world.emulator.session(id)?.archived_at)).not.toContain(null);
    },
  },
  {
    name: "a list that is not there",
    advice: "Check managed-agents:baseUrl or ANTHROPIC_BASE_URL",
    async prove(expectAdvice) {
      const world = await startFleetWorld();
      const ids = seedSessions(world.emulator, 2);
      // What has answered well before is believed when it says that there is no list.
      await world.dependencies.api.getSession(ids[0] ?? "", {});
      world.emulator.faults.always(
        { kind: "refuse", status: 404, type: "not_found_error", message: "No." },
        { method: "GET" },
      );
      await expectAdvice(world.create(askBeforeBash));
      world.emulator.faults.clear();
      await world.create(askBeforeBash);
      expect(ids.every((id) => isAsking(world, id))).toBe(true);
    },
  },
  {
    name: "a list without an end",
    advice: "Narrow the resource with createdAfter or agentVersion",
    async prove(expectAdvice) {
      const world = await startFleetWorld({
        through: (api) => ({
          ...api,
          // Every page of the whole agent leads to the first one again.
          listSessions: async (filter, cursor, call) => ({
            ...(await api.listSessions(filter, undefined, call)),
            ...(filter.createdAfter === undefined && cursor !== "end" ? { next: "again" } : {}),
          }),
        }),
      });
      const seeded = seedSessions(world.emulator, 2);
      await expectAdvice(world.create(askBeforeBash));
      await world.create({ ...askBeforeBash, createdAfter: "2020-01-01T00:00:00Z" });
      expect(seeded.every((id) => isAsking(world, id))).toBe(true);
    },
  },
];

import { setMaxListeners } from "node:events";
import { askBeforeBash } from "../lifecycle/world";
import {
  asked,
  closeWorlds,
  isAsking,
  listPath,
  partialFailure,
  pendingOf,
  seedSessions,
  startFleetWorld,
  updatePath,
  worldOn,
} from "./world";

/** What is left undone is told, kept, and all that the next run does. */

afterEach(closeWorlds);

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
    expect(world.counted()).toEqual({ [listPath]: 5, [updatePath]: 2 });
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

  test("a list that breaks off fails the verb after what is under way has ended, and what was done is stored", async () => {
    const world = await startFleetWorld();
    seedSessions(world.emulator, 150);
    world.emulator.faults.always(
      { kind: "refuse", status: 403, type: "permission_error", message: "no" },
      { method: "GET", path: "/v1/sessions", nth: 2 },
    );
    const failure = await partialFailure(world.create(askBeforeBash));
    expect([failure.kind, failure.message]).toEqual([
      "unauthorised",
      expect.stringMatching(
        /^cannot list sessions: .*403 permission_error, “no”\. Check the permissions of .* 50 live sessions of agent_1 were brought in line before, 0 were not\. Run again; only what is left will be done\.$/,
      ),
    ]);
    expect(world.written()).toHaveLength(50);
    world.emulator.faults.clear();
    await world.update(failure.state, askBeforeBash);
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

import { PartialStateError } from "../../provider/errors";
import { createFakeClock } from "../support/fake-clock";
import {
  askBeforeBash,
  closeWorlds,
  failureOf,
  plainTools,
  sessionId,
  startWorld,
  storedAsking,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

async function worldWith(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed(plainTools);
  return world;
}

const onlyFirst =
  (event: (emulator: World["emulator"]) => void): NonNullable<WorldOptions["beforeWrite"]> =>
  (emulator, count) => {
    if (count === 1) event(emulator);
  };

const update = { method: "POST", path: `/v1/sessions/${sessionId}` };
const updates = (world: World) =>
  world.emulator.requests
    .filter(({ method, path }) => method === "POST" && path === update.path)
    .map(({ body }) => body);
const refuse = (status: number) =>
  ({ kind: "refuse", status, type: "invalid_request_error", message: "tools.0: odd" }) as const;

describe("an update that is refused", () => {
  test.each([400, 409] as const)(
    "with %i because the session went to work between look and write waits and writes again",
    async (busyStatus) => {
      const world = await worldWith({
        busyStatus,
        beforeWrite: onlyFirst((emulator) => emulator.startTurn(sessionId, { polls: 1 })),
      });
      await world.update(askBeforeBash);
      expect(world.log()).toEqual([
        "GET session 200",
        `POST session ${busyStatus}`,
        "GET session 200",
        "GET session 200",
        "POST session 200",
      ]);
      expect(world.stored()).toEqual(storedAsking);
    },
  );

  test.each([400, 409])(
    "with %i, and an update that changes nothing as well, of a session that is idle all the time is waited out for half a minute, and then told with the status",
    async (status) => {
      const world = await worldWith();
      world.emulator.faults.always(refuse(status), update);
      const failure = await failureOf(world.update(askBeforeBash));
      expect(failure).toMatchObject({ kind: "refused", facts: { sessionId, status } });
      expect(failure.facts.requestId).toMatch(/^req_/);
      expect(failure.message).toContain("tools.0: odd");
      expect(failure.message).toMatch(
        /The session's status said idle all the time, and for 3\d seconds an update that changes nothing was refused as well/,
      );
      expect(failure).not.toBeInstanceOf(PartialStateError);
      expect(world.clock.now()).toBeGreaterThanOrEqual(30_000);
      expect(world.clock.now()).toBeLessThanOrEqual(40_000);
    },
  );

  test("on account of what it asks for is told at once, with the API's words", async () => {
    // An hour behind the answers' own time: the session has been at rest for long.
    const world = await startWorld({ now: () => Date.now() - 3_600_000 });
    world.emulator.seed(plainTools);
    const failure = await failureOf(world.update({ tools: [{ type: "hologram_20270101" }] }));
    expect(failure).toMatchObject({ kind: "refused", facts: { sessionId, status: 400 } });
    expect(failure.message).toContain("hologram_20270101");
    expect(world.log()).toEqual([
      "GET session 200",
      "POST session 400",
      "GET session 200",
      "GET session 200",
      "POST session 400",
      "GET session 200",
      "POST session 200",
    ]);
    expect(world.clock.delaysMs).toEqual([500]);
    expect(updates(world).at(-1)).toEqual({ agent: {} });
    expect(world.stored()).toMatchObject({ tools: [{ configs: [] }] });
  });

  test("right after the session came to rest is told of a few seconds later, whatever it is about", async () => {
    const world = await worldWith();
    const failure = await failureOf(world.update({ tools: [{ type: "hologram_20270101" }] }));
    expect(failure.message).toContain("hologram_20270101");
    expect(world.clock.now()).toBeLessThanOrEqual(20_000);
  });

  test("for six seconds, while every look says idle, is waited out and written", async () => {
    const clock = createFakeClock();
    const world = await worldWith({ clock, now: clock.now });
    world.emulator.faults.always(refuse(400), { ...update, forMs: 6_000 });
    await world.update(askBeforeBash);
    expect(world.stored()).toEqual(storedAsking);
    expect(world.clock.now()).toBeLessThanOrEqual(12_000);
    expect(world.progress.at(-1)).toMatch(
      /^the session is idle, but the API refuses requests that change it \(http:\S+ answered 400 invalid_request_error, “tools\.0: odd”\); waited \d+ s, giving up in \d+ s$/,
    );
  });

  test("for six seconds under fail is an error after one more try, which says that the status was idle", async () => {
    const world = await worldWith();
    world.emulator.faults.always(refuse(400), update);
    const failure = await failureOf(world.update({ ...askBeforeBash, whenBusy: "fail" }));
    expect(failure.message).toMatch(
      /the API refuses this although the session's status is idle \(.*odd”\) and whenBusy is "fail"\. It was not interrupted\. Nothing was changed/,
    );
    expect(world.clock.delaysMs).toEqual([500]);
  });

  test("once on a session that is idle is tried once more", async () => {
    const world = await worldWith();
    world.emulator.faults.next(refuse(400), update);
    await world.update(askBeforeBash);
    expect(world.stored()).toEqual(storedAsking);
  });

  test.each([402, 403, 413, 422])(
    "with %i is an error at once, and nothing is written",
    async (status) => {
      const world = await worldWith();
      world.emulator.faults.next(refuse(status), update);
      expect(await failureOf(world.update(askBeforeBash))).toMatchObject({ facts: { status } });
      expect(world.log()).toEqual(["GET session 200", `POST session ${status}`]);
    },
  );

  test.each([
    ["archived", "final"],
    ["terminated", "final"],
  ] as const)(
    "because the session was %s in between is told as that, not as the refusal",
    async (how, kind) => {
      const world = await worldWith({
        beforeWrite: onlyFirst((emulator) =>
          how === "archived" ? emulator.archive(sessionId) : emulator.terminate(sessionId),
        ),
      });
      expect(await failureOf(world.update(askBeforeBash))).toMatchObject({ kind });
      expect(world.log()).toEqual(["GET session 200", "POST session 400", "GET session 200"]);
    },
  );

  test("because the session was deleted in between is told as gone", async () => {
    const world = await worldWith({
      beforeWrite: onlyFirst((emulator) => emulator.remove(sessionId)),
    });
    expect(await failureOf(world.update(askBeforeBash))).toMatchObject({ kind: "notFound" });
    expect(world.log()).toEqual(["GET session 200", "POST session 404"]);
  });

  test("each time because the session went back to work ends at a bound", async () => {
    const world = await worldWith({
      beforeWrite: (emulator) => emulator.startTurn(sessionId, { polls: 1 }),
    });
    expect(await failureOf(world.update(askBeforeBash))).toMatchObject({
      kind: expect.any(String),
    });
    const posts = world.log().filter((line) => line.startsWith("POST"));
    expect(posts.length).toBeLessThanOrEqual(20);
    expect(new Set(posts)).toEqual(new Set(["POST session 400"]));
  });

  test("by the rate limit is waited out as the server asks, and written once", async () => {
    const world = await worldWith();
    world.emulator.faults.next({ kind: "rateLimited", retryAfterSeconds: 7 }, update);
    await world.update(askBeforeBash);
    expect(world.clock.delaysMs).toContain(7_000);
    expect(world.log()).toEqual(["GET session 200", "POST session 429", "POST session 200"]);
  });
});

import { PartialStateError } from "../../provider/errors";
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
    "with %i on a session that is idle twice is an error with the API's words",
    async (status) => {
      const world = await worldWith();
      world.emulator.faults.always(refuse(status), update);
      const failure = await failureOf(world.update(askBeforeBash));
      expect(failure).toMatchObject({ kind: "refused", facts: { sessionId, status } });
      expect(failure.facts.requestId).toMatch(/^req_/);
      expect(failure.message).toContain("tools.0: odd");
      expect(failure).not.toBeInstanceOf(PartialStateError);
      const answers = world.log().map((line) => line.replace(" session", ""));
      expect(answers.join(", ")).toMatch(
        new RegExp(`^GET 200, POST ${status}(, GET 200)+, POST ${status}, GET 200$`),
      );
    },
  );

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

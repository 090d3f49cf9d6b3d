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
} from "./world";

afterEach(closeWorlds);

const look = { method: "GET", path: `/v1/sessions/${sessionId}` };

/** At work for twenty seconds of a clock that the emulator shares. */
async function busyWorld(polls?: number): Promise<World> {
  const clock = createFakeClock();
  const world = await startWorld({ clock, now: clock.now });
  world.emulator.seed(plainTools);
  world.emulator.startTurn(sessionId, polls === undefined ? {} : { polls });
  return world;
}

describe("a pause that the API asks for", () => {
  const heldLines = (world: World) => world.progress.filter((line) => line.includes("holds"));
  const limited = (retryAfterSeconds: number) =>
    ({ kind: "rateLimited", retryAfterSeconds }) as const;

  test("is told on the row, once, however many requests it holds", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    world.emulator.faults.next(limited(60));
    world.emulator.faults.next(limited(60), { method: "POST" });
    await world.update(askBeforeBash);
    expect(heldLines(world)).toEqual([
      "the API's rate limit holds this resource's requests; it asked for a pause of 60 seconds",
    ]);
    expect(world.stored()).toEqual(storedAsking);
  });

  test("of an API in trouble is told as that", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    const headers = { "retry-after": "20" };
    const overloaded = { status: 529, type: "overloaded_error", message: "Overloaded", headers };
    world.emulator.faults.next({ kind: "refuse", ...overloaded });
    await world.update(askBeforeBash);
    expect(heldLines(world)).toEqual([
      "trouble of the API's own holds this resource's requests; it asked for a pause of 20 seconds",
    ]);
  });

  test("is no news if it is over in a moment", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    world.emulator.faults.next(limited(2));
    await world.update(askBeforeBash);
    expect(world.progress).toEqual([]);
  });
});

describe("a look that fails during a wait", () => {
  test.each([
    ["502", { kind: "serverError", status: 502, body: "html" }],
    ["a reset", { kind: "resetBeforeEffect" }],
    ["a page of a proxy", { kind: "answerWith", body: "<html>", contentType: "text/html" }],
    ["a redirect", { kind: "redirect", location: "http://127.0.0.1:9/elsewhere" }],
    ["429", { kind: "rateLimited" }],
  ] as const)("for a minute is no news: %s", async (_name, fault) => {
    const world = await busyWorld(1);
    world.emulator.faults.always(fault, { ...look, nth: 3, forMs: 60_000 });
    world.emulator.startTurn(sessionId, { polls: 3 });
    await world.update(askBeforeBash);
    expect(world.stored()).toEqual(storedAsking);
    expect(world.progress.join("\n")).toMatch(/the last look failed \(.*\), giving up in \d+ s/);
  });

  test("until the deadline ends the wait there, and the error says why nothing was seen", async () => {
    const world = await busyWorld();
    world.emulator.faults.always({ kind: "serverError", status: 502 }, { ...look, nth: 2 });
    const failure = await failureOf(world.update({ ...askBeforeBash, waitTimeoutSeconds: 60 }));
    expect(failure.kind).toBe("busy");
    expect(failure.message).toMatch(
      /it was still running after \d+ seconds\. The last look at it failed: http:\S+ answered 502 .*\. It was not interrupted\. Nothing was changed\./,
    );
    expect(world.clock.now()).toBeGreaterThanOrEqual(60_000);
  });

  test.each([401, 403])("with %i ends it at once: the credential was refused", async (status) => {
    const world = await busyWorld();
    const refusal = { kind: "refuse", status, type: "permission_error", message: "no" } as const;
    world.emulator.faults.always(refusal, { ...look, nth: 2 });
    expect(await failureOf(world.update(askBeforeBash))).toMatchObject({ kind: "unauthorised" });
    expect(world.clock.delaysMs).toEqual([500]);
  });
});

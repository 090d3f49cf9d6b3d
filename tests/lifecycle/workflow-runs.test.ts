import type { Emulator } from "../emulator";
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

type Run = NonNullable<Parameters<Emulator["openRun"]>[1]>;
const multiagent = { type: "multiagent_20261001" };

/** A session with an open run, on one clock with the emulator. */
async function worldWithRun(
  run: Run,
  seed: object = {},
  options: WorldOptions = {},
): Promise<World> {
  const clock = createFakeClock();
  const world = await startWorld({ clock, now: clock.now, ...options });
  world.emulator.seed({ ...plainTools, ...seed });
  world.emulator.openRun(sessionId, run);
  return world;
}

const paused: Run = { id: "wrun_1", state: "paused", name: "Nightly\u001b[31m report" };
const interrupts = (world: World) =>
  world.log().filter((line) => line.startsWith("POST session/events"));
const isOpen = String.raw`its workflow run "Nightly\u{1b}[31m report" (wrun_1) is open since 19`;

describe("an update of an idle session with an open workflow run", () => {
  test("waits until the run has ended, with a look and a page of events a beat, and writes", async () => {
    const world = await worldWithRun({ ...paused, ms: 60_000 });
    await world.update(askBeforeBash);
    expect(world.stored()).toEqual(storedAsking);
    const log = world.log();
    expect(log.filter((line) => line.startsWith("POST"))).toEqual([
      "POST session 400",
      "POST session 200",
    ]);
    const count = (line: string) => log.filter((each) => each === line).length;
    const beats = world.progress.length;
    expect(count("GET session 200")).toBeLessThanOrEqual(beats + 1);
    expect(count("GET session/events 200")).toBeLessThanOrEqual(beats + 1);
    expect(world.clock.now()).toBeGreaterThanOrEqual(60_000);
    expect(world.clock.now()).toBeLessThanOrEqual(80_000);
    expect(world.progress[1]).toContain(`the session is idle and ${isOpen}`);
  });

  test.each(["wait", "interrupt", "waitThenInterrupt"])(
    "under %s gives up at the deadline without an interrupt, and says which run, since when and what ends it",
    async (whenBusy) => {
      const world = await worldWithRun(paused);
      const bounds = { waitTimeoutSeconds: 20, interruptAfterSeconds: 5 };
      const failure = await failureOf(world.update({ ...askBeforeBash, whenBusy, ...bounds }));
      expect(failure).toMatchObject({
        kind: "busy",
        facts: { sessionId, errorCode: "workflow_run_open" },
      });
      expect(failure.message).toContain(`cannot update the tools of session sesn_1: ${isOpen}`);
      expect(failure.message).toMatch(
        /after 20 seconds, whatever the session's status \(last idle\)\. It was not interrupted, because an interrupt ends no workflow run\. Nothing was changed\. Ask the agent to stop its runs .*24 hours.* and run again\./,
      );
      expect(interrupts(world)).toEqual([]);
      expect(world.progress.filter((line) => line.includes("interrupting in"))).toEqual([]);
      expect(world.clock.now()).toBe(20_000);
    },
  );

  test("under fail is an error at once that names the run", async () => {
    const world = await worldWithRun(paused);
    const failure = await failureOf(world.update({ ...askBeforeBash, whenBusy: "fail" }));
    expect(failure.kind).toBe("busy");
    expect(failure.message).toContain(isOpen);
    expect(world.log()).toEqual(["GET session 200", "POST session 400", "GET session/events 200"]);
    expect(world.clock.delaysMs).toEqual([]);
  });

  test("is tried again and again where nothing tells of the run", async () => {
    const world = await worldWithRun({ ...paused, ms: 10_000, hiddenReads: 1_000 });
    await world.update(askBeforeBash);
    expect(world.stored()).toEqual(storedAsking);
    expect(world.clock.now()).toBeLessThanOrEqual(20_000);
    expect(world.progress.at(-1)).toContain(
      "the session is idle, but the API says that a workflow run is open",
    );
  });

  test("names one that was opened before more runs than stand on a page", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    world.emulator.openRun(sessionId, { id: "wrun_old", state: "paused", name: "Old" });
    for (let index = 0; index < 120; index++) {
      world.emulator.openRun(sessionId, { id: `wrun_${index}`, state: "paused" });
      world.emulator.endRun(sessionId, "completed", `wrun_${index}`);
    }
    const failure = await failureOf(world.update({ ...askBeforeBash, waitTimeoutSeconds: 20 }));
    expect(failure.message).toContain('its workflow run "Old" (wrun_old) is open since');
  });
});

describe("a session that works because a run is running", () => {
  test.each(["interrupt", "waitThenInterrupt"])("is not interrupted under %s", async (whenBusy) => {
    const world = await worldWithRun({ state: "running", ms: 30_000 }, { multiagent });
    await world.update({ ...askBeforeBash, whenBusy, interruptAfterSeconds: 5 });
    expect(interrupts(world)).toEqual([]);
    expect(world.stored()).toEqual(storedAsking);
    expect(world.progress.join("\n")).toContain(
      "not interrupting because that would not end the run",
    );
  });

  test("is interrupted once no run is open and it works on", async () => {
    const world = await startWorld();
    world.emulator.seed({ ...plainTools, multiagent });
    world.emulator.startTurn(sessionId);
    await world.update({ ...askBeforeBash, whenBusy: "interrupt" });
    expect(interrupts(world)).toEqual(["POST session/events 200"]);
  });
});

describe("the idle path", () => {
  test("costs one GET and one POST, whether or not runs are possible", async () => {
    for (const seed of [plainTools, { ...plainTools, multiagent }]) {
      const world = await startWorld();
      world.emulator.seed(seed);
      await world.update(askBeforeBash);
      expect(world.log()).toEqual(["GET session 200", "POST session 200"]);
    }
  });
});

describe.each(["archive", "delete"])("%s of a session with an open run", (onDelete) => {
  const isEnded = (world: World) =>
    (world.emulator.session(sessionId)?.status ?? "terminated") === "terminated";

  test("waits until the run has ended", async () => {
    const world = await worldWithRun({ ...paused, ms: 30_000 });
    await world.remove({ onDelete });
    expect(isEnded(world)).toBe(true);
    expect(world.clock.now()).toBeGreaterThanOrEqual(30_000);
  });

  test("is refused without the code, and waited out all the same", async () => {
    const options = { endWithOpenRun: "refuseWithoutCode" } as const;
    const world = await worldWithRun({ ...paused, ms: 30_000 }, {}, options);
    await world.remove({ onDelete });
    expect(isEnded(world)).toBe(true);
  });

  test("gives up at the deadline and names the run", async () => {
    const world = await worldWithRun(paused);
    const bounds = { whenBusy: "interrupt", waitTimeoutSeconds: 20 };
    const failure = await failureOf(world.remove({ onDelete, ...bounds }));
    expect(failure.message).toContain(`cannot ${onDelete} session sesn_1: ${isOpen}`);
    expect(interrupts(world)).toEqual([]);
    expect(isEnded(world)).toBe(false);
  });

  test("that the API lets through says which runs ended with it", async () => {
    const world = await worldWithRun(paused, { multiagent }, { endWithOpenRun: "end" });
    await world.remove({ onDelete });
    expect(isEnded(world)).toBe(true);
    expect(world.warnings).toEqual([expect.stringContaining(`session sesn_1: ${isOpen}`)]);
    expect(world.warnings.join()).toContain("ended with it");
  });
});

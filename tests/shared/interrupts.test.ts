import type { Fault } from "../emulator";
import { createFakeClock } from "../support/fake-clock";
import { agentToolset, customTool } from "./entries";
import {
  closeWorlds,
  failureOf,
  type Properties,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

const inputs: Properties = {
  tools: [customTool("ours")],
  whenBusy: "interrupt",
  resumeMessage: "Go on.",
  waitTimeoutSeconds: 60,
};
const anInterrupt = { sends: "user.interrupt" };

async function running(options: WorldOptions = {}, seed: object = {}): Promise<World> {
  const clock = createFakeClock();
  const world = await startWorld({ clock, now: clock.now, ...options });
  world.emulator.seed({ id: sessionId, tools: [agentToolset()], ...seed });
  world.emulator.startTurn(sessionId);
  return world;
}

const sentTypes = (world: World) =>
  world.emulator.requests
    .flatMap(
      ({ body }) => (body as { events?: readonly { type: string }[] } | undefined)?.events ?? [],
    )
    .map(({ type }) => type);
const arrived = (world: World) =>
  world.emulator
    .events(sessionId)
    .filter(({ type }) => type === "user.interrupt" || type === "user.message")
    .map(({ type }) => type);
const refusal = (status: number): Fault => ({
  kind: "refuse",
  status,
  type: "invalid_request_error",
  message: "not now",
});

describe("an interrupt that comes to nothing once", () => {
  test.each<readonly [string, Fault]>([
    ["500", { kind: "serverError" }],
    ["529", { kind: "serverError", status: 529 }],
    ["a reset before it arrived", { kind: "resetBeforeEffect" }],
    ["400", refusal(400)],
    ["409", refusal(409)],
    ["413", refusal(413)],
    ["200 without effect", { kind: "noEffect" }],
  ])("is sent again, and the message follows: %s", async (_name, fault) => {
    const world = await running();
    world.emulator.faults.next(fault, anInterrupt);
    await world.resource().up(inputs);
    expect(sentTypes(world)).toEqual(["user.interrupt", "user.interrupt", "user.message"]);
    expect(arrived(world)).toEqual(["user.interrupt", "user.message"]);
    expect(world.clock.now()).toBeLessThanOrEqual(15_000);
  });

  test.each<readonly [string, Fault]>([
    ["a reset after it arrived", { kind: "resetAfterEffect" }],
    ["500 after it arrived", { kind: "serverError", effect: true }],
    ["an answer that is none", { kind: "malformedBody" }],
  ])("but its answer is not sent twice: %s", async (_name, fault) => {
    const world = await running({ interruptPolls: 6 });
    world.emulator.faults.next(fault, anInterrupt);
    await world.resource().up(inputs);
    expect(sentTypes(world)).toEqual(["user.interrupt", "user.message"]);
    expect(arrived(world)).toEqual(["user.interrupt", "user.message"]);
  });
});

describe("an interrupt that never comes to anything", () => {
  test.each<readonly [string, Fault, RegExp]>([
    [
      "500",
      { kind: "serverError" },
      /3 interrupts were sent, and none is among the session's events\./,
    ],
    ["400", refusal(400), /The API refused the interrupt, the last of 3 times: .*400.*“not now”\./],
    ["200 without effect", { kind: "noEffect" }, /3 interrupts were sent, and none is among/],
  ])(
    "is tried three times, no message is sent, and the error says so: %s",
    async (_name, fault, said) => {
      const world = await running();
      world.emulator.faults.always(fault, anInterrupt);
      const failure = await failureOf(world.resource().up(inputs));
      expect(sentTypes(world)).toEqual(["user.interrupt", "user.interrupt", "user.interrupt"]);
      expect(failure.message).toMatch(said);
      expect(failure.message).toContain("Look at what holds the session up, or raise");
      expect(failure.message).not.toContain("resumeMessage was sent so");
    },
  );

  test("with 403 ends the wait at once", async () => {
    const world = await running();
    world.emulator.faults.always(refusal(403), anInterrupt);
    expect(await failureOf(world.resource().up(inputs))).toMatchObject({ kind: "unauthorised" });
    expect(world.clock.now()).toBe(0);
  });
});

describe("resumeMessage", () => {
  test("does not follow an interrupt that is on record and that the session worked past", async () => {
    const world = await running();
    world.emulator.startTurn(sessionId, { polls: 12 });
    world.emulator.faults.always({ kind: "ignoreInterrupt" }, anInterrupt);
    await world.resource().up(inputs);
    expect(sentTypes(world)).toEqual(["user.interrupt"]);
    expect(world.warnings).toEqual([expect.stringContaining("no turn of the session ended by it")]);
  });

  test("does not follow one that met a session at rest", async () => {
    const world = await running({
      before: (call, count, { emulator }) => {
        if (call === "interruptSession" && count === 1) emulator.finishTurn(sessionId);
      },
    });
    await world.resource().up(inputs);
    expect(arrived(world)).toEqual(["user.interrupt"]);
    expect(world.warnings).toEqual([
      "An interrupt was sent, and no turn of the session ended by it, so there is nothing to resume and resumeMessage was not sent.",
    ]);
    expect(world.emulator.session(sessionId)?.status).toBe("idle");
  });

  test("does not follow one of which the events say nothing", async () => {
    const world = await running();
    world.emulator.faults.next({ kind: "noEffect" }, anInterrupt);
    world.emulator.startTurn(sessionId, { polls: 2 });
    await world.resource().up(inputs);
    expect(sentTypes(world)).toEqual(["user.interrupt"]);
    expect(world.warnings.at(-1)).toContain("is not among the session's events");
  });
});

describe("an interrupt that nobody can say the harm of", () => {
  test.each([
    ["a person may be asked", "waitThenInterrupt", {}],
    ["a workflow run may be open", "interrupt", { multiagent: { type: "multiagent_20261001" } }],
  ])("is withheld, and row and error say why: %s", async (_what, whenBusy, seed) => {
    const world = await running({}, seed);
    world.emulator.faults.always({ kind: "serverError" }, { path: /\/events$/ });
    const failure = await failureOf(
      world.resource().up({
        ...inputs,
        whenBusy,
        ...(whenBusy === "interrupt" ? {} : { interruptAfterSeconds: 5 }),
      }),
    );
    expect(sentTypes(world)).toEqual([]);
    expect(failure.message).toMatch(
      /It was not interrupted, because its events, which tell whether a person is asked or a workflow run is open, could not be read: .* answered 500 .*\. Nothing was changed\. Run again when its events can be read, or interrupt it by hand\.$/,
    );
    expect(world.progress.at(-1)).toMatch(/not interrupting because its events cannot be read \(/);
  });
});

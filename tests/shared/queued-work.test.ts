import { customTool, shared, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

const inputs = { tools: [customTool("ours")] };

async function seeded(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed({ id: sessionId, tools: [wire.custom("theirs")] });
  return world;
}

/** Queued work sets the session going again between the gate's look and each of the first writes. */
const wakesUp = (times: number, polls: number): WorldOptions => ({
  before: (call, count, { emulator }) => {
    if (call === "updateSession" && count <= times) emulator.startTurn(sessionId, { polls });
  },
});

test.each(["exclusive", "shared"])(
  "a session that goes back to work twice is waited for again and written once (%s)",
  async (ownership) => {
    const world = await seeded(wakesUp(2, 2));
    await world.resource().up({ ...inputs, ownership });
    const posts = world.requests().filter((line) => line.startsWith("POST"));
    expect(posts).toEqual(["POST session 400", "POST session 400", "POST session 200"]);
    expect(world.stored().tools).toContainEqual(wire.custom("ours"));
  },
);

test("409 is taken like 400: the look decides, not the status", async () => {
  const world = await seeded({ ...wakesUp(1, 1), busyStatus: 409 });
  await world.resource().up(inputs);
  expect(world.stored().tools).toEqual([wire.custom("ours")]);
});

test("all rounds share one deadline, and the error counts them", async () => {
  const world = await seeded(wakesUp(1_000, 6));
  const failure = await failureOf(world.resource().up({ ...inputs, waitTimeoutSeconds: 60 }));
  expect(world.clock.now()).toBe(60_000);
  expect([failure.kind, failure.message]).toEqual([
    "busy",
    "cannot update the tools of session sesn_1: it was still running after 60 seconds and 6 rounds of waiting, since it kept going back to work. It was not interrupted. Nothing was changed. Raise waitTimeoutSeconds (now 60), or let whenBusy interrupt it, and run again.",
  ]);
});

test("the engine's bound is the deadline of all rounds where it is the smaller one", async () => {
  const world = await seeded(wakesUp(1_000, 6));
  const failure = await failureOf(world.resource().up(inputs, { timeoutMs: 30_000 }));
  expect(world.clock.now()).toBe(30_000);
  expect(failure.message).toMatch(/after 30 seconds and \d rounds of waiting/);
});

test("a session that wakes up at every write is given up after twenty rounds", async () => {
  const world = await seeded(wakesUp(1_000, 1));
  const failure = await failureOf(world.resource().up(inputs));
  expect(world.requests().filter((line) => line === "POST session 400")).toHaveLength(20);
  expect([failure.kind, failure.message]).toEqual([
    "refused",
    expect.stringMatching(
      /^gave up trying to update the tools of session sesn_1 after 20 rounds of waiting and writing: cannot update session sesn_1: http:\S+ answered 400 invalid_request_error, “Cannot update session while session is running”\. Nothing was changed\. \(request id req_\w+\)$/,
    ),
  ]);
});

test("one interrupt serves all rounds of a run", async () => {
  const world = await seeded(wakesUp(3, 2));
  world.emulator.startTurn(sessionId);
  await world.resource().up({ ...inputs, whenBusy: "interrupt" });
  const sent = world.requests().filter((line) => line.startsWith("POST session/events"));
  expect(sent).toHaveLength(1);
});

test("under fail the first return to work ends the run", async () => {
  const world = await seeded(wakesUp(1, 1));
  const failure = await failureOf(world.resource().up({ ...inputs, whenBusy: "fail" }));
  expect(failure.message).toBe(
    'cannot update the tools of session sesn_1: it is running and whenBusy is "fail". It was not interrupted. Nothing was changed. Run again when it is idle, or choose another whenBusy.',
  );
});

test("what others wrote while it was waited for again is kept", async () => {
  const world = await seeded({
    before: (call, count, { emulator }) => {
      if (call !== "updateSession" || count !== 1) return;
      emulator.edit(sessionId, { tools: [wire.custom("theirs"), wire.custom("late")] });
      emulator.startTurn(sessionId, { polls: 1 });
    },
  });
  await world.resource().up(shared(inputs));
  expect(world.stored().tools).toEqual(["theirs", "late", "ours"].map((name) => wire.custom(name)));
  expect(world.infos).toEqual([]);
});

import {
  askBeforeBash,
  askingTools,
  closeWorlds,
  failureOf,
  plainTools,
  sessionId,
  startWorld,
  storedAsking,
  type World,
} from "./world";

afterEach(closeWorlds);

async function busyWorld(polls?: number, options = {}): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed(plainTools);
  world.emulator.startTurn(sessionId, polls === undefined ? {} : { polls });
  return world;
}

const interrupts = (world: World) =>
  world.emulator.requests.filter(
    ({ method, path }) => method === "POST" && path.endsWith("/events"),
  );
const writes = (world: World) =>
  world.log().filter((line) => line.startsWith("POST session ") || line.startsWith("DELETE"));

describe("updating a busy session", () => {
  test("that is as declared already needs one GET: no wait, no interrupt", async () => {
    const world = await startWorld();
    world.emulator.seed({ ...askingTools, status: "running" });
    await world.update({ ...askBeforeBash, whenBusy: "interrupt" });
    expect(world.log()).toEqual(["GET session 200"]);
    expect(world.clock.delaysMs).toEqual([]);
    expect(world.emulator.session(sessionId)?.status).toBe("running");
  });

  test("under wait looks until it is idle, then writes once", async () => {
    const world = await busyWorld(2);
    await world.update(askBeforeBash);
    expect(world.log()).toEqual([
      "GET session 200",
      "GET session 200",
      "GET session 200",
      "POST session 200",
    ]);
    expect(world.clock.delaysMs).toEqual([500, 800]);
    expect(world.stored()).toEqual(storedAsking);
  });

  test("under wait treats rescheduling as busy", async () => {
    const world = await startWorld();
    world.emulator.seed({ ...plainTools, status: "rescheduling" });
    const inputs = { ...askBeforeBash, waitTimeoutSeconds: 5 };
    expect(await failureOf(world.update(inputs))).toMatchObject({ kind: "busy" });
    expect(writes(world)).toEqual([]);
  });

  test("under interrupt sends one interrupt alone, then writes once", async () => {
    const world = await busyWorld(undefined, { interruptPolls: 2 });
    await world.update({ ...askBeforeBash, whenBusy: "interrupt" });
    expect(world.log()).toEqual([
      "GET session 200",
      "POST session/events 200",
      "GET session 200",
      "GET session 200",
      "GET session 200",
      "POST session 200",
    ]);
    expect(interrupts(world).map(({ body }) => body)).toEqual([
      { events: [{ type: "user.interrupt" }] },
    ]);
    expect(world.stored()).toEqual(storedAsking);
  });

  test("under waitThenInterrupt leaves a session alone that becomes idle in time", async () => {
    const world = await busyWorld(2);
    await world.update({ ...askBeforeBash, whenBusy: "waitThenInterrupt" });
    expect(interrupts(world)).toEqual([]);
    expect(writes(world)).toEqual(["POST session 200"]);
  });

  test("under waitThenInterrupt interrupts once when its time has come", async () => {
    const world = await busyWorld();
    const bounds = { interruptAfterSeconds: 10, waitTimeoutSeconds: 60 };
    await world.update({ ...askBeforeBash, whenBusy: "waitThenInterrupt", ...bounds });
    expect(interrupts(world)).toHaveLength(1);
    expect(writes(world)).toEqual(["POST session 200"]);
    expect(world.stored()).toEqual(storedAsking);
    expect(world.clock.now()).toBeGreaterThanOrEqual(10_000);
    expect(world.clock.now()).toBeLessThanOrEqual(20_000);
  });

  test("under fail ends after one GET, and nothing is changed", async () => {
    const world = await busyWorld();
    const failure = await failureOf(world.update({ ...askBeforeBash, whenBusy: "fail" }));
    expect(failure).toMatchObject({ kind: "busy", facts: { sessionId } });
    expect(world.log()).toEqual(["GET session 200"]);
  });

  test("gives up after waitTimeoutSeconds with a last look, and nothing is changed", async () => {
    const world = await busyWorld();
    const inputs = { ...askBeforeBash, waitTimeoutSeconds: 8 };
    expect(await failureOf(world.update(inputs))).toMatchObject({ kind: "busy" });
    expect(world.clock.now()).toBe(8_000);
    expect(writes(world)).toEqual([]);
    expect(world.stored()).not.toEqual(storedAsking);
  });

  test("gives up at the engine's own bound if that comes first", async () => {
    const world = await busyWorld();
    expect(await failureOf(world.update(askBeforeBash, { timeoutMs: 3_000 }))).toMatchObject({
      kind: "busy",
    });
    expect(world.clock.now()).toBe(3_000);
  });

  test("takes at most 165 looks in the ten minutes of the default", async () => {
    const world = await busyWorld();
    await failureOf(world.update(askBeforeBash));
    expect(world.clock.now()).toBe(600_000);
    expect(world.log().length).toBeLessThanOrEqual(165);
  });

  test("stops waiting when it is cancelled, and sends nothing after that", async () => {
    const controller = new AbortController();
    const world = await busyWorld(undefined, { onProgress: () => controller.abort() });
    const failure = await failureOf(world.update(askBeforeBash, { signal: controller.signal }));
    expect(failure.kind).toBe("cancelled");
    expect(world.log()).toEqual(["GET session 200"]);
  });

  test("tells on every wait what it waits for", async () => {
    const world = await busyWorld(2);
    await world.update(askBeforeBash);
    expect(world.progress).toHaveLength(2);
    expect(world.progress[0]).toBe(
      "the session is running; waited 0 s for it to be idle, giving up in 600 s",
    );
  });
});

describe("a session that ends while it is waited for", () => {
  test.each([
    ["archived", "final"],
    ["terminated", "final"],
    ["removed", "notFound"],
  ] as const)("%s: the wait ends at the next look, without a write", async (how, kind) => {
    const world = await busyWorld(undefined, {
      onProgress: (emulator: World["emulator"]) => {
        if (how === "archived") emulator.archive(sessionId);
        else if (how === "terminated") emulator.terminate(sessionId);
        else emulator.remove(sessionId);
      },
    });
    expect(await failureOf(world.update(askBeforeBash))).toMatchObject({ kind });
    expect(world.clock.delaysMs).toEqual([500]);
    expect(writes(world)).toEqual([]);
  });
});

describe("the plan is made on the gate's last look", () => {
  test("what somebody else has put right in the meantime is not written again", async () => {
    const world = await busyWorld(1, {
      onProgress: (emulator: World["emulator"]) =>
        emulator.edit(sessionId, { tools: askingTools.tools }),
    });
    await world.update(askBeforeBash);
    expect(writes(world)).toEqual([]);
  });
});

import { PartialStateError } from "../../provider/errors";
import type { Fault } from "../emulator";
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

const update = { method: "POST", path: `/v1/sessions/${sessionId}` };

const overloaded = (seconds: number): Fault => ({
  kind: "refuse",
  status: 529,
  type: "overloaded_error",
  message: "Overloaded",
  headers: { "retry-after": String(seconds) },
});

describe("an update that took effect whatever the answer says", () => {
  test.each<readonly [string, Fault]>([
    ["a connection that broke off", { kind: "resetAfterEffect" }],
    ["a 500", { kind: "serverError", effect: true }],
    ["a 502 in HTML", { kind: "serverError", status: 502, body: "html", effect: true }],
    ["an answer that is no JSON", { kind: "malformedBody" }],
    ["half an answer", { kind: "truncatedBody" }],
    ["another session's answer", { kind: "otherSession" }],
    ["an answer with the arrays of before", { kind: "staleEcho" }],
    ["an answer that is an empty object", { kind: "answerWith", body: "{}" }],
  ])(
    "after %s one more look finds that it took, and nothing is sent twice",
    async (_name, fault) => {
      const world = await worldWith();
      world.emulator.faults.next(fault, update);
      await world.update(askBeforeBash);
      expect(world.log().map((line) => line.split(" ")[0])).toEqual(["GET", "POST", "GET"]);
      expect(world.stored()).toEqual(storedAsking);
    },
  );

  test("a server that echoes the arrays of before until the next look is no error", async () => {
    const world = await worldWith({ staleEcho: true });
    const { state } = await world.update(askBeforeBash);
    expect(state.tools).toEqual(askBeforeBash.tools);
  });

  test("a server that shuffles its arrays is no error, and nothing is to do afterwards", async () => {
    const world = await worldWith({ shuffleArrays: true });
    const inputs = {
      tools: [
        ...askBeforeBash.tools,
        { type: "mcp_toolset", mcpServerName: "a" },
        { type: "mcp_toolset", mcpServerName: "b" },
      ],
      mcpServers: ["a", "b"].map((name) => ({ type: "url", name, url: `https://${name}.com` })),
    };
    await world.update(inputs);
    world.emulator.clearRequests();
    await world.update(inputs);
    expect(world.log()).toEqual(["GET session 200"]);
  });
});

describe("an update that was lost on the way", () => {
  test.each<readonly [string, Fault]>([
    ["a connection that broke off", { kind: "resetBeforeEffect" }],
    ["a 500", { kind: "serverError" }],
    ["a 529", { kind: "serverError", status: 529 }],
  ])("by %s is sent again after a look", async (_name, fault) => {
    const world = await worldWith();
    world.emulator.faults.next(fault, update);
    await world.update(askBeforeBash);
    const methods = world.log().map((line) => line.split(" ")[0]);
    expect(methods.join(" ")).toMatch(/^GET POST( GET)+ POST$/);
    expect(world.stored()).toEqual(storedAsking);
  });

  test("five times is an error that says so, and the resource is kept because it may have been written", async () => {
    const world = await worldWith();
    world.emulator.faults.always({ kind: "serverError", status: 503 }, update);
    const failure = await failureOf(world.create(askBeforeBash));
    expect(failure).toBeInstanceOf(PartialStateError);
    expect(failure).toMatchObject({ id: sessionId, kind: "unavailable", facts: { status: 503 } });
    expect(world.log().filter((line) => line === "POST session 503")).toHaveLength(5);
  });

  test("by an overloaded API is sent again when it asked for it, and the error says for how long that was tried", async () => {
    const world = await worldWith();
    world.emulator.faults.always(overloaded(5), update);
    const failure = await failureOf(world.update(askBeforeBash));
    expect(failure.message).toMatch(
      /^cannot update the tools of session sesn_1: 5 requests in 20 seconds had no effect, the last one: http:\S+ answered 529 overloaded_error, “Overloaded”\. The session was looked at after each of them, and still to change are bash: always_allow → always_ask\. Try again later; the next run looks first, should one of them arrive late\. \(request id \S+\)$/,
    );
    expect(world.clock.now()).toBe(20_000);
    expect(world.progress).toHaveLength(4);
    expect(world.progress[0]).toMatch(
      /^the last request had no effect \(.* answered 529 .*\); sending it again in 5 seconds$/,
    );
  });

  test("by an overloaded API is sent again after the pause also where the session has gone to work meanwhile", async () => {
    const world = await worldWith({
      beforeWrite: (emulator, count) => {
        if (count === 1) emulator.startTurn(sessionId, { polls: 3 });
      },
    });
    world.emulator.faults.next(overloaded(30), update);
    await world.update(askBeforeBash);
    expect(world.stored()).toEqual(storedAsking);
    expect(world.clock.now()).toBeGreaterThanOrEqual(30_000);
  });

  test("is not sent again where that would take longer than is waited", async () => {
    const world = await worldWith();
    world.emulator.faults.always(overloaded(7_200), update);
    const failure = await failureOf(world.update(askBeforeBash));
    expect(failure.message).toContain("the request had no effect: http://");
    expect(failure.message).toContain(
      "“Overloaded”, asking for a pause of 2 hours, longer than is waited. The session was looked at afterwards, and still to change are",
    );
    expect(world.clock.delaysMs).toEqual([]);
  });

  test("is not waited for any longer than the operation is", async () => {
    const controller = new AbortController();
    const world = await worldWith({ onProgress: () => controller.abort() });
    world.emulator.faults.always(overloaded(60), update);
    const failure = await failureOf(world.update(askBeforeBash, { signal: controller.signal }));
    expect(failure).toMatchObject({ kind: "cancelled" });
    expect(failure.message).toContain("had been sent before and may have taken effect");
    expect(world.clock.delaysMs).toEqual([]);
  });
});

describe("a 200 that changed nothing", () => {
  test("is an error, and the resource is kept with what was declared", async () => {
    const world = await worldWith();
    world.emulator.faults.next({ kind: "noEffect" }, update);
    const failure = await failureOf(world.create(askBeforeBash));
    expect(failure).toBeInstanceOf(PartialStateError);
    expect(failure).toMatchObject({
      id: sessionId,
      kind: "unverified",
      state: expect.objectContaining({ ...askBeforeBash, sessionId }),
    });
    expect(failure.message).toContain("bash: always_allow → always_ask");
    expect(world.log()).toEqual(["GET session 200", "POST session 200", "GET session 200"]);
  });

  test("is put right by the next update", async () => {
    const world = await worldWith();
    world.emulator.faults.next({ kind: "noEffect" }, update);
    await failureOf(world.create(askBeforeBash));
    await world.update(askBeforeBash);
    expect(world.stored()).toEqual(storedAsking);
  });
});

describe("a look that fails", () => {
  test.each<readonly [string, Fault, string]>([
    ["a 500", { kind: "serverError" }, "unavailable"],
    ["no JSON", { kind: "malformedBody" }, "malformed"],
    ["another session", { kind: "otherSession" }, "malformed"],
    [
      "a redirect",
      { kind: "redirect", location: "https://elsewhere.example.com/" },
      "configuration",
    ],
    ["a connection that breaks off", { kind: "resetBeforeEffect" }, "unavailable"],
  ])("for good by %s is an error, and nothing is written", async (_name, fault, kind) => {
    const world = await worldWith();
    world.emulator.faults.always(fault, { method: "GET" });
    expect(await failureOf(world.update(askBeforeBash))).toMatchObject({ kind });
    expect(world.log().every((line) => line.startsWith("GET"))).toBe(true);
    expect(world.stored()).not.toEqual(storedAsking);
  });

  test("for a moment is repeated", async () => {
    const world = await worldWith();
    world.emulator.faults.next({ kind: "serverError" }, { method: "GET" });
    await world.update(askBeforeBash);
    expect(world.log()).toEqual(["GET session 500", "GET session 200", "POST session 200"]);
  });
});

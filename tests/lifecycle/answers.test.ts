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

  test("three times is an error that says so, and the resource is kept because it may have been written", async () => {
    const world = await worldWith();
    world.emulator.faults.always({ kind: "serverError", status: 503 }, update);
    const failure = await failureOf(world.create(askBeforeBash));
    expect(failure).toBeInstanceOf(PartialStateError);
    expect(failure).toMatchObject({ id: sessionId, kind: "unavailable", facts: { status: 503 } });
    expect(world.log().filter((line) => line === "POST session 503")).toHaveLength(3);
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

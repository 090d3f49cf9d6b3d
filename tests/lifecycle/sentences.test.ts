import {
  apiKey,
  askBeforeBash,
  closeWorlds,
  failureOf,
  plainTools,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

async function worldWith(options: WorldOptions = {}): Promise<World> {
  const world = await startWorld(options);
  world.emulator.seed(plainTools);
  return world;
}

/** What every message must say: what was tried, what was seen, that nothing was changed, what to do. */
type Sentence = readonly [tried: string, seen: RegExp, unchanged: RegExp, advice: RegExp];

const cases: readonly (readonly [
  name: string,
  fail: () => Promise<{ readonly world: World; readonly verb: Promise<unknown> }>,
  sentence: Sentence,
])[] = [
  [
    "a busy session under fail",
    async () => {
      const world = await worldWith();
      world.emulator.startTurn(sessionId);
      return { world, verb: world.update({ ...askBeforeBash, whenBusy: "fail" }) };
    },
    [
      "cannot update the tools of session sesn_1",
      /it is running and whenBusy is "fail"/,
      /Nothing was changed/,
      /Run again when it is idle/,
    ],
  ],
  [
    "a wait without end",
    async () => {
      const world = await worldWith();
      world.emulator.startTurn(sessionId);
      return { world, verb: world.update({ ...askBeforeBash, waitTimeoutSeconds: 30 }) };
    },
    [
      "cannot update the tools of session sesn_1",
      /running.* 30 seconds/,
      /not interrupted.*Nothing was changed/s,
      /Raise waitTimeoutSeconds \(now 30\)/,
    ],
  ],
  [
    "a wait without end after an interrupt",
    async () => {
      const world = await worldWith({ interruptPolls: 1_000 });
      world.emulator.startTurn(sessionId);
      return { world, verb: world.remove({ whenBusy: "interrupt", waitTimeoutSeconds: 30 }) };
    },
    [
      "cannot archive session sesn_1",
      /running.* 30 seconds/,
      /One interrupt was sent.*Nothing was changed/s,
      /raise waitTimeoutSeconds/,
    ],
  ],
  [
    "a session that does not exist",
    async () => {
      const world = await startWorld();
      return { world, verb: world.create(askBeforeBash) };
    },
    [
      "cannot update the tools of session sesn_1",
      /no session with this id/,
      /Nothing was changed/,
      /Check the id, and that the key belongs to the session's workspace/,
    ],
  ],
  [
    "an archived session",
    async () => {
      const world = await worldWith();
      world.emulator.archive(sessionId);
      return { world, verb: world.update(askBeforeBash) };
    },
    [
      "cannot update the tools of session sesn_1",
      /it was archived at \d{4}-/,
      /Nothing was changed/,
      /Take the resource out of the program, or point sessionId at a live session/,
    ],
  ],
  [
    "a terminated session",
    async () => {
      const world = await worldWith();
      world.emulator.terminate(sessionId);
      return { world, verb: world.update(askBeforeBash) };
    },
    [
      "cannot update the tools of session sesn_1",
      /it has terminated after an error/,
      /Nothing was changed/,
      /Take the resource out of the program/,
    ],
  ],
  [
    "half a pair",
    async () => {
      const world = await worldWith();
      const tools = [{ type: "mcp_toolset", mcpServerName: "linear" }];
      return { world, verb: world.update({ tools }) };
    },
    [
      "cannot update the tools of session sesn_1",
      /the MCP toolset names the server "linear", which is not in mcpServers/,
      /Nothing was changed/,
      /Declare both tools and mcpServers/,
    ],
  ],
  [
    "a wrong key",
    async () => {
      const world = await worldWith({ configuredKey: "sk-ant-wrong-0123456789" });
      return { world, verb: world.update(askBeforeBash) };
    },
    [
      "cannot read session sesn_1",
      /API key from managed-agents:apiKey was refused, 401/,
      /Nothing was changed/,
      /Check that managed-agents:apiKey is complete/,
    ],
  ],
  [
    "an update that the API refuses",
    async () => {
      const world = await worldWith();
      const refusal = {
        kind: "refuse",
        status: 400,
        type: "invalid_request_error",
        message: "tools.0: odd",
      } as const;
      world.emulator.faults.always(refusal, { method: "POST" });
      return { world, verb: world.update(askBeforeBash) };
    },
    [
      "session sesn_1",
      /400 invalid_request_error, “tools\.0: odd”/,
      /Nothing was changed/,
      /request id req_/,
    ],
  ],
  [
    "a 200 that changed nothing",
    async () => {
      const world = await worldWith();
      world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
      return { world, verb: world.update(askBeforeBash) };
    },
    [
      "the update of session sesn_1",
      /accepted but did not take: still to change are bash: always_allow → always_ask/,
      /The session has the arrays that it had/,
      /Run again/,
    ],
  ],
];

describe("the message of a failure tells what was tried, seen, not changed and is to be done", () => {
  test.each(cases)("%s", async (_name, fail, [tried, ...patterns]) => {
    const { world, verb } = await fail();
    const failure = await failureOf(verb);
    expect(failure.message).toContain(tried);
    for (const pattern of patterns) {
      expect(failure.message).toMatch(pattern);
    }
    expect(failure.facts.sessionId).toBe(sessionId);
    const told = [failure.message, JSON.stringify(failure), ...world.progress, ...world.warnings];
    expect(told.join("\n")).not.toMatch(/sk-ant-/);
    expect(told.join("\n")).not.toContain(apiKey);
  });
});

test("a cancelled wait says whether it was interrupted and that nothing was changed", async () => {
  const controller = new AbortController();
  const world = await worldWith({ onProgress: () => controller.abort() });
  world.emulator.startTurn(sessionId);
  const failure = await failureOf(world.update(askBeforeBash, { signal: controller.signal }));
  expect(failure.message).toMatch(/cancelled.*running.*not interrupted\. Nothing was changed/s);
});

test("a long list of what is still to change is cut off with a count", async () => {
  const world = await worldWith();
  world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
  const custom = Array.from({ length: 12 }, (_, index) => ({
    type: "custom",
    name: `tool_${index}`,
    description: "d",
    inputSchema: { type: "object" },
  }));
  const failure = await failureOf(world.update({ tools: custom }));
  expect(failure.message).toMatch(/; and \d+ more\./);
  expect(failure.message.match(/: added, /g)?.length).toBeLessThanOrEqual(10);
});

import { once } from "node:events";
import { status } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { call, hidingSecrets, type Properties, refusalOf, secret } from "./plugin";
import {
  bash,
  closePlugins,
  type PluginWorld,
  sessionId,
  startPluginWorld,
  toolset,
  until,
} from "./plugin-world";

afterEach(closePlugins);

const cancel = ({ plugin }: PluginWorld) => call((done) => plugin.client.cancel(new Empty(), done));

/** Lines that say what is waited for. */
const waits = ({ plugin }: PluginWorld) =>
  plugin.engine.lines.filter(({ ephemeral, message }) => ephemeral && /is running/.test(message));

/** A resource whose session has been working for ever, and an update of it that waits. */
async function waitingUpdate(world: PluginWorld, timeoutSeconds = 0) {
  const { inputs } = await world.check({}, bash("always_ask"));
  const { properties } = await world.create(inputs);
  world.emulator.startTurn(sessionId);
  const news = await world.check(inputs, bash("always_allow"));
  const updating = refusalOf(world.update(sessionId, properties, news.inputs, { timeoutSeconds }));
  await until("the update waits", () => waits(world).length > 0);
  return { updating, properties, inputs: news.inputs };
}

describe("cancel", () => {
  test("ends a wait, no request follows, and what comes after works", async () => {
    const world = await startPluginWorld();
    const { updating, properties, inputs } = await waitingUpdate(world);
    await cancel(world);
    world.requests();
    const { code, message, kept } = await updating;
    expect(status[code]).toBe("FAILED_PRECONDITION");
    expect(message).toMatch(/session sesn_1.*cancel/is);
    expect(message).toMatch(/nothing was changed|was not changed/i);
    expect(kept).toBeUndefined();
    expect(world.requests()).toEqual([]);

    world.emulator.finishTurn(sessionId);
    await world.update(sessionId, properties, inputs);
    expect(world.requests()).toEqual(["GET session 200", "POST session 200"]);
  });

  test("ends all waits at once", async () => {
    const world = await startPluginWorld();
    const ids = Array.from({ length: 50 }, (_, index) => `sesn_w${index}`);
    for (const id of ids) {
      world.emulator.seed({ id, tools: [toolset()] });
      world.emulator.startTurn(id);
    }
    const urnOf = (id: string) => `urn:pulumi:dev::p::managed-agents:index:SessionOverrides::${id}`;
    const creating = ids.map(async (id) => {
      const options = { urn: urnOf(id) };
      const { inputs } = await world.check({}, bash("always_ask", { sessionId: id }), options);
      return refusalOf(world.create(inputs, options));
    });
    await until("all wait", () => new Set(waits(world).map(({ urn }) => urn)).size === ids.length);
    await cancel(world);
    world.requests();
    const codes = (await Promise.all(creating)).map(({ code }) => status[code]);
    expect(new Set(codes)).toEqual(new Set(["FAILED_PRECONDITION"]));
    expect(world.requests()).toEqual([]);
  });

  test("with nothing in flight is harmless, however often", async () => {
    const world = await startPluginWorld();
    await cancel(world);
    await cancel(world);
    const { inputs } = await world.check({}, bash("always_ask"));
    expect(await world.create(inputs)).toMatchObject({ id: sessionId });
  });
});

describe("a process that is told to end before its engine is", () => {
  test("ends its wait in words and changes nothing more; told twice, it goes", async () => {
    const world = await startPluginWorld();
    const { updating, properties, inputs } = await waitingUpdate(world);
    world.plugin.child.kill("SIGTERM");
    const { code, message, kept } = await updating;
    expect(status[code]).toBe("FAILED_PRECONDITION");
    expect(message).toMatch(/session sesn_1.*cancel/is);
    expect(kept).toBeUndefined();

    // What its engine sends before it is told itself, and after.
    await cancel(world);
    world.emulator.finishTurn(sessionId);
    world.requests();
    const next = await refusalOf(world.update(sessionId, properties, inputs));
    expect(next.message).toMatch(/session sesn_1.*cancel/is);
    expect(world.requests()).toEqual([]);

    const exited = once(world.plugin.child, "exit");
    world.plugin.child.kill("SIGTERM");
    expect(await exited).toEqual([null, "SIGTERM"]);
  });
});

describe("a custom timeout", () => {
  test("bounds the wait, and the error says for how long was waited and what was not done", async () => {
    const world = await startPluginWorld();
    const { updating } = await waitingUpdate(world, 1);
    const { code, message } = await updating;
    expect(status[code]).toBe("FAILED_PRECONDITION");
    expect(message).toMatch(/session sesn_1.*running/s);
    expect(message).toMatch(/nothing was changed|was not changed/i);
    expect(world.emulator.session(sessionId)?.agent.tools).toMatchObject([
      { configs: [{ permission_policy: { type: "always_ask" } }] },
    ]);
  });
});

describe("failures", () => {
  test("without effect have clean codes and leave nothing behind", async () => {
    const world = await startPluginWorld();
    const { inputs } = await world.check({}, bash("always_ask", { sessionId: "sesn_none" }));
    const refused = await refusalOf(world.create(inputs));
    expect(status[refused.code]).toBe("FAILED_PRECONDITION");
    expect(refused.kept).toBeUndefined();
  });

  test("after a write keep the resource, its secrets hidden, and the next update finishes it", async () => {
    const world = await startPluginWorld();
    const url = secret("https://mcp.example.com/token-0123456789");
    const declared: Properties = {
      sessionId,
      tools: [toolset(), { type: "mcp_toolset", mcpServerName: "private" }],
      mcpServers: [{ type: "url", name: "private", url }],
    };
    const { inputs } = await world.check({}, declared);
    world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
    const { code, message, kept } = await refusalOf(world.create(inputs));
    expect(status[code]).toBe("UNKNOWN");
    expect(kept).toMatchObject({ id: sessionId, reasons: [message], refreshBeforeUpdate: true });
    expect(kept?.inputs).toEqual(inputs);
    expect(JSON.stringify(hidingSecrets([kept, message]))).not.toContain("token-0123456789");

    const finished = await world.update(sessionId, kept?.properties ?? {}, inputs);
    expect(hidingSecrets(finished.properties)).toMatchObject({ agentId: expect.any(String) });
    expect(world.emulator.session(sessionId)?.agent.mcp_servers).toMatchObject([
      { url: "https://mcp.example.com/token-0123456789" },
    ]);
  });
});

describe("an engine that dies", () => {
  test("is noticed: the wait ends, no request follows, and the process ends", async () => {
    const world = await startPluginWorld();
    const { updating } = await waitingUpdate(world);
    const exited = once(world.plugin.child, "exit");
    world.plugin.engine.stop();
    await until("the process has ended", () => world.plugin.child.exitCode !== null);
    await exited;
    await updating;
    world.requests();
    world.emulator.finishTurn(sessionId);
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.requests()).toEqual([]);
    expect(world.emulator.session(sessionId)?.agent.tools).toMatchObject([
      { configs: [{ permission_policy: { type: "always_ask" } }] },
    ]);
  });

  test("does not end a process that was started by hand", async () => {
    const world = await startPluginWorld({ byHand: true });
    world.plugin.engine.stop();
    expect((await world.check({}, bash("always_ask"))).failures).toEqual([]);
    expect(world.plugin.child.exitCode).toBeNull();
  });
});

describe("reading before an update", () => {
  test("is asked for by create, read and update, and not where the settings say so", async () => {
    const world = await startPluginWorld();
    for (const [refreshBeforeUpdate, expected] of [
      [undefined, true],
      ["true", true],
      [true, true],
      ["false", false],
      [false, false],
    ] as const) {
      await world.configure(refreshBeforeUpdate === undefined ? {} : { refreshBeforeUpdate });
      const { inputs } = await world.check({}, bash("always_ask"));
      const { properties, ...created } = await world.create(inputs);
      const read = await world.read(sessionId, properties, inputs);
      const updated = await world.update(sessionId, properties, inputs);
      const flags = [created, read, updated].map((answer) => answer.refreshBeforeUpdate);
      expect(flags).toEqual([expected, expected, expected]);
    }
  });

  test("without a key returns what is stored, with one warning for the stack", async () => {
    const why = /managed-agents:apiKey/;
    const world = await startPluginWorld();
    const { inputs } = await world.check({}, bash("always_ask"));
    const { properties } = await world.create(inputs);
    await world.plugin.configure({ baseUrl: world.emulator.url });
    const reads = await Promise.all([
      world.read(sessionId, properties, inputs),
      world.read(sessionId, properties, inputs),
    ]);
    for (const read of reads) {
      expect(read).toMatchObject({ id: sessionId, inputs, refreshBeforeUpdate: true });
      expect(read.properties).toEqual(properties);
    }
    const warnings = world.plugin.engine.lines.filter(({ message }) =>
      /not refreshed/.test(message),
    );
    expect(warnings).toEqual([
      expect.objectContaining({ urn: "", message: expect.stringMatching(why) }),
    ]);

    const imported = await refusalOf(world.read(sessionId));
    expect(status[imported.code]).toBe("FAILED_PRECONDITION");
    expect(imported.message).toMatch(why);
  });

  test.each<[string, Properties, RegExp]>([
    [
      "an API that cannot be reached with the key",
      { baseUrl: "http://127.0.0.1:9" },
      /^cannot read session sesn_1: .*refused/,
    ],
    [
      "a key that the API refuses",
      { apiKey: "sk-ant-rejected-0123456789" },
      /^cannot read session sesn_1: the API key from managed-agents:apiKey was refused, 401 authentication_error, .* Nothing was changed\. Check that managed-agents:apiKey is complete, still valid and made for http:/,
    ],
    [
      "an answer that is not the API's",
      { baseUrl: "BASE/elsewhere" },
      /^cannot read session sesn_1: http:\S+ answered 404 not_found_error/,
    ],
  ])(
    "%s is an error before a preview, too, and no reason to keep what is stored",
    async (_name, more, sentence) => {
      const world = await startPluginWorld();
      const { inputs } = await world.check({}, bash("always_ask"));
      const { properties } = await world.create(inputs);
      const baseUrl = String(more.baseUrl ?? "BASE").replace("BASE", world.emulator.url);
      await world.configure({ ...more, baseUrl });
      const { code, message } = await refusalOf(world.read(sessionId, properties, inputs));
      expect(status[code]).toBe("FAILED_PRECONDITION");
      expect(message).toMatch(sentence);
      expect(world.plugin.told()).not.toMatch(/not refreshed|sk-ant-/);
    },
  );

  test("settings that are wrong are told at once, by name and without their value", async () => {
    const world = await startPluginWorld();
    const refused = await refusalOf(world.configure({ refreshBeforeUpdate: "perhaps" }));
    expect(status[refused.code]).toBe("FAILED_PRECONDITION");
    expect(refused.message).toMatch(/refreshBeforeUpdate must be/);
    expect(refused.message).not.toContain("perhaps");
  });
});

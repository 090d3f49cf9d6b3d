import { status } from "@grpc/grpc-js";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { packageSchema } from "../../provider/schema/package-schema";
import { call, objectOf, type Plugin, refusalOf, secret, structOf } from "./plugin";
import { apiKey, closePlugins, type PluginWorld, startPluginWorld } from "./plugin-world";

let world: PluginWorld;
let plugin: Plugin;

beforeAll(async () => {
  world = await startPluginWorld();
  ({ plugin } = world);
});
afterAll(closePlugins);

const { DIFF_NONE, DIFF_UNKNOWN } = messages.DiffResponse.DiffChanges;

describe("what belongs to the process", () => {
  test("the handshake accepts secrets and nothing that this provider does not know", async () => {
    const request = new messages.ProviderHandshakeRequest().setEngineAddress(plugin.engine.address);
    const answer = await call<messages.ProviderHandshakeResponse>((done) =>
      plugin.client.handshake(request, done),
    );
    expect(answer.toObject()).toMatchObject({
      acceptSecrets: true,
      acceptResources: false,
      acceptOutputs: false,
    });
  });

  test("configure announces previews and secrets", async () => {
    const { emulator } = world;
    const args = structOf({ apiKey, baseUrl: emulator.url, version: "0.1.0" });
    const answer = await call<messages.ConfigureResponse>((done) =>
      plugin.client.configure(new messages.ConfigureRequest().setArgs(args), done),
    );
    expect(answer.toObject()).toMatchObject({ acceptsecrets: true, supportspreview: true });
  });

  test("the schema is the package's, functions included", async () => {
    const answer = await call<messages.GetSchemaResponse>((done) =>
      plugin.client.getSchema(new messages.GetSchemaRequest(), done),
    );
    expect(JSON.parse(answer.getSchema())).toEqual(JSON.parse(JSON.stringify(packageSchema())));
  });

  test("the version is the package's", async () => {
    const answer = await call<{ getVersion(): string }>((done) =>
      plugin.client.getPluginInfo(new Empty(), done as never),
    );
    expect(answer.getVersion()).toBe(packageSchema().version);
  });

  test("settings pass as they are, without a word about a missing key", async () => {
    const request = new messages.CheckRequest().setNews(structOf({ unheardOf: "x" }));
    const answer = await call<messages.CheckResponse>((done) =>
      plugin.client.checkConfig(request, done),
    );
    expect(answer.getFailuresList()).toEqual([]);
    expect(objectOf(answer.getInputs())).toEqual({ unheardOf: "x" });
  });

  test("a credential that a program states plainly is secret from then on", async () => {
    const settings = { apiKey: "key", authToken: "token", baseUrl: "https://a.example" };
    const request = new messages.CheckRequest().setNews(structOf(settings));
    const answer = await call<messages.CheckResponse>((done) =>
      plugin.client.checkConfig(request, done),
    );
    expect(objectOf(answer.getInputs())).toEqual({
      apiKey: secret("key"),
      authToken: secret("token"),
      baseUrl: "https://a.example",
    });
  });

  test("no change of settings replaces the provider, and so all its resources", async () => {
    const request = new messages.DiffRequest()
      .setOlds(structOf({ apiKey: "a", baseUrl: "https://a.example" }))
      .setNews(structOf({ authToken: "b", baseUrl: "https://b.example" }));
    const answer = await call<messages.DiffResponse>((done) =>
      plugin.client.diffConfig(request, done),
    );
    expect(answer.getReplacesList()).toEqual([]);
    expect([DIFF_NONE, DIFF_UNKNOWN]).toContain(answer.getChanges());
  });

  test("an engine that attaches gets the log lines from then on", async () => {
    const other = await startPluginWorld({ byHand: true });
    const { client, engine } = other.plugin;
    await call((done) => client.attach(new PluginAttach().setAddress(engine.address), done));
    await other.check({}, { sessionId: "sesn_1", tools: [{ type: "recall_20270101" }] });
    expect(engine.lines).toEqual([
      expect.objectContaining({ message: expect.stringContaining("recall_20270101") }),
    ]);
  });

  test("the log finds the engine whatever proxy the environment names", async () => {
    const proxy = "http://127.0.0.1:9";
    const env = { http_proxy: proxy, https_proxy: proxy, grpc_proxy: proxy };
    const other = await startPluginWorld({ env });
    await other.check({}, { sessionId: "sesn_1", tools: [{ type: "recall_20270101" }] });
    expect(other.plugin.engine.lines).toHaveLength(1);
  });

  test.each(["parameterize", "construct", "call"] as const)("has no %s", async (method) => {
    const requests = {
      parameterize: new messages.ParameterizeRequest(),
      construct: new messages.ConstructRequest(),
      call: new messages.CallRequest(),
    };
    const send = plugin.client[method] as (request: unknown, done: unknown) => unknown;
    const { code } = await refusalOf(
      call((done) => send.call(plugin.client, requests[method], done)),
    );
    expect(code).toBe(status.UNIMPLEMENTED);
  });

  test("the port is all that is printed", async () => {
    expect(plugin.printed()).toBe("");
  });
});

describe("requests that no engine sends", () => {
  const wrongKinds = {
    sessionId: 7,
    tools: "all",
    mcpServers: [null, 3],
    onDelete: {},
    absent: [],
  };
  let deep: Record<string, unknown> = {};
  for (let level = 0; level < 250; level++) deep = { deep };

  const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
    [
      "check without inputs",
      () => call((d) => plugin.client.check(new messages.CheckRequest(), d)),
    ],
    ["diff without inputs", () => call((d) => plugin.client.diff(new messages.DiffRequest(), d))],
    [
      "create without inputs",
      () => call((d) => plugin.client.create(new messages.CreateRequest(), d)),
    ],
    [
      "update without inputs",
      () => call((d) => plugin.client.update(new messages.UpdateRequest(), d)),
    ],
    [
      "delete without state",
      () => call((d) => plugin.client.delete(new messages.DeleteRequest(), d)),
    ],
    ["invoke of nothing", () => call((d) => plugin.client.invoke(new messages.InvokeRequest(), d))],
    ["create from wrong types", () => world.create(wrongKinds)],
    ["update from wrong types", () => world.update("sesn_1", wrongKinds, wrongKinds)],
    ["delete with wrong types", () => world.delete("sesn_1", wrongKinds)],
    ["read of wrong types", () => world.read("sesn_1", { ...wrongKinds, onDelete: "archive" })],
    ["properties without an end", () => world.check({}, { sessionId: "sesn_1", tools: [deep] })],
    ["an unknown function", () => world.invoke("dropTables", {})],
    ["a function with wrong arguments", () => world.invoke("getSession", { sessionId: 7, x: 1 })],
  ];

  test.each(cases)("%s is refused cleanly, and nothing is written", async (_name, send) => {
    world.requests();
    const { code, message } = await refusalOf(send());
    expect(status[code]).toBe("INVALID_ARGUMENT");
    expect(message).not.toMatch(/\n\s+at |undefined/);
    expect(world.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
    expect(plugin.child.exitCode).toBeNull();
  });

  test("check tells of every wrong type", async () => {
    const { failures } = await world.check({}, wrongKinds);
    expect(failures.length).toBeGreaterThanOrEqual(4);
  });

  test("read of nothing is refused", async () => {
    await refusalOf(call((done) => plugin.client.read(new messages.ReadRequest(), done)));
  });

  test("ten megabytes of properties are judged like any other", async () => {
    const tools = Array.from({ length: 20_000 }, (_, index) => ({
      type: "custom",
      name: `tool_${index}`,
      description: "x".repeat(500),
      inputSchema: { type: "object" },
    }));
    const { failures } = await world.check({}, { sessionId: "sesn_1", tools });
    expect(failures).toEqual([expect.objectContaining({ reason: expect.stringContaining("256") })]);
  });

  test("bytes that are no message are refused", async () => {
    const bytes = Buffer.from([0x12, 0x05, 0x01]);
    const { code } = await refusalOf(
      call((done) =>
        plugin.client.makeUnaryRequest(
          "/pulumirpc.ResourceProvider/Check",
          () => bytes,
          (answer) => answer,
          {},
          done as never,
        ),
      ),
    );
    expect(code).not.toBe(status.UNAVAILABLE);
    expect((await world.check({}, { sessionId: "sesn_1" })).failures).toEqual([]);
  });
});

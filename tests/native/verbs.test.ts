import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { packageSchema } from "../../provider/schema/package-schema";
import { hidingSecrets, type Properties, revealed, secret, unknown } from "./plugin";
import {
  apiKey,
  bash,
  closePlugins,
  type PluginWorld,
  pluginTestTimeoutMs,
  sessionId,
  startPluginWorld,
  toolset,
} from "./plugin-world";
import { urn } from "./verbs";

jest.setTimeout(pluginTestTimeoutMs);

let world: PluginWorld;

beforeAll(async () => {
  world = await startPluginWorld();
});
afterAll(closePlugins);

beforeEach(() => {
  if (world.emulator.session(sessionId) !== undefined) world.emulator.remove(sessionId);
  world.emulator.seed({ id: sessionId, tools: [toolset()] });
  world.requests();
});
afterEach(() => {
  expect(world.plugin.told()).not.toContain(apiKey);
});

const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
const { ADD, DELETE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;

/** As the engine does it: check, then create. */
async function deployed(declared: Properties) {
  const { inputs } = await world.check({}, declared);
  const stored = await world.create(inputs);
  world.requests();
  return { inputs, ...stored };
}

const lines = () => world.plugin.engine.lines.filter((line) => line.urn === urn);

describe("check and diff", () => {
  test("fill in defaults and the access map, and send nothing", async () => {
    const { inputs, failures } = await world.check({}, bash("always_ask"));
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({
      ...bash("always_ask"),
      onDelete: "archive",
      access: { bash: "always_ask", read: "always_allow" },
    });
    expect(world.requests()).toEqual([]);
  });

  test("a failure stands in its sentence with its path, because the engine prints what it finds under a property", async () => {
    const { failures } = await world.check({}, { ...bash("always_ask"), sessionId: "../x" });
    expect(failures).toEqual([
      { property: "", reason: expect.stringMatching(/^sessionId: must be a session's id/) },
    ]);
  });

  test.each<[string, Properties, Properties, object]>([
    [
      "another policy names the config and the right",
      bash("always_ask"),
      bash("always_allow"),
      { "tools[0].configs[0]": UPDATE, "access.bash": UPDATE },
    ],
    [
      "a server and its toolset are new elements",
      bash("always_ask"),
      {
        sessionId,
        tools: [
          ...(bash("always_ask").tools as []),
          { type: "mcp_toolset", mcpServerName: "linear" },
        ],
        mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
      },
      {
        "tools[1]": ADD,
        mcpServers: ADD,
        'access["mcp:linear"]': ADD,
        'access["mcp:linear/*"]': ADD,
      },
    ],
    [
      "a config taken out of the middle is one deletion",
      { sessionId, tools: [toolset({ configs: ["bash", "read", "write"].map(disabled) })] },
      { sessionId, tools: [toolset({ configs: ["bash", "write"].map(disabled) })] },
      { "tools[0].configs[1]": DELETE, "access.read": UPDATE },
    ],
    [
      "another session replaces",
      bash("always_ask"),
      bash("always_ask", { sessionId: "sesn_2" }),
      { sessionId: UPDATE_REPLACE },
    ],
    [
      "a policy of ours is named itself",
      bash("always_ask"),
      bash("always_ask", { onDelete: "retain" }),
      { onDelete: UPDATE },
    ],
  ])("%s", async (_name, before, after, paths) => {
    const olds = await world.check({}, before);
    const news = await world.check(olds.inputs, after);
    const difference = await world.diff(olds.inputs, news.inputs);
    expect(difference.changes).toBe(DIFF_SOME);
    expect(difference.paths).toEqual(paths);
    expect(world.requests()).toEqual([]);
  });

  test.each<[string, Properties]>([
    ["another order", { sessionId, tools: [toolset({ configs: ["read", "bash"].map(disabled) })] }],
    [
      "a default spelled out",
      {
        sessionId,
        tools: [
          toolset({
            defaultConfig: { enabled: true },
            configs: ["bash", "read"].map(disabled),
          }),
        ],
      },
    ],
  ])("%s is no change", async (_name, after) => {
    const before = { sessionId, tools: [toolset({ configs: ["bash", "read"].map(disabled) })] };
    const olds = await world.check({}, before);
    const news = await world.check(olds.inputs, after);
    expect(await world.diff(olds.inputs, news.inputs)).toMatchObject({
      changes: DIFF_NONE,
      paths: {},
    });
  });

  test("a replacement says once what becomes of the session it leaves", async () => {
    const olds = await world.check({}, bash("always_ask"));
    const news = await world.check(olds.inputs, bash("always_ask", { sessionId: "sesn_2" }));
    // An engine configures before every operation, and what was told in the last one is told again.
    await world.configure();
    const before = lines().length;
    await world.diff(olds.inputs, news.inputs);
    await world.diff(olds.inputs, news.inputs);
    expect(lines().slice(before)).toEqual([
      expect.objectContaining({
        message: `sessionId changes: session ${sessionId} will be archived, which cannot be undone (its onDelete is "archive")`,
      }),
    ]);
  });
});

function disabled(name: string) {
  return { name, enabled: false };
}

describe("previews", () => {
  test("of a create tell everything but the agent's id, and send nothing", async () => {
    const { inputs } = await world.check({}, bash("always_ask"));
    const { id, properties } = await world.create(inputs, { preview: true });
    expect(id).toBe("");
    expect(properties).toEqual({ ...inputs, agentId: unknown });
    expect(world.requests()).toEqual([]);
  });

  test("of an update carry the outputs on, and say what loosens and what tightens", async () => {
    const { inputs, properties } = await deployed(bash("always_ask"));
    const declared = {
      sessionId,
      tools: [
        toolset({
          configs: [
            { name: "bash", permissionPolicy: { type: "always_allow" } },
            { name: "read", enabled: false },
          ],
        }),
      ],
    };
    const news = await world.check(inputs, declared);
    const before = lines().length;
    const planned = await world.update(sessionId, properties, news.inputs, { preview: true });
    expect(revealed(planned.properties)).toEqual({
      ...(revealed(properties) as object),
      ...news.inputs,
    });
    expect(
      lines()
        .slice(before)
        .map(({ message }) => message),
    ).toEqual([
      "loosens bash: always_ask → always_allow",
      "tightens read: always_allow → disabled",
    ]);
    expect(world.requests()).toEqual([]);
  });

  test.each<[string, Properties]>([
    ["the session", bash("always_ask", { sessionId: unknown })],
    ["all tools", { sessionId, tools: unknown }],
    ["a policy", bash(unknown)],
  ])("take unknown values in %s", async (_name, declared) => {
    const { inputs, failures } = await world.check({}, declared);
    expect(failures).toEqual([]);
    const { properties } = await world.create(inputs, { preview: true });
    expect(properties).toMatchObject(declared);
  });
});

describe("the verbs that reach the session", () => {
  test("create writes once; what it stored reads back without a difference", async () => {
    const { inputs } = await world.check({}, bash("always_ask"));
    const stored = await world.create(inputs);
    expect(world.requests()).toEqual(["GET session 200", "POST session 200"]);
    expect(stored).toMatchObject({ id: sessionId, refreshBeforeUpdate: true });
    expect(hidingSecrets(stored.properties)).toEqual({
      ...inputs,
      agentId: expect.any(String),
      baseline: "[secret]",
    });

    const read = await world.read(sessionId, stored.properties, inputs);
    expect(read).toEqual({ ...stored, inputs });
    expect(world.requests()).toEqual(["GET session 200"]);
  });

  test("import takes the session as it is, writes nothing, and its inputs preview without a change", async () => {
    world.emulator.edit(sessionId, {
      tools: [toolset({ configs: [{ name: "bash", enabled: false }] }), mcpToolset],
      mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
    });
    const read = await world.read(sessionId);
    expect(read).toMatchObject({
      id: sessionId,
      refreshBeforeUpdate: true,
      inputs: {
        sessionId,
        mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
        access: { bash: "disabled", "mcp:linear": "https://mcp.linear.app/sse" },
      },
    });
    const { access: _access, ...written } = read.inputs;
    const { inputs, failures } = await world.check(read.inputs, written);
    expect(failures).toEqual([]);
    expect(await world.diff(read.inputs, inputs, read.properties)).toMatchObject({
      changes: DIFF_NONE,
    });
    expect(world.requests()).toEqual(["GET session 200"]);
  });

  test("a session that is not there reads as nothing", async () => {
    world.emulator.remove(sessionId);
    expect(await world.read(sessionId, bash("always_ask"))).toMatchObject({ id: "" });
    world.emulator.seed({ id: sessionId });
  });

  test("drift is read into inputs and state alike", async () => {
    const { inputs, properties } = await deployed(bash("always_ask"));
    const configs = [{ name: "bash", permission_policy: { type: "always_allow" } }];
    world.emulator.edit(sessionId, { tools: [toolset({ configs })] });
    const read = await world.read(sessionId, properties, inputs);
    for (const found of [read.inputs, read.properties]) {
      expect(found).toMatchObject(bash("always_allow", { access: { bash: "always_allow" } }));
    }
  });

  test("delete works from the state", async () => {
    const { properties } = await deployed(bash("always_ask", { onDelete: "delete" }));
    await world.configure(); // The engine's next operation, in which nothing was checked.
    await world.delete(sessionId, properties);
    expect(world.emulator.session(sessionId)).toBeUndefined();
  });
});

const mcpToolset = { type: "mcp_toolset", mcp_server_name: "linear" };

describe("a secret", () => {
  const url = "https://mcp.example.com/token-0123456789";
  const declared = (address: unknown): Properties => ({
    sessionId,
    tools: [toolset(), { type: "mcp_toolset", mcpServerName: "private" }],
    mcpServers: [
      { type: "url", name: "open", url: "https://open.example.com" },
      { type: "url", name: "private", url: address },
    ],
  });
  const both = (address: unknown) => {
    const { tools, ...rest } = declared(address);
    return { ...rest, tools: [...(tools as []), { type: "mcp_toolset", mcpServerName: "open" }] };
  };

  test("in a server's URL stays one, alone, in inputs, state and drift, whatever order the server answers in", async () => {
    const shuffled = await startPluginWorld({ emulatorOptions: { shuffleArrays: true } });
    const { inputs } = await shuffled.check({}, both(secret(url)));
    const { properties } = await shuffled.create(inputs);
    shuffled.emulator.edit(sessionId, {
      mcp_servers: [
        { type: "url", name: "private", url: `https://mcp.example.com/another-secret` },
        { type: "url", name: "open", url: "https://open.example.com" },
      ],
    });
    const read = await shuffled.read(sessionId, properties, inputs);
    for (const stored of [inputs, properties, read.inputs, read.properties]) {
      const seen = hidingSecrets(stored) as Properties;
      expect(seen).toMatchObject({
        mcpServers: [
          { name: "open", url: "https://open.example.com" },
          { name: "private", url: "[secret]" },
        ],
        access: { "mcp:private": "[secret]", "mcp:open": "https://open.example.com" },
      });
      expect(JSON.stringify(seen)).not.toMatch(/token-0123456789|another-secret/);
    }
  });

  test("is in no line and no error", async () => {
    const bad = secret("htp://token-0123456789");
    const { failures } = await world.check({}, declared(bad));
    expect(failures.length).toBeGreaterThan(0);
    const { inputs } = await world.check({}, both(secret(url)));
    await world.create(inputs, { preview: true });
    world.emulator.faults.always(
      { kind: "refuse", status: 400, type: "invalid_request_error", message: `bad url ${url}` },
      { method: "POST" },
    );
    const error = await world.create(inputs).then(
      () => "no error",
      (thrown: Error) => thrown.message,
    );
    world.emulator.faults.clear();
    expect(error).toContain("bad url [secret]");
    expect(JSON.stringify([failures, error]) + world.plugin.told()).not.toContain("token-01");
  });

  test("in a custom tool's schema is hidden alone", async () => {
    const inputSchema = secret({ type: "object", properties: { key: { const: "k-0123456789" } } });
    const tool = { type: "custom", name: "lookup", description: "Looks up.", inputSchema };
    const { inputs } = await world.check({}, { sessionId, tools: [toolset(), tool] });
    const { properties } = await world.create(inputs);
    const read = await world.read(sessionId, properties, inputs);
    for (const stored of [inputs, properties, read.inputs, read.properties]) {
      expect(hidingSecrets(stored)).toMatchObject({
        tools: [{}, { name: "lookup", description: "Looks up.", inputSchema: "[secret]" }],
      });
    }
  });
});

describe("functions", () => {
  const session = packageSchema().types["managed-agents:index:Session"];
  const members = session !== undefined && "properties" in session ? session.properties : {};

  test("getSession tells what the schema promises, live status included", async () => {
    world.emulator.startTurn(sessionId);
    const found = await world.invoke("getSession", { sessionId });
    expect(found).toMatchObject({
      sessionId,
      status: "running",
      tools: [{ type: "agent_toolset_20260401" }],
      mcpServers: [],
      access: { bash: "always_allow" },
    });
    expect(Object.keys(members)).toEqual(expect.arrayContaining(Object.keys(found)));
    expect(world.requests()).toEqual(["GET session 200"]);
  });

  test("getSession of none says so", async () => {
    await expect(world.invoke("getSession", { sessionId: "sesn_none" })).rejects.toThrow(
      /there is no session sesn_none/,
    );
  });

  test("listSessions follows the cursors, newest first", async () => {
    const other = await startPluginWorld();
    for (let index = 0; index < 250; index++) other.emulator.seed({ id: `sesn_n${index}` });
    other.requests();
    const { sessions } = (await other.invoke("listSessions", {})) as { sessions: Properties[] };
    expect(sessions).toHaveLength(251);
    expect(sessions[0]?.sessionId).toBe("sesn_n249");
    expect(other.requests()).toHaveLength(3);
    const few = (await other.invoke("listSessions", { limit: 2 })) as { sessions: Properties[] };
    expect(few.sessions).toHaveLength(2);
  });
});

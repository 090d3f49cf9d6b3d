import { agentToolset, askBeforeBash, closeWorlds, sessionId, startWorld } from "./world";

afterEach(closeWorlds);

const servers = [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }];

describe("arrays that are not ours to change", () => {
  test("are not sent where MCP is not touched", async () => {
    const world = await startWorld();
    world.emulator.seed({
      id: sessionId,
      tools: [agentToolset(), { type: "mcp_toolset", mcp_server_name: "linear" }],
      mcp_servers: servers,
    });
    const tools = [...askBeforeBash.tools, { type: "mcp_toolset", mcpServerName: "linear" }];
    await world.update({ tools });
    expect(world.emulator.requests.at(-1)?.body).not.toHaveProperty("agent.mcp_servers");
    expect(world.stored().mcp_servers).toEqual(servers);
  });

  test("go back byte for byte where the other array touches MCP", async () => {
    const odd = [{ ...servers[0], headers_hint: { "X-Odd": [1.5e-7, null, "ü", { b: 1, a: 2 }] } }];
    const world = await startWorld();
    world.emulator.seed({
      id: sessionId,
      tools: [{ type: "mcp_toolset", mcp_server_name: "linear" }],
      mcp_servers: odd,
    });
    const policy = { permissionPolicy: { type: "always_allow" } };
    await world.update({
      tools: [{ type: "mcp_toolset", mcpServerName: "linear", defaultConfig: policy }],
    });
    const { body } = world.emulator.requests.at(-1) as {
      readonly body: { readonly agent: object };
    };
    expect(JSON.stringify(body.agent)).toContain(JSON.stringify(odd));
    expect(JSON.stringify(world.stored().mcp_servers)).toBe(JSON.stringify(odd));
  });

  test("foreign tools go back as they came where only the servers are managed", async () => {
    const tools = [
      { type: "toolset_of_tomorrow", name: "x", nested_key: { snake_case: true } },
      { type: "mcp_toolset", mcp_server_name: "linear" },
    ];
    const world = await startWorld();
    world.emulator.seed({ id: sessionId, tools, mcp_servers: servers });
    const [before] = world.stored().tools;
    await world.update({ mcpServers: [{ ...servers[0], url: "https://new.example.com/" }] });
    expect(world.stored().tools[0]).toEqual(before);
    expect(world.stored().mcp_servers).toEqual([
      { ...servers[0], url: "https://new.example.com/" },
    ]);
  });

  test("both arrays go together when a server is taken away", async () => {
    const world = await startWorld();
    world.emulator.seed({
      id: sessionId,
      tools: [agentToolset(), { type: "mcp_toolset", mcp_server_name: "linear" }],
      mcp_servers: servers,
    });
    const [asFound] = world.stored().tools;
    await world.update({ tools: [agentToolset()], mcpServers: [] });
    const writes = world.emulator.requests.filter(({ method }) => method === "POST");
    expect(writes).toHaveLength(1);
    expect(writes[0]?.body).toEqual({ agent: { tools: [asFound], mcp_servers: [] } });
  });
});

describe("a tool of a type that this version does not know", () => {
  test("is no perpetual difference, though the server fills in defaults of its own", async () => {
    const world = await startWorld();
    const live = { type: "recall_20270101", name: "notes", depth: 3, enabled: true, since: null };
    world.emulator.seed({ id: sessionId, tools: [live] });
    const inputs = { tools: [{ type: "recall_20270101", name: "notes", depth: 3 }] };
    const { state } = await world.create(inputs);
    expect(world.log()).toEqual(["GET session 200"]);
    expect(await world.read({ ...state })).toMatchObject({ inputs });
  });

  test("that was changed behind our back shows as drift", async () => {
    const world = await startWorld();
    world.emulator.seed({
      id: sessionId,
      tools: [{ type: "recall_20270101", name: "notes", depth: 4 }],
    });
    const state = world.checked({ tools: [{ type: "recall_20270101", name: "notes", depth: 3 }] });
    expect(await world.read(state)).toMatchObject({
      inputs: { tools: [{ type: "recall_20270101", name: "notes", depth: 4 }] },
    });
  });
});

test("the server's defaults are no difference, however the user spelled them", async () => {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId });
  const short = {
    tools: [agentToolset({ configs: [{ name: "web_fetch", urlSources: { userInput: "none" } }] })],
  };
  const long = {
    tools: [
      agentToolset({
        defaultConfig: { enabled: true, permissionPolicy: { type: "always_allow" } },
        configs: [
          {
            name: "web_fetch",
            type: "web_fetch",
            enabled: true,
            permissionPolicy: { type: "always_allow" },
            maxContentTokens: null,
            urlSources: { userInput: { type: "none" }, clientToolResults: null },
          },
        ],
      }),
    ],
  };
  await world.create(short);
  world.emulator.clearRequests();
  await world.update(short);
  await world.update(long);
  expect(world.log()).toEqual(["GET session 200", "GET session 200"]);
});

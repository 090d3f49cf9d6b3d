import { customTool, mcpServer, mcpToolset, pair, shared, wire } from "./entries";
import { closeWorlds, sessionId, startWorld } from "./world";

afterEach(closeWorlds);

const schema = (properties: readonly string[]) => ({
  type: "object",
  properties: Object.fromEntries(properties.map((name) => [name, { type: "string" }])),
});
const lookup = (properties: readonly string[]) =>
  wire.custom("lookup", "Looks it up.", { input_schema: schema(properties) });

describe("what another writer changed at the same moment, though every right stays", () => {
  test.each([
    [
      "a member that this version does not know",
      wire.toolset("linear", { future_member: 1 }),
      wire.toolset("linear", { future_member: 2 }),
    ],
    ["the order of a schema", lookup(["b", "a"]), lookup(["a", "b"])],
  ])("%s is kept", async (_name, before, meanwhile) => {
    const servers = { mcp_servers: [wire.server("linear")] };
    const [unused] = "mcp_server_name" in before ? [] : [wire.toolset("linear")];
    const tools = (tool: object) => ({ tools: unused === undefined ? [tool] : [tool, unused] });
    const world = await startWorld({
      before: (call, count, { emulator }) => {
        if (call === "updateSession" && count === 1) emulator.edit(sessionId, tools(meanwhile));
      },
    });
    world.emulator.seed({ id: sessionId, ...tools(before), ...servers });
    await world.resource().up(shared({ tools: [customTool("ours")] }));
    const stored = world.stored().tools;
    expect(JSON.stringify(stored[0])).toBe(JSON.stringify(meanwhile));
    expect(stored.at(-1)).toMatchObject({ name: "ours" });
    expect(world.requests().filter((line) => line.startsWith("POST session"))).toHaveLength(2);
  });

  test("of an MCP server goes out with both arrays", async () => {
    const world = await startWorld({
      before: (call, count, { emulator }) => {
        if (call === "updateSession" && count === 1) {
          emulator.edit(sessionId, { mcp_servers: [{ ...wire.server("linear"), future: 2 }] });
        }
      },
    });
    world.emulator.seed({
      id: sessionId,
      tools: [wire.toolset("linear")],
      mcp_servers: [{ ...wire.server("linear"), future: 1 }],
    });
    await world.resource().up(shared(pair("github")));
    expect(world.stored().mcp_servers[0]).toEqual({ ...wire.server("linear"), future: 2 });
  });
});

describe("what the session has already as it is declared goes back as the session has it", () => {
  const live = lookup(["zeta", "alpha"]);
  // The engine sorts keys.
  const declared = { ...customTool("lookup"), inputSchema: schema(["alpha", "zeta"]) };

  test.each([
    ["exclusive", {}],
    ["shared", { ownership: "shared" }],
  ])("under %s: the order of a custom tool's schema", async (_name, ownership) => {
    const world = await startWorld();
    world.emulator.seed({ id: sessionId, tools: [live] });
    await world.resource().up({ ...ownership, tools: [declared, customTool("new")] });
    expect(JSON.stringify(world.stored().tools[0])).toBe(JSON.stringify(live));
    expect(world.stored().tools).toHaveLength(2);
  });

  test("a schema given as JSON text is sent in its order, digit by digit, and is no change afterwards", async () => {
    const world = await startWorld();
    world.emulator.seed({ id: sessionId });
    const text =
      '{"type":"object","properties":{"zeta":{"const":12345678901234567890},"alpha":{}}}';
    const resource = world.resource();
    await resource.up({ tools: [{ ...customTool("lookup"), inputSchema: text }] });
    expect(world.emulator.text(sessionId)).toContain(text);
    world.requests();
    await resource.up({ tools: [{ ...customTool("lookup"), inputSchema: text }] });
    expect(world.requests()).toEqual(["GET session 200"]);
  });

  test("a URL as the server spells it", async () => {
    const world = await startWorld();
    const spelled = { ...wire.server("linear"), url: "https://LINEAR.example.com:443/sse" };
    world.emulator.seed({
      id: sessionId,
      tools: [wire.toolset("linear")],
      mcp_servers: [spelled],
    });
    await world.resource().up({
      tools: [mcpToolset("linear"), customTool("new")],
      mcpServers: [mcpServer("linear")],
    });
    expect(world.stored().mcp_servers).toEqual([spelled]);
  });
});

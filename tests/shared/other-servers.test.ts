import { pair, shared, wire } from "./entries";
import { closeWorlds, sessionId, startWorld, type World } from "./world";

/** MCP servers of a type that this version does not know. */

afterEach(closeWorlds);

const tunnel = { type: "tunnel", name: "deep", tunnel_id: "tun_1", hops: [1, { x: null }] };
const relay = { type: "relay", name: "far", via: "x" };

async function seeded(servers: readonly { readonly name: string }[]): Promise<World> {
  const tools = servers.map(({ name }) => wire.toolset(name));
  const world = await startWorld({ newerWords: true });
  world.emulator.seed({ id: sessionId, tools, mcp_servers: servers });
  return world;
}

test("are kept as they came beside what is declared", async () => {
  const world = await seeded([tunnel, relay]);
  await world.resource().up(shared(pair("linear")));
  expect(world.stored().mcp_servers).toEqual([tunnel, relay, wire.server("linear")]);
});

test("can be declared, show in access, and are no drift where the server adds to them", async () => {
  const world = await seeded([]);
  const resource = world.resource();
  const declared = { type: "tunnel", name: "deep", tunnel_id: "tun_1" };
  const checked = world.lifecycle.check(
    { sessionId, mcpServers: [declared] },
    undefined,
    undefined,
  );
  expect(checked.warnings).toEqual([
    'mcpServers[0].type: "tunnel" is no MCP server type that this version knows; it is sent as written, and the API decides',
  ]);
  expect(checked.inputs.access).toMatchObject({
    "mcp:deep": expect.stringMatching(/^declared \(definition [0-9a-f]{8}\)$/) as string,
  });

  world.emulator.edit(sessionId, { mcp_servers: [tunnel] });
  await resource.up({ mcpServers: [declared] });
  expect(world.requests()).toEqual(["GET session 200"]);
  await resource.refresh();
  expect(resource.state).toMatchObject({ mcpServers: [declared], access: checked.inputs.access });

  world.emulator.edit(sessionId, { mcp_servers: [{ ...tunnel, tunnel_id: "tun_2" }] });
  await resource.refresh();
  expect(resource.state).toMatchObject({ mcpServers: [{ name: "deep", tunnel_id: "tun_2" }] });
});

test.each([["deep"], ["far"]])("can be made absent: %s", async (name) => {
  const world = await seeded([tunnel, relay]);
  await world.resource().up(shared({ absent: { mcpServers: [name] } }));
  expect(world.stored().mcp_servers).toEqual([name === "deep" ? relay : tunnel]);
});

describe("a server that spells URLs otherwise", () => {
  const server = { type: "url", name: "linear", url: "https://Linear.example.com" };
  const program = {
    sessionId,
    tools: [{ type: "mcp_toolset", mcpServerName: "linear" }],
    mcpServers: [server],
  };

  test.each(["normalised", "upperCaseHost", "withDefaultPort", "withoutEmptyPath"] as const)(
    "%s, means what was declared: no second write, no drift",
    async (urlSpelling) => {
      const world = await startWorld({ urlSpelling });
      world.emulator.seed({ id: sessionId, tools: [] });
      const resource = world.resource();
      await resource.up(program);
      const read = await resource.refresh();
      const { inputs } = world.lifecycle.check(program, undefined, undefined);
      expect(read).toMatchObject({ kind: "found", inputs: { mcpServers: [server] } });
      const found = (read as Extract<typeof read, { readonly kind: "found" }>).inputs;
      expect(world.lifecycle.diff(found, inputs).kind).toBe("same");
      await resource.up(program);
      expect(world.requests().filter((line) => line.startsWith("POST"))).toHaveLength(1);
    },
  );

  test("another path or query is another URL", async () => {
    const world = await startWorld();
    world.emulator.seed({ id: sessionId, tools: [] });
    const resource = world.resource();
    await resource.up(program);
    await resource.up({
      ...program,
      mcpServers: [{ ...server, url: "https://linear.example.com/MCP" }],
    });
    expect(world.stored().mcp_servers).toEqual([
      expect.objectContaining({ url: "https://linear.example.com/MCP" }),
    ]);
  });
});

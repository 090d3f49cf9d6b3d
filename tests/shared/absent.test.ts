import { customTool, mcpToolset, pair, shared, wire } from "./entries";
import { closeWorlds, sessionId, startWorld, type World } from "./world";

afterEach(closeWorlds);

const theirs = [wire.custom("theirs"), wire.toolset("github"), wire.tomorrow("x")];
const stray = wire.custom("shell", "Runs anything.");

async function seeded(
  tools: readonly unknown[] = [...theirs, stray],
  servers: readonly unknown[] = [wire.server("github")],
): Promise<World> {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, tools, mcp_servers: servers });
  return world;
}

const noShell = shared({ absent: { tools: ["custom:shell"] } });

test("a stray entry is taken out, whoever put it there, and nothing else is touched", async () => {
  const world = await seeded([theirs[0], stray, theirs[1], theirs[2]]);
  await world.resource().up(noShell);
  expect(world.stored().tools).toEqual(theirs);
  expect(world.requests()).toEqual([
    "GET session 200",
    "POST session 200",
    "GET session/events 200",
    "GET session/events 200",
  ]);
  expect(world.infos).toEqual([]);
});

test("what is absent already needs no write", async () => {
  const world = await seeded(theirs);
  await world.resource().up(noShell);
  expect(world.requests()).toEqual(["GET session 200"]);
});

test("every entry under the key goes, also where a server holds two", async () => {
  const world = await seeded([stray, ...theirs, stray]);
  await world.resource().up(noShell);
  expect(world.stored().tools).toEqual(theirs);
});

test("taking out a server takes out its toolset and says so", async () => {
  const world = await seeded();
  await world.resource().up(shared({ absent: { mcpServers: ["github"] } }));
  expect(world.stored()).toMatchObject({ tools: [theirs[0], theirs[2], stray], mcp_servers: [] });
  expect(world.infos).toEqual([
    'the MCP toolset of server "github" is taken out with it, since a toolset needs its server',
  ]);
});

test("taking out a toolset takes out its server if nothing else uses it, and says so", async () => {
  const world = await seeded(
    [...theirs, wire.toolset("linear")],
    [wire.server("github"), wire.server("linear")],
  );
  await world.resource().up(shared({ absent: { tools: ["mcp:github"] } }));
  expect(world.stored()).toMatchObject({
    tools: [theirs[0], theirs[2], wire.toolset("linear")],
    mcp_servers: [wire.server("linear")],
  });
  expect(world.infos).toEqual([
    'the MCP server "github" is taken out with its toolset, since nothing else uses it',
  ]);
});

test("naming both halves of a pair says nothing, since nothing went that was not named", async () => {
  const world = await seeded();
  await world.resource().up(shared({ absent: { tools: ["mcp:github"], mcpServers: ["github"] } }));
  expect(world.stored().mcp_servers).toEqual([]);
  expect(world.infos).toEqual([]);
});

test("declaring and forbidding go together in one write", async () => {
  const world = await seeded();
  const inputs = { ...pair("linear"), absent: { tools: ["custom:shell"], mcpServers: ["github"] } };
  await world.resource().up(shared(inputs));
  expect(world.stored()).toMatchObject({
    tools: [theirs[0], theirs[2], expect.objectContaining({ mcp_server_name: "linear" })],
    mcp_servers: [wire.server("linear")],
  });
  expect(world.requests().filter((line) => line === "POST session 200")).toHaveLength(1);
});

test("reappearing is drift: in the inputs, in access, and undone by the next deployment", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(noShell);
  expect(resource.state?.access).toEqual({
    tools: "not managed",
    mcpServers: "not managed",
    "custom:shell": "absent",
  });

  world.emulator.edit(sessionId, { tools: [stray, ...theirs] });
  const found = await resource.refresh();
  const shown = {
    "custom:shell": expect.stringMatching(/^answered by your client \(definition \w{8}\)$/),
  };
  expect(found).toMatchObject({ inputs: { absent: { tools: [] }, access: shown } });
  expect(resource.state).toMatchObject({ access: shown });
  const next = world.lifecycle.check({ sessionId, ...noShell }, resource.state, undefined).inputs;
  expect(world.lifecycle.diff(resource.state ?? {}, next)).toEqual({
    kind: "update",
    keys: ["absent"],
  });

  await resource.up(noShell);
  expect(world.stored().tools).toEqual(theirs);
  expect(resource.state?.access).toEqual({
    tools: "not managed",
    mcpServers: "not managed",
    "custom:shell": "absent",
  });
  await resource.refresh();
  expect(resource.state?.access).toEqual({
    tools: "not managed",
    mcpServers: "not managed",
    "custom:shell": "absent",
  });
});

test("a toolset and a server that reappear show with their rights", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(shared({ absent: { tools: ["mcp:github"], mcpServers: ["github"] } }));
  expect(resource.state?.access).toEqual({
    tools: "not managed",
    mcpServers: "not managed",
    "mcp:github": "absent",
    "mcp:github/*": "absent",
  });
  world.emulator.edit(sessionId, { tools: theirs, mcp_servers: [wire.server("github")] });
  await resource.refresh();
  expect(resource.state?.access).toEqual({
    tools: "not managed",
    mcpServers: "not managed",
    "mcp:github": "https://github.example.com/sse",
    "mcp:github/*": "always_ask",
  });
});

test("the agent toolset may be absent as a whole", async () => {
  const world = await seeded([{ type: "agent_toolset_20260401" }, ...theirs]);
  await world.resource().up(shared({ absent: { tools: ["agent_toolset_20260401"] } }));
  expect(world.stored().tools).toEqual(theirs);
});

test("what absent took out is put back by restore, and what stayed away stays away", async () => {
  const world = await seeded();
  const resource = world.resource();
  const absent = { tools: ["custom:shell", "custom:never_there"], mcpServers: ["github"] };
  await resource.up(shared({ absent, onDelete: "restore" }));
  await resource.destroy();
  expect(world.stored().mcp_servers).toEqual([wire.server("github")]);
  expect(new Set(world.stored().tools)).toEqual(new Set([...theirs, stray]));
});

test.each([
  [
    "the same entry",
    { tools: [customTool("shell")], absent: { tools: ["custom:shell"] } },
    "absent.tools[0]",
  ],
  [
    "the server of a declared toolset",
    { tools: [mcpToolset("linear")], absent: { mcpServers: ["linear"] } },
    "absent.mcpServers[0]",
  ],
])("what contradicts the declaration is refused in preview: %s", async (_name, inputs, path) => {
  const world = await startWorld();
  const { violations } = world.lifecycle.check(
    { sessionId, ...shared(inputs) },
    undefined,
    undefined,
  );
  expect(violations.map((violation) => violation.path)).toEqual([path]);
  expect(world.requests()).toEqual([]);
});

import { isDeepStrictEqual } from "node:util";
import { json, sessionDocument, startLoopback, text } from "../unit/api/loopback";
import { agentToolset, customTool, mcpServer, mcpToolset, pair, shared, wire } from "./entries";
import { closeWorlds, sessionId, startWorld, type World } from "./world";

afterEach(closeWorlds);

/** Five entries of other people, two of them of kinds and with members that no version of ours knows. */
const foreign = [
  wire.custom("theirs_1", "One.", { defer_loading: true, zeta: { b: 1, a: [null] } }),
  wire.tomorrow("theirs_2"),
  wire.toolset("github", { unheard_of: 1 }),
  wire.custom("theirs_3", "Drei – ünïcode \u2028."),
] as const;
const foreignServers = [wire.server("github")];

async function seeded(tools: readonly unknown[] = foreign): Promise<World> {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, tools, mcp_servers: foreignServers });
  return world;
}

/** Every byte of the foreign entries, in the order in which they stand. */
const bytesOfForeign = (world: World) =>
  world
    .stored()
    .tools.filter((tool) => foreign.some((entry) => isDeepStrictEqual(tool, entry)))
    .map((tool) => JSON.stringify(tool));
const allBytes = foreign.map((entry) => JSON.stringify(entry));
const names = (world: World) =>
  world
    .stored()
    .tools.map((tool) => tool as { name?: string; mcp_server_name?: string; type: string })
    .map(({ name, mcp_server_name, type }) => name ?? mcp_server_name ?? type);

test("entries of ours are added behind those of others, which keep place and bytes", async () => {
  const world = await seeded();
  await world.resource().up(shared({ tools: [customTool("ours"), agentToolset()] }));
  expect(names(world)).toEqual([
    "theirs_1",
    "theirs_2",
    "github",
    "theirs_3",
    "ours",
    "agent_toolset_20260401",
  ]);
  expect(bytesOfForeign(world)).toEqual(allBytes);
});

test("an entry of ours that stands between others is changed in its place", async () => {
  const [first, ...rest] = foreign;
  const world = await seeded([first, wire.custom("ours"), ...rest]);
  await world.resource().up(shared({ tools: [customTool("ours", "Better.")] }));
  expect(names(world)).toEqual(["theirs_1", "ours", "theirs_2", "github", "theirs_3"]);
  expect(world.stored().tools[1]).toEqual(wire.custom("ours", "Better."));
  expect(bytesOfForeign(world)).toEqual(allBytes);
});

test("an entry that was ours and is no longer declared goes, wherever it stands", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(shared({ tools: [customTool("a"), customTool("b")] }));
  world.emulator.edit(sessionId, {
    tools: [...world.stored().tools, wire.custom("theirs_4")],
  });
  await resource.up(shared({ tools: [customTool("b")] }));
  expect(names(world)).toEqual(["theirs_1", "theirs_2", "github", "theirs_3", "b", "theirs_4"]);
  await resource.up(shared({ tools: [] }));
  expect(names(world)).toEqual(["theirs_1", "theirs_2", "github", "theirs_3", "theirs_4"]);
});

test("tools left out means untouched, [] means none of ours", async () => {
  for (const [inputs, left] of [
    [{}, ["ours"]],
    [{ tools: [] }, []],
  ] as const) {
    const world = await seeded();
    const resource = world.resource();
    await resource.up(shared({ tools: [customTool("ours")] }));
    world.requests();
    await resource.up(shared({ ...inputs, mcpServers: [] }));
    expect(names(world)).toEqual(["theirs_1", "theirs_2", "github", "theirs_3", ...left]);
    expect(world.requests().filter((line) => line.startsWith("POST"))).toHaveLength(
      left.length === 0 ? 1 : 0,
    );
  }
});

test("an entry that is there already in our words is adopted without a write, and is ours from then on", async () => {
  const world = await seeded([...foreign, wire.custom("ours")]);
  const resource = world.resource();
  await resource.up(shared({ tools: [customTool("ours")] }));
  expect(world.requests()).toEqual(["GET session 200"]);
  await resource.up(shared({ tools: [] }));
  expect(names(world)).toEqual(["theirs_1", "theirs_2", "github", "theirs_3"]);
});

test("entries of others never enter the inputs, never count as drift and never show in access", async () => {
  const world = await seeded();
  const resource = world.resource();
  const inputs = shared(pair("linear"));
  await resource.up(inputs);
  const before = resource.state;
  world.emulator.edit(sessionId, {
    tools: [wire.custom("new"), ...world.stored().tools.slice(2)],
    mcp_servers: [...world.stored().mcp_servers].reverse(),
  });
  const found = await resource.refresh();
  expect(found).toMatchObject({ kind: "found", inputs: pair("linear") });
  expect(resource.state).toEqual(before);
  expect(
    world.lifecycle.diff(
      before ?? {},
      world.lifecycle.check({ sessionId, ...inputs }, before, undefined).inputs,
    ),
  ).toEqual({ kind: "same" });
  expect(Object.keys(resource.state?.access as object)).toEqual(["mcp:linear", "mcp:linear/*"]);
});

test("drift in an entry of ours shows, and the next deployment puts right that entry alone", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(shared({ tools: [customTool("ours"), customTool("other")] }));
  const [t1, t2, t3, t4, , other] = world.stored().tools;
  const drifted = wire.custom("ours", "Changed.");
  world.emulator.edit(sessionId, { tools: [other, t4, drifted, t3, t2, t1] });
  const found = await resource.refresh();
  expect(found).toMatchObject({
    inputs: { tools: [customTool("ours", "Changed."), customTool("other")] },
  });
  await resource.up(shared({ tools: [customTool("ours"), customTool("other")] }));
  expect(world.stored().tools).toEqual([other, t4, wire.custom("ours"), t3, t2, t1]);
});

test("a server of ours comes with its toolset in one write, next to a server of others", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(shared(pair("linear")));
  expect(world.stored().mcp_servers).toEqual([wire.server("github"), mcpServer("linear")]);
  expect(names(world)).toContain("linear");
  await resource.up(shared({ tools: [], mcpServers: [] }));
  expect(world.stored()).toMatchObject({ tools: foreign, mcp_servers: foreignServers });
});

test("half a pair on top of what others have is refused before anything is sent", async () => {
  const world = await seeded();
  const failure = world.resource().up(shared({ tools: [mcpToolset("linear")] }));
  await expect(failure).rejects.toThrow(
    'cannot update the tools of session sesn_1: with what the session has, the MCP toolset names the server "linear", which is not in mcpServers; add the server or take the toolset out. Nothing was changed. Declare both tools and mcpServers, or make them fit.',
  );
  expect(world.requests()).toEqual(["GET session 200"]);
});

test("numbers that no double can hold, and the order of unknown members, go back as they came", async () => {
  const theirs =
    '{"zeta":12345678901234567890,"type":"custom","name":"theirs","description":"d","input_schema":{"type":"object","maximum":1e400,"b":1.0000000000000000001}}';
  const document = JSON.stringify(sessionDocument(sessionId, { tools: ["#"] }));
  const session = document.replace('"#"', theirs);
  const answered = text(200, session, { "content-type": "application/json" });
  const events = json(200, { data: [], next_page: null });
  const server = await startLoopback((response, request) =>
    (request.url.includes("/events") ? events : answered)(response, request),
  );
  try {
    const world = await startWorld({ baseUrl: server.url });
    await world
      .resource()
      .up(shared({ tools: [customTool("ours")] }))
      .catch(() => undefined);
    const writes = server.received.filter(({ method }) => method === "POST");
    expect(writes.map(({ body }) => body)).toEqual([
      `{"agent":{"tools":[${theirs},${JSON.stringify(wire.custom("ours"))}]}}`,
    ]);
  } finally {
    await server.close();
  }
});

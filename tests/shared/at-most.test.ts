import { pair, shared, wire } from "./entries";
import { closeWorlds, failureOf, sessionId, startWorld, type World } from "./world";

afterEach(closeWorlds);

const allow = { enabled: true, permission_policy: { type: "always_allow" } };
const ask = { enabled: true, permission_policy: { type: "always_ask" } };

async function seeded(
  tools: readonly unknown[],
  servers: readonly string[] = ["slack"],
): Promise<World> {
  const world = await startWorld({ newerWords: true });
  world.emulator.seed({
    id: sessionId,
    tools,
    mcp_servers: servers.map((name) => wire.server(name)),
  });
  return world;
}

const guardrail = shared({ atMost: { "mcp:*": "always_ask" } });

describe("what exceeds a ceiling is lowered in its place, whoever put it there", () => {
  test("in the one write that the run makes, every other byte and entry kept", async () => {
    const slack = wire.toolset("slack", {
      default_config: allow,
      configs: [{ name: "read", ...ask }],
    });
    const world = await seeded([wire.custom("theirs"), slack, wire.custom("last")]);
    await world.resource().up(guardrail);
    expect(world.stored().tools).toEqual([
      wire.custom("theirs"),
      { ...slack, default_config: ask },
      wire.custom("last"),
    ]);
    expect(world.requests()[1]).toBe("POST session 200");
    expect(world.emulator.requests[1]?.body).toMatchObject({
      agent: {
        tools: [wire.custom("theirs"), { ...slack, default_config: ask }, wire.custom("last")],
      },
    });
  });

  test("beside entries of our own", async () => {
    const world = await seeded([wire.toolset("slack", { default_config: allow })]);
    await world.resource().up({ ...guardrail, ...pair("linear") });
    expect(world.stored().tools).toEqual([
      wire.toolset("slack", { default_config: ask }),
      expect.objectContaining({ mcp_server_name: "linear" }),
    ]);
  });

  test("nothing exceeds: one look and no write, whatever the session is doing", async () => {
    const world = await seeded([wire.toolset("slack")]);
    world.emulator.startTurn(sessionId);
    await world.resource().up(guardrail);
    expect(world.requests()).toEqual(["GET session 200"]);
  });

  test("a tool that needs an entry of its own gets one, in the wire's spelling", async () => {
    const world = await seeded([wire.toolset("slack")]);
    await world.resource().up(shared({ atMost: { "mcp:slack/post": "disabled" } }));
    expect(world.stored().tools).toEqual([
      wire.toolset("slack", { configs: [{ name: "post", ...ask, enabled: false }] }),
    ]);
  });
});

test("a tool of an unknown type under the ceiling is an error that names it, and nothing is written", async () => {
  const world = await seeded([
    wire.tomorrow("x"),
    wire.toolset("slack", { default_config: allow }),
  ]);
  const error = await failureOf(world.resource().up(shared({ atMost: { "*": "always_ask" } })));
  expect(error.message).toContain(
    '"toolset_of_tomorrow:x" is of a type that this version does not know',
  );
  expect(error.message).toContain("Nothing was changed.");
  expect(world.requests()).toEqual(["GET session 200"]);
});

test("where it may do nothing at all, the error says that absent can take it out", async () => {
  const world = await seeded([wire.tomorrow("x")]);
  const error = await failureOf(world.resource().up(shared({ atMost: { "*": "disabled" } })));
  expect(error.message).toContain(
    'name it in absent to take it out (tools: ["toolset_of_tomorrow:x"])',
  );
});

describe("exceeding it again is drift", () => {
  test("named by key, with what is there and what may be; quiet otherwise", async () => {
    const world = await seeded([wire.toolset("slack", { default_config: allow })]);
    const resource = world.resource();
    await resource.up(guardrail);
    const quiet = await resource.refresh();
    expect(quiet).toMatchObject({ inputs: { atMost: { "mcp:*": "always_ask" } } });

    world.emulator.edit(sessionId, {
      tools: [wire.toolset("slack", { default_config: allow })],
    });
    const found = await resource.refresh();
    expect(found).toMatchObject({
      inputs: {
        atMost: {},
        access: { "mcp:slack/*": "always_allow, at most always_ask" },
      },
    });
    const next = world.lifecycle.check({ sessionId, ...guardrail }, resource.state, undefined);
    expect(world.lifecycle.diff(resource.state ?? {}, next.inputs)).toEqual({
      kind: "update",
      keys: ["atMost"],
    });
    await resource.up(guardrail);
    expect(world.stored().tools).toEqual([wire.toolset("slack", { default_config: ask })]);
  });
});

describe("restore gives back what was lowered", () => {
  const slack = wire.toolset("slack", {
    default_config: allow,
    configs: [{ name: "read", ...allow }],
  });

  test("byte for byte where nobody else changed it since", async () => {
    const world = await seeded([slack]);
    const resource = world.resource();
    await resource.up(guardrail);
    await resource.destroy();
    expect(world.stored().tools).toEqual([slack]);
  });

  test("and leaves what somebody tightened further, or changed beside it", async () => {
    const world = await seeded(
      [slack, wire.toolset("github", { default_config: allow })],
      ["slack", "github"],
    );
    const resource = world.resource();
    await resource.up(guardrail);
    const further = {
      ...slack,
      default_config: { enabled: false, permission_policy: ask.permission_policy },
    };
    const beside = wire.toolset("github", {
      default_config: ask,
      configs: [{ name: "new", ...ask, enabled: false }],
    });
    world.emulator.edit(sessionId, { tools: [further, beside] });
    await resource.destroy();
    expect(world.stored().tools).toEqual([further, { ...beside, default_config: allow }]);
  });

  test("and brings back no entry that somebody took out", async () => {
    const world = await seeded([slack]);
    const resource = world.resource();
    await resource.up(guardrail);
    world.emulator.edit(sessionId, { tools: [], mcp_servers: [] });
    await resource.destroy();
    expect(world.stored().tools).toEqual([]);
  });
});

test("a loosening by somebody else between our look and our write is lowered as well, and nothing of theirs is lost", async () => {
  const world = await startWorld({
    before: (call, count, { emulator }) => {
      if (call === "updateSession" && count === 1) {
        emulator.edit(sessionId, {
          tools: [
            wire.toolset("slack", { default_config: allow, configs: [{ name: "post", ...allow }] }),
            wire.custom("theirs"),
          ],
        });
      }
    },
  });
  world.emulator.seed({
    id: sessionId,
    tools: [wire.toolset("slack", { default_config: allow })],
    mcp_servers: [wire.server("slack")],
  });
  await world.resource().up(guardrail);
  expect(world.stored().tools).toEqual([
    wire.toolset("slack", { default_config: ask, configs: [{ name: "post", ...ask }] }),
    wire.custom("theirs"),
  ]);
});

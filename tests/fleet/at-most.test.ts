import {
  agentId,
  closeWorlds,
  eventsPath,
  listPath,
  seedSessions,
  startFleetWorld,
  updatePath,
} from "./world";

/** A ceiling over all sessions of an agent, whoever configured them. */

afterEach(closeWorlds);

const slack = (policy: string) => ({
  tools: [
    {
      type: "mcp_toolset",
      mcp_server_name: "slack",
      default_config: { enabled: true, permission_policy: { type: policy } },
      configs: [],
    },
  ],
  mcp_servers: [{ type: "url", name: "slack", url: "https://slack.example.com/mcp" }],
});
const guardrails = { ownership: "shared", atMost: { "mcp:*": "always_ask" } };

const seeded = async (exceeding: number) => {
  const world = await startFleetWorld();
  const ids = seedSessions(world.emulator, 1_000, (index) =>
    slack(index % 100 === 0 && index / 100 < exceeding ? "always_allow" : "always_ask"),
  );
  return { world, ids };
};

const defaultsOf = (tools: readonly unknown[] | undefined) =>
  (tools ?? []).map(
    (tool) => (tool as { default_config: { permission_policy: { type: string } } }).default_config,
  );

test("of 1,000 sessions ten exceed: the pages, ten writes, their event reads, and nothing else", async () => {
  const { world, ids } = await seeded(10);
  const { state } = await world.create(guardrails);
  expect(world.counted()).toEqual({ [listPath]: 20, [updatePath]: 10, [eventsPath]: 10 });
  const defaults = ids.flatMap((id) => defaultsOf(world.emulator.session(id)?.agent.tools));
  expect(new Set(defaults.map(({ permission_policy: { type } }) => type))).toEqual(
    new Set(["always_ask"]),
  );
  expect(state).toMatchObject({ pending: { total: 0 }, sessionCount: 1_000 });
});

test("nothing exceeds: the pages only", async () => {
  const { world } = await seeded(0);
  await world.create(guardrails);
  expect(world.counted()).toEqual({ [listPath]: 20 });
});

test("a session that exceeds it again is work to do, and named after a refresh", async () => {
  const world = await startFleetWorld();
  const [first = ""] = seedSessions(world.emulator, 3, () => slack("always_ask"));
  const { state } = await world.create(guardrails);
  world.emulator.edit(first, { tools: slack("always_allow").tools });
  const found = await world.read({ ...state, agentId });
  expect(found).toMatchObject({
    inputs: { pending: { total: 1, sessions: { [first]: expect.any(String) } } },
  });
});

test("a session with a tool that cannot be judged is named and holds up no other", async () => {
  const world = await startFleetWorld({ newerWords: true });
  const [odd = "", plain = ""] = seedSessions(world.emulator, 2, () => slack("always_allow"));
  const unheardOf = { type: "toolset_of_tomorrow", name: "x" };
  world.emulator.edit(odd, { tools: [...slack("always_allow").tools, unheardOf] });
  const failed = world.create({ ownership: "shared", atMost: { "*": "always_ask" } });
  await expect(failed).rejects.toThrow(/toolset_of_tomorrow:x.*is of a type that this version/);
  const [tool] = defaultsOf(world.emulator.session(plain)?.agent.tools);
  expect(tool?.permission_policy.type).toBe("always_ask");
});

test("a preview of its creation says what will hold, and a grant that ends is refused with the way out", async () => {
  const { fleet, checked } = await startFleetWorld();
  const absent = { absent: { mcpServers: ["linear"] } };
  expect(fleet.plan(checked({ ...guardrails, ...absent }), undefined).sentences).toEqual([
    "mcp:linear must be absent from now on: taken out with mcp:linear/* if it is there, which was not looked at",
    "mcp:*: at most always_ask from now on; what exceeds it is lowered, and was not looked at",
  ]);
  const ending = { agentId, ...guardrails, expiresAt: "2027-01-01T00:00:00Z" };
  expect(fleet.check(ending, undefined, undefined).violations).toEqual([
    { path: "expiresAt", reason: expect.stringContaining("goes with SessionOverrides only") },
  ]);
});

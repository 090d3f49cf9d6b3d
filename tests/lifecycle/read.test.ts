import {
  agentToolset,
  askBeforeBash,
  askingTools,
  closeWorlds,
  failureOf,
  plainTools,
  sessionId,
  startWorld,
  type World,
} from "./world";

afterEach(closeWorlds);

async function createdWorld(): Promise<{
  readonly world: World;
  readonly state: Readonly<Record<string, unknown>>;
}> {
  const world = await startWorld();
  world.emulator.seed(askingTools);
  const { state } = await world.create(askBeforeBash);
  world.emulator.clearRequests();
  return { world, state: { ...state } };
}

describe("reading", () => {
  test("is one look, and shows inputs and state as they were where nothing drifted", async () => {
    const { world, state } = await createdWorld();
    const { agentId: _agentId, baseline: _baseline, origin: _origin, ...inputs } = state;
    expect(await world.read(state)).toEqual({ kind: "found", id: sessionId, inputs, state });
    expect(world.log()).toEqual(["GET session 200"]);
  });

  test.each(["running", "rescheduling", "waiting"])(
    "shows no change for a session that is %s",
    async (status) => {
      const { world, state } = await createdWorld();
      if (status === "running") world.emulator.startTurn(sessionId);
      else if (status === "rescheduling") world.emulator.reschedule(sessionId);
      else world.emulator.requireAction(sessionId);
      expect(await world.read(state)).toMatchObject({ kind: "found", state });
      expect(world.log()).toEqual(["GET session 200"]);
    },
  );

  test("shows drift in the program's words, in the inputs and in the access map", async () => {
    const { world, state } = await createdWorld();
    world.emulator.edit(sessionId, {
      tools: [
        agentToolset({ configs: [{ name: "bash", permission_policy: { type: "always_allow" } }] }),
      ],
    });
    const found = await world.read(state);
    expect(found).toMatchObject({
      inputs: {
        tools: [
          agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_allow" } }] }),
        ],
        access: expect.objectContaining({ bash: "always_allow" }),
      },
    });
  });

  test("shows an entry that somebody added", async () => {
    const { world, state } = await createdWorld();
    const added = { type: "custom", name: "x", description: "d", input_schema: { type: "object" } };
    world.emulator.edit(sessionId, { tools: [added, ...world.stored().tools] });
    const found = await world.read(state);
    expect(found).toMatchObject({
      inputs: {
        tools: [
          ...askBeforeBash.tools,
          { type: "custom", name: "x", description: "d", inputSchema: { type: "object" } },
        ],
      },
    });
  });

  test("leaves an array alone that is not managed", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    const { state } = await world.create({ mcpServers: [] });
    const found = await world.read({ ...state });
    expect(found).not.toHaveProperty("inputs.tools");
    expect(found).toHaveProperty("inputs.mcpServers", []);
  });

  test("a session that is gone says so", async () => {
    const { world, state } = await createdWorld();
    world.emulator.remove(sessionId);
    expect(await world.read(state)).toEqual({ kind: "gone" });
  });

  test.each(["archived", "terminated"] as const)(
    "a session that is %s stays, with a warning and without drift",
    async (end) => {
      const { world, state } = await createdWorld();
      world.emulator.edit(sessionId, { tools: [] });
      if (end === "archived") world.emulator.archive(sessionId);
      else world.emulator.terminate(sessionId);
      const found = await world.read(state);
      expect(found).toMatchObject({
        kind: "found",
        inputs: askBeforeBash,
        state: end === "archived" ? { archivedAt: expect.any(String) } : { terminated: true },
      });
      expect(world.warnings).toEqual([expect.stringContaining(`session ${sessionId} `)]);
    },
  );

  test("without a state takes everything the session has as managed, in the shortest words", async () => {
    const world = await startWorld();
    world.emulator.seed({
      id: sessionId,
      tools: [
        agentToolset({ configs: [{ name: "bash", permission_policy: { type: "always_ask" } }] }),
        { type: "mcp_toolset", mcp_server_name: "linear" },
      ],
      mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
    });
    const imported = await world.read(undefined);
    expect(imported).toMatchObject({
      kind: "found",
      inputs: {
        sessionId,
        tools: [...askBeforeBash.tools, { type: "mcp_toolset", mcpServerName: "linear" }],
        mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
        onDelete: "archive",
      },
    });
    if (imported.kind === "found") {
      world.emulator.clearRequests();
      await world.update(
        Object.fromEntries(Object.entries(imported.inputs).filter(([key]) => key !== "access")),
      );
      expect(world.log()).toEqual(["GET session 200"]);
    }
  });

  test("that fails is an error and not a session that is gone", async () => {
    const { world, state } = await createdWorld();
    world.emulator.faults.always({ kind: "serverError", status: 503 });
    expect(await failureOf(world.read(state))).toMatchObject({ kind: "unavailable" });
  });

  test("a state that somebody edited is told as that, after one look", async () => {
    const { world, state } = await createdWorld();
    expect(await failureOf(world.read({ ...state, whenBusy: "sometimes" }))).toMatchObject({
      kind: "invalid",
    });
  });

  test("a state with keys of another version is read all the same", async () => {
    const { world, state } = await createdWorld();
    expect(await world.read({ ...state, keyOfTomorrow: { deep: [1] } })).toMatchObject({
      kind: "found",
    });
  });
});

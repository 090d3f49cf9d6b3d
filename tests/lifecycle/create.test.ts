import {
  agentToolset,
  askBeforeBash,
  askingTools,
  closeWorlds,
  failureOf,
  plainTools,
  sessionId,
  startWorld,
  storedAsking,
} from "./world";

afterEach(closeWorlds);

describe("create adopts a session", () => {
  test("that differs with one GET and one POST, and stores the inputs and what stands still", async () => {
    const world = await startWorld();
    world.emulator.seed({ ...plainTools, agent_id: "agent_7" });
    const { id, state } = await world.create(askBeforeBash);
    expect(world.log()).toEqual(["GET session 200", "POST session 200"]);
    expect(world.stored()).toEqual(storedAsking);
    expect(id).toBe(sessionId);
    expect(state).toMatchObject({ ...world.checked(askBeforeBash), agentId: "agent_7" });
    expect(JSON.stringify(state)).not.toMatch(/status|updated|usage|idle/);
  });

  test("that is so already with one GET and no write", async () => {
    const world = await startWorld();
    world.emulator.seed(askingTools);
    await world.create(askBeforeBash);
    expect(world.log()).toEqual(["GET session 200"]);
  });

  test("and sends exactly what the user wrote, no default filled in and no type added", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    await world.create({
      tools: [
        agentToolset({
          configs: [
            {
              name: "web_fetch",
              enabled: null,
              maxContentTokens: 5,
              urlSources: { userInput: "none" },
            },
          ],
        }),
        {
          type: "mcp_toolset",
          mcpServerName: "linear",
          defaultConfig: { permissionPolicy: { type: "always_allow" } },
        },
        {
          type: "custom",
          name: "lookup",
          description: "d",
          inputSchema: { type: "object", properties: { default_config: { mcpServerName: 1 } } },
        },
      ],
      mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
    });
    expect(world.emulator.requests.at(-1)?.body).toEqual({
      agent: {
        tools: [
          {
            type: "agent_toolset_20260401",
            configs: [
              {
                name: "web_fetch",
                enabled: null,
                max_content_tokens: 5,
                url_sources: { user_input: "none" },
              },
            ],
          },
          {
            type: "mcp_toolset",
            mcp_server_name: "linear",
            default_config: { permission_policy: { type: "always_allow" } },
          },
          {
            type: "custom",
            name: "lookup",
            description: "d",
            input_schema: { type: "object", properties: { default_config: { mcpServerName: 1 } } },
          },
        ],
        mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
      },
    });
  });

  test("that waits for a person's answer as one that is idle", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    world.emulator.requireAction(sessionId);
    await world.create(askBeforeBash);
    expect(world.stored()).toEqual(storedAsking);
  });

  test("of which nothing is managed without a write", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    const { state } = await world.create({});
    expect(world.log()).toEqual(["GET session 200"]);
    expect(state).not.toHaveProperty("tools");
  });

  test("and takes away what is not declared", async () => {
    const world = await startWorld();
    world.emulator.seed({
      ...plainTools,
      tools: [
        agentToolset(),
        { type: "custom", name: "x", description: "d", input_schema: { type: "object" } },
      ],
    });
    await world.create({ tools: [] });
    expect(world.stored().tools).toEqual([]);
  });
});

describe("create refuses", () => {
  test("a session that does not exist, and nothing is created", async () => {
    const world = await startWorld();
    expect(await failureOf(world.create(askBeforeBash))).toMatchObject({
      name: "ProviderError",
      kind: "notFound",
      facts: { sessionId, status: 404 },
    });
    expect(world.log().every((line) => line.startsWith("GET"))).toBe(true);
  });

  test.each(["archived", "terminated"] as const)(
    "a session that is %s, without a write",
    async (end) => {
      const world = await startWorld();
      world.emulator.seed(plainTools);
      if (end === "archived") world.emulator.archive(sessionId);
      else world.emulator.terminate(sessionId);
      expect(await failureOf(world.create(askBeforeBash))).toMatchObject({ kind: "final" });
      expect(world.log()).toEqual(["GET session 200"]);
    },
  );

  test("a wrong key before anything else", async () => {
    const world = await startWorld({ configuredKey: "sk-ant-wrong-0123456789" });
    world.emulator.seed(plainTools);
    expect(await failureOf(world.create(askBeforeBash))).toMatchObject({
      kind: "unauthorised",
      facts: { status: 401 },
    });
    expect(world.log()).toEqual(["GET session 401"]);
  });

  test("half a pair that does not fit the other half on the session", async () => {
    const world = await startWorld();
    world.emulator.seed(plainTools);
    const tools = [{ type: "mcp_toolset", mcpServerName: "linear" }];
    expect(await failureOf(world.create({ tools }))).toMatchObject({ kind: "invalid" });
    expect(world.log()).toEqual(["GET session 200"]);
  });

  test("stored inputs that no version of this package wrote, without a request", async () => {
    const world = await startWorld();
    expect(await failureOf(world.remove({ tools: "nonsense" }))).toMatchObject({ kind: "invalid" });
    expect(world.log()).toEqual([]);
  });
});

describe("a session that has ended cannot be taken over", () => {
  const cases = (["archived", "terminated"] as const).flatMap((end) =>
    ([askingTools, { id: sessionId, tools: [] }] as const).map((seed) => [end, seed] as const),
  );

  test.each(cases)("%s, with %j", async (end, seed) => {
    const world = await startWorld();
    world.emulator.seed(seed);
    if (end === "archived") world.emulator.archive(sessionId);
    else world.emulator.terminate(sessionId);
    const failure = await failureOf(world.create(askBeforeBash));
    expect(failure).toMatchObject({ kind: "final" });
    expect(failure.message).toContain(
      end === "archived" ? "it was archived at" : "it has terminated after an error",
    );
    expect(failure.message).toContain(
      "Nothing was changed. Take the resource out of the program, or point sessionId at a live session.",
    );
    expect(world.log()).toEqual(["GET session 200"]);
  });
});

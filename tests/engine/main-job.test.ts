import { agentToolset, mcpServer, mcpToolset, SessionOverrides } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  arraysOf,
  bashPolicy,
  changesOf,
  closeEmulators,
  outputOf,
  plainSession,
  sessionId,
  sessionStack,
  stored,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const servers = [
  mcpServer("linear", "https://mcp.linear.app/sse"),
  mcpServer("notion", "https://mcp.notion.com/mcp"),
];
const tools = [
  agentToolset({
    configs: [
      { name: "bash", permissionPolicy: { type: "always_ask" } },
      { name: "write", permissionPolicy: { type: "auto" } },
    ],
  }),
  mcpToolset("linear"),
  mcpToolset("notion"),
];
const unchanged = { same: 2 };

describe("the tools of a session", () => {
  test("are previewed without a key and without a request, and deployed with one GET and one POST", async () => {
    const stack = await sessionStack({ tools, mcpServers: servers }, { key: null });
    const preview = await outputOf(stack.previewDiff());
    expect(preview).toMatch(/\baccess +: \{\s+bash +: "always_ask"/);
    expect(preview).toMatch(/mcp:linear +: "https:\/\/mcp\.linear\.app\/sse"/);
    expect(preview).not.toContain("warning");
    expect(stack.requests()).toEqual([]);

    await stack.stack.setConfig("managed-agents:apiKey", {
      value: stack.emulator.apiKey,
      secret: true,
    });
    expect(await changesOf(stack.up())).toEqual({ create: 2 });
    expect(stack.requests()).toEqual(["GET session 200", "POST session 200"]);
    expect(arraysOf(stack.emulator)).toMatchObject({
      tools: [
        { type: "agent_toolset_20260401", configs: [{ name: "bash" }, { name: "write" }] },
        { type: "mcp_toolset", mcp_server_name: "linear" },
        { type: "mcp_toolset", mcp_server_name: "notion" },
      ],
      mcp_servers: [{ name: "linear" }, { name: "notion" }],
    });
    expect(await stored(stack)).toMatchObject({
      id: sessionId,
      outputs: {
        sessionId,
        agentId: stack.emulator.session(sessionId)?.agent.id,
        access: { bash: "always_ask", write: "auto", "mcp:linear/*": "always_ask" },
      },
    });
  });

  test("cost no request when nothing changed, in whatever order and spelling they stand", async () => {
    const stack = await sessionStack({ tools, mcpServers: servers });
    await outputOf(stack.up());
    stack.requests();
    expect(await changesOf(stack.up())).toEqual(unchanged);

    stack.declare({
      tools: [
        mcpToolset("notion", { defaultConfig: { permissionPolicy: { type: "always_ask" } } }),
        mcpToolset("linear", { configs: [] }),
        agentToolset({
          defaultConfig: { enabled: true, permissionPolicy: { type: "always_allow" } },
          configs: [
            { name: "write", enabled: true, permissionPolicy: { type: "auto" } },
            { name: "bash", type: "bash", permissionPolicy: { type: "always_ask" } },
          ],
        }),
      ],
      mcpServers: [...servers].reverse(),
      whenBusy: "wait",
      onDelete: "archive",
    });
    expect(await outputOf(stack.preview({ expectNoChanges: true }))).toContain("2 unchanged");
    expect(await changesOf(stack.up())).toEqual(unchanged);
    expect(stack.requests()).toEqual([]);
  });

  test("show an edit by the tool's name, and nothing but the edit", async () => {
    const stack = await sessionStack({ tools: [bashPolicy("always_ask")] });
    await outputOf(stack.up());
    stack.requests();

    stack.declare({ tools: [bashPolicy("always_allow")] });
    const { ok, output } = await stack.previewDiff();
    expect(ok).toBe(true);
    expect(output).toMatch(/~ access: \{\s+~ bash: "always_ask" => "always_allow"\s+\}/);
    expect(stack.requests()).toEqual([]);

    expect(await changesOf(stack.up())).toEqual({ same: 1, update: 1 });
    expect(stack.requests()).toEqual(["GET session 200", "POST session 200"]);
    expect(arraysOf(stack.emulator)?.tools).toMatchObject([
      { configs: [{ name: "bash", permission_policy: { type: "always_allow" } }] },
    ]);
  });

  test("move to another session by a replacement, which leaves the first as onDelete says", async () => {
    const stack = await sessionStack(
      { tools: [bashPolicy("always_ask")], onDelete: "retain" },
      { seeds: [plainSession, { ...plainSession, id: "sesn_2" }] },
    );
    await outputOf(stack.up());
    stack.declare({ sessionId: "sesn_2", tools: [bashPolicy("always_ask")], onDelete: "retain" });
    expect(await outputOf(stack.previewDiff())).toContain('"sesn_1" => "sesn_2"');
    expect(await changesOf(stack.up())).toEqual({ same: 1, replace: 1 });
    expect(await stored(stack)).toMatchObject({ id: "sesn_2" });
    expect(stack.emulator.session(sessionId)).toMatchObject({ archived_at: null });
  });
});

describe("SessionOverrides.get", () => {
  test("reads a session once and shows what it has, without managing it", async () => {
    const stack = await sessionStack({});
    stack.setProgram(async () => {
      const { access, agentId, id } = SessionOverrides.get("looked-at", sessionId);
      return { access, agentId, id };
    });
    const up = await stack.up();
    expect(up.ok && up.result.outputs).toMatchObject({
      access: { value: expect.objectContaining({ bash: "always_allow" }) },
      agentId: { value: stack.emulator.session(sessionId)?.agent.id },
      id: { value: sessionId },
    });
    expect(stack.requests()).toEqual(["GET session 200"]);

    await outputOf(stack.destroy());
    expect(stack.requests()).toEqual([]);
    expect(stack.emulator.session(sessionId)).toMatchObject({ archived_at: null });
  });
});

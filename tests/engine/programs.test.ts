import { agentToolset, mcpServer, mcpToolset, Provider, SessionOverrides } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  arraysOf,
  bashPolicy,
  changesOf,
  closeEmulators,
  emulatorWith,
  outputOf,
  plainSession,
  sessionId,
  sessionStack,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

describe("a second account in one program", () => {
  test("has its own key and address, and its key is in clear nowhere", async () => {
    const otherKey = "sk-ant-other-9876543210";
    const otherId = "sesn_of_the_other";
    const other = await emulatorWith([{ ...plainSession, id: otherId }], { apiKey: otherKey });
    const stack = await sessionStack({});
    stack.setProgram(async () => {
      const provider = new Provider("second", { apiKey: otherKey, baseUrl: other.url });
      new SessionOverrides("here", { sessionId, tools: [bashPolicy("always_ask")] });
      const there = { sessionId: otherId, tools: [bashPolicy("auto")] };
      new SessionOverrides("there", there, { provider });
    });
    expect(await changesOf(stack.up())).toEqual({ create: 4 });
    for (const [emulator, id, policy] of [
      [stack.emulator, sessionId, "always_ask"],
      [other, otherId, "auto"],
    ] as const) {
      expect(emulator.requests.map(({ method, status }) => `${method} ${status}`)).toEqual([
        "GET 200",
        "POST 200",
      ]);
      expect(arraysOf(emulator, id)).toMatchObject({
        tools: [{ configs: [{ permission_policy: { type: policy } }] }],
      });
    }
    await outputOf(stack.preview({ refresh: true, expectNoChanges: true }));
    expect(stack.stateText()).not.toContain(otherKey);
    await outputOf(stack.destroy());
    expect(other.session(otherId)?.archived_at).toEqual(expect.any(String));
  });
});

describe("values that are not known in preview", () => {
  test("are accepted anywhere and are right in the deployment", async () => {
    const stack = await sessionStack({}, { seeds: [plainSession, { id: "sesn_2" }] });
    stack.setProgram(async () => {
      const { agentId } = new SessionOverrides("first", { sessionId, tools: [agentToolset()] });
      const later = <Value>(value: Value) => agentId.apply(() => value);
      new SessionOverrides("second", {
        sessionId: later("sesn_2"),
        tools: [
          agentToolset({
            configs: [{ name: "bash", permissionPolicy: { type: later("always_ask") } }],
          }),
          mcpToolset(later("linear")),
        ],
        mcpServers: [mcpServer("linear", later("https://mcp.linear.app/sse"))],
      });
    });
    const preview = await outputOf(stack.previewDiff());
    expect(preview).toMatch(/sessionId +: \[unknown\]/);
    expect(preview).toMatch(/access +: \[unknown\]/);
    expect(stack.requests()).toEqual([]);

    expect(await changesOf(stack.up())).toEqual({ create: 3 });
    expect(arraysOf(stack.emulator, "sesn_2")).toMatchObject({
      tools: [{ configs: [{ name: "bash" }] }, { mcp_server_name: "linear" }],
      mcp_servers: [{ url: "https://mcp.linear.app/sse" }],
    });
    stack.requests();
    await outputOf(stack.preview({ expectNoChanges: true }));
    expect(stack.requests()).toEqual([]);
  });

  test("that turn out bad are refused in the deployment before anything is sent", async () => {
    const stack = await sessionStack({}, { seeds: [plainSession, { id: "sesn_2" }] });
    stack.setProgram(async () => {
      const { agentId } = new SessionOverrides("first", { sessionId, tools: [agentToolset()] });
      new SessionOverrides("second", { sessionId: agentId.apply(() => "../x"), tools: [] });
    });
    await outputOf(stack.preview());
    const { ok, output } = await stack.up();
    expect(ok).toBe(false);
    expect(output).toContain("resource 'second' has a problem: sessionId: must be");
    expect(output).not.toContain("    at ");
    expect(stack.requests()).toEqual(["GET session 200"]);
  });
});

import {
  agentToolset,
  builtIn,
  check,
  customTool,
  linear,
  mcpServer,
  mcpToolset,
} from "./checking";

describe("checked inputs", () => {
  test("carry the defaults of the policies and nothing else that the user did not write", () => {
    const tools = [agentToolset({ configs: [{ name: "bash" }] })];
    expect(check({ tools }).inputs).toEqual({
      sessionId: "sesn_1",
      tools,
      ownership: "exclusive",
      whenBusy: "wait",
      waitTimeoutSeconds: 600,
      interruptAfterSeconds: 60,
      onDelete: "archive",
      access: expect.objectContaining({ bash: "always_allow" }),
    });
  });

  test("keep what the user wrote in place of a default", () => {
    const stated = {
      whenBusy: "fail",
      waitTimeoutSeconds: 5,
      interruptAfterSeconds: 1,
      onDelete: "retain",
    };
    expect(check(stated).inputs).toMatchObject(stated);
  });

  test("hold null for left out, and tell left out from empty", () => {
    expect(check({ tools: null, whenBusy: null }).inputs).not.toHaveProperty("tools");
    expect(check({ tools: null, whenBusy: null }).inputs.whenBusy).toBe("wait");
    expect(check({ tools: [] }).inputs.tools).toEqual([]);
  });

  test("checked again are the same", () => {
    const once = check({ ...linear({ configs: [{ name: "x", enabled: false }] }) }).inputs;
    const { access, ...again } = once;
    expect(check(again, once).inputs).toEqual({ ...again, access });
  });

  test("stand in the order of the last deployment, with what is new at the end", () => {
    const prior = {
      tools: [
        customTool({ name: "b" }),
        agentToolset({ configs: [{ name: "read" }, { name: "bash" }] }),
        mcpToolset("linear"),
      ],
      mcpServers: [mcpServer("linear"), mcpServer("notion")],
    };
    const next = {
      tools: [
        mcpToolset("sentry"),
        mcpToolset("linear"),
        agentToolset({ configs: [{ name: "edit" }, { name: "bash" }, { name: "read" }] }),
        customTool({ name: "b", description: "Changed." }),
      ],
      mcpServers: [mcpServer("sentry"), mcpServer("linear")],
    };
    const { inputs } = check(next, prior);
    expect(inputs.tools).toEqual([
      customTool({ name: "b", description: "Changed." }),
      agentToolset({ configs: [{ name: "read" }, { name: "bash" }, { name: "edit" }] }),
      mcpToolset("linear"),
      mcpToolset("sentry"),
    ]);
    expect(inputs.mcpServers).toEqual([mcpServer("linear"), mcpServer("sentry")]);
  });

  test("are not judged by what was deployed before, only ordered by it", () => {
    expect(
      check(builtIn({ name: "bash" }), { tools: "nonsense", mcpServers: 7 }).violations,
    ).toEqual([]);
  });
});

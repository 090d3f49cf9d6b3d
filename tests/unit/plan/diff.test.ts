import { agentDescriptor, sessionDescriptor } from "../../../provider/model/resources";
import { UNKNOWN } from "../../../provider/model/unknown";
import { diffInputs } from "../../../provider/plan/diff";
import { agentToolset, customTool, mcpServer, mcpToolset, policy } from "./entries";

const prior = {
  sessionId: "sesn_1",
  tools: [agentToolset({ configs: [{ name: "bash", ...policy("always_ask") }] }), mcpToolset("a")],
  mcpServers: [mcpServer("a")],
  ownership: "exclusive",
  whenBusy: "wait",
  waitTimeoutSeconds: 600,
  interruptAfterSeconds: 60,
  onDelete: "archive",
};

type Next = Readonly<Record<string, unknown>>;

describe("what a deployment would do", () => {
  test.each<readonly [string, Next]>([
    ["the same again", {}],
    ["another order", { tools: [...prior.tools].reverse() }],
    [
      "a default spelled out",
      {
        tools: [
          ...prior.tools.slice(0, 1),
          mcpToolset("a", { configs: [], defaultConfig: policy("always_ask") }),
        ],
      },
    ],
    ["keys that are no inputs", { access: { bash: "x" }, agentId: "agent_1", __urn: "urn" }],
  ])("%s is the same", (_name, next) => {
    expect(diffInputs(prior, { ...prior, ...next }, sessionDescriptor)).toEqual({ kind: "same" });
  });

  test.each<readonly [string, Next, readonly string[]]>([
    ["a policy", { tools: [agentToolset(), mcpToolset("a")] }, ["tools"]],
    ["a tool more", { tools: [...prior.tools, customTool("x")] }, ["tools"]],
    ["a tool less", { tools: prior.tools.slice(1) }, ["tools"]],
    ["a URL", { mcpServers: [mcpServer("a", "https://b.com")] }, ["mcpServers"]],
    ["no longer managing the tools", { tools: undefined }, ["tools"]],
    [
      "a policy of the resource",
      { whenBusy: "fail", onDelete: "retain" },
      ["whenBusy", "onDelete"],
    ],
    ["a bound", { waitTimeoutSeconds: 601 }, ["waitTimeoutSeconds"]],
    ["unknown tools", { tools: UNKNOWN }, ["tools"]],
    [
      "unknown deep inside",
      {
        tools: [
          agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: UNKNOWN } }] }),
          mcpToolset("a"),
        ],
      },
      ["tools"],
    ],
    ["an unknown bound", { waitTimeoutSeconds: UNKNOWN }, ["waitTimeoutSeconds"]],
  ])("%s is an update", (_name, next, keys) => {
    expect(diffInputs(prior, { ...prior, ...next }, sessionDescriptor)).toEqual({
      kind: "update",
      keys,
    });
  });

  test("another session replaces, whatever else changes", () => {
    expect(
      diffInputs(prior, { ...prior, sessionId: "sesn_2", tools: [] }, sessionDescriptor),
    ).toEqual({
      kind: "replace",
      keys: ["sessionId"],
    });
  });

  test("one that is not known yet may turn out the same, and replaces nothing", () => {
    expect(diffInputs(prior, { ...prior, sessionId: UNKNOWN }, sessionDescriptor)).toEqual({
      kind: "update",
      keys: ["sessionId"],
    });
  });

  test("left out and empty are different, left out and null are not", () => {
    const { tools: _tools, ...without } = prior;
    expect(diffInputs(without, { ...prior, tools: [] }, sessionDescriptor).kind).toBe("update");
    expect(diffInputs({ ...prior, tools: null }, without, sessionDescriptor)).toEqual({
      kind: "same",
    });
  });

  test("of a tool of the future every word of ours counts, in both directions", () => {
    const [short, long] = [{ type: "recall" }, { type: "recall", depth: 1 }];
    const withTool = (tool: object) => ({ ...prior, tools: [tool] });
    expect(diffInputs(withTool(short), withTool(long), sessionDescriptor).kind).toBe("update");
    expect(diffInputs(withTool(long), withTool(short), sessionDescriptor).kind).toBe("update");
  });
});

describe("of AgentSessionOverrides", () => {
  const fleet = { agentId: "agent_1", exclude: ["sesn_1", "sesn_2"], statuses: ["idle"] };

  test.each([
    ["another order of what is excluded", { exclude: ["sesn_2", "sesn_1"] }, { kind: "same" }],
    ["one more status", { statuses: ["running", "idle"] }, { kind: "update", keys: ["statuses"] }],
    ["no statuses", { statuses: undefined }, { kind: "update", keys: ["statuses"] }],
    [
      "an exclusion that is not known yet",
      { exclude: [UNKNOWN] },
      { kind: "update", keys: ["exclude"] },
    ],
    ["another agent", { agentId: "agent_2", statuses: [] }, { kind: "replace", keys: ["agentId"] }],
  ])("%s", (_case, next, verdict) => {
    expect(diffInputs(fleet, { ...fleet, ...next }, agentDescriptor)).toEqual(verdict);
  });
});

import {
  agentToolset,
  builtIn,
  check,
  customTool,
  type Inputs,
  linear,
  mcpServer,
  mcpToolset,
} from "./checking";

const warningsOf = (inputs: Inputs) => check(inputs).warnings;

const manyTools = (count: number) =>
  Array.from({ length: count }, (_, index) => customTool({ name: `tool_${index}` }));

describe("what passes with a warning", () => {
  test.each<readonly [string, Inputs, string]>([
    [
      "a policy that does not exist today",
      builtIn({ name: "bash", permissionPolicy: { type: "alway_ask" } }),
      'tools[0].configs[0].permissionPolicy.type: "alway_ask" is no permission policy that this version knows (the nearest one it knows is "always_ask"); it is sent as written, and the API decides',
    ],
    [
      "a default policy that is like none of today",
      linear({ defaultConfig: { permissionPolicy: { type: "quorum_of_three" } } }),
      'tools[0].defaultConfig.permissionPolicy.type: "quorum_of_three" is no permission policy that this version knows; it is sent as written, and the API decides',
    ],
    [
      "a tool type that does not exist today",
      { tools: [{ type: "agent_toolset_20270101", configs: [] }] },
      'tools[0].type: "agent_toolset_20270101" is no tool type that this version knows (the nearest one it knows is "agent_toolset_20260401"); it is sent as written, and the API decides',
    ],
    [
      "a tool type like none of today",
      { tools: [agentToolset(), { type: "computer_use" }] },
      'tools[1].type: "computer_use" is no tool type that this version knows; it is sent as written, and the API decides',
    ],
    [
      "a type of MCP server that does not exist today",
      { mcpServers: [{ type: "tunnel", name: "linear", tunnel_id: "tun_1" }] },
      'mcpServers[0].type: "tunnel" is no MCP server type that this version knows; it is sent as written, and the API decides',
    ],
    [
      "more tools than some descriptions of the API allow",
      { tools: manyTools(129) },
      "tools: 129 entries; some descriptions of the API allow 128, newer ones 256, so the API may refuse this",
    ],
    [
      "nothing that is managed",
      {},
      "neither tools nor mcpServers is given, so nothing of the session is managed",
    ],
  ])("%s", (_name, inputs, warning) => {
    expect(check(inputs).violations).toEqual([]);
    expect(warningsOf(inputs)).toEqual([warning]);
  });

  test.each<readonly [string, Inputs]>([
    ["128 tools", { tools: manyTools(128) }],
    ["policies of today", linear({ configs: [{ name: "x", permissionPolicy: { type: "auto" } }] })],
    ["empty arrays", { tools: [] }],
    ["servers alone", { mcpServers: [mcpServer("a")] }],
    ["toolsets alone", { tools: [mcpToolset("a")] }],
  ])("%s need no warning", (_name, inputs) => {
    expect(warningsOf(inputs)).toEqual([]);
  });

  test("inputs that are refused come without warnings beside the refusal", () => {
    const inputs = { tools: [{ type: "computer_use" }, "bash"] };
    expect(check(inputs).violations).toHaveLength(1);
    expect(warningsOf(inputs)).toEqual([]);
  });
});

import {
  agentToolset,
  builtIn,
  customTool,
  linear,
  mcpServer,
  mcpToolset,
  type RuleCase,
  violationsOf,
} from "./checking";

const sessionIdReason =
  "must be a session's id such as sesn_011abc: letters, digits, _ . ~ - only, and not empty";

const topLevel: readonly RuleCase[] = [
  ["an empty session id", { sessionId: "" }, "sessionId", sessionIdReason],
  ["a session id that climbs", { sessionId: "../x" }, "sessionId", sessionIdReason],
  ["a session id of two dots", { sessionId: ".." }, "sessionId", sessionIdReason],
  ["a session id of one dot", { sessionId: "." }, "sessionId", sessionIdReason],
  ["a session id with a query", { sessionId: "sesn_1?beta=x" }, "sessionId", sessionIdReason],
  ["a session id of 257 characters", { sessionId: "s".repeat(257) }, "sessionId", sessionIdReason],
  ["no session id", { sessionId: null }, "sessionId", "is missing; it must be a string"],
  [
    "a session id that is a number",
    { sessionId: 7 },
    "sessionId",
    "must be a string, not a number",
  ],
  ["tools that are no list", { tools: "bash" }, "tools", "must be an array, not a string"],
  ["tools as an object", { tools: {} }, "tools", "must be an array, not an object"],
  [
    "servers that are no list",
    { mcpServers: true },
    "mcpServers",
    "must be an array, not a boolean",
  ],
  [
    "an unknown word for whenBusy",
    { whenBusy: "interupt" },
    "whenBusy",
    '"interupt" is not allowed, it must be one of "wait", "interrupt", "waitThenInterrupt", "fail"; did you mean "interrupt"?',
  ],
  [
    "an unknown word for onDelete",
    { onDelete: "keep" },
    "onDelete",
    expect.stringMatching(
      /^"keep" is not allowed, it must be one of "archive", "delete", "retain"/,
    ) as unknown as string,
  ],
  [
    "a whenBusy that is no word",
    { whenBusy: 5 },
    "whenBusy",
    'must be one of "wait", "interrupt", "waitThenInterrupt", "fail", not a number',
  ],
  [
    "no time at all to wait",
    { waitTimeoutSeconds: 0 },
    "waitTimeoutSeconds",
    "must be greater than 0",
  ],
  [
    "more than a day to wait",
    { waitTimeoutSeconds: 86_401 },
    "waitTimeoutSeconds",
    "must be at most 86400",
  ],
  [
    "a wait in words",
    { waitTimeoutSeconds: "10m" },
    "waitTimeoutSeconds",
    "must be a number, not a string",
  ],
  [
    "an interrupt in the past",
    { interruptAfterSeconds: -1 },
    "interruptAfterSeconds",
    "must be at least 0",
  ],
];

const tools: readonly RuleCase[] = [
  ["a tool that is no object", { tools: ["bash"] }, "tools[0]", "must be an object, not a string"],
  [
    "a tool without a type",
    { tools: [{ name: "x" }] },
    "tools[0].type",
    'is missing; it must be one of "agent_toolset_20260401", "mcp_toolset", "custom"',
  ],
  [
    "an enabled that is no boolean",
    builtIn({ name: "bash", enabled: "no" }),
    "tools[0].configs[0].enabled",
    "must be a boolean, not a string",
  ],
  [
    "a built-in tool that does not exist",
    builtIn({ name: "bahs" }),
    "tools[0].configs[0].name",
    '"bahs" is not allowed, it must be one of "bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"; did you mean "bash"?',
  ],
  [
    "a config without a name",
    builtIn({ enabled: true }),
    "tools[0].configs[0].name",
    'is missing; it must be one of "bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"',
  ],
  [
    "a config whose type is another tool",
    builtIn({ name: "bash", type: "read" }),
    "tools[0].configs[0].type",
    '"read" is not allowed, it must be "bash"',
  ],
  [
    "a policy that is a word instead of an object",
    builtIn({ name: "bash", permissionPolicy: "always_ask" }),
    "tools[0].configs[0].permissionPolicy",
    "must be an object, not a string",
  ],
  [
    "a policy without a type",
    builtIn({ name: "bash", permissionPolicy: {} }),
    "tools[0].configs[0].permissionPolicy.type",
    "is missing; it must be a string",
  ],
  [
    "a policy whose type is empty",
    { tools: [agentToolset({ defaultConfig: { permissionPolicy: { type: "" } } })] },
    "tools[0].defaultConfig.permissionPolicy.type",
    "must not be empty",
  ],
  [
    "no tokens at all for web_fetch",
    builtIn({ name: "web_fetch", maxContentTokens: 0 }),
    "tools[0].configs[0].maxContentTokens",
    "must be greater than 0",
  ],
  [
    "half a token for web_fetch",
    builtIn({ name: "web_fetch", maxContentTokens: 1.5 }),
    "tools[0].configs[0].maxContentTokens",
    "must be a whole number, not a number",
  ],
  [
    "a country in small letters",
    builtIn({ name: "web_search", userLocation: { type: "approximate", country: "de" } }),
    "tools[0].configs[0].userLocation.country",
    "must be an ISO 3166-1 code of two capital letters, such as DE",
  ],
  [
    "an empty city",
    builtIn({ name: "web_search", userLocation: { type: "approximate", city: "" } }),
    "tools[0].configs[0].userLocation.city",
    "must not be empty",
  ],
  [
    "a location that is not approximate",
    builtIn({ name: "web_search", userLocation: { type: "exact" } }),
    "tools[0].configs[0].userLocation.type",
    '"exact" is not allowed, it must be "approximate"',
  ],
  [
    "a url source that no form fits",
    builtIn({ name: "web_fetch", urlSources: { userInput: "some" } }),
    "tools[0].configs[0].urlSources.userInput",
    "does not fit any of the forms that are allowed here",
  ],
  [
    "an MCP toolset without a server's name",
    { tools: [{ type: "mcp_toolset" }] },
    "tools[0].mcpServerName",
    "is missing; it must be a string",
  ],
  [
    "an MCP tool with a name of 129 characters",
    linear({ configs: [{ name: "n".repeat(129) }] }),
    "tools[0].configs[0].name",
    "must have at most 128 characters",
  ],
  [
    "an MCP tool without a name",
    linear({ configs: [{ name: "" }] }),
    "tools[0].configs[0].name",
    "must not be empty",
  ],
  [
    "a custom tool with a blank in its name",
    { tools: [customTool({ name: "look up" })] },
    "tools[0].name",
    "must be 1–128 of the characters A-Z a-z 0-9 _ -",
  ],
  [
    "a custom tool with a name of 129 characters",
    { tools: [customTool({ name: "n".repeat(129) })] },
    "tools[0].name",
    "must be 1–128 of the characters A-Z a-z 0-9 _ -",
  ],
  [
    "a custom tool without a description",
    { tools: [customTool({ description: "" })] },
    "tools[0].description",
    "must not be empty",
  ],
  [
    "a custom tool whose schema is no object schema",
    { tools: [customTool({ inputSchema: { type: "string" } })] },
    "tools[0].inputSchema.type",
    '"string" is not allowed, it must be "object"',
  ],
  [
    "a custom tool without a schema",
    { tools: [customTool({ inputSchema: null })] },
    "tools[0].inputSchema",
    "is missing; it must be an object or a string",
  ],
  [
    "a custom tool whose schema is a list",
    { tools: [customTool({ inputSchema: [] })] },
    "tools[0].inputSchema",
    "must be an object or a string, not an array",
  ],
  [
    "a schema that is text and no JSON",
    { tools: [customTool({ inputSchema: "{type: object}" })] },
    "tools[0].inputSchema",
    "is text, and no JSON",
  ],
  [
    "a schema that is the text of no object schema",
    { tools: [customTool({ inputSchema: '{"type":"array"}' })] },
    "tools[0].inputSchema",
    'must be a JSON object with "type": "object"',
  ],
];

const servers: readonly RuleCase[] = [
  [
    "a server without a type",
    { ...linear(), mcpServers: [{ ...mcpServer("linear"), type: "" }] },
    "mcpServers[0].type",
    '"" is not allowed, it must be "url"',
  ],
  [
    "a server of a type of tomorrow without a name",
    { ...linear(), mcpServers: [mcpServer("linear"), { type: "tunnel" }] },
    "mcpServers[1].name",
    "is missing; it must be a string",
  ],
  [
    "a server's URL of 2049 characters",
    { ...linear(), mcpServers: [mcpServer("linear", `https://a.com/${"x".repeat(2035)}`)] },
    "mcpServers[0].url",
    "must have at most 2048 characters",
  ],
  [
    "a server without a URL",
    { ...linear(), mcpServers: [{ type: "url", name: "linear" }] },
    "mcpServers[0].url",
    "is missing; it must be a string",
  ],
  [
    "a server's name of 256 characters",
    {
      tools: [mcpToolset("n".repeat(255))],
      mcpServers: [mcpServer("n".repeat(255)), mcpServer("m".repeat(256))],
    },
    "mcpServers[1].name",
    "must have at most 255 characters",
  ],
];

describe("the shape of the inputs", () => {
  test.each([...topLevel, ...tools])("%s is refused", (_name, inputs, path, reason) => {
    expect(violationsOf(inputs)).toEqual([{ path, reason }]);
  });

  test.each(servers)("%s is refused", (_name, inputs, path, reason) => {
    expect(violationsOf(inputs)).toContainEqual({ path, reason });
  });

  test.each([
    ["257 tools", { tools: manyTools(257) }, "tools", "must have at most 256 entries"],
    ["21 servers", manyServers(21), "mcpServers", "must have at most 20 entries"],
  ])("%s are refused", (_name, inputs, path, reason) => {
    expect(violationsOf(inputs)).toEqual([{ path, reason }]);
  });
});

function manyTools(count: number) {
  return Array.from({ length: count }, (_, index) => customTool({ name: `tool_${index}` }));
}

function manyServers(count: number) {
  const names = Array.from({ length: count }, (_, index) => `server_${index}`);
  return {
    tools: names.map((name) => mcpToolset(name)),
    mcpServers: names.map((name) => mcpServer(name)),
  };
}

import {
  agentToolset,
  builtIn,
  customTool,
  linear,
  mcpServer,
  mcpToolset,
  violationsOf,
} from "./checking";

describe("what the API takes", () => {
  test.each([
    ["256 tools", { tools: manyTools(256) }],
    ["20 servers", manyServers(20)],
    ["nothing but a session", {}],
    ["empty arrays", { tools: [], mcpServers: [] }],
    [
      "null wherever something may be left out",
      { tools: [agentToolset({ configs: null, defaultConfig: null })], mcpServers: null },
    ],
    [
      "every policy of today",
      {
        tools: [
          agentToolset({
            configs: ["always_allow", "always_ask", "auto"].map((type, index) => ({
              name: ["bash", "read", "edit"][index],
              permissionPolicy: { type },
            })),
          }),
        ],
      },
    ],
    [
      "every option of web_fetch",
      {
        tools: [
          agentToolset({
            configs: [
              {
                name: "web_fetch",
                type: "web_fetch",
                maxContentTokens: 1,
                allowedDomains: ["a.com", "www.a.com"],
                urlSources: {
                  userInput: { type: "none" },
                  clientToolResults: {
                    type: "only",
                    tools: [{ type: "tool_reference", name: "lookup" }],
                  },
                  serverToolResults: {
                    type: "except",
                    tools: [{ type: "tool_reference", name: "web_search" }],
                  },
                },
              },
            ],
          }),
          customTool(),
        ],
      },
    ],
    [
      "null wherever the API takes it",
      {
        tools: [
          agentToolset({
            defaultConfig: { enabled: null, permissionPolicy: null },
            configs: [
              { name: "bash", type: null, enabled: null, permissionPolicy: null },
              {
                name: "web_fetch",
                allowedDomains: null,
                blockedDomains: null,
                maxContentTokens: null,
                urlSources: {
                  clientToolResults: { type: "all", tools: null },
                  serverToolResults: null,
                  userInput: null,
                },
              },
              {
                name: "web_search",
                userLocation: {
                  type: "approximate",
                  city: null,
                  region: null,
                  country: null,
                  timezone: null,
                },
              },
            ],
          }),
          customTool({ inputSchema: { type: "object", properties: null, required: null } }),
        ],
      },
    ],
    [
      "every option of web_search",
      builtIn({
        name: "web_search",
        blockedDomains: ["a.com/path"],
        userLocation: {
          type: "approximate",
          city: "Kiel",
          region: null,
          country: "DE",
          timezone: "Europe/Berlin",
        },
      }),
    ],
    [
      "a schema with keys of its own",
      {
        tools: [
          customTool({
            inputSchema: { type: "object", properties: { default_config: {} }, $defs: {} },
          }),
        ],
      },
    ],
    [
      "a URL with credentials, which the API takes",
      { ...linear(), mcpServers: [mcpServer("linear", "https://u:p@a.com/")] },
    ],
    [
      "a bare minimum of bounds",
      { waitTimeoutSeconds: 0.5, interruptAfterSeconds: 0, whenBusy: "waitThenInterrupt" },
    ],
    ["a session id with every character there may be", { sessionId: "aZ0_.~-" }],
  ])("%s is fine", (_name, inputs) => {
    expect(violationsOf(inputs)).toEqual([]);
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

import {
  agentToolset,
  builtIn,
  check,
  customTool,
  linear,
  mcpServer,
  mcpToolset,
  type RuleCase,
  violationsOf,
} from "./checking";

const insideTools: readonly RuleCase[] = [
  [
    "a built-in tool with two entries",
    { tools: [agentToolset({ configs: [{ name: "bash" }, { name: "read" }, { name: "bash" }] })] },
    "tools[0].configs[2].name",
    '"bash" has an entry already; each tool may have one',
  ],
  [
    "an MCP tool with two entries",
    linear({ configs: [{ name: "x" }, { name: "x" }] }),
    "tools[0].configs[1].name",
    '"x" has an entry already; each tool may have one',
  ],
  [
    "both domain lists",
    builtIn({ name: "web_search", allowedDomains: ["a.com"], blockedDomains: ["b.com"] }),
    "tools[0].configs[0].blockedDomains",
    "only one of allowedDomains and blockedDomains may be set",
  ],
  [
    "an empty domain list",
    builtIn({ name: "web_search", allowedDomains: [] }),
    "tools[0].configs[0].allowedDomains",
    "must not be an empty list; leave it out or name at least one entry",
  ],
  [
    "65 domains",
    builtIn({
      name: "web_search",
      blockedDomains: Array.from({ length: 65 }, (_, index) => `h${index}.com`),
    }),
    "tools[0].configs[0].blockedDomains",
    "must have at most 64 entries",
  ],
  [
    "an empty domain",
    builtIn({ name: "web_search", blockedDomains: [""] }),
    "tools[0].configs[0].blockedDomains[0]",
    "must not be empty",
  ],
  [
    "a domain that breaks a rule",
    builtIn({ name: "web_fetch", allowedDomains: ["a.com", "*.b.com"] }),
    "tools[0].configs[0].allowedDomains[1]",
    "wildcards are not supported; a host stands for its subdomains too",
  ],
  [
    "url sources that are all none",
    builtIn({
      name: "web_fetch",
      urlSources: {
        clientToolResults: "none",
        serverToolResults: { type: "none" },
        userInput: "none",
      },
    }),
    "tools[0].configs[0].urlSources",
    "all three sources are none, so nothing could ever be fetched; disable web_fetch instead",
  ],
  [
    "a member in a policy that has none",
    builtIn({ name: "bash", permissionPolicy: { type: "auto", threshold: 1 } }),
    "tools[0].configs[0].permissionPolicy.threshold",
    '"threshold" is not a key here; a permission policy has only "type"',
  ],
  [
    "a member in the policy of a toolset",
    linear({ defaultConfig: { permissionPolicy: { type: "always_ask", unless: "x" } } }),
    "tools[0].defaultConfig.permissionPolicy.unless",
    '"unless" is not a key here; a permission policy has only "type"',
  ],
];

const acrossEntries: readonly RuleCase[] = [
  [
    "a second agent toolset",
    { tools: [agentToolset(), customTool(), agentToolset()] },
    "tools[2]",
    "there is an agent_toolset_20260401 already; a session has at most one",
  ],
  [
    "a second toolset of one server",
    { tools: [mcpToolset("a"), mcpToolset("a")], mcpServers: [mcpServer("a")] },
    "tools[1].mcpServerName",
    'the server "a" has an MCP toolset already; each may have at most one',
  ],
  [
    "a second custom tool of one name",
    { tools: [customTool(), customTool({ description: "Another one." })] },
    "tools[1].name",
    'there is a custom tool "lookup" already; names are unique',
  ],
  [
    "a custom tool with the name of an enabled built-in one",
    { tools: [customTool({ name: "bash" }), agentToolset()] },
    "tools[0].name",
    '"bash" is the name of an enabled built-in tool; rename the custom tool or disable the built-in one',
  ],
  [
    "a custom tool with the name of the one built-in tool that is enabled",
    {
      tools: [
        agentToolset({
          defaultConfig: { enabled: false },
          configs: [{ name: "grep", enabled: true }],
        }),
        customTool({ name: "grep" }),
      ],
    },
    "tools[1].name",
    '"grep" is the name of an enabled built-in tool; rename the custom tool or disable the built-in one',
  ],
  [
    "a second server of one name",
    { tools: [mcpToolset("a")], mcpServers: [mcpServer("a"), mcpServer("a", "https://b.com")] },
    "mcpServers[1].name",
    'there is a server "a" already; names are unique',
  ],
  [
    "a toolset without its server",
    { tools: [agentToolset(), mcpToolset("linear")], mcpServers: [] },
    "tools[1].mcpServerName",
    'the MCP toolset names the server "linear", which is not in mcpServers; add the server or take the toolset out',
  ],
  [
    "a server without its toolset",
    { tools: [mcpToolset("a")], mcpServers: [mcpServer("a"), mcpServer("b")] },
    "mcpServers[1].name",
    'no MCP toolset in tools names the server "b", which the API refuses; add a toolset for it or take the server out',
  ],
  ...[
    "ftp://a.com",
    "mcp.example.com",
    "https://",
    "https:///x",
    "http://a b.com",
    "javascript:x",
  ].map(
    (url): RuleCase => [
      `the server's URL ${url}`,
      { tools: [mcpToolset("a")], mcpServers: [mcpServer("a", url)] },
      "mcpServers[0].url",
      "must be an absolute http or https URL",
    ],
  ),
  [
    "an interrupt that would come after the end of the wait",
    { whenBusy: "waitThenInterrupt", waitTimeoutSeconds: 30 },
    "interruptAfterSeconds",
    "is 60 seconds, but the wait ends after 30 (waitTimeoutSeconds), so the interrupt would never be sent; make it less",
  ],
  [
    "an interrupt at the very end of the wait",
    { whenBusy: "waitThenInterrupt", waitTimeoutSeconds: 60, interruptAfterSeconds: 60 },
    "interruptAfterSeconds",
    "is 60 seconds, but the wait ends after 60 (waitTimeoutSeconds), so the interrupt would never be sent; make it less",
  ],
];

describe("rules that a shape cannot express", () => {
  test.each([...insideTools, ...acrossEntries])("%s is refused", (_name, inputs, path, reason) => {
    expect(violationsOf(inputs)).toEqual([{ path, reason }]);
  });

  test.each([
    [
      "a custom tool with the name of a disabled built-in one",
      {
        tools: [
          agentToolset({ configs: [{ name: "bash", enabled: false }] }),
          customTool({ name: "bash" }),
        ],
      },
    ],
    [
      "a custom tool with a built-in name where there is no agent toolset",
      { tools: [customTool({ name: "bash" })] },
    ],
    ["a toolset whose server may be on the session", { tools: [mcpToolset("linear")] }],
    ["a server whose toolset may be on the session", { mcpServers: [mcpServer("linear")] }],
    [
      "a policy of the future with members of its own",
      builtIn({ name: "bash", permissionPolicy: { type: "ask_once", ttl: 60 } }),
    ],
    [
      "two of three url sources that are none",
      builtIn({
        name: "web_fetch",
        urlSources: { clientToolResults: "none", serverToolResults: "none" },
      }),
    ],
    [
      "an interrupt that is never sent under another policy",
      { whenBusy: "wait", waitTimeoutSeconds: 10, interruptAfterSeconds: 60 },
    ],
    [
      "one name for a tool of two servers",
      {
        tools: [
          mcpToolset("a", { configs: [{ name: "x" }] }),
          mcpToolset("b", { configs: [{ name: "x" }] }),
        ],
        mcpServers: [mcpServer("a"), mcpServer("b")],
      },
    ],
    [
      "a plain http URL of a server, which the API does not judge",
      { ...linear(), mcpServers: [mcpServer("linear", "HTTP://localhost:80/x")] },
    ],
  ])("%s is fine", (_name, inputs) => {
    expect(violationsOf(inputs)).toEqual([]);
  });

  test("everything that is wrong is told at once, in the order of the rules", () => {
    const inputs = {
      sessionId: "../x",
      whenBusy: "never",
      tools: [
        agentToolset({ configs: [{ name: "bash", permisionPolicy: {} }, { name: "bash" }] }),
        mcpToolset("linear"),
        { type: "custom", name: "a b", description: "", inputSchema: { type: "object" } },
      ],
      mcpServers: [mcpServer("notion", "nowhere")],
    };
    expect(violationsOf(inputs).map(({ path }) => path)).toEqual([
      "sessionId",
      "tools[0].configs[0].permisionPolicy",
      "tools[2].name",
      "tools[2].description",
      "whenBusy",
      "tools[0].configs[1].name",
      "mcpServers[0].url",
      "tools[1].mcpServerName",
      "mcpServers[0].name",
    ]);
  });

  test("inputs that are refused come back as they were stated, without the derived map", () => {
    const { inputs } = check({ tools: 1 });
    expect(inputs).toMatchObject({ sessionId: "sesn_1", tools: 1 });
    expect(inputs).not.toHaveProperty("access");
  });
});

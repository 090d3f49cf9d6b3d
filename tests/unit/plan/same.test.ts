import {
  agentToolset,
  changes,
  customTool,
  type Given,
  mcpToolset,
  policy,
  withConfig,
} from "./entries";

const search = (members: Readonly<Record<string, unknown>>) => withConfig("web_search", members);
const fetch = (members: Readonly<Record<string, unknown>>) => withConfig("web_fetch", members);

describe("what is no change", () => {
  test.each<readonly [string, Given, Given]>([
    [
      "an entry that says what the default says",
      { tools: [agentToolset()] },
      withConfig("bash", {}),
    ],
    [
      "entries of the agent toolset that say what its own default says, in full",
      { tools: [agentToolset({ defaultConfig: policy("always_ask") })] },
      {
        tools: [
          agentToolset({
            defaultConfig: policy("always_ask"),
            configs: [
              { name: "bash", type: "bash", enabled: true, ...policy("always_ask") },
              { name: "web_search", enabled: null, allowedDomains: null },
            ],
          }),
        ],
      },
    ],
    [
      "an entry of an MCP toolset that says what the server's default says",
      { tools: [mcpToolset("linear")] },
      { tools: [mcpToolset("linear", { configs: [{ name: "x", ...policy("always_ask") }] })] },
    ],
    [
      "an entry that disables what is disabled, with a policy that does not matter then",
      { tools: [mcpToolset("linear", { defaultConfig: { enabled: false } })] },
      {
        tools: [
          mcpToolset("linear", {
            defaultConfig: { enabled: false },
            configs: [{ name: "x", enabled: false, ...policy("always_allow") }, { name: "y" }],
          }),
        ],
      },
    ],
    [
      "a default spelled out",
      { tools: [agentToolset()] },
      {
        tools: [
          agentToolset({
            defaultConfig: { enabled: true, ...policy("always_allow") },
            configs: [],
          }),
        ],
      },
    ],
    [
      "a config's type",
      withConfig("bash", {}),
      withConfig("bash", { type: "bash", enabled: null }),
    ],
    [
      "a domain in capitals with a slash",
      search({ allowedDomains: ["Docs.Example.com/"] }),
      search({ allowedDomains: ["docs.example.com"] }),
    ],
    [
      "domains in another order, one of them twice",
      search({ allowedDomains: ["a.com", "b.com"] }),
      search({ allowedDomains: ["b.com", "a.com", "A.com"] }),
    ],
    [
      "url sources in short",
      fetch({ urlSources: { userInput: "all" } }),
      fetch({ urlSources: { userInput: { type: "all", tools: null }, clientToolResults: null } }),
    ],
    [
      "url sources that narrow nothing",
      fetch({ urlSources: { userInput: "all", serverToolResults: { type: "all" } } }),
      fetch({}),
    ],
    [
      "a url source that narrows nothing beside one that does",
      fetch({ urlSources: { userInput: "none", serverToolResults: "all" } }),
      fetch({ urlSources: { userInput: "none" } }),
    ],
    [
      "null for what is unset",
      fetch({}),
      fetch({ urlSources: null, maxContentTokens: null, allowedDomains: null }),
    ],
    [
      "keys of a schema in another order",
      { tools: [customTool("a", { inputSchema: { type: "object", x: 1, y: { b: 1, a: 2 } } })] },
      { tools: [customTool("a", { inputSchema: { y: { a: 2, b: 1 }, x: 1, type: "object" } })] },
    ],
    [
      "null properties of a schema",
      { tools: [customTool("a")] },
      {
        tools: [
          customTool("a", { inputSchema: { type: "object", properties: null, required: null } }),
        ],
      },
    ],
    [
      "members that a server adds to a tool of the future",
      { tools: [{ type: "recall", name: "n", depth: 1, since: null, added: true }] },
      { tools: [{ type: "recall", name: "n", depth: 1 }] },
    ],
  ])("%s", (_name, from, to) => {
    expect(changes(from, to)).toEqual([]);
    expect(changes(to, from).filter(({ key }) => !key.startsWith("tool:"))).toEqual([]);
  });

  test.each<readonly [string, Given, Given]>([
    [
      "array order in a schema",
      { tools: [customTool("a", { inputSchema: { type: "object", required: ["a", "b"] } })] },
      { tools: [customTool("a", { inputSchema: { type: "object", required: ["b", "a"] } })] },
    ],
    [
      "null deep in a schema",
      { tools: [customTool("a", { inputSchema: { type: "object", default: null } })] },
      { tools: [customTool("a")] },
    ],
    [
      "a member that we state and the session lacks",
      { tools: [{ type: "recall" }] },
      { tools: [{ type: "recall", depth: 1 }] },
    ],
    [
      "a list of a tool of the future that is longer",
      { tools: [{ type: "recall", of: [1] }] },
      { tools: [{ type: "recall", of: [1, 2] }] },
    ],
    [
      "a member of the future's with the name of an object's own",
      { tools: [{ type: "recall" }] },
      { tools: [{ type: "recall", toString: 1 }] },
    ],
    [
      "an entry with a limit that the default does not have",
      { tools: [agentToolset()] },
      withConfig("web_fetch", { maxContentTokens: 5 }),
    ],
    [
      "a second entry under one name, of which nobody knows whether it holds",
      { tools: [mcpToolset("a", { configs: [{ name: "x", enabled: false }] })] },
      { tools: [mcpToolset("a", { configs: [{ name: "x", enabled: false }, { name: "x" }] })] },
    ],
  ])("but a change is %s", (_name, from, to) => {
    expect(changes(from, to)).toHaveLength(1);
  });
});

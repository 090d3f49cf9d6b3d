import { agentToolset, changes, customTool, type Given, policy, withConfig } from "./entries";

const search = (members: Readonly<Record<string, unknown>>) => withConfig("web_search", members);
const fetch = (members: Readonly<Record<string, unknown>>) => withConfig("web_fetch", members);

describe("what is no change", () => {
  test.each<readonly [string, Given, Given]>([
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
      "an entry that says what the default says",
      { tools: [agentToolset()] },
      withConfig("bash", {}),
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
  ])("but a change is %s", (_name, from, to) => {
    expect(changes(from, to)).toHaveLength(1);
  });
});

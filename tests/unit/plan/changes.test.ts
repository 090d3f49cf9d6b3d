import {
  agentToolset,
  changes,
  customTool,
  type Given,
  mcpServer,
  mcpToolset,
  policy,
} from "./entries";

type ChangeCase = readonly [
  name: string,
  from: Given,
  to: Given,
  direction: string,
  sentence: string,
];

const mcp = (members: Readonly<Record<string, unknown>>, name = "linear"): Given => ({
  tools: [mcpToolset(name, members)],
});

const others: readonly ChangeCase[] = [
  [
    "a server more",
    {},
    { mcpServers: [mcpServer("linear")] },
    "loosens",
    "mcp:linear: added, https://linear.example.com",
  ],
  [
    "a server less",
    { mcpServers: [mcpServer("linear")] },
    {},
    "tightens",
    "mcp:linear: removed, was https://linear.example.com",
  ],
  [
    "a server elsewhere",
    { mcpServers: [mcpServer("linear")] },
    { mcpServers: [mcpServer("linear", "https://evil.example.com/?token=x")] },
    "changes",
    "mcp:linear: https://linear.example.com → https://evil.example.com",
  ],
  [
    "a server at another path",
    { mcpServers: [mcpServer("linear")] },
    { mcpServers: [mcpServer("linear", "https://linear.example.com/secret-token")] },
    "changes",
    "mcp:linear: another URL on https://linear.example.com",
  ],
  [
    "a server whose URL is none",
    { mcpServers: [mcpServer("linear")] },
    { mcpServers: [mcpServer("linear", "nowhere")] },
    "changes",
    "mcp:linear: https://linear.example.com → a server",
  ],
  ["a toolset more", {}, mcp({}), "loosens", "mcp:linear/*: added, always_ask"],
  ["a toolset less", mcp({}), {}, "tightens", "mcp:linear/*: removed, was always_ask"],
  [
    "a toolset less that was off",
    mcp({ defaultConfig: { enabled: false } }),
    {},
    "changes",
    "mcp:linear/*: removed, was disabled",
  ],
  [
    "a looser default",
    mcp({}),
    mcp({ defaultConfig: policy("always_allow") }),
    "loosens",
    "mcp:linear/*: always_ask → always_allow",
  ],
  [
    "an entry that allows more than the default",
    mcp({}),
    mcp({ configs: [{ name: "x", ...policy("always_allow") }] }),
    "loosens",
    "mcp:linear/x: added, always_allow",
  ],
  [
    "an entry that forbids what the default allows",
    mcp({}),
    mcp({ configs: [{ name: "x", enabled: false }] }),
    "tightens",
    "mcp:linear/x: added, disabled",
  ],
  [
    "the same for a tool and a server with slashes in their names",
    mcp({}, "a/b"),
    mcp({ configs: [{ name: "x/y", enabled: false }] }, "a/b"),
    "tightens",
    "mcp:a%2Fb/x%2Fy: added, disabled",
  ],
  [
    "an entry less that forbade",
    mcp({ configs: [{ name: "x", enabled: false }] }),
    mcp({}),
    "loosens",
    "mcp:linear/x: removed, was disabled",
  ],
  [
    "an entry less that allowed",
    mcp({ configs: [{ name: "x", ...policy("always_allow") }] }),
    mcp({}),
    "tightens",
    "mcp:linear/x: removed, was always_allow",
  ],
];

describe("changes of access", () => {
  test.each(others)("%s", (_name, from, to, direction, sentence) => {
    expect(changes(from, to).map((change) => [change.direction, change.sentence])).toEqual([
      [direction, sentence],
    ]);
  });

  test("a custom tool more, another one and one less", () => {
    const [one, other] = [
      { tools: [customTool("a")] },
      { tools: [customTool("a", { description: "New." })] },
    ];
    expect(changes({}, one)).toMatchObject([
      {
        key: "custom:a",
        verb: "add",
        direction: "loosens",
        sentence: expect.stringMatching(
          /^custom:a: added, answered by your client \(definition \w{8}\)$/,
        ),
      },
    ]);
    expect(changes(one, {})).toMatchObject([{ verb: "remove", direction: "tightens" }]);
    expect(changes(one, other)).toMatchObject([
      {
        verb: "change",
        direction: "changes",
        sentence: expect.stringMatching(/^custom:a: .*\w{8}\) → .*\w{8}\)$/),
      },
    ]);
  });

  test("the agent toolset taken away is one change per tool", () => {
    const all = changes({ tools: [agentToolset()] }, {});
    expect(all).toHaveLength(8);
    expect(all.every(({ direction, verb }) => direction === "tightens" && verb === "remove")).toBe(
      true,
    );
  });

  test("a default of the agent toolset changes the tools without an entry and no other", () => {
    const configs = [{ name: "bash", ...policy("always_allow") }];
    const keys = changes(
      { tools: [agentToolset({ configs })] },
      { tools: [agentToolset({ configs, defaultConfig: policy("always_ask") })] },
    ).map(({ key }) => key);
    expect(keys).toEqual(["read", "write", "edit", "glob", "grep", "web_fetch", "web_search"]);
  });

  test("an entry that is written differently without another right is one change that says so", () => {
    const off = agentToolset({ configs: [{ name: "bash", enabled: false }] });
    const offAndAsking = agentToolset({
      configs: [{ name: "bash", enabled: false, ...policy("always_ask") }],
    });
    expect(changes({ tools: [off] }, { tools: [offAndAsking] })).toMatchObject([
      {
        key: "agent_toolset_20260401",
        verb: "change",
        direction: "changes",
        sentence: "agent_toolset_20260401: written differently, every right stays the same",
      },
    ]);
  });

  test("servers come before tools, what is removed after what is set", () => {
    const from = { tools: [mcpToolset("old"), agentToolset()], mcpServers: [mcpServer("old")] };
    const to = { tools: [agentToolset(), mcpToolset("new")], mcpServers: [mcpServer("new")] };
    expect(changes(from, to).map(({ verb, key }) => `${verb} ${key}`)).toEqual([
      "add mcp:new",
      "remove mcp:old",
      "add mcp:new/*",
      "remove mcp:old/*",
    ]);
  });
});

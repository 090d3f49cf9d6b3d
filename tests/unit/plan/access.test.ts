import { accessOf } from "../../../provider/plan/access";
import {
  agentToolset,
  canonical,
  customTool,
  type Given,
  mcpServer,
  mcpToolset,
  policy,
  withConfig,
} from "./entries";

function access(given: Given) {
  const { tools, mcpServers } = canonical(given);
  return accessOf(tools, mcpServers);
}

const digest = "[0-9a-f]{8}";

describe("the access map", () => {
  test("nothing declared gives nothing", () => {
    expect(access({})).toEqual({});
  });

  test("the bare agent toolset gives every built-in tool by the server's default", () => {
    expect(Object.entries(access({ tools: [agentToolset()] }))).toEqual(
      ["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"].map((name) => [
        name,
        "always_allow",
      ]),
    );
  });

  test("a default of the toolset holds for every tool without an entry of its own", () => {
    const toolset = agentToolset({
      defaultConfig: policy("always_ask"),
      configs: [
        { name: "bash", ...policy("auto") },
        { name: "edit", enabled: false },
      ],
    });
    expect(access({ tools: [toolset] })).toMatchObject({
      bash: "auto",
      edit: "disabled",
      read: "always_ask",
      web_search: "always_ask",
    });
  });

  test.each<readonly [string, string, Readonly<Record<string, unknown>>, string]>([
    [
      "allowed domains, sorted",
      "web_search",
      { allowedDomains: ["B.com", "a.com/"] },
      "always_allow (domains a.com, b.com)",
    ],
    [
      "blocked domains",
      "web_fetch",
      { blockedDomains: ["a.com"], ...policy("always_ask") },
      "always_ask (not a.com)",
    ],
    ["a token bound", "web_fetch", { maxContentTokens: 500 }, "always_allow (at most 500 tokens)"],
    [
      "url sources",
      "web_fetch",
      { urlSources: { userInput: "none" } },
      'always_allow (urls from {"userInput":{"type":"none"}})',
    ],
    [
      "a location",
      "web_search",
      { userLocation: { type: "approximate", country: "DE", city: null } },
      'always_allow (located at {"country":"DE","type":"approximate"})',
    ],
    [
      "several limits",
      "web_fetch",
      { allowedDomains: ["a.com"], maxContentTokens: 5 },
      "always_allow (domains a.com; at most 5 tokens)",
    ],
    [
      "limits of a tool that is off",
      "web_fetch",
      { enabled: false, allowedDomains: ["a.com"] },
      "disabled",
    ],
    ["a policy of the future", "bash", policy("quorum"), "quorum"],
    [
      "a policy of the future with members",
      "bash",
      { permissionPolicy: { type: "quorum", of: 3 } },
      '{"of":3,"type":"quorum"}',
    ],
  ])("a built-in tool shows %s", (_name, tool, members, text) => {
    expect(access(withConfig(tool, members))[tool]).toBe(text);
  });

  test("a server shows its URL, its tools their policies, ask by default", () => {
    const given = {
      tools: [
        mcpToolset("linear", { configs: [{ name: "delete_issue", ...policy("always_allow") }] }),
      ],
      mcpServers: [mcpServer("linear", "https://mcp.linear.app/sse")],
    };
    expect(access(given)).toEqual({
      "mcp:linear": "https://mcp.linear.app/sse",
      "mcp:linear/*": "always_ask",
      "mcp:linear/delete_issue": "always_allow",
    });
  });

  test("a custom tool shows that the client answers, and a digest that moves with its definition", () => {
    const [first, second, third] = [
      customTool("lookup"),
      customTool("lookup", { description: "Looks it up elsewhere." }),
      customTool("lookup", { inputSchema: { type: "object", required: ["id"] } }),
    ].map((tool) => access({ tools: [tool] })["custom:lookup"]);
    expect(first).toMatch(new RegExp(`^answered by your client \\(definition ${digest}\\)$`));
    expect(new Set([first, second, third]).size).toBe(3);
  });

  test("a tool of a type that does not exist today shows that it is there", () => {
    const tools = [
      { type: "computer_use", width: 1 },
      { type: "recall", name: "notes" },
    ];
    const map = access({ tools });
    expect(Object.keys(map)).toEqual(["tool:computer_use", "tool:recall:notes"]);
    expect(map["tool:computer_use"]).toMatch(new RegExp(`^declared \\(definition ${digest}\\)$`));
  });

  test("keys come in a fixed order, wherever the entries stand", () => {
    const servers = [mcpServer("z"), mcpServer("a")];
    const tools = [
      { type: "recall" },
      customTool("b"),
      customTool("a"),
      mcpToolset("z", {
        configs: [
          { name: "y", enabled: false },
          { name: "x", ...policy("auto") },
        ],
      }),
      mcpToolset("a"),
      agentToolset({ configs: [{ name: "web_search" }, { name: "bash" }] }),
    ];
    const keys = Object.keys(access({ tools, mcpServers: servers }));
    expect(keys).toEqual([
      "bash",
      "read",
      "write",
      "edit",
      "glob",
      "grep",
      "web_fetch",
      "web_search",
      "mcp:a",
      "mcp:z",
      "mcp:a/*",
      "mcp:z/*",
      "mcp:z/x",
      "mcp:z/y",
      "custom:a",
      "custom:b",
      "tool:recall",
    ]);
    expect(
      Object.keys(access({ tools: [...tools].reverse(), mcpServers: [...servers].reverse() })),
    ).toEqual(keys);
  });

  test("entries that break the rules of uniqueness are told apart, should a server show them", () => {
    const map = access({
      tools: [
        agentToolset(),
        agentToolset({ defaultConfig: { enabled: false } }),
        customTool("a"),
        customTool("a"),
      ],
      mcpServers: [mcpServer("s"), mcpServer("s", "https://other.example.com")],
    });
    expect(map).toMatchObject({
      bash: "always_allow",
      "agent_toolset_20260401#2/bash": "disabled",
      "custom:a#2": expect.any(String),
      "mcp:s#2": "https://other.example.com",
    });
  });
});

import { UNKNOWN } from "../../../provider/model/unknown";
import {
  agentToolset,
  check,
  customTool,
  type Inputs,
  mcpServer,
  mcpToolset,
  violationsOf,
} from "./checking";

const shared = (inputs: Inputs): Inputs => ({ ownership: "shared", ...inputs });

const broken: readonly (readonly [string, Inputs, string, string])[] = [
  [
    "under exclusive",
    { tools: [], mcpServers: [], absent: { tools: ["custom:x"] } },
    "absent",
    'goes with ownership "shared" only; under "exclusive" everything that is not declared is absent already',
  ],
  [
    "a built-in tool",
    shared({ absent: { tools: ["bash"] } }),
    "absent.tools[0]",
    '"bash" is a built-in tool and not an entry of tools; disable it in the configs of agent_toolset_20260401 instead',
  ],
  [
    "a word that is no key",
    shared({ absent: { tools: ["custom:x", "lookup"] } }),
    "absent.tools[1]",
    "must be a key such as agent_toolset_20260401, mcp:<server name> or custom:<name>",
  ],
  [
    "a prefix without a name",
    shared({ absent: { tools: ["custom:"] } }),
    "absent.tools[0]",
    "must be a key such as agent_toolset_20260401, mcp:<server name> or custom:<name>",
  ],
  [
    "an empty key",
    shared({ absent: { mcpServers: [""] } }),
    "absent.mcpServers[0]",
    "must not be empty",
  ],
  [
    "a tool that is declared",
    shared({ tools: [customTool()], absent: { tools: ["custom:lookup"] } }),
    "absent.tools[0]",
    '"custom:lookup" is declared in tools too; it cannot be both there and absent',
  ],
  [
    "the declared agent toolset",
    shared({ tools: [agentToolset()], absent: { tools: ["agent_toolset_20260401"] } }),
    "absent.tools[0]",
    '"agent_toolset_20260401" is declared in tools too; it cannot be both there and absent',
  ],
  [
    "the toolset of a declared server",
    shared({ mcpServers: [mcpServer("linear")], absent: { tools: ["mcp:linear"] } }),
    "absent.tools[0]",
    'the server "linear" is declared in mcpServers and needs its toolset',
  ],
  [
    "a server that is declared",
    shared({ mcpServers: [mcpServer("linear")], absent: { mcpServers: ["linear"] } }),
    "absent.mcpServers[0]",
    '"linear" is declared in mcpServers too; it cannot be both there and absent',
  ],
  [
    "the server of a declared toolset",
    shared({ tools: [mcpToolset("linear")], absent: { mcpServers: ["linear"] } }),
    "absent.mcpServers[0]",
    'an MCP toolset declared in tools needs the server "linear"',
  ],
  [
    "a key of another shape",
    shared({ absent: { servers: ["x"] } }),
    "absent.servers",
    '"servers" is not a key here; did you mean "mcpServers"?',
  ],
];

const slash =
  "a server with a slash in its name goes with its toolset by its name in absent.mcpServers";

describe("a key that no entry can have is refused, and the right one named", () => {
  test.each([
    [
      "mcp:linear/*",
      `absent takes out whole entries and not single tools: write "mcp:linear" for the toolset, or disable the tool in the toolset's configs; ${slash}`,
    ],
    [
      "mcp:linear/delete_issue",
      `absent takes out whole entries and not single tools: write "mcp:linear" for the toolset, or disable the tool in the toolset's configs; ${slash}`,
    ],
    ["mcp:*", "there is no wildcard; name each server"],
    ["mcp_toolset:linear", 'no entry has this key; write "mcp:linear"'],
    ["mcp_toolset", 'no entry has this key; write "mcp:<server name>"'],
    ["tool:recall:notes", 'is how access lists it; the entry\'s own key is "recall:notes"'],
    [
      "agent_toolset_20260401/bash",
      '"bash" is a built-in tool and not an entry of tools; disable it in the configs of agent_toolset_20260401 instead',
    ],
    [
      "custom:*",
      'no custom tool can be called "*": names are made of A-Z a-z 0-9 _ -, and there is no wildcard',
    ],
  ])("%s in tools", (key, reason) => {
    expect(violationsOf(shared({ absent: { tools: [key] } }))).toEqual([
      { path: "absent.tools[0]", reason },
    ]);
  });

  test.each([
    ["mcp:linear", 'is a key; write the server\'s bare name, "linear"'],
    ["mcp:linear/*", 'is a key; write the server\'s bare name, "linear"'],
    ["mcp_toolset:linear", 'is a key; write the server\'s bare name, "linear"'],
    ["custom:lookup", "is the key of a tool and no server's name; write it in absent.tools"],
    [
      "agent_toolset_20260401",
      "is the key of a tool and no server's name; write it in absent.tools",
    ],
    ["*", "there is no wildcard; name each server"],
    ["linear/*", "there is no wildcard; name each server"],
  ])("%s in mcpServers", (name, reason) => {
    expect(violationsOf(shared({ absent: { mcpServers: [name] } }))).toEqual([
      { path: "absent.mcpServers[0]", reason },
    ]);
  });
});

describe("what absent may not say", () => {
  test.each(broken)("%s", (_name, inputs, path, reason) => {
    expect(violationsOf(inputs)).toEqual([{ path, reason }]);
  });
});

describe("what absent may say", () => {
  test.each([
    ["nothing", {}],
    ["empty lists", { tools: [], mcpServers: [] }],
    ["null, which is the same as left out", { tools: null, mcpServers: null }],
    [
      "keys of every kind",
      {
        tools: ["agent_toolset_20270101", "mcp:a b", "custom:x", "toolset_of_tomorrow:x/y"],
        mcpServers: ["a b/c"],
      },
    ],
    ["one key twice", { tools: ["custom:x", "custom:x"] }],
    ["what is not known yet", { tools: [UNKNOWN], mcpServers: UNKNOWN }],
  ])("%s", (_name, absent) => {
    expect(violationsOf(shared({ tools: [agentToolset()], absent }))).toEqual([]);
  });

  test("what is declared under a name that is not known yet is judged at deployment", () => {
    const tools = [customTool({ name: UNKNOWN }), mcpToolset(UNKNOWN)];
    expect(
      violationsOf(shared({ tools, absent: { tools: ["custom:lookup", "mcp:linear"] } })),
    ).toEqual([]);
  });

  test("without arrays of its own, a resource that only forbids", () => {
    expect(check(shared({ absent: { tools: ["custom:x"] } }))).toMatchObject({
      violations: [],
      warnings: [],
      inputs: { access: { "custom:x": "absent" } },
    });
  });
});

test("names that are objects with keys of every object break the shape and nothing else", () => {
  const name = JSON.parse('{"toString":1,"valueOf":{},"length":{"toString":1}}') as unknown;
  const tools = [customTool({ name }), mcpToolset(name)];
  const absent = { tools: ["custom:x", "mcp:y"] };
  expect(
    violationsOf(shared({ tools, mcpServers: [mcpServer(name)], absent })).length,
  ).toBeGreaterThan(0);
});

test("what is nested deeper than any schema is refused by its key", () => {
  const deep = Array.from({ length: 300 }).reduce<unknown>((inner) => ({ properties: inner }), {});
  const tools = [customTool({ inputSchema: { type: "object", properties: deep } })];
  expect(violationsOf({ tools })).toEqual([
    { path: "tools", reason: "is nested more than 256 levels deep" },
  ]);
});

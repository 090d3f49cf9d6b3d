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
        tools: ["agent_toolset_20270101", "mcp:a b/c", "custom:x", "toolset_of_tomorrow:x"],
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

import fc from "fast-check";
import {
  fromWireMcpServer,
  fromWireTool,
  toolConfigKeys,
  toolDefaultsKeys,
  toolKeys,
  toWireMcpServer,
  toWireTool,
  urlSourcesKeys,
} from "../../../provider/api/convert";
import { toWireEntries } from "../../../provider/api/outgoing";
import type { Tool } from "../../../provider/model/tools";

const pairs: readonly [string, Tool, object][] = [
  [
    "an agent toolset with all there is to say",
    {
      type: "agent_toolset_20260401",
      defaultConfig: { enabled: true, permissionPolicy: { type: "always_ask" } },
      configs: [
        { name: "bash", enabled: false, permissionPolicy: null },
        {
          name: "web_fetch",
          type: "web_fetch",
          allowedDomains: ["a.example"],
          blockedDomains: null,
          maxContentTokens: 5,
          urlSources: {
            clientToolResults: "all",
            serverToolResults: {
              type: "only",
              tools: [{ type: "tool_reference", name: "userInput" }],
            },
            userInput: null,
          },
        },
        { name: "web_search", userLocation: { type: "approximate", city: "Bonn" } },
      ],
    },
    {
      type: "agent_toolset_20260401",
      default_config: { enabled: true, permission_policy: { type: "always_ask" } },
      configs: [
        { name: "bash", enabled: false, permission_policy: null },
        {
          name: "web_fetch",
          type: "web_fetch",
          allowed_domains: ["a.example"],
          blocked_domains: null,
          max_content_tokens: 5,
          url_sources: {
            client_tool_results: "all",
            server_tool_results: {
              type: "only",
              tools: [{ type: "tool_reference", name: "userInput" }],
            },
            user_input: null,
          },
        },
        { name: "web_search", user_location: { type: "approximate", city: "Bonn" } },
      ],
    },
  ],
  [
    "a bare toolset: nothing is filled in",
    { type: "agent_toolset_20260401" },
    { type: "agent_toolset_20260401" },
  ],
  [
    "an MCP toolset, with nulls",
    { type: "mcp_toolset", mcpServerName: "linear", defaultConfig: null, configs: null },
    { type: "mcp_toolset", mcp_server_name: "linear", default_config: null, configs: null },
  ],
  [
    "a custom tool, whose schema is its user's own",
    {
      type: "custom",
      name: "lookup",
      description: "d",
      inputSchema: { type: "object", inputSchema: { defaultConfig: 1 }, default_config: 2 },
    },
    {
      type: "custom",
      name: "lookup",
      description: "d",
      input_schema: { type: "object", inputSchema: { defaultConfig: 1 }, default_config: 2 },
    },
  ],
  [
    "a tool of a type to come: what is known is converted, the rest is verbatim",
    {
      type: "agent_toolset_20270101",
      defaultConfig: { permissionPolicy: { type: "auto", someMember: 1 }, newSetting: { aB: 1 } },
      configs: [{ name: "bash", newOption: 1 }, "odd", null],
      newMember: { defaultConfig: 1 },
    },
    {
      type: "agent_toolset_20270101",
      default_config: { permission_policy: { type: "auto", someMember: 1 }, newSetting: { aB: 1 } },
      configs: [{ name: "bash", newOption: 1 }, "odd", null],
      newMember: { defaultConfig: 1 },
    },
  ],
];

test.each(pairs)("converts %s, both ways", (_title, tool, wire) => {
  expect(toWireTool(tool)).toStrictEqual(wire);
  expect(fromWireTool(wire)).toStrictEqual(tool);
});

test("keeps the order of keys", () => {
  expect(
    JSON.stringify(toWireTool(fromWireTool({ configs: [], zz: 1, default_config: {}, type: "t" }))),
  ).toBe('{"configs":[],"zz":1,"default_config":{},"type":"t"}');
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "takes a key named %s for data",
  (key) => {
    const text = `{"type":"t","${key}":{"default_config":1},"configs":[{"${key}":2}]}`;
    const tool = fromWireTool(JSON.parse(text));
    expect(JSON.stringify(tool)).toBe(text);
    expect(JSON.stringify(toWireTool(tool))).toBe(text);
    expect(Object.getPrototypeOf(tool)).toBe(Object.prototype);
    expect(({} as { default_config?: unknown }).default_config).toBeUndefined();
  },
);

test("sends foreign entries as they came, the very same object", () => {
  const raw = { type: "mcp_toolset", defaultConfig: 1, default_config: 2 };
  const server = { type: "url", name: "a", url: "https://a.example" } as const;
  const tools = toWireEntries<Tool>(
    [
      { kind: "foreign", entry: fromWireTool(raw), raw },
      { kind: "own", entry: { type: "mcp_toolset", mcpServerName: "a" } },
    ],
    toWireTool,
  );
  expect(tools[0]).toBe(raw);
  expect(tools[1]).toEqual({ type: "mcp_toolset", mcp_server_name: "a" });
  expect(toWireEntries([{ kind: "own", entry: server }], toWireMcpServer)).toEqual([server]);
  expect(fromWireMcpServer(server)).toEqual(server);
});

describe("whatever the tool says", () => {
  const snake = new Set<string>(
    [toolKeys, toolDefaultsKeys, toolConfigKeys, urlSourcesKeys].flatMap((table) =>
      Object.values(table),
    ),
  );
  /** An object with some known camelCase keys and some that no table knows; wire spellings would be ambiguous. */
  const objectWith = (
    table: Readonly<Record<string, string>>,
    members: Readonly<Record<string, fc.Arbitrary<unknown>>> = {},
  ) =>
    fc
      .tuple(
        fc.record(
          Object.fromEntries(
            Object.keys(table).map((key) => [key, members[key] ?? fc.jsonValue()]),
          ),
          { requiredKeys: [] },
        ),
        fc.dictionary(
          fc.string().filter((key) => !snake.has(key)),
          fc.jsonValue(),
          { maxKeys: 3 },
        ),
      )
      .map(([known, unknown]) => ({ ...unknown, ...known }));

  const tool = objectWith(toolKeys, {
    defaultConfig: fc.option(objectWith(toolDefaultsKeys)),
    configs: fc.option(
      fc.array(objectWith(toolConfigKeys, { urlSources: fc.option(objectWith(urlSourcesKeys)) })),
    ),
  }) as unknown as fc.Arbitrary<Tool>;

  test("there and back is where it was", () => {
    fc.assert(
      fc.property(tool, (entry) => {
        const before = JSON.stringify(entry);
        expect(JSON.stringify(fromWireTool(toWireTool(entry)))).toBe(before);
        expect(JSON.stringify(entry)).toBe(before);
      }),
    );
  });

  test("no known key is left in camelCase, and no JSON is lost", () => {
    fc.assert(
      fc.property(tool, (entry) => {
        const wire = toWireTool(entry);
        expect(Object.keys(wire)).toHaveLength(Object.keys(entry).length);
        for (const camel of ["defaultConfig", "mcpServerName", "inputSchema"]) {
          expect(Object.hasOwn(wire, camel)).toBe(false);
        }
      }),
    );
  });

  test("anything at all passes without an exception", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(toWireTool(fromWireTool(value)))).toBeDefined();
      }),
    );
  });
});

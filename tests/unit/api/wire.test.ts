import fc from "fast-check";
import {
  type Parsed,
  parseDeletedSession,
  parseList,
  parseSession,
} from "../../../provider/api/wire";
import { sessionDocument } from "./loopback";

const id = "sesn_1";

function parse(value: unknown) {
  return parseSession(id, { value, text: JSON.stringify(value) ?? "null" });
}

function parsedValue<Value>(parsed: Parsed<Value>): Value {
  if (parsed.kind === "malformed") {
    throw new Error(parsed.problem);
  }
  return parsed.value;
}

function problemOf(parsed: Parsed<unknown>): string {
  return parsed.kind === "malformed" ? parsed.problem : "none";
}

describe("tolerates", () => {
  test.each<[string, object, object]>([
    ["members it does not know", { novelty: { a: 1 } }, {}],
    ["a status it does not know", { status: "hibernating" }, { status: "hibernating" }],
    ["budget, usage and title of any kind", { budget: null, usage: "n/a", title: 5 }, {}],
    ["no archived_at", { archived_at: undefined }, {}],
    ["an empty archived_at", { archived_at: "" }, {}],
    ["an empty updated_at", { updated_at: "" }, { updatedAt: undefined }],
    ["a null updated_at", { updated_at: null }, { updatedAt: undefined }],
    [
      "an agent without id",
      { agent: { tools: [], mcp_servers: [] } },
      { agentId: "", agentVersion: undefined },
    ],
    [
      "null arrays, which are empty",
      { agent: { id: null, tools: null, mcp_servers: null } },
      { agentId: "", agentVersion: undefined },
    ],
  ])("%s", (_title, document, expected) => {
    const session = {
      sessionId: id,
      status: "idle",
      agentId: "agent_1",
      agentVersion: 1,
      updatedAt: "2026-11-05T12:00:00.123456Z",
      tools: [],
      mcpServers: [],
      ...expected,
    };
    expect(
      parsedValue(parse(JSON.parse(JSON.stringify({ ...sessionDocument(id), ...document })))),
    ).toEqual(session);
  });

  test.each<[string, object]>([
    ["a bare toolset", { type: "agent_toolset_20260401" }],
    ["nulls in a toolset", { type: "agent_toolset_20260401", default_config: null, configs: null }],
    [
      "nulls in a config",
      {
        type: "agent_toolset_20260401",
        configs: [
          {
            name: "web_fetch",
            type: null,
            enabled: null,
            permission_policy: null,
            url_sources: null,
            allowed_domains: null,
            user_location: null,
            max_content_tokens: null,
          },
        ],
      },
    ],
    [
      "a built-in tool to come",
      {
        type: "agent_toolset_20260401",
        configs: [{ name: "teleport", type: "teleport", range: 5 }],
      },
    ],
    [
      "a policy to come",
      {
        type: "mcp_toolset",
        mcp_server_name: "a",
        default_config: { enabled: true, permission_policy: { type: "ask_manager", who: "x" } },
      },
    ],
    [
      "sources in both forms",
      {
        type: "agent_toolset_20260401",
        configs: [
          {
            name: "web_fetch",
            url_sources: {
              client_tool_results: "all",
              server_tool_results: { type: "only", tools: [{ type: "tool_reference", name: "x" }] },
              user_input: null,
            },
          },
        ],
      },
    ],
    ["an empty description", { type: "custom", name: "a", description: "", input_schema: {} }],
    [
      "a tool of a type to come, whatever it holds",
      { type: "agent_toolset_20270101", configs: 5, default_config: "x" },
    ],
  ])("%s, and hands it on as it came", (_title, tool) => {
    const [entry] = parsedValue(parse(sessionDocument(id, { tools: [tool] }))).tools;
    expect(entry?.raw).toStrictEqual(tool);
  });
});

describe("reads evenly what is missing, null or empty", () => {
  const nothings = [undefined, null, ""];

  test.each<[string, (nothing: unknown) => object, object]>([
    [
      "a server's URL",
      (url) => ({ mcp_servers: [{ type: "url", name: "a", url }] }),
      { mcpServers: [{ type: "url", name: "a", url: "" }] },
    ],
    [
      "a server's type",
      (type) => ({ mcp_servers: [{ type, name: "a", url: "https://a.example" }] }),
      { mcpServers: [{ type: "url", name: "a", url: "https://a.example" }] },
    ],
    [
      "the name of a server of tomorrow, which goes by its type",
      (name) => ({ mcp_servers: [{ type: "tunnel", name }] }),
      { mcpServers: [{ type: "tunnel", name: "tunnel" }] },
    ],
    [
      "a custom tool's description and name",
      (text) => ({ tools: [{ type: "custom", name: text, description: text, input_schema: {} }] }),
      { tools: [{ type: "custom", name: "", description: "", inputSchema: {} }] },
    ],
    [
      "the server of an MCP toolset",
      (name) => ({ tools: [{ type: "mcp_toolset", mcp_server_name: name }] }),
      { tools: [{ type: "mcp_toolset", mcpServerName: "" }] },
    ],
  ])("%s", (_title, agent, expected) => {
    for (const nothing of nothings) {
      const { tools, mcpServers } = parsedValue(parse(sessionDocument(id, agent(nothing))));
      const found = {
        tools: tools.map(({ entry }) => entry),
        mcpServers: mcpServers.map(({ entry }) => entry),
      };
      expect(found).toEqual({ tools: [], mcpServers: [], ...expected });
    }
  });

  test("a schema", () => {
    for (const schema of [undefined, null]) {
      const custom = { type: "custom", name: "a", description: "b", input_schema: schema };
      const { tools } = parsedValue(parse(sessionDocument(id, { tools: [custom] })));
      expect(tools[0]?.entry).toMatchObject({ inputSchema: {} });
    }
  });

  test("a config entry's name, which its type says again", () => {
    const configs = [{ type: "bash", enabled: false }];
    const toolset = { type: "agent_toolset_20260401", configs };
    const { tools } = parsedValue(parse(sessionDocument(id, { tools: [toolset] })));
    expect(tools[0]).toMatchObject({
      entry: { configs: [{ name: "bash", enabled: false }] },
      raw: toolset,
    });
  });
});

describe("refuses", () => {
  const toolset = { type: "agent_toolset_20260401" };
  const shape = "does not have the expected shape";
  test.each<[unknown, string]>([
    [null, `${shape} (Invalid input: expected object, received null)`],
    [[], `${shape} (Invalid input: expected object, received array)`],
    ["a string", `${shape} (Invalid input: expected object, received string)`],
    [{}, `${shape} at id (Invalid input: expected string, received undefined)`],
    [sessionDocument("sesn_2"), 'speaks of another session, "sesn_2"'],
    [
      { ...sessionDocument(id), status: null },
      `${shape} at status (Invalid input: expected string, received null)`,
    ],
    [
      { ...sessionDocument(id), archived_at: true },
      `${shape} at archived_at (Invalid input: expected string, received boolean)`,
    ],
    [
      { ...sessionDocument(id), agent: "agent_1" },
      `${shape} at agent (Invalid input: expected object, received string)`,
    ],
    [
      { ...sessionDocument(id), agent: { id: "a", mcp_servers: [] } },
      `${shape} at agent.tools (Invalid input: expected array, received undefined)`,
    ],
    [
      sessionDocument(id, { tools: {} }),
      `${shape} at agent.tools (Invalid input: expected array, received object)`,
    ],
    [
      sessionDocument(id, { tools: [null] }),
      `${shape} at agent.tools[0] (Invalid input: expected object, received null)`,
    ],
    [
      sessionDocument(id, { tools: [toolset, { type: 5 }] }),
      `${shape} at agent.tools[1].type (Invalid input: expected string, received number)`,
    ],
    [
      sessionDocument(id, { tools: [{ ...toolset, configs: "all" }] }),
      `${shape} at agent.tools[0].configs (Invalid input: expected array, received string)`,
    ],
    [
      sessionDocument(id, { tools: [{ ...toolset, configs: [{ name: 5 }] }] }),
      `${shape} at agent.tools[0].configs[0].name (Invalid input: expected string, received number)`,
    ],
    [
      sessionDocument(id, {
        tools: [{ ...toolset, default_config: { permission_policy: "ask" } }],
      }),
      `${shape} at agent.tools[0].default_config.permission_policy (Invalid input: expected object, received string)`,
    ],
    [
      sessionDocument(id, { tools: [{ type: "mcp_toolset", mcp_server_name: 5 }] }),
      `${shape} at agent.tools[0].mcp_server_name (Invalid input: expected string, received number)`,
    ],
    [
      sessionDocument(id, {
        tools: [{ type: "custom", name: "a", description: "", input_schema: [] }],
      }),
      `${shape} at agent.tools[0].input_schema (Invalid input: expected object, received array)`,
    ],
    [
      sessionDocument(id, { mcp_servers: [{ type: "url", name: "a", url: {} }] }),
      `${shape} at agent.mcp_servers[0].url (Invalid input: expected string, received object)`,
    ],
  ])("%j", (value, problem) => {
    expect(problemOf(parse(value))).toBe(problem);
  });

  test("a document too deep to walk over, in bounded depth itself", () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    const text = JSON.stringify(sessionDocument(id)).replace('"version":1', `"deep":${deep}`);
    expect(problemOf(parseSession(id, { value: JSON.parse(text), text }))).toBe(
      "is nested more than 256 levels deep",
    );
  });
});

test("a __proto__ in an answer stays data and reaches no prototype", () => {
  const tool =
    '{"type":"t","__proto__":{"polluted":true},"configs":[{"__proto__":{"polluted":true}}]}';
  const text = JSON.stringify(sessionDocument(id)).replace('"tools":[]', `"tools":[${tool}]`);
  const { tools } = parsedValue(parseSession(id, { value: JSON.parse(text), text }));
  expect(JSON.stringify(tools[0]?.raw)).toBe(tool);
  expect(JSON.stringify(tools[0]?.entry)).toBe(tool);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect((tools[0]?.entry as { polluted?: unknown } | undefined)?.polluted).toBeUndefined();
});

describe("whatever the server sends", () => {
  const json = fc.jsonValue({ stringUnit: "binary" });
  const tool = fc
    .dictionary(fc.string(), json)
    .map((members) => ({ ...members, type: "tool_to_come" }));

  test("every entry survives, in its place", () => {
    fc.assert(
      fc.property(fc.array(tool), (tools) => {
        const came = JSON.parse(JSON.stringify(tools)) as unknown[];
        const observed = parsedValue(
          parse(JSON.parse(JSON.stringify(sessionDocument(id, { tools })))),
        );
        expect(observed.tools.map(({ raw }) => JSON.stringify(raw))).toEqual(
          came.map((each) => JSON.stringify(each)),
        );
      }),
    );
  });

  test("the outcome is a session or a problem, never an exception", () => {
    const document = fc.oneof(
      json,
      fc.record(
        {
          id: fc.constantFrom<unknown>(id, 5),
          status: json,
          archived_at: json,
          agent: fc.oneof(json, fc.record({ tools: json, mcp_servers: json })),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(document, (value) => {
        expect(["parsed", "malformed"]).toContain(parse(value).kind);
      }),
    );
  });
});

test("a deletion must speak of the session that was meant", () => {
  expect(parseDeletedSession(id, { value: { id, type: "session_deleted" } }).kind).toBe("parsed");
  expect(problemOf(parseDeletedSession(id, { value: { id: "sesn_2" } }))).toBe(
    'speaks of another session, "sesn_2"',
  );
  expect(problemOf(parseDeletedSession(id, { value: null }))).toBe(
    "does not have the expected shape (Invalid input: expected object, received null)",
  );
});

test("a list must be one", () => {
  expect(parseList({ value: { data: [], next_page: null } }).kind).toBe("parsed");
  expect(problemOf(parseList({ value: { data: null } }))).toBe(
    "does not have the expected shape at data (Invalid input: expected array, received null)",
  );
});

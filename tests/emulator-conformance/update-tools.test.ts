import {
  AGENT_TOOLSET,
  closeAll,
  expectError,
  LINEAR,
  LINEAR_TOOLSET,
  startRaw,
  typesOf,
} from "./raw-http";

afterEach(closeAll);

const ALLOW = { type: "always_allow" };
const ASK = { type: "always_ask" };
const WITH_LINEAR = { tools: [LINEAR_TOOLSET], mcp_servers: [LINEAR] };

function configured(...configs: readonly object[]): object {
  return { tools: [{ ...AGENT_TOOLSET, configs }] };
}

test("C11: a bare toolset comes back with its defaults, and the event carries the agent", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed({ agent_id: "agent_1", agent_version: 4 });
  const { status, body } = await update(id, { agent: { tools: [AGENT_TOOLSET] } });
  expect(status).toBe(200);
  const defaults = { enabled: true, permission_policy: ALLOW };
  expect(body.agent.tools).toEqual([{ ...AGENT_TOOLSET, default_config: defaults, configs: [] }]);
  expect(body.agent).toMatchObject({ id: "agent_1", version: 4 });
  const [event] = emulator.events(id);
  expect(event).toMatchObject({ type: "session.updated", agent: body.agent });
  expect(event?.processed_at).toEqual(expect.any(String));
  expect(event).not.toHaveProperty("title");
});

test("C12: the same tools again are no change and no event", async () => {
  const { emulator, update } = await startRaw();
  const { id, updated_at } = emulator.seed({ tools: [AGENT_TOOLSET] });
  const { status, body } = await update(id, { agent: { tools: [AGENT_TOOLSET] } });
  expect([status, body.updated_at]).toEqual([200, updated_at]);
  expect(emulator.events(id)).toEqual([]);
});

test("C13: only the config entry that was sent comes back, filled", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed();
  const { body } = await update(id, { agent: configured({ name: "bash", enabled: false }) });
  expect(body.agent.tools[0]?.configs).toEqual([
    { name: "bash", enabled: false, permission_policy: ALLOW, type: "bash" },
  ]);
});

test("C14: an MCP toolset asks by default", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed();
  const { status, body } = await update(id, { agent: WITH_LINEAR });
  expect(status).toBe(200);
  expect(body.agent.tools[0]?.default_config).toEqual({ enabled: true, permission_policy: ASK });
  expect(body.agent.mcp_servers).toEqual([LINEAR]);
});

test("C17: both arrays can be emptied together", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed(WITH_LINEAR);
  const { status, body } = await update(id, { agent: { tools: [], mcp_servers: [] } });
  expect(status).toBe(200);
  expect(body.agent).toMatchObject({ tools: [], mcp_servers: [] });
});

test("C18: servers cannot be emptied while a toolset names one", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed(WITH_LINEAR);
  const answer = await update(id, { agent: { mcp_servers: [] } });
  expectError(answer, 400, "invalid_request_error", 'references server "linear"');
  expect(emulator.session(id)?.agent.mcp_servers).toEqual([LINEAR]);
});

const ONLY_ONE = "Only one of allowed_domains or blocked_domains may be set.";
const search = (members: object) => configured({ name: "web_search", ...members });
const fetchOf = (members: object) => configured({ name: "web_fetch", ...members });
const custom = (members: object) => ({
  tools: [
    { type: "custom", name: "a", description: "d", input_schema: { type: "object" }, ...members },
  ],
});

test.each<[string, object, string]>([
  ["C15: a toolset without its server", { tools: [LINEAR_TOOLSET] }, 'references server "linear"'],
  [
    "C16: a server without a toolset",
    { mcp_servers: [LINEAR] },
    "mcp_servers [linear] declared but no",
  ],
  [
    "C19: two agent toolsets",
    { tools: [AGENT_TOOLSET, AGENT_TOOLSET] },
    "tools.1.agent_toolset_20260401: duplicate entry; at most one",
  ],
  [
    "C20: two toolsets for one server",
    { tools: [LINEAR_TOOLSET, LINEAR_TOOLSET], mcp_servers: [LINEAR] },
    'duplicate entry for server "linear"; each MCP server may have at most one mcp_toolset',
  ],
  [
    "C21: a tool that does not exist",
    configured({ name: "find" }),
    'tools[0].configs[0].name: "find" is not a valid value; expected one of bash, edit, glob, grep, read, web_fetch, web_search, write',
  ],
  [
    "C22: a policy that does not exist",
    configured({ name: "bash", permission_policy: { type: "never_allow" } }),
    'tools[0].configs[0].permission_policy.type: "never_allow" is not a valid value',
  ],
  [
    "C23: two configs for bash",
    configured({ name: "bash" }, { name: "bash" }),
    'configs.1: duplicate entry for tool "AGENT_TOOL_NAME_BASH"',
  ],
  [
    "C24: an unknown key in a config",
    configured({ name: "read" }, { name: "bash", bogus: 1 }),
    'configs[1].bogus: Extra inputs are not permitted for name "bash"',
  ],
  [
    "C55: an empty domain list",
    search({ allowed_domains: [] }),
    "allowed_domains: Empty list of domains is ambiguous. Provide at least one domain or null.",
  ],
  [
    "C56: both domain lists",
    search({ allowed_domains: ["a.com"], blocked_domains: ["b.com"] }),
    ONLY_ONE,
  ],
  [
    "an unknown tool type",
    { tools: [{ type: "browser" }] },
    'tools[0].type: "browser" is not a valid value',
  ],
  [
    "an unknown key in a toolset",
    { tools: [{ ...AGENT_TOOLSET, config: [] }] },
    "tools[0].config: Extra inputs",
  ],
  [
    "a config type that is not the name",
    configured({ name: "bash", type: "read" }),
    "configs[0].type",
  ],
  ["a config with a type only", configured({ type: "bash" }), "configs[0].name"],
  [
    "defer_loading in an MCP config",
    {
      ...WITH_LINEAR,
      tools: [{ ...LINEAR_TOOLSET, configs: [{ name: "x", defer_loading: true }] }],
    },
    "defer_loading",
  ],
  [
    "a duplicate MCP config",
    { ...WITH_LINEAR, tools: [{ ...LINEAR_TOOLSET, configs: [{ name: "x" }, { name: "x" }] }] },
    'duplicate entry for tool "x"',
  ],
  [
    "shape errors before duplicates",
    { tools: [AGENT_TOOLSET, AGENT_TOOLSET, { type: "x" }] },
    "tools[2].type",
  ],
  [
    "257 tools",
    { tools: Array.from({ length: 257 }, (_, n) => custom({ name: `t${n}` }).tools[0]) },
    "at most 256",
  ],
  ["21 servers", manyServers(21), "at most 20"],
  [
    "two servers of one name",
    { tools: [LINEAR_TOOLSET], mcp_servers: [LINEAR, LINEAR] },
    "duplicate",
  ],
  [
    "a server with headers",
    { tools: [LINEAR_TOOLSET], mcp_servers: [{ ...LINEAR, headers: {} }] },
    "Extra inputs",
  ],
  [
    "a relative server URL",
    { tools: [LINEAR_TOOLSET], mcp_servers: [{ ...LINEAR, url: "/sse" }] },
    "mcp_servers[0].url",
  ],
  ["a custom tool with a blank in its name", custom({ name: "a b" }), "tools[0].name"],
  ["a custom tool without description", custom({ description: "" }), "tools[0].description"],
  ["a schema that is no object", custom({ input_schema: { type: "string" } }), "input_schema.type"],
  [
    "a custom tool named like an enabled one",
    { tools: [AGENT_TOOLSET, custom({ name: "bash" }).tools[0]] },
    "duplicate tool name",
  ],
  [
    "a country in lower case",
    search({ user_location: { type: "approximate", country: "de" } }),
    "not a country the search provider supports",
  ],
  ["zero content tokens", fetchOf({ max_content_tokens: 0 }), "max_content_tokens"],
  ["a user location for web_fetch", fetchOf({ user_location: null }), "Extra inputs"],
  [
    "all URL sources shut",
    fetchOf({
      url_sources: {
        client_tool_results: "none",
        server_tool_results: { type: "none" },
        user_input: "none",
      },
    }),
    "at least one source",
  ],
  ["null for tools", { tools: null }, "tools"],
])("%s is refused and changes nothing", async (_name, agent, text) => {
  const { emulator, update } = await startRaw();
  const before = emulator.seed();
  expectError(await update(before.id, { agent }), 400, "invalid_request_error", text);
  expect(emulator.session(before.id)).toEqual(before);
  expect(emulator.events(before.id)).toEqual([]);
});

test.each([
  ["https://a.com", "schemes"],
  ["a.com:8080", "ports"],
  ["*.a.com", "wildcards"],
  ["10.0.0.1", "IP addresses are not supported"],
  ["com", "single label"],
  ["localhost", "not a public host"],
  ["db.internal", "not a public host"],
  ["bücher.de", "not a valid hostname"],
  ["user@a.com", "credentials"],
  ["-a.com", "not a valid hostname"],
  ["a.com/x?y", "path"],
])("the domain %s is refused", async (domain, text) => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed();
  const answer = await update(id, { agent: search({ allowed_domains: [domain] }) });
  expectError(answer, 400, "invalid_request_error", text);
});

test("paths are for searches only", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed();
  const domains = { allowed_domains: ["a.com/docs"] };
  expect((await update(id, { agent: search(domains) })).status).toBe(200);
  expectError(await update(id, { agent: fetchOf(domains) }), 400, "invalid_request_error", "paths");
});

test("C54: an update whose answer was lost can be repeated without a second event", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed();
  emulator.faults.next({ kind: "resetAfterEffect" });
  await expect(update(id, { agent: { tools: [AGENT_TOOLSET] } })).rejects.toThrow();
  expect((await update(id, { agent: { tools: [AGENT_TOOLSET] } })).status).toBe(200);
  expect(typesOf(emulator.events(id))).toEqual(["session.updated"]);
});

test("a session that waits for an answer takes new tools", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed({ stop_reason: "requires_action" });
  expect((await update(id, { agent: { tools: [AGENT_TOOLSET] } })).status).toBe(200);
});

test("an entry of an unknown kind may be sent back as it is, and only so", async () => {
  const { emulator, update } = await startRaw();
  const future = { type: "browser_2030", zoom: 2 };
  const { id } = emulator.seed({ tools: [future] });
  const kept = await update(id, { agent: { tools: [future, AGENT_TOOLSET] } });
  expect([kept.status, kept.body.agent.tools[0]]).toEqual([200, future]);
  const changed = await update(id, { agent: { tools: [{ ...future, zoom: 3 }] } });
  expectError(changed, 400, "invalid_request_error", "browser_2030");
});

function manyServers(count: number): object {
  const names = Array.from({ length: count }, (_, index) => `s${index}`);
  return {
    tools: names.map((name) => ({ type: "mcp_toolset", mcp_server_name: name })),
    mcp_servers: names.map((name) => ({ type: "url", name, url: `https://${name}.example.com` })),
  };
}

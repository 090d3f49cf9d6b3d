import { AGENT_TOOLSET, closeAll, LINEAR, LINEAR_TOOLSET, startRaw } from "./raw-http";

afterEach(closeAll);

const ALLOW = { type: "always_allow" };
const ASK = { type: "always_ask" };
const custom = {
  type: "custom",
  name: "lookup",
  description: "Looks up",
  input_schema: { type: "object", properties: { camelCase: { type: "string" } }, "x-own": [1] },
};
const withConfigs = (...configs: object[]) => ({ ...AGENT_TOOLSET, configs });
const filledConfig = (name: string) => ({
  name,
  enabled: true,
  permission_policy: ALLOW,
  type: name,
});

const CASES: [string, object, object][] = [
  [
    "a bare toolset",
    AGENT_TOOLSET,
    { ...AGENT_TOOLSET, default_config: { enabled: true, permission_policy: ALLOW }, configs: [] },
  ],
  [
    "nulls",
    {
      ...AGENT_TOOLSET,
      default_config: null,
      configs: [{ name: "bash", enabled: null, permission_policy: null }],
    },
    {
      default_config: { enabled: true, permission_policy: ALLOW },
      configs: [filledConfig("bash")],
    },
  ],
  [
    "entries follow the default",
    {
      ...AGENT_TOOLSET,
      default_config: { enabled: false, permission_policy: ASK },
      configs: [{ name: "bash" }],
    },
    { configs: [{ name: "bash", type: "bash", enabled: false, permission_policy: ASK }] },
  ],
  [
    "a bare MCP toolset",
    LINEAR_TOOLSET,
    { ...LINEAR_TOOLSET, default_config: { enabled: true, permission_policy: ASK }, configs: [] },
  ],
  [
    "an MCP config has no type",
    { ...LINEAR_TOOLSET, configs: [{ name: "x" }] },
    { configs: [{ name: "x", enabled: true, permission_policy: ASK }] },
  ],
  [
    "a search",
    withConfigs({ name: "web_search", allowed_domains: ["A.com/"], blocked_domains: null }),
    {
      configs: [
        { ...filledConfig("web_search"), allowed_domains: ["A.com/"], user_location: null },
      ],
    },
  ],
  [
    "a fetch",
    withConfigs({ name: "web_fetch" }),
    { configs: [{ ...filledConfig("web_fetch"), url_sources: null, max_content_tokens: null }] },
  ],
  [
    "URL sources",
    withConfigs({
      name: "web_fetch",
      url_sources: {
        user_input: "all",
        server_tool_results: {
          type: "only",
          tools: [{ type: "tool_reference", name: "web_search" }],
        },
      },
    }),
    {
      configs: [
        {
          ...filledConfig("web_fetch"),
          max_content_tokens: null,
          url_sources: {
            user_input: { type: "all" },
            client_tool_results: null,
            server_tool_results: {
              type: "only",
              tools: [{ type: "tool_reference", name: "web_search" }],
            },
          },
        },
      ],
    },
  ],
  ["a custom tool, verbatim", custom, custom],
];

test.each(CASES)("%s comes back resolved", async (_name, sent, expected) => {
  const { emulator, update } = await startRaw();
  const servers = sent === CASES[3]?.[1] || sent === CASES[4]?.[1] ? [LINEAR] : [];
  const { id } = emulator.seed();
  const answer = await update(id, { agent: { tools: [sent], mcp_servers: servers } });
  expect(answer.status).toBe(200);
  expect(answer.body.agent.tools[0]).toEqual({ ...answer.body.agent.tools[0], ...expected });
});

test("what is resolved is accepted again and is no change", async () => {
  const { emulator, update } = await startRaw();
  for (const [, sent] of CASES) {
    const seeded = emulator.seed({
      tools: [sent],
      mcp_servers: "mcp_server_name" in sent ? [LINEAR] : [],
    });
    const { tools, mcp_servers } = seeded.agent;
    expect(await update(seeded.id, { agent: { tools, mcp_servers } })).toMatchObject({
      status: 200,
      body: seeded,
    });
    expect(emulator.events(seeded.id)).toEqual([]);
    expect(emulator.seed({ tools, mcp_servers }).agent.tools).toEqual(tools);
  }
});

test("unknown kinds and members of seeds stay as they are", async () => {
  const { emulator, get } = await startRaw();
  const tools = [
    { type: "browser_2030", nested: { deep: [1, null] } },
    {
      ...LINEAR_TOOLSET,
      future: true,
      configs: [{ name: "x", permission_policy: { type: "new" }, more: 1 }],
    },
  ];
  const { id } = emulator.seed({ tools });
  expect((await get(id)).body.agent.tools).toMatchObject(tools);
});

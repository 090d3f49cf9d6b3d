/** Good documents with every member that anything of ours looks at, to be made bad. */

export const sessionId = "sesn_1";

const ask = { type: "always_ask" };

export const wireTools = [
  {
    type: "agent_toolset_20260401",
    default_config: { enabled: true, permission_policy: { type: "always_allow" } },
    configs: [
      { name: "bash", type: "bash", enabled: true, permission_policy: ask },
      {
        name: "web_fetch",
        type: "web_fetch",
        enabled: true,
        permission_policy: ask,
        max_content_tokens: 100,
        allowed_domains: ["a.com"],
        url_sources: {
          client_tool_results: { type: "only", tools: [{ type: "tool_reference", name: "x" }] },
          server_tool_results: "none",
          user_input: null,
          later: { type: "all", tools: [{ type: "tool_reference", name: "y" }] },
        },
      },
      {
        name: "web_search",
        type: "web_search",
        enabled: false,
        permission_policy: ask,
        blocked_domains: ["b.com"],
        user_location: { type: "approximate", city: "Bonn" },
      },
    ],
  },
  {
    type: "mcp_toolset",
    mcp_server_name: "linear",
    default_config: { enabled: true, permission_policy: ask },
    configs: [{ name: "create_issue", enabled: true, permission_policy: { type: "later", x: 1 } }],
  },
  {
    type: "custom",
    name: "lookup",
    description: "Looks it up.",
    input_schema: { type: "object", properties: { a: { const: 1e22, title: "1" } } },
  },
  { type: "toolset_of_tomorrow", name: "x", options: [1, { a: null }] },
];

export const agentDocument = {
  id: "agent_1",
  tools: wireTools,
  mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
};

export const sessionDocument = {
  id: sessionId,
  type: "session",
  status: "idle",
  created_at: "2026-11-05T12:00:00Z",
  updated_at: "2026-11-05T12:00:00.123456Z",
  archived_at: null,
  title: null,
  agent: agentDocument,
};

export const eventsDocument = {
  data: [
    {
      id: "sevt_1",
      type: "session.updated",
      processed_at: "2026-11-05T12:00:01Z",
      agent: agentDocument,
    },
    {
      id: "sevt_2",
      type: "agent.mcp_tool_use",
      mcp_server_name: "linear",
      name: "create_issue",
      session_thread_id: null,
    },
    {
      id: "sevt_3",
      type: "session.status_idle",
      stop_reason: { type: "requires_action", event_ids: ["sevt_2"] },
    },
  ],
  next_page: null,
};

export const errorDocument = {
  type: "error",
  error: { type: "invalid_request_error", message: "tools.0: odd" },
  request_id: "req_1",
};

export const inputsDocument = {
  sessionId,
  ownership: "shared",
  tools: [
    {
      type: "agent_toolset_20260401",
      defaultConfig: { enabled: true, permissionPolicy: ask },
      configs: [
        { name: "bash", type: "bash", enabled: false, permissionPolicy: ask },
        {
          name: "web_fetch",
          maxContentTokens: 5,
          allowedDomains: ["a.com"],
          urlSources: {
            userInput: { type: "only", tools: [{ type: "tool_reference", name: "x" }] },
          },
        },
        { name: "web_search", userLocation: { type: "approximate", country: "DE" } },
      ],
    },
    {
      type: "mcp_toolset",
      mcpServerName: "linear",
      configs: [{ name: "create_issue", enabled: false, permissionPolicy: ask }],
    },
    {
      type: "custom",
      name: "ours",
      description: "d",
      inputSchema: { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    },
    { type: "toolset_of_tomorrow", name: "y", options: [1] },
  ],
  mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
  absent: { tools: ["custom:shell", "mcp:github"], mcpServers: ["github"] },
  whenBusy: "waitThenInterrupt",
  waitTimeoutSeconds: 1,
  interruptAfterSeconds: 0.5,
  resumeMessage: "Go on.",
  onDelete: "restore",
};

export const stateDocument = {
  ...inputsDocument,
  access: { bash: "disabled" },
  agentId: "agent_1",
  dropping: { tools: ["custom:old"], mcpServers: [] },
  baseline: JSON.stringify({
    tools: { before: [{ key: "custom:ours" }, { key: "custom:lookup", found: wireTools[2] }] },
    mcpServers: { whole: agentDocument.mcp_servers },
  }),
};

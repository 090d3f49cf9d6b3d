import type { Properties } from "./world";

/** Entries as a program writes them, and as a session of several owners holds them. */

export const agentToolset = (members: Properties = {}) => ({
  type: "agent_toolset_20260401",
  ...members,
});

export const mcpToolset = (mcpServerName: string, members: Properties = {}) => ({
  type: "mcp_toolset",
  mcpServerName,
  ...members,
});

export const customTool = (name: string, description = "Looks it up.") => ({
  type: "custom",
  name,
  description,
  inputSchema: { type: "object" },
});

export const mcpServer = (name: string, url = `https://${name}.example.com/sse`) => ({
  type: "url",
  name,
  url,
});

/** A server with its toolset, as a program declares the pair. */
export const pair = (name: string) => ({
  tools: [mcpToolset(name)],
  mcpServers: [mcpServer(name)],
});

/** The same entries on the wire, some with members that nobody here knows. */
export const wire = {
  custom: (name: string, description = "Looks it up.", extra: Properties = {}) => ({
    type: "custom",
    name,
    description,
    input_schema: { type: "object" },
    ...extra,
  }),
  toolset: (server: string, extra: Properties = {}) => ({
    type: "mcp_toolset",
    mcp_server_name: server,
    default_config: { enabled: true, permission_policy: { type: "always_ask" } },
    configs: [],
    ...extra,
  }),
  server: mcpServer,
  tomorrow: (name: string) => ({ type: "toolset_of_tomorrow", name, depth: [1, { x: null }] }),
};

export const shared = (inputs: Properties): Properties => ({ ownership: "shared", ...inputs });

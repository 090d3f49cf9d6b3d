import type { AgentToolsetArgs, CustomToolArgs, McpServerArgs, McpToolsetArgs } from "./args";

/** The built-in tools. Without arguments: all enabled, `always_allow`. */
export function agentToolset(args: Omit<AgentToolsetArgs, "type"> = {}): AgentToolsetArgs {
  return { type: "agent_toolset_20260401", ...args };
}

/** The tools of the MCP server of this name, which must stand in `mcpServers`. Without more: enabled, `always_ask`. */
export function mcpToolset(
  mcpServerName: McpToolsetArgs["mcpServerName"],
  args: Omit<McpToolsetArgs, "type" | "mcpServerName"> = {},
): McpToolsetArgs {
  return { type: "mcp_toolset", mcpServerName, ...args };
}

/** A tool that your own client answers. `inputSchema` is JSON Schema and is passed on untouched. */
export function customTool(args: Omit<CustomToolArgs, "type">): CustomToolArgs {
  return { type: "custom", ...args };
}

/** An MCP server; some MCP toolset must name it. Credentials belong in a vault, not in the URL. */
export function mcpServer(name: McpServerArgs["name"], url: McpServerArgs["url"]): McpServerArgs {
  return { type: "url", name, url };
}

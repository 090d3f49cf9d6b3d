import type { McpServer } from "../../../provider/model/mcp-servers";
import type { Tool } from "../../../provider/model/tools";
import { canonicalServers, canonicalTools } from "../../../provider/plan/canonical";
import { type CanonicalArrays, type Change, changesBetween } from "../../../provider/plan/changes";

/** Arrays as a test writes them; a member left out is empty. */
export interface Given {
  readonly tools?: readonly unknown[];
  readonly mcpServers?: readonly unknown[];
}

type Members = Readonly<Record<string, unknown>>;

export const agentToolset = (members: Members = {}) =>
  ({ type: "agent_toolset_20260401", ...members }) as Tool;

export const mcpToolset = (mcpServerName: string, members: Members = {}) =>
  ({ type: "mcp_toolset", mcpServerName, ...members }) as Tool;

export const customTool = (name: string, members: Members = {}) =>
  ({
    type: "custom",
    name,
    description: "Looks it up.",
    inputSchema: { type: "object" },
    ...members,
  }) as Tool;

export const mcpServer = (name: string, url = `https://${name}.example.com/sse`): McpServer => ({
  type: "url",
  name,
  url,
});

/** The agent toolset with one entry. */
export const withConfig = (name: string, members: Members): Given => ({
  tools: [agentToolset({ configs: [{ name, ...members }] })],
});

export const policy = (type: string) => ({ permissionPolicy: { type } });

export function canonical({ tools = [], mcpServers = [] }: Given): CanonicalArrays {
  return {
    tools: canonicalTools(tools as readonly Tool[]),
    mcpServers: canonicalServers(mcpServers as readonly McpServer[]),
  };
}

export function changes(from: Given, to: Given): readonly Change[] {
  return changesBetween(canonical(from), canonical(to));
}

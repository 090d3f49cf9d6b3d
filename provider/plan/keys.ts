import { agentToolsetType } from "../model/agent-toolset";
import { customToolType } from "../model/custom-tool";
import { mcpToolsetType } from "../model/mcp-toolset";
import type { Tool } from "../model/tools";

/**
 * The key under which an entry of `tools` is compared, aligned and named, wherever it stands in the array:
 * `agent_toolset_20260401`, `mcp:<server name>`, `custom:<name>`; a type this version does not know is keyed by
 * its type and, where it has one, its name. The rules of uniqueness are the API's (API §4.2).
 */
export function toolKey(tool: Readonly<Record<string, unknown>>): string {
  switch (tool.type) {
    case agentToolsetType:
      return agentToolsetType;
    case mcpToolsetType:
      return `mcp:${wordOf(tool.mcpServerName)}`;
    case customToolType:
      return `custom:${wordOf(tool.name)}`;
    default: {
      const name = tool.name ?? tool.mcpServerName;
      const type = wordOf(tool.type);
      return typeof name === "string" ? `${type}:${name}` : type;
    }
  }
}

/** A name that is none yet, because it is malformed; not every object can be made a string of. */
function wordOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The name of the MCP server an entry of `tools` depends on; undefined for all but MCP toolsets. */
export function serverNameOf(tool: Tool): string | undefined {
  return tool.type === mcpToolsetType && typeof tool.mcpServerName === "string"
    ? tool.mcpServerName
    : undefined;
}

/** Makes keys unique in one array: a second entry under the same key becomes `key#2`, a third `key#3`. */
export function uniqueKeys(keys: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return keys.map((key) => {
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  });
}

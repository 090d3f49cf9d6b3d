import { builtInTools } from "../model/agent-toolset";
import type { AtMost, Level } from "../model/ceiling";
import type { OtherTool } from "../model/tools";
import { mcpDefaultKey, mcpToolKey, mcpToolNamed } from "./right-keys";

/** A bound that holds for some tool, and the key of `atMost` that states it. */
export interface Bound {
  readonly key: string;
  readonly level: Level;
}

/**
 * The ceiling that `atMost` states, asked tool by tool: the most specific key holds, and undefined means that no key
 * speaks of the tool. An answer takes the same time however many keys there are.
 */
export interface Ceiling {
  readonly isEmpty: boolean;
  ofBuiltIn(name: string): Bound | undefined;
  /** What holds for built-in tools without a key of their own, those of tomorrow included. */
  ofBuiltIns(): Bound | undefined;
  /** Built-in tools with a key of their own. */
  readonly namedBuiltIns: readonly string[];
  ofMcpTool(serverName: string, tool: string): Bound | undefined;
  /** What holds for the tools of a server without a key of their own. */
  ofMcpTools(serverName: string): Bound | undefined;
  /** Tools of a server with a key of their own. */
  namedMcpTools(serverName: string): readonly string[];
  /** What would hold for a tool of a type that this version does not know, could it be judged. */
  ofOther(tool: OtherTool): Bound | undefined;
}

export const everyTool = "*";
export const everyMcpTool = "mcp:*";

export function ceilingOf(atMost: AtMost | null | undefined): Ceiling {
  const levels = new Map(Object.entries(atMost ?? {}));
  const named = mcpToolsByServer(levels.keys());
  const first = (...keys: readonly string[]): Bound | undefined => {
    const key = keys.find((candidate) => levels.has(candidate));
    return key === undefined ? undefined : { key, level: levels.get(key) as Level };
  };
  const ofMcpTools = (serverName: string) =>
    first(mcpDefaultKey(serverName), everyMcpTool, everyTool);
  return {
    isEmpty: levels.size === 0,
    ofBuiltIn: (name) => first(name, everyTool),
    ofBuiltIns: () => first(everyTool),
    namedBuiltIns: builtInTools.filter((name) => levels.has(name)),
    ofMcpTool: (serverName, tool) =>
      first(mcpToolKey(serverName, tool), mcpDefaultKey(serverName), everyMcpTool, everyTool),
    ofMcpTools,
    namedMcpTools: (serverName) => named.get(serverName) ?? [],
    ofOther: (tool) =>
      typeof tool.mcpServerName === "string" ? ofMcpTools(tool.mcpServerName) : first(everyTool),
  };
}

function mcpToolsByServer(keys: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const tools = new Map<string, string[]>();
  for (const key of keys) {
    const named = mcpToolNamed(key);
    if (named !== undefined) {
      const others = tools.get(named.serverName) ?? [];
      others.push(named.tool);
      tools.set(named.serverName, others);
    }
  }
  return tools;
}

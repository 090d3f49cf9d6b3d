import { agentToolsetType } from "../model/agent-toolset";
import { customToolType } from "../model/custom-tool";
import { mcpToolsetType } from "../model/mcp-toolset";
import type { Tool } from "../model/tools";

/**
 * The key under which an entry of `tools` is compared, aligned and stored, wherever it stands in the array:
 * `agent_toolset_20260401`, `mcp:<server name>`, `custom:<name>`; a type this version does not know is keyed by
 * its type and, where it has one, its name. The rules of uniqueness are the API's (API §4.2). States, baselines and
 * `absent` hold these keys, so their spelling stays; what people are shown are the keys of rights.
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
      const name = nameOfOther(tool);
      const type = keyOfType(wordOf(tool.type));
      return name === undefined ? type : `${type}:${name}`;
    }
  }
}

/** The key under which an entry of `mcpServers` is compared, aligned and stored: its name, plain. */
export function serverKey({ name }: { readonly name: unknown }): string {
  return wordOf(name);
}

/** The name of a tool of a type that this version does not know; undefined if it has none. */
export function nameOfOther(tool: Readonly<Record<string, unknown>>): string | undefined {
  const name = tool.name ?? tool.mcpServerName;
  return typeof name === "string" ? name : undefined;
}

const prefixes: readonly string[] = ["mcp", "custom", "tool"];

/** A type as keys begin with it; one that would read like the beginning of another kind of key is told apart. */
function keyOfType(type: string): string {
  const plain = type.replaceAll("%", "%25").replaceAll(":", "%3A");
  return prefixes.includes(plain) ? `%${plain}` : plain;
}

/** What a key of `toolKey` names. */
export type NamedTool =
  | { readonly kind: "agentToolset" }
  | { readonly kind: "mcpToolset"; readonly server: string }
  | { readonly kind: "custom"; readonly name: string }
  | { readonly kind: "other"; readonly type: string; readonly name: string | undefined };

/** Reads a key again. */
export function namedTool(key: string): NamedTool {
  if (key === agentToolsetType) {
    return { kind: "agentToolset" };
  }
  const colon = key.indexOf(":");
  const [first, name] =
    colon === -1 ? [key, undefined] : [key.slice(0, colon), key.slice(colon + 1)];
  if (first === "mcp" && name !== undefined) {
    return { kind: "mcpToolset", server: name };
  }
  if (first === "custom" && name !== undefined) {
    return { kind: "custom", name };
  }
  const plain = first.startsWith("%") && prefixes.includes(first.slice(1)) ? first.slice(1) : first;
  return { kind: "other", type: plain.replaceAll("%3A", ":").replaceAll("%25", "%"), name };
}

/** A name that is none yet, because it is malformed; not every object can be made a string of. */
export function wordOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The name of the MCP server an entry of `tools` depends on; undefined for all but MCP toolsets. */
export function serverNameOf(tool: Tool): string | undefined {
  return tool.type === mcpToolsetType && typeof tool.mcpServerName === "string"
    ? tool.mcpServerName
    : undefined;
}

/**
 * Makes keys unique in one array: a second entry under the same key becomes `key#2`, a third `key#3`, whatever of that
 * is the literal key of another entry being passed over.
 */
export function uniqueKeys(keys: readonly string[]): string[] {
  const literal = new Set(keys);
  const counts = new Map<string, number>();
  return keys.map((key) => {
    let count = (counts.get(key) ?? 0) + 1;
    while (count > 1 && literal.has(`${key}#${count}`)) {
      count += 1;
    }
    counts.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  });
}

/** What `uniqueKeys` appended to the key, `#2` for the second of its kind; empty for the first. */
export function twinOf(unique: string, key: string): string {
  return unique.slice(key.length);
}

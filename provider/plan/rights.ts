import { createHash } from "node:crypto";
import { agentToolsetType, builtInTools } from "../model/agent-toolset";
import type { CanonicalConfig, CanonicalEntry, CanonicalServer, CanonicalTool } from "./canonical";

/** What a session may do, one right per tool or server, in terms of access and not of arrays. */
export type Right =
  | { readonly kind: "tool"; readonly key: string; readonly setting: CanonicalConfig }
  | { readonly kind: "server"; readonly key: string; readonly url: string }
  | { readonly kind: "custom"; readonly key: string; readonly digest: string }
  | { readonly kind: "other"; readonly key: string; readonly digest: string };

/**
 * The rights of canonical arrays in a fixed order: built-in tools, servers with their tools by name, custom tools,
 * then types this version does not know. The agent toolset is spelled out tool by tool, because a change of its
 * `defaultConfig` changes the right of every tool without an entry of its own.
 */
export function rightsOf(
  tools: readonly CanonicalTool[],
  servers: readonly CanonicalServer[],
): Right[] {
  const inOrder = (kind: CanonicalTool["kind"]) =>
    tools
      .filter((tool) => tool.kind === kind)
      .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  return [
    ...inOrder("agentToolset"),
    ...[...servers].sort((left, right) => (left.key < right.key ? -1 : 1)),
    ...inOrder("mcpToolset"),
    ...inOrder("custom"),
    ...inOrder("other"),
  ].flatMap(rightsOfEntry);
}

/** The rights that one entry gives. */
export function rightsOfEntry(entry: CanonicalEntry): Right[] {
  switch (entry.kind) {
    case "server":
      return [{ kind: "server", key: `mcp:${entry.key}`, url: entry.url }];
    case "custom":
    case "other":
      return [{ kind: entry.kind, key: entry.key, digest: digestOf(entry.text) }];
    case "agentToolset":
      return agentRights(entry);
    case "mcpToolset":
      return [
        toolRight(`${entry.key}/*`, { name: "*", ...entry.defaults }),
        ...entry.configs.map((config) => toolRight(`${entry.key}/${config.name}`, config)),
      ];
  }
}

function agentRights(toolset: Extract<CanonicalTool, { readonly configs: unknown }>): Right[] {
  const stated = new Map(toolset.configs.map((config) => [config.name, config]));
  const names = [...new Set<string>([...builtInTools, ...stated.keys()])];
  // A second agent toolset is against the rules (API §4.2); should a server show one, its key tells it apart.
  const prefix = toolset.key === agentToolsetType ? "" : `${toolset.key}/`;
  return names.map((name) =>
    toolRight(`${prefix}${name}`, stated.get(name) ?? { name, ...toolset.defaults }),
  );
}

function toolRight(key: string, setting: CanonicalConfig): Right {
  return { kind: "tool", key, setting };
}

/** Eight hexadecimal digits that change when the text does; enough to see that, too few to tell the text. */
function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

import { createHash } from "node:crypto";
import { agentToolsetType, builtInTools } from "../model/agent-toolset";
import type { CanonicalConfig, CanonicalEntry, CanonicalServer, CanonicalTool } from "./canonical";
import { nameOfOther, wordOf } from "./keys";
import {
  builtInKey,
  customKey,
  mcpDefaultKey,
  mcpServerKey,
  mcpToolKey,
  otherKey,
} from "./right-keys";

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
  const { twin } = entry;
  switch (entry.kind) {
    case "server":
      return [serverRight(entry)];
    case "custom":
      return [{ kind: "custom", key: customKey(entry.name, twin), digest: digestOf(entry.text) }];
    case "other":
      return [{ kind: "other", key: keyOfOther(entry.stated, twin), digest: digestOf(entry.text) }];
    case "agentToolset":
      return agentRights(entry);
    case "mcpToolset":
      return mcpRights(entry);
  }
}

function serverRight({ name, twin, url, stated, text }: CanonicalServer): Right {
  const key = mcpServerKey(name, twin);
  return stated === undefined
    ? { kind: "server", key, url }
    : { kind: "other", key, digest: digestOf(text) };
}

type Toolset = Extract<CanonicalTool, { readonly configs: unknown }>;

function agentRights({ configs, defaults, twin }: Toolset): Right[] {
  const stated = new Set(configs.map(({ name }) => name));
  const unstated = builtInTools
    .filter((name) => !stated.has(name))
    .map((name): CanonicalConfig => ({ name, ...defaults }));
  const place = ({ name }: CanonicalConfig) => {
    const index = (builtInTools as readonly string[]).indexOf(name);
    return index === -1 ? builtInTools.length : index;
  };
  return [...configs, ...unstated]
    .sort((left, right) => place(left) - place(right))
    .map((setting) => ({
      kind: "tool",
      key: builtInKey(setting.name, twin, setting.twin),
      setting,
    }));
}

function mcpRights(toolset: Toolset): Right[] {
  const { configs, twin, serverName = "" } = toolset;
  const single = configs.map((setting): Right => {
    const key = mcpToolKey(serverName, setting.name, twin, setting.twin);
    return { kind: "tool", key, setting };
  });
  return [...restOf(toolset, mcpDefaultKey(serverName, twin)), ...single];
}

/** The entry as a whole, in the spelling of the keys of rights. */
export function keyOfEntry(entry: CanonicalEntry): string {
  switch (entry.kind) {
    case "agentToolset":
      return `${agentToolsetType}${entry.twin}`;
    case "mcpToolset":
      return mcpDefaultKey(entry.serverName ?? "", entry.twin);
    case "server":
      return mcpServerKey(entry.name, entry.twin);
    case "custom":
      return customKey(entry.name, entry.twin);
    case "other":
      return keyOfOther(entry.stated, entry.twin);
  }
}

/** What holds for every tool of a toolset without an entry of its own, under the given key; nothing for other entries. */
export function restOf(entry: CanonicalEntry, key: string): Right[] {
  return "configs" in entry
    ? [{ kind: "tool", key, setting: { name: "", ...entry.defaults } }]
    : [];
}

function keyOfOther(stated: unknown, twin: string): string {
  const tool = stated as Readonly<Record<string, unknown>>;
  return otherKey(wordOf(tool.type), nameOfOther(tool), twin);
}

/** Eight hexadecimal digits that change when the text does; enough to see that, too few to tell the text. */
function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

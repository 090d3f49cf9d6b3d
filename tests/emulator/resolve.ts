import { isObject, type JsonObject } from "./shape";
import type { WireTool } from "./wire";

const ALWAYS_ALLOW = { type: "always_allow" };
const ALWAYS_ASK = { type: "always_ask" };

interface Switches {
  readonly enabled: unknown;
  readonly permission_policy: unknown;
}

/**
 * What comes back for an entry that was sent (API §4.3): defaults filled in, only the config entries
 * that were sent, in their order. Resolving twice changes nothing; kinds and members nobody here
 * knows stay as they are.
 */
export function resolveTool(tool: WireTool): WireTool {
  if (tool.type === "agent_toolset_20260401") return resolveToolset(tool, ALWAYS_ALLOW, builtIn);
  if (tool.type === "mcp_toolset") return resolveToolset(tool, ALWAYS_ASK, filled);
  return tool;
}

export function resolveTools(tools: readonly WireTool[]): readonly WireTool[] {
  return tools.map(resolveTool);
}

function resolveToolset(
  tool: WireTool,
  policy: JsonObject,
  resolveEntry: (entry: JsonObject, defaults: Switches) => JsonObject,
): WireTool {
  const given = isObject(tool.default_config) ? tool.default_config : {};
  const defaults = {
    ...given,
    enabled: given.enabled ?? true,
    permission_policy: given.permission_policy ?? policy,
  };
  const configs = Array.isArray(tool.configs) ? tool.configs : [];
  const resolved = configs.map((entry) =>
    isObject(entry) ? resolveEntry(entry, defaults) : entry,
  );
  return { ...tool, default_config: defaults, configs: resolved };
}

function filled(entry: JsonObject, defaults: Switches): JsonObject {
  return {
    ...entry,
    enabled: entry.enabled ?? defaults.enabled,
    permission_policy: entry.permission_policy ?? defaults.permission_policy,
  };
}

function builtIn(entry: JsonObject, defaults: Switches): JsonObject {
  const resolved: Record<string, unknown> = { ...filled(entry, defaults), type: entry.name };
  if (entry.name !== "web_search" && entry.name !== "web_fetch") return resolved;
  // Unset lists are absent, the other unset members are null (API §7 row 27).
  for (const list of ["allowed_domains", "blocked_domains"]) {
    if (resolved[list] === null) delete resolved[list];
  }
  if (entry.name === "web_search") resolved.user_location = entry.user_location ?? null;
  else {
    resolved.max_content_tokens = entry.max_content_tokens ?? null;
    resolved.url_sources = isObject(entry.url_sources) ? resolveSources(entry.url_sources) : null;
  }
  return resolved;
}

function resolveSources(sources: JsonObject): JsonObject {
  const names = ["client_tool_results", "server_tool_results", "user_input"];
  return Object.fromEntries(names.map((name) => [name, resolveSource(sources[name])]));
}

function resolveSource(source: unknown): unknown {
  return typeof source === "string" ? { type: source } : (source ?? null);
}

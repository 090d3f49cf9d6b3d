import { isObject, type JsonObject } from "./shape";
import { BUILT_IN_TOOLS } from "./tool-shapes";
import type { AgentArrays, WireTool } from "./wire";

/**
 * What a session may do, worked out from the arrays it holds (API §4.1). Whatever people or models name is a key of a map
 * or a member and never part of a longer text, so that no name can pass for another one.
 */
export interface SessionRights {
  /** By tool; empty without an agent toolset. */
  readonly builtIns: ReadonlyMap<string, ToolRight>;
  /** By name, from both arrays: a toolset whose server is not declared has no `url`, a server may have no tools. */
  readonly servers: ReadonlyMap<string, ServerRight>;
  /** By name. */
  readonly customTools: ReadonlyMap<string, CustomToolRight>;
  /** Entries of kinds that nobody here knows, as they are held. */
  readonly others: readonly WireTool[];
}

/** May a tool be used, after whose consent, and how far it reaches. */
export interface ToolRight {
  /** `disabled`, and then nothing else; `always_ask`, `auto`, `always_allow`, or a word of a newer API. */
  readonly permission: string;
  /** What a policy of a newer API says beside its type. */
  readonly terms?: JsonObject;
  /** The limits of `web_search` and `web_fetch` that are set, as they are held. */
  readonly limits?: WebLimits;
}

export interface WebLimits {
  readonly allowed_domains?: readonly string[];
  readonly blocked_domains?: readonly string[];
  readonly max_content_tokens?: number;
  /** By origin, those that are stated. */
  readonly url_sources?: JsonObject;
  readonly user_location?: JsonObject;
}

export interface ServerRight {
  readonly url?: string;
  readonly tools?: {
    /** What holds for every tool of the server that is not named. */
    readonly others: ToolRight;
    /** What holds for the tools that are named, whether it differs or not. */
    readonly named: ReadonlyMap<string, ToolRight>;
  };
}

export interface CustomToolRight {
  readonly description: unknown;
  readonly input_schema: unknown;
}

const TOOLSET_POLICIES: Readonly<Record<string, string>> = {
  agent_toolset_20260401: "always_allow",
  mcp_toolset: "always_ask",
};

export function rightsOf({ tools, mcp_servers: servers }: AgentArrays): SessionRights {
  const ofType = (type: string) => tools.filter((tool) => tool.type === type);
  const known = [...Object.keys(TOOLSET_POLICIES), "custom"];
  return {
    builtIns: new Map(ofType("agent_toolset_20260401").flatMap(builtInRights)),
    servers: serverRights(servers, ofType("mcp_toolset")),
    customTools: new Map(
      ofType("custom").map(({ name, description, input_schema }) => [
        String(name),
        { description, input_schema },
      ]),
    ),
    others: tools.filter(({ type }) => !known.includes(type)),
  };
}

function builtInRights(toolset: WireTool): (readonly [string, ToolRight])[] {
  const { others, named } = toolsetRights(toolset);
  const unnamed = BUILT_IN_TOOLS.filter((name) => !named.has(name));
  return [...unnamed.map((name) => [name, others] as const), ...named];
}

function serverRights(
  servers: AgentArrays["mcp_servers"],
  toolsets: readonly WireTool[],
): Map<string, ServerRight> {
  const rights = new Map<string, ServerRight>(servers.map(({ name, url }) => [name, { url }]));
  for (const toolset of toolsets) {
    const name = String(toolset.mcp_server_name);
    rights.set(name, { ...rights.get(name), tools: toolsetRights(toolset) });
  }
  return rights;
}

function toolsetRights(toolset: WireTool): Required<ServerRight>["tools"] {
  const fallback = {
    enabled: true,
    permission_policy: { type: TOOLSET_POLICIES[toolset.type] ?? "" },
  };
  const defaults = withFallback(toolset.default_config, fallback);
  const configs = Array.isArray(toolset.configs) ? toolset.configs.filter(isObject) : [];
  return {
    others: toolRight(defaults),
    named: new Map(
      configs.map((config) => [String(config.name), toolRight(withFallback(config, defaults))]),
    ),
  };
}

/** Gaps, absent or null, are filled by what holds without the entry (API §4.1). */
function withFallback(given: unknown, fallback: JsonObject): JsonObject {
  const stated = isObject(given) ? given : {};
  return {
    ...stated,
    enabled: stated.enabled ?? fallback.enabled,
    permission_policy: stated.permission_policy ?? fallback.permission_policy,
  };
}

function toolRight(config: JsonObject): ToolRight {
  if (config.enabled === false) return { permission: "disabled" };
  const { type, ...terms } = isObject(config.permission_policy) ? config.permission_policy : {};
  const limits = webLimits(config);
  const stated = withoutNulls(terms);
  return {
    permission: String(type),
    ...(Object.keys(stated).length === 0 ? {} : { terms: stated }),
    ...(Object.keys(limits).length === 0 ? {} : { limits }),
  };
}

const LIMITS = [
  "allowed_domains",
  "blocked_domains",
  "max_content_tokens",
  "url_sources",
  "user_location",
];

function webLimits(config: JsonObject): WebLimits {
  return withoutNulls(
    Object.fromEntries(
      LIMITS.map((name) => [
        name,
        isObject(config[name]) ? withoutNulls(config[name]) : config[name],
      ]),
    ),
  );
}

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
  );
}

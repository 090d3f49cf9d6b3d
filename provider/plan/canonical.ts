import { stringify } from "safe-stable-stringify";
import {
  type AgentToolConfig,
  type AgentToolset,
  agentToolsetType,
  type ToolDefaults,
  type UrlSource,
  urlSourcesSchema,
} from "../model/agent-toolset";
import { type CustomTool, customToolType, schemaValue } from "../model/custom-tool";
import { isObject } from "../model/json";
import { isUrlServer, type McpServer } from "../model/mcp-servers";
import { type McpToolConfig, type McpToolset, mcpToolsetType } from "../model/mcp-toolset";
import { isKnownPermissionPolicy, type PermissionPolicy } from "../model/permission-policy";
import { isKnownTool, type OtherTool, type Tool } from "../model/tools";
import { serverKey, serverNameOf, toolKey, twinOf, uniqueKeys, wordOf } from "./keys";

/*
 * The canonical form: the server's defaults filled in, order taken out, null and absent made one (API §4.4).
 * Two entries mean the same if their canonical texts are equal, whoever wrote them.
 */

/** What one tool may do, with every default resolved. Absent members are unset on the server too. */
export interface CanonicalConfig {
  readonly name: string;
  /** `#2` if an entry before it has the same name, which only a server can show (API §4.2). */
  readonly twin?: string;
  readonly enabled: boolean;
  readonly policy: string;
  readonly allowedDomains?: readonly string[];
  readonly blockedDomains?: readonly string[];
  readonly maxContentTokens?: number;
  readonly urlSources?: Readonly<Record<string, unknown>>;
  readonly userLocation?: Readonly<Record<string, unknown>>;
}

export type CanonicalDefaults = Pick<CanonicalConfig, "enabled" | "policy">;

export type CanonicalTool =
  | {
      readonly kind: "agentToolset" | "mcpToolset";
      readonly key: string;
      /** What `key` has beyond the entry's own: empty but for the second of its kind. */
      readonly twin: string;
      readonly serverName: string | undefined;
      readonly defaults: CanonicalDefaults;
      /** Sorted by name; without those that give a tool what it has without them. */
      readonly configs: readonly CanonicalConfig[];
      readonly text: string;
    }
  | {
      readonly kind: "custom";
      readonly key: string;
      readonly twin: string;
      readonly name: string;
      readonly text: string;
    }
  | {
      readonly kind: "other";
      readonly key: string;
      readonly twin: string;
      readonly stated: unknown;
      readonly text: string;
    };

export interface CanonicalServer {
  readonly kind: "server";
  readonly key: string;
  readonly twin: string;
  readonly name: string;
  /** As it is stated; empty for a kind of server that this version does not know. */
  readonly url: string;
  /** Of a kind of server that this version does not know: what it says. */
  readonly stated?: unknown;
  readonly text: string;
}

export type CanonicalEntry = CanonicalTool | CanonicalServer;

/** The server's defaults per kind of toolset (API §4.1). */
export const toolsetDefaults: Readonly<Record<string, CanonicalDefaults>> = {
  [agentToolsetType]: { enabled: true, policy: "always_allow" },
  [mcpToolsetType]: { enabled: true, policy: "always_ask" },
};

export function canonicalTools(tools: readonly Tool[]): CanonicalTool[] {
  const keys = uniqueKeys(tools.map(toolKey));
  return tools.map((tool, index) => canonicalTool(tool, keys[index] as string));
}

export function canonicalServers(servers: readonly McpServer[]): CanonicalServer[] {
  // A state may hold anything and is compared all the same, so a name may be none.
  const keys = uniqueKeys(servers.map(serverKey));
  return servers.map((server, index) => {
    const key = keys[index] as string;
    const name = serverKey(server);
    const identity = { kind: "server" as const, key, twin: twinOf(key, name), name };
    if (isUrlServer(server)) {
      const url = wordOf(server.url);
      return { ...identity, url, text: textOf({ name, url: canonicalUrl(url) }) };
    }
    const stated = withoutNulls(server);
    return { ...identity, url: "", stated, text: textOf(stated) };
  });
}

/** Entries never change, and a plan asks for the form of each several times. */
const formsOfTools = new WeakMap<object, CanonicalTool>();

/** One tool by itself; in an array, a second one of its kind has another key. */
export function canonicalTool(tool: Tool, key = toolKey(tool)): CanonicalTool {
  const known = formsOfTools.get(tool);
  if (known?.key === key) {
    return known;
  }
  const form = newCanonicalTool(tool, key);
  formsOfTools.set(tool, form);
  return form;
}

function newCanonicalTool(tool: Tool, key: string): CanonicalTool {
  if (!isKnownTool(tool)) {
    return canonicalOther(tool, key);
  }
  return tool.type === customToolType ? canonicalCustom(tool, key) : canonicalToolset(tool, key);
}

function canonicalToolset(toolset: AgentToolset | McpToolset, key: string): CanonicalTool {
  const isMcp = toolset.type === mcpToolsetType;
  const defaults = resolveDefaults(toolset.type, toolset.defaultConfig);
  const configs = canonicalConfigs(toolset.configs ?? [], defaults);
  return {
    kind: isMcp ? "mcpToolset" : "agentToolset",
    key,
    twin: twinOf(key, toolKey(toolset)),
    serverName: serverNameOf(toolset),
    defaults,
    configs,
    text: textOf({ type: toolset.type, server: serverNameOf(toolset), defaults, configs }),
  };
}

/** What the entries change of the defaults; which of two with one name holds is not known, so both are kept. */
function canonicalConfigs(
  stated: readonly (AgentToolConfig | McpToolConfig)[],
  defaults: CanonicalDefaults,
): CanonicalConfig[] {
  const names = stated.map(({ name }) => wordOf(name));
  const keys = uniqueKeys(names);
  const isTwin = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  return stated
    .map((config, index) => {
      const twin = twinOf(keys[index] as string, names[index] as string);
      return { ...canonicalConfig(config, defaults), ...(twin === "" ? {} : { twin }) };
    })
    .filter((config) => isTwin(config.name) || !saysNothing(config, defaults))
    .sort((left, right) => compareText(left.name, right.name));
}

/** Whether an entry gives its tool the right that the tool has without it. */
export function saysNothing(config: CanonicalConfig, defaults: CanonicalDefaults): boolean {
  const { name: _name, enabled, policy, ...limits } = config;
  const isLimited = Object.values(limits).some((limit) => limit !== undefined);
  return enabled ? defaults.enabled && policy === defaults.policy && !isLimited : !defaults.enabled;
}

/** `defaultConfig` with the gaps filled by the server's defaults for this kind of toolset. */
export function resolveDefaults(
  type: string,
  stated: ToolDefaults | null | undefined,
): CanonicalDefaults {
  const fallback = toolsetDefaults[type] as CanonicalDefaults;
  return {
    enabled: stated?.enabled ?? fallback.enabled,
    policy: canonicalPolicy(stated?.permissionPolicy) ?? fallback.policy,
  };
}

/** One config entry with the gaps filled from the toolset's defaults. */
export function canonicalConfig(
  config: AgentToolConfig | McpToolConfig,
  defaults: CanonicalDefaults,
): CanonicalConfig {
  const limits: Readonly<Record<string, unknown>> = config;
  return {
    name: config.name,
    enabled: config.enabled ?? defaults.enabled,
    policy: canonicalPolicy(config.permissionPolicy) ?? defaults.policy,
    ...present("allowedDomains", limits.allowedDomains, canonicalDomains),
    ...present("blockedDomains", limits.blockedDomains, canonicalDomains),
    ...present("maxContentTokens", limits.maxContentTokens, (value) => value as number),
    ...present("urlSources", limits.urlSources, canonicalUrlSources),
    ...present("userLocation", limits.userLocation, withoutNulls),
  } as CanonicalConfig;
}

/** A policy as one word; one that does not exist today keeps whatever else it says. */
function canonicalPolicy(policy: PermissionPolicy | null | undefined): string | undefined {
  if (policy === undefined || policy === null) {
    return undefined;
  }
  const stated = withoutNulls(policy) as PermissionPolicy;
  const saysMore = !isKnownPermissionPolicy(stated.type) && Object.keys(stated).length > 1;
  return saysMore ? textOf(stated) : stated.type;
}

/**
 * A server may spell a URL otherwise and mean the same: the case of the host, a default port, an empty path. What it is
 * shown as, and sent as, is what was stated.
 */
function canonicalUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}

/** Hosts are compared without case and without a trailing slash, as a set; paths with case (API §4.1, §4.4). */
export function canonicalDomain(domain: string): string {
  const [host = "", ...path] = domain.replace(/\/$/, "").split("/");
  return [host.toLowerCase(), ...path].join("/");
}

function canonicalDomains(domains: unknown): readonly string[] {
  return [...new Set((domains as readonly string[]).map(canonicalDomain))].sort(compareText);
}

/** An origin that may give every URL narrows nothing, and that is what one that is unset means (API §4.1). */
function canonicalUrlSources(sources: unknown): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(sources as Readonly<Record<string, UrlSource | null | undefined>>);
  const narrowing = entries.flatMap(([origin, source]) => {
    if (source === null || source === undefined) {
      return [];
    }
    if (!Object.hasOwn(urlSourcesSchema.shape, origin)) {
      return [[origin, withoutNulls(source)]]; // Not known today, so neither is its shape.
    }
    const { type, tools } = typeof source === "string" ? { type: source } : source;
    const names = (tools ?? []).map((tool) => tool.name).sort(compareText);
    if (type === "all" && names.length === 0) {
      return [];
    }
    return [[origin, names.length === 0 ? { type } : { type, tools: names }]];
  });
  return narrowing.length === 0 ? undefined : Object.fromEntries(narrowing);
}

function canonicalCustom(tool: CustomTool, key: string): CanonicalTool {
  const { properties, required, ...schema } = schemaValue(tool.inputSchema);
  // null and absent are one for these two (API §4.4); everything else in the schema is the user's own JSON.
  const inputSchema = {
    ...schema,
    ...present("properties", properties, (value) => value),
    ...present("required", required, (value) => value),
  };
  const text = textOf({ name: tool.name, description: tool.description, inputSchema });
  return { kind: "custom", key, twin: twinOf(key, toolKey(tool)), name: tool.name, text };
}

function canonicalOther(tool: OtherTool, key: string): CanonicalTool {
  const stated = withoutNulls(tool);
  return { kind: "other", key, twin: twinOf(key, toolKey(tool)), stated, text: textOf(stated) };
}

function present<Key extends string, Value>(
  key: Key,
  value: unknown,
  canonical: (value: unknown) => Value | undefined,
): { readonly [K in Key]?: Value } {
  const form = value === undefined || value === null ? undefined : canonical(value);
  return form === undefined ? {} : ({ [key]: form } as { readonly [K in Key]?: Value });
}

/** The value without members that are null, at any depth. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  if (!isObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

/** JSON with sorted keys: equal for equal data. */
export function textOf(value: unknown): string {
  return stringify(value) ?? "";
}

export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

import type { AgentToolConfig, AgentToolset, ToolDefaults } from "../model/agent-toolset";
import { customToolType } from "../model/custom-tool";
import { isUrlServer, type McpServer } from "../model/mcp-servers";
import type { McpToolConfig, McpToolset } from "../model/mcp-toolset";
import { isKnownTool, type Tool } from "../model/tools";
import {
  type CanonicalDefaults,
  canonicalConfig,
  resolveDefaults,
  saysNothing,
  textOf,
  toolsetDefaults,
  withoutNulls,
} from "./canonical";
import { sameServer, saysAll } from "./compare";

/**
 * What a session has, in the words a person would have used: where it says what the prior entry says, the prior
 * spelling stays; where it does not, only what differs from the server's defaults is written, plus whatever the prior
 * entry spelled out. So drift shows as the one thing that changed, and imported code is short.
 */
export function respellTool(live: Tool, prior: Tool | undefined): Tool {
  if (prior !== undefined && saysAll(live, prior)) {
    return prior;
  }
  if (!isKnownTool(live)) {
    return withoutNulls(live) as Tool;
  }
  if (live.type === customToolType) {
    return live; // Its schema is the user's own JSON, in which null has a meaning.
  }
  const priorToolset =
    prior !== undefined && isKnownTool(prior) && prior.type === live.type ? prior : undefined;
  return respellToolset(live, priorToolset as typeof live | undefined);
}

/** As {@link respellTool}; of a known kind of server, only what is known of it. */
export function respellServer(live: McpServer, prior: McpServer | undefined): McpServer {
  if (prior !== undefined && sameServer(live, prior)) {
    return prior;
  }
  return isUrlServer(live)
    ? { type: live.type, name: live.name, url: live.url }
    : (withoutNulls(live) as McpServer);
}

type Toolset = AgentToolset | McpToolset;
type Config = AgentToolConfig | McpToolConfig;

function respellToolset<Kind extends Toolset>(live: Kind, prior: Kind | undefined): Kind {
  const defaults = resolveDefaults(live.type, live.defaultConfig);
  const priorDefaults = resolveDefaults(live.type, prior?.defaultConfig);
  const defaultConfig =
    prior !== undefined && textOf(defaults) === textOf(priorDefaults)
      ? prior.defaultConfig
      : respellDefaults(live, prior?.defaultConfig);
  const configs = respellConfigs(live, prior, defaults, priorDefaults);
  const { defaultConfig: _defaultConfig, configs: _configs, ...identity } = live;
  return {
    ...identity,
    ...(defaultConfig === undefined ? {} : { defaultConfig }),
    ...(configs.length > 0 || prior?.configs !== undefined ? { configs } : {}),
  } as Kind;
}

/**
 * In the prior order, new ones last. An entry that gives its tool what it has without it is shown only if it was
 * written before, and then whether or not the session has it.
 */
function respellConfigs(
  live: Toolset,
  prior: Toolset | undefined,
  defaults: CanonicalDefaults,
  priorDefaults: CanonicalDefaults,
): unknown[] {
  const found: readonly Config[] = live.configs ?? [];
  const written: readonly Config[] = prior?.configs ?? [];
  const isNeedless = (config: Config) => saysNothing(canonicalConfig(config, defaults), defaults);
  const kept = written.flatMap((config) => {
    const now = found.filter(({ name }) => name === config.name);
    if (now.length > 0) {
      return now.map((entry) => respellConfig(entry, defaults, config, priorDefaults));
    }
    return isNeedless(config) ? [config] : [];
  });
  const added = found
    .filter(({ name }) => !written.some((config) => config.name === name))
    .filter((config) => isTwin(found, config) || !isNeedless(config))
    .map((config) => respellConfig(config, defaults, undefined, priorDefaults));
  return [...kept, ...added];
}

/** Of two entries with one name, which only a server can show, it is not known which holds: both are kept. */
function isTwin(configs: readonly Config[], { name }: Config): boolean {
  return configs.filter((config) => config.name === name).length > 1;
}

function respellDefaults(live: Toolset, prior: ToolDefaults | null | undefined): unknown {
  const fallback = toolsetDefaults[live.type] as CanonicalDefaults;
  const stated = respellRights(live.defaultConfig ?? {}, fallback, prior ?? undefined);
  return Object.keys(stated).length === 0 && prior === undefined ? undefined : stated;
}

function respellConfig(
  live: Config,
  defaults: CanonicalDefaults,
  prior: Config | undefined,
  priorDefaults: CanonicalDefaults,
): unknown {
  const samePlace =
    prior !== undefined &&
    textOf(canonicalConfig(prior, priorDefaults)) === textOf(canonicalConfig(live, defaults)) &&
    // The prior spelling may lean on defaults that are no longer what they were.
    textOf(canonicalConfig(prior, defaults)) === textOf(canonicalConfig(live, defaults));
  if (samePlace) {
    return prior;
  }
  const { enabled: _enabled, permissionPolicy: _policy, ...rest } = withoutNulls(live) as Config;
  if (!("type" in (prior ?? {})) && "type" in rest) {
    delete rest.type;
  }
  return { ...rest, ...respellRights(live, defaults, prior) };
}

/** `enabled` and `permissionPolicy`, each only if it differs from what holds without it or was spelled out before. */
function respellRights(
  live: ToolDefaults,
  fallback: CanonicalDefaults,
  prior: ToolDefaults | undefined,
): ToolDefaults {
  const enabled = live.enabled ?? fallback.enabled;
  const policy = live.permissionPolicy ?? { type: fallback.policy };
  return {
    ...(enabled !== fallback.enabled || prior?.enabled !== undefined ? { enabled } : {}),
    ...(policy.type !== fallback.policy || prior?.permissionPolicy !== undefined
      ? { permissionPolicy: policy }
      : {}),
  };
}

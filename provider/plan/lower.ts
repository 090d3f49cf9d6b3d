import { type AgentToolset, agentToolsetType, type ToolDefaults } from "../model/agent-toolset";
import { type Level, rankOf } from "../model/ceiling";
import { customToolType } from "../model/custom-tool";
import type { McpToolset } from "../model/mcp-toolset";
import { type Edit, withEdits } from "../model/patch";
import { isKnownTool, type Tool } from "../model/tools";
import { type CanonicalDefaults, canonicalConfig, resolveDefaults } from "./canonical";
import type { Bound, Ceiling } from "./ceiling";
import { mcpDefaultKey, mcpToolKey } from "./right-keys";

/** A right that exceeds its bound, in the words of access. */
export interface Exceeding {
  /** The key of the right; the agent toolset's default goes under the toolset's own key. */
  readonly key: string;
  /** The tool's name; undefined for the default. */
  readonly tool: string | undefined;
  /** Where in the entry it is stated, or would be. */
  readonly place: Edit["path"];
  readonly right: string;
  readonly bound: Bound;
}

/** What a ceiling makes of one entry of `tools`. */
export type Judged =
  /** Nothing in it exceeds the ceiling. */
  | { readonly kind: "within" }
  | {
      readonly kind: "lowered";
      /** The entry as it is to be. */
      readonly entry: Tool;
      /** What leads there, and to nothing else. */
      readonly edits: readonly Edit[];
      readonly exceeding: readonly Exceeding[];
    }
  /** Of a type that this version does not know: what it allows, nobody here can tell. */
  | { readonly kind: "unjudged"; readonly bound: Bound };

type Toolset = AgentToolset | McpToolset;
type Config = NonNullable<Toolset["configs"]>[number];

const within: Judged = { kind: "within" };

/**
 * Lowers what exceeds the ceiling, in place: a default, an entry of `configs`, or a tool under the default, which gets
 * an entry of its own. What does not exceed keeps its right, also where it leant on a default that is lowered; nothing
 * is ever loosened. Custom tools are answered by the user's own client and know no policy (API §4.1).
 */
export function lowerTool(tool: Tool, ceiling: Ceiling): Judged {
  if (ceiling.isEmpty || tool.type === customToolType) {
    return within;
  }
  if (!isKnownTool(tool)) {
    const bound = ceiling.ofOther(tool);
    return bound === undefined ? within : { kind: "unjudged", bound };
  }
  const toolset = tool as Toolset;
  const defaults = resolveDefaults(toolset.type, toolset.defaultConfig);
  const scope = scopeOf(toolset, ceiling);
  const [lowered, ...steps] = stepsOf(toolset, defaults, scope);
  const exceeding = [lowered, ...steps].flatMap((step) => step?.exceeding ?? []);
  if (exceeding.length === 0) {
    return within;
  }
  const edits = [lowered, ...steps].flatMap((step) => step?.edits ?? []);
  return { kind: "lowered", entry: withEdits(tool, edits) as Tool, edits, exceeding };
}

/** What the ceiling says of the tools of one toolset. */
interface Scope {
  readonly defaultKey: string;
  readonly defaultBound: Bound | undefined;
  /** Tools with a key of their own. */
  readonly named: readonly string[];
  keyOf(name: string): string;
  boundOf(name: string): Bound | undefined;
}

function scopeOf(toolset: Toolset, ceiling: Ceiling): Scope {
  if (toolset.type === agentToolsetType) {
    return {
      defaultKey: agentToolsetType,
      defaultBound: ceiling.ofBuiltIns(),
      named: ceiling.namedBuiltIns,
      keyOf: (name) => name,
      boundOf: ceiling.ofBuiltIn,
    };
  }
  const { mcpServerName } = toolset;
  return {
    defaultKey: mcpDefaultKey(mcpServerName),
    defaultBound: ceiling.ofMcpTools(mcpServerName),
    named: ceiling.namedMcpTools(mcpServerName),
    keyOf: (name) => mcpToolKey(mcpServerName, name),
    boundOf: (name) => ceiling.ofMcpTool(mcpServerName, name),
  };
}

/** One place of a toolset: what exceeds there, and what is set there. */
interface Step {
  readonly edits: readonly Edit[];
  readonly exceeding: readonly Exceeding[];
}

/** The default first, because what the entries lean on is what it is lowered to. */
function stepsOf(toolset: Toolset, before: CanonicalDefaults, scope: Scope): Step[] {
  const bound = exceededBy(before, scope.defaultBound);
  const after = bound === undefined ? before : withLevel(before, bound.level);
  const byDefault: Step = {
    edits: bound === undefined ? [] : editsAt(["defaultConfig"], membersFor(bound.level, before)),
    exceeding: exceedingOf(scope.defaultKey, undefined, ["defaultConfig"], before, bound),
  };
  const configs: readonly Config[] = toolset.configs ?? [];
  const stated = new Set<string>(configs.map(({ name }) => name));
  const inPlace = configs.map((config, index): Step => {
    const found = canonicalConfig(config, before);
    const leaning = canonicalConfig(config, after);
    const members = membersToKeep(found, leaning, scope.boundOf(config.name));
    return {
      edits: editsAt(["configs", index], members),
      exceeding: exceedingOf(
        scope.keyOf(config.name),
        config.name,
        ["configs", index],
        found,
        exceededBy(found, scope.boundOf(config.name)),
      ),
    };
  });
  const unstated = scope.named.filter((name) => !stated.has(name));
  return [byDefault, ...inPlace, unstatedStep(toolset, unstated, before, after, scope)];
}

/** Tools with a key and without an entry get one where the default does not give them what they may have. */
function unstatedStep(
  { configs }: Toolset,
  names: readonly string[],
  before: CanonicalDefaults,
  after: CanonicalDefaults,
  { keyOf, boundOf }: Scope,
): Step {
  const bounds = names.map((name) => [name, boundOf(name)] as const);
  const added = bounds.flatMap(([name, bound]) => {
    const members = membersToKeep(before, after, bound);
    return Object.keys(members).length === 0 ? [] : [{ name, ...members }];
  });
  const isList = Array.isArray(configs);
  return {
    edits:
      added.length === 0
        ? []
        : isList
          ? added.map((config, index) => ({
              path: ["configs", configs.length + index],
              value: config,
            }))
          : [{ path: ["configs"], value: added }],
    exceeding: bounds.flatMap(([name, bound]) => {
      const exceeded = exceededBy(before, bound);
      return exceeded === undefined ? [] : exceedingOf(keyOf(name), name, [], before, exceeded);
    }),
  };
}

/** A right as one word of the order. */
export function levelOf({ enabled, policy }: CanonicalDefaults): string {
  return enabled ? policy : "disabled";
}

function exceededBy(found: CanonicalDefaults, bound: Bound | undefined): Bound | undefined {
  return bound !== undefined && rankOf(levelOf(found)) > rankOf(bound.level) ? bound : undefined;
}

function exceedingOf(
  key: string,
  tool: string | undefined,
  place: Edit["path"],
  found: CanonicalDefaults,
  bound: Bound | undefined,
): Exceeding[] {
  return bound === undefined ? [] : [{ key, tool, place, right: levelOf(found), bound }];
}

/** The members to set so that the tool has its right, or its bound if that is less, whatever it leans on now. */
function membersToKeep(
  found: CanonicalDefaults,
  leaning: CanonicalDefaults,
  bound: Bound | undefined,
): ToolDefaults {
  const wanted = exceededBy(found, bound)?.level ?? (levelOf(found) as Level);
  return levelOf(leaning) === wanted ? {} : membersFor(wanted, leaning);
}

function membersFor(level: Level, leaning: CanonicalDefaults): ToolDefaults {
  if (level === "disabled") {
    return { enabled: false };
  }
  return {
    ...(leaning.enabled ? {} : { enabled: true }),
    ...(leaning.policy === level ? {} : { permissionPolicy: { type: level } }),
  };
}

function withLevel(defaults: CanonicalDefaults, level: Level): CanonicalDefaults {
  return level === "disabled" ? { ...defaults, enabled: false } : { ...defaults, policy: level };
}

function editsAt(place: Edit["path"], members: ToolDefaults): Edit[] {
  return Object.entries(members).map(([member, value]) => ({ path: [...place, member], value }));
}

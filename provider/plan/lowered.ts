import type { AgentToolset, ToolDefaults } from "../model/agent-toolset";
import type { Level } from "../model/ceiling";
import type { McpToolset } from "../model/mcp-toolset";
import {
  type Edit,
  EditedRaw,
  isOwn,
  type OutgoingEntry,
  type OwnEntry,
  withEdits,
} from "../model/patch";
import type { ObservedEntry } from "../model/session";
import type { Tool } from "../model/tools";
import {
  type CanonicalDefaults,
  canonicalConfig,
  canonicalTools,
  resolveDefaults,
} from "./canonical";
import type { Ceiling } from "./ceiling";
import { toolKey, uniqueKeys } from "./keys";
import { levelOf, lowerTool } from "./lower";

/** An entry of others that a ceiling lowered: how it was first found, and to what each right was set since. */
export interface LoweredEntry {
  readonly key: string;
  readonly found: ObservedEntry<Tool>;
  /** The toolset's default, if that was lowered. */
  readonly byDefault?: Level;
  /** Tools by name. */
  readonly tools: Readonly<Record<string, Level>>;
}

type Toolset = AgentToolset | McpToolset;

/** What a write under this ceiling lowers on top of what was lowered before; what was found first stays. */
export function recordLowered(
  prior: readonly LoweredEntry[],
  observed: readonly ObservedEntry<Tool>[],
  isForeign: (found: ObservedEntry<Tool>) => boolean,
  ceiling: Ceiling,
): readonly LoweredEntry[] {
  const entries = new Map(prior.map((lowered) => [lowered.key, lowered]));
  const keys = uniqueKeys(observed.map(({ entry }) => toolKey(entry)));
  observed.forEach((found, index) => {
    const judged = isForeign(found) ? lowerTool(found.entry, ceiling) : undefined;
    if (judged?.kind !== "lowered") {
      return;
    }
    const key = keys[index] as string;
    const earlier = entries.get(key) ?? { key, found, tools: {} };
    const ofTools = judged.exceeding.flatMap(({ tool, bound }) =>
      tool === undefined ? [] : [[tool, bound.level] as const],
    );
    const byDefault = judged.exceeding.find(({ tool }) => tool === undefined)?.bound.level;
    entries.set(key, {
      ...earlier,
      ...(byDefault === undefined ? {} : { byDefault }),
      tools: { ...earlier.tools, ...Object.fromEntries(ofTools) },
    });
  });
  return [...entries.values()];
}

/**
 * The array with what was lowered given back: each right that still is what it was set to becomes what was found. What
 * somebody set to something else since, or took out, stays.
 */
export function raised(
  tools: readonly OutgoingEntry<Tool>[],
  lowered: readonly LoweredEntry[],
): OutgoingEntry<Tool>[] {
  const byKey = new Map(lowered.map((entry) => [entry.key, entry]));
  const keys = uniqueKeys(tools.map(({ entry }) => toolKey(entry)));
  return tools.map((outgoing, index) => {
    const record = byKey.get(keys[index] as string);
    return record === undefined || isOwn(outgoing) ? outgoing : raisedEntry(outgoing, record);
  });
}

function raisedEntry(
  outgoing: Exclude<OutgoingEntry<Tool>, OwnEntry<Tool>>,
  { found, byDefault, tools }: LoweredEntry,
): OutgoingEntry<Tool> {
  if (found.entry.type !== outgoing.entry.type) {
    return outgoing;
  }
  const [current, before] = [outgoing.entry as Toolset, found.entry as Toolset];
  const defaults = resolveDefaults(current.type, current.defaultConfig);
  const ofDefault =
    levelOf(defaults) === byDefault
      ? editsBetween(["defaultConfig"], defaults, statedRight(before, undefined))
      : [];
  const ofTools = (current.configs ?? []).flatMap((config, index) => {
    const setTo = Object.hasOwn(tools, config.name) ? tools[config.name] : undefined;
    const now = canonicalConfig(config, defaults);
    return levelOf(now) === setTo
      ? editsBetween(["configs", index], now, statedRight(before, config.name))
      : [];
  });
  const edits = [...ofDefault, ...ofTools];
  if (edits.length === 0) {
    return outgoing;
  }
  const entry = withEdits(current, edits) as Tool;
  return sameTool(entry, found.entry)
    ? { kind: "foreign", ...found }
    : { kind: "edited", entry, raw: new EditedRaw(outgoing.raw, edits) };
}

/** The right of a tool, or of the default, spelled out with the policy as it was written. */
function statedRight(
  toolset: Toolset,
  tool: string | undefined,
): CanonicalDefaults & { readonly written: ToolDefaults["permissionPolicy"] } {
  const defaults = resolveDefaults(toolset.type, toolset.defaultConfig);
  const config = (toolset.configs ?? []).find(({ name }) => name === tool);
  const right = config === undefined ? defaults : canonicalConfig(config, defaults);
  const written = config?.permissionPolicy ?? toolset.defaultConfig?.permissionPolicy;
  return {
    enabled: right.enabled,
    policy: right.policy,
    written: written ?? { type: right.policy },
  };
}

function editsBetween(
  place: Edit["path"],
  now: CanonicalDefaults,
  before: CanonicalDefaults & { readonly written: ToolDefaults["permissionPolicy"] },
): Edit[] {
  return [
    ...(now.enabled === before.enabled
      ? []
      : [{ path: [...place, "enabled"], value: before.enabled }]),
    ...(now.policy === before.policy
      ? []
      : [{ path: [...place, "permissionPolicy"], value: before.written }]),
  ];
}

function sameTool(one: Tool, other: Tool): boolean {
  return canonicalTools([one])[0]?.text === canonicalTools([other])[0]?.text;
}

import { customToolType } from "../model/custom-tool";
import { isObject } from "../model/json";
import type { McpServer } from "../model/mcp-servers";
import type { PropertyRecord } from "../model/property-record";
import type { ResourceDescriptor } from "../model/resources";
import { hasReadableArrays } from "../model/state";
import { isKnownTool, type Tool } from "../model/tools";
import { containsUnknown, isUnknown } from "../model/unknown";
import { accessIfReadable } from "./access";
import {
  canonicalConfig,
  canonicalServers,
  canonicalTools,
  resolveDefaults,
  textOf,
} from "./canonical";
import type { Verdict } from "./diff";

/** One difference as an engine shows it: a path into old and new inputs, and what happens there. */
export interface PropertyChange {
  /** For example `tools[0].configs[1]`, `access["mcp:linear/*"]`, `whenBusy`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update" | "replace";
}

/**
 * The differences behind a verdict, down to the entry of an array, so that its name is shown, and to the key of the
 * `access` map. Paths are looked up at the same index in old and new inputs: both arrays are in the same order where
 * the inputs were checked against the old ones.
 */
export function detailedDiff(
  verdict: Verdict,
  prior: PropertyRecord,
  next: PropertyRecord,
  { comparedKeys, identity }: ResourceDescriptor,
): PropertyChange[] {
  if (verdict.kind === "same") {
    return [];
  }
  const inputs = comparedKeys.filter(
    (key) => verdict.keys.includes(key) || verdict.kind === "replace",
  );
  const changesOf = (key: string, was: unknown, is: unknown) =>
    key === identity ? identityChanges(key, was, is) : inputChanges(key, was, is);
  const changes = inputs.flatMap((key) =>
    changesOf(key, prior[key] ?? undefined, next[key] ?? undefined),
  );
  return [...changes, ...accessChanges(prior, next)];
}

function identityChanges(path: string, prior: unknown, next: unknown): PropertyChange[] {
  const kind = containsUnknown(next) ? "update" : "replace";
  return textOf(prior) === textOf(next) ? [] : [{ path, kind }];
}

function inputChanges(key: string, prior: unknown, next: unknown): PropertyChange[] {
  if (prior === undefined || next === undefined) {
    return oneSided(key, prior, next);
  }
  if (isReadableList(key, prior) && isReadableList(key, next) && !containsUnknown(next)) {
    return key === "tools"
      ? toolChanges(prior as Tool[], next as Tool[])
      : elementChanges(key, elementTexts(key, prior), elementTexts(key, next));
  }
  return textOf(prior) === textOf(next) ? [] : [{ path: key, kind: "update" }];
}

/** Entries are told apart by what they say, which a state that was edited may not let anybody read. */
function isReadableList(key: string, value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && hasReadableArrays({ [key]: value });
}

function elementTexts(key: string, elements: readonly unknown[]): string[] {
  return key === "mcpServers"
    ? canonicalServers(elements as McpServer[]).map(({ text }) => text)
    : elements.map(textOf);
}

function oneSided(path: string, prior: unknown, next: unknown): PropertyChange[] {
  if (prior === undefined && next === undefined) {
    return [];
  }
  return [{ path, kind: prior === undefined ? "add" : "delete" }];
}

function toolChanges(prior: readonly Tool[], next: readonly Tool[]): PropertyChange[] {
  const before = canonicalTools(prior);
  const after = canonicalTools(next);
  const changes = elementChanges("tools", texts(before), texts(after));
  return changes.flatMap((change) => {
    const index = Number(/\[(\d+)\]$/.exec(change.path)?.[1]);
    const sameKey = before[index]?.key === after[index]?.key;
    return change.kind === "update" && sameKey
      ? insideTool(change, prior[index] as Tool, next[index] as Tool)
      : [change];
  });
}

function texts(entries: readonly { readonly text: string }[]): string[] {
  return entries.map(({ text }) => text);
}

/** Into a toolset's configs, if they are all that differs; else the tool as a whole. */
function insideTool(change: PropertyChange, prior: Tool, next: Tool): PropertyChange[] {
  const [before, after] = [toolsetOf(prior), toolsetOf(next)];
  if (before === undefined || after === undefined || before.defaults !== after.defaults) {
    return [change];
  }
  const inside = elementChanges(`${change.path}.configs`, before.configs, after.configs);
  return inside.length === 0 ? [change] : inside;
}

function toolsetOf(
  tool: Tool,
): { readonly defaults: string; readonly configs: readonly string[] } | undefined {
  if (!isKnownTool(tool) || tool.type === customToolType) {
    return undefined;
  }
  const defaults = resolveDefaults(tool.type, tool.defaultConfig);
  const configs = (tool.configs ?? []).map((config) => textOf(canonicalConfig(config, defaults)));
  return { defaults: textOf(defaults), configs };
}

/** Position by position; what is left over at the end was added or taken away. */
function elementChanges(
  path: string,
  before: readonly string[],
  after: readonly string[],
): PropertyChange[] {
  const removedAt = onlyRemoval(before, after);
  if (removedAt !== undefined) {
    return removedAt.map((index) => ({ path: `${path}[${index}]`, kind: "delete" }));
  }
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, index) => index).flatMap((index): PropertyChange[] => {
    if (before[index] === after[index]) {
      return [];
    }
    const kind =
      before[index] === undefined ? "add" : after[index] === undefined ? "delete" : "update";
    return [{ path: `${path}[${index}]`, kind }];
  });
}

/** If elements only went away, their old places: everything behind them moved up and is no difference. */
function onlyRemoval(before: readonly string[], after: readonly string[]): number[] | undefined {
  const removed: number[] = [];
  let kept = 0;
  before.forEach((text, index) => {
    if (text === after[kept]) {
      kept += 1;
    } else {
      removed.push(index);
    }
  });
  return kept === after.length && removed.length > 0 ? removed : undefined;
}

/**
 * The engine shows what stands under `access` in old and new inputs. A right whose words there are not those of the
 * arrays is passed over: of the old ones, because another version wrote them; of the new ones, because a policy changed
 * the arrays after they were checked.
 */
function accessChanges(
  { access: before, ...prior }: PropertyRecord,
  next: PropertyRecord,
): PropertyChange[] {
  // States from before the map was an input have none to compare with.
  if (!isObject(before)) {
    return [];
  }
  const after = next.access;
  const meant = accessIfReadable(next);
  if (!isObject(after) || containsUnknown(after) || isUnknown(meant)) {
    return [{ path: "access", kind: "update" }];
  }
  const wasMeant = accessIfReadable(prior);
  const isInOtherWords = (key: string) =>
    after[key] !== (meant ?? after)[key] ||
    (after[key] !== undefined && isObject(wasMeant) && wasMeant[key] === after[key]);
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): PropertyChange[] => {
    if (before[key] === after[key] || isInOtherWords(key)) {
      return [];
    }
    const kind = before[key] === undefined ? "add" : after[key] === undefined ? "delete" : "update";
    const path = accessPath(key);
    return [{ path, kind: path === "access" ? "update" : kind }];
  });
}

/**
 * The engine's parser knows one escape, `\"`, and takes every other backslash as it is: a key with one may not be
 * found again or not even parse, which would fail the preview, so the map as a whole is named then.
 */
function accessPath(key: string): string {
  if (/^[A-Za-z_]\w*$/.test(key)) {
    return `access.${key}`;
  }
  return key.includes("\\") ? "access" : `access["${key.replaceAll('"', '\\"')}"]`;
}

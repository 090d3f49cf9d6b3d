import { customToolType } from "../model/custom-tool";
import { isObject } from "../model/json";
import { isKnownToolType } from "../model/tools";
import { containsUnknown, isUnknown } from "../model/unknown";
import { toolKey, uniqueKeys } from "./keys";

/*
 * Arrays are put into the order of the old ones before they are compared by position, by the engine or by eye:
 * an entry that only moved is then no difference, and one that was added stands at the end (API §4.4: order means
 * nothing). Values may be unknown or malformed; where a key cannot be told, the array stays as it is.
 */

/** The `tools` array in the order of the prior one, the `configs` inside each toolset too. */
export function alignTools(prior: unknown, next: unknown): unknown {
  return alignArray(prior, next, toolKeyOf, alignConfigs);
}

/** The `mcpServers` array in the order of the prior one. */
export function alignServers(prior: unknown, next: unknown): unknown {
  return alignArray(prior, next, nameOf, (_prior, entry) => entry);
}

function alignConfigs(prior: unknown, next: unknown): unknown {
  if (!isObject(prior) || !isObject(next) || !Array.isArray(next.configs)) {
    return next;
  }
  const configs = alignArray(prior.configs, next.configs, nameOf, (_prior, entry) => entry);
  return { ...next, configs };
}

function alignArray(
  prior: unknown,
  next: unknown,
  keyOf: (entry: unknown) => string | undefined,
  alignInside: (prior: unknown, next: unknown) => unknown,
): unknown {
  if (!Array.isArray(prior) || !Array.isArray(next)) {
    return next;
  }
  const nextKeys = keysOf(next, keyOf);
  const priorKeys = keysOf(prior, keyOf);
  if (nextKeys === undefined || priorKeys === undefined) {
    return next;
  }
  const nextByKey = new Map(nextKeys.map((key, index) => [key, next[index] as unknown]));
  const kept = priorKeys.flatMap((key, index) =>
    nextByKey.has(key) ? [alignInside(prior[index], nextByKey.get(key))] : [],
  );
  const known = new Set(priorKeys);
  const added = next.filter((_entry, index) => !known.has(nextKeys[index] as string));
  return [...kept, ...added];
}

function keysOf(
  entries: readonly unknown[],
  keyOf: (entry: unknown) => string | undefined,
): string[] | undefined {
  const keys = entries.map(keyOf);
  return keys.every((key) => key !== undefined) ? uniqueKeys(keys) : undefined;
}

function toolKeyOf(entry: unknown): string | undefined {
  if (!isObject(entry) || typeof entry.type !== "string") {
    return undefined;
  }
  const naming = entry.type === customToolType ? entry.name : entry.mcpServerName;
  const isNamed = isKnownToolType(entry.type) ? !isUnknown(naming) : !containsUnknown(entry);
  return isNamed ? toolKey(entry) : undefined;
}

function nameOf(entry: unknown): string | undefined {
  return isObject(entry) && typeof entry.name === "string" ? entry.name : undefined;
}

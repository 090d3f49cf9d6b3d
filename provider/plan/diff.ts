import { sessionOverridesSchema } from "../model/inputs";
import { isObject } from "../model/json";
import type { McpServer } from "../model/mcp-servers";
import type { PropertyRecord } from "../model/property-record";
import type { ResourceDescriptor } from "../model/resources";
import { safeParse } from "../model/safe-parse";
import type { Tool } from "../model/tools";
import { containsUnknown } from "../model/unknown";
import { type CanonicalEntry, canonicalServers, canonicalTools, textOf } from "./canonical";
import { compareEntries } from "./compare";

/** What a deployment would do to the resource. */
export type Verdict =
  | { readonly kind: "same" }
  /** `keys` are the inputs that differ. */
  | { readonly kind: "update"; readonly keys: readonly string[] }
  /** Another session: the resource is replaced because of these keys. */
  | { readonly kind: "replace"; readonly keys: readonly string[] };

/**
 * Holds new checked inputs against the last ones, by meaning: another order or a spelled-out default is the same.
 * Pure, so that a preview needs neither a network nor credentials. What is unknown counts as different.
 */
export function diffInputs(
  prior: PropertyRecord,
  next: PropertyRecord,
  { comparedKeys, identity, sets }: ResourceDescriptor,
): Verdict {
  const isSame = (key: string, was: unknown, is: unknown) =>
    sets.includes(key) && !containsUnknown(is) ? sameSet(was, is) : sameInput(key, was, is);
  const keys = comparedKeys.filter(
    (key) => !isSame(key, prior[key] ?? undefined, next[key] ?? undefined),
  );
  // One that is not known yet may turn out the same: the deployment tells, and until then nothing is given up for it.
  if (keys.includes(identity) && !containsUnknown(next[identity])) {
    return { kind: "replace", keys: [identity] };
  }
  return keys.length === 0 ? { kind: "same" } : { kind: "update", keys };
}

function sameInput(key: string, prior: unknown, next: unknown): boolean {
  if (containsUnknown(next)) {
    return false;
  }
  // What is written alike means the same, and that is most of what is ever compared.
  if (JSON.stringify(prior) === JSON.stringify(next)) {
    return true;
  }
  const comparesEntries = isList(key, prior) && isList(key, next);
  if (comparesEntries && key === "tools") {
    return sameEntries(canonicalTools(prior as Tool[]), canonicalTools(next as Tool[]));
  }
  if (comparesEntries && key === "mcpServers") {
    return sameEntries(
      canonicalServers(prior as McpServer[]),
      canonicalServers(next as McpServer[]),
    );
  }
  if (key === "absent") {
    return textOf(sortedLists(prior)) === textOf(sortedLists(next));
  }
  return textOf(prior ?? null) === textOf(next ?? null);
}

function sameSet(prior: unknown, next: unknown): boolean {
  const sorted = (value: unknown) =>
    Array.isArray(value) ? [...(value as unknown[])].sort() : (value ?? null);
  return textOf(sorted(prior)) === textOf(sorted(next));
}

/** Entries can be compared by meaning if they have the shape of entries; a state may hold anything. */
function isList(key: string, value: unknown): boolean {
  const schema = sessionOverridesSchema.shape[key as "tools" | "mcpServers"];
  return Array.isArray(value) && safeParse(schema, value).success;
}

/** Lists of keys are sets; one that is null is not there. */
function sortedLists(absent: unknown): unknown {
  return isObject(absent)
    ? Object.fromEntries(
        Object.entries(absent)
          .filter(([, list]) => list !== null)
          .map(([key, list]) => [key, Array.isArray(list) ? list.map(textOf).sort() : list]),
      )
    : (absent ?? {});
}

/** Both are the user's own words here, so each must say all that the other says. */
function sameEntries<Entry extends CanonicalEntry>(
  prior: readonly Entry[],
  next: readonly Entry[],
): boolean {
  return (
    compareEntries(prior, next).length === 0 &&
    // compareEntries asks whether `from` covers `to`; asked both ways it is equality.
    compareEntries(next, prior).length === 0
  );
}

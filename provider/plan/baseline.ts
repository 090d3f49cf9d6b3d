import type { McpServer } from "../model/mcp-servers";
import type { OutgoingEntry } from "../model/patch";
import type { ObservedArrays, ObservedEntry } from "../model/session";
import type { Tool } from "../model/tools";
import { type DesiredArrays, type EffectiveArrays, foreign } from "./effective";
import { toolKey, uniqueKeys } from "./keys";

/**
 * What `restore` puts back: how things stood when the resource first took them over. Under `exclusive` that is the
 * whole array; under `shared` only the entries it touched, where `found` is absent for one that was not there.
 */
export type ArrayBaseline<Entry> =
  | { readonly kind: "whole"; readonly entries: readonly ObservedEntry<Entry>[] }
  | { readonly kind: "entries"; readonly before: readonly EntryBaseline<Entry>[] };

export interface EntryBaseline<Entry> {
  readonly key: string;
  readonly found?: ObservedEntry<Entry>;
}

/** A member is absent until its array is first managed. */
export interface Baseline {
  readonly tools?: ArrayBaseline<Tool>;
  readonly mcpServers?: ArrayBaseline<McpServer>;
}

const serverKey = (server: McpServer) => server.name;

/**
 * The baseline after this look and before the write that is planned on it. What was recorded once stays, however often
 * the resource is updated; only what is taken over now for the first time is added.
 */
export function recordBaseline(
  prior: Baseline | undefined,
  desired: DesiredArrays,
  observed: ObservedArrays,
  effective: EffectiveArrays,
): Baseline {
  const isShared = desired.ownership === "shared";
  const tools = isShared
    ? entriesBaseline(prior?.tools, observed.tools, effective.tools, toolKey)
    : wholeBaseline(prior?.tools, desired.tools, observed.tools, toolKey);
  const mcpServers = isShared
    ? entriesBaseline(prior?.mcpServers, observed.mcpServers, effective.mcpServers, serverKey)
    : wholeBaseline(prior?.mcpServers, desired.mcpServers, observed.mcpServers, serverKey);
  return {
    ...(tools === undefined ? {} : { tools }),
    ...(mcpServers === undefined ? {} : { mcpServers }),
  };
}

function wholeBaseline<Entry>(
  prior: ArrayBaseline<Entry> | undefined,
  declared: readonly Entry[] | null | undefined,
  observed: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): ArrayBaseline<Entry> | undefined {
  if (prior === undefined) {
    const isManaged = declared !== undefined && declared !== null;
    return isManaged ? { kind: "whole", entries: observed } : undefined;
  }
  // Ownership went from shared to exclusive: what the others have now counts as having been there.
  return prior.kind === "whole"
    ? prior
    : { kind: "whole", entries: restoredArray(prior, observed, keyOf).map(toObserved) };
}

function entriesBaseline<Entry>(
  prior: ArrayBaseline<Entry> | undefined,
  observed: readonly ObservedEntry<Entry>[],
  effective: readonly OutgoingEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): ArrayBaseline<Entry> | undefined {
  const recorded = priorEntries(prior, keyOf);
  const known = new Set(recorded.map(({ key }) => key));
  const foundKeys = uniqueKeys(observed.map(({ entry }) => keyOf(entry)));
  const kept = new Set(
    effective.filter(({ kind }) => kind === "foreign").map(({ entry }) => keyOf(entry)),
  );
  const touched = observed.flatMap((found, index): EntryBaseline<Entry>[] => {
    const key = foundKeys[index] as string;
    return kept.has(keyOf(found.entry)) || known.has(key) ? [] : [{ key, found }];
  });
  const added = effective
    .filter(({ kind, entry }) => kind === "own" && !foundKeys.includes(keyOf(entry)))
    .map(({ entry }) => ({ key: keyOf(entry) }))
    .filter(({ key }) => !known.has(key));
  const before = [...recorded, ...touched, ...added];
  return prior === undefined && before.length === 0 ? undefined : { kind: "entries", before };
}

function priorEntries<Entry>(
  prior: ArrayBaseline<Entry> | undefined,
  keyOf: (entry: Entry) => string,
): readonly EntryBaseline<Entry>[] {
  if (prior === undefined) {
    return [];
  }
  return prior.kind === "entries"
    ? prior.before
    : prior.entries.map((found) => ({ key: keyOf(found.entry), found }));
}

/**
 * The arrays with what this resource changed put back, on the session as it is now: entries it added are removed,
 * entries it replaced or took out return, entries of others stay. Under `exclusive`, the arrays as they were.
 */
export function restoredArrays(baseline: Baseline, observed: ObservedArrays): EffectiveArrays {
  return {
    tools: restoredArray(baseline.tools, observed.tools, toolKey),
    mcpServers: restoredArray(baseline.mcpServers, observed.mcpServers, serverKey),
  };
}

function restoredArray<Entry>(
  baseline: ArrayBaseline<Entry> | undefined,
  observed: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): OutgoingEntry<Entry>[] {
  if (baseline === undefined) {
    return observed.map(foreign);
  }
  if (baseline.kind === "whole") {
    return baseline.entries.map(foreign);
  }
  const before = new Map(baseline.before.map((entry) => [entry.key, entry]));
  const foundKeys = uniqueKeys(observed.map(({ entry }) => keyOf(entry)));
  const inPlace = observed.flatMap((found, index): OutgoingEntry<Entry>[] => {
    const recorded = before.get(foundKeys[index] as string);
    if (recorded === undefined) {
      return [foreign(found)];
    }
    return recorded.found === undefined ? [] : [foreign(recorded.found)];
  });
  const returning = baseline.before.flatMap(({ key, found }) =>
    found === undefined || foundKeys.includes(key) ? [] : [foreign(found)],
  );
  return [...inPlace, ...returning];
}

function toObserved<Entry>(outgoing: OutgoingEntry<Entry>): ObservedEntry<Entry> {
  const { entry } = outgoing;
  return { entry, raw: outgoing.kind === "foreign" ? outgoing.raw : entry };
}

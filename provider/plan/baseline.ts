import type { McpServer } from "../model/mcp-servers";
import { foundRaw, type OutgoingEntry } from "../model/patch";
import type { ObservedArrays, ObservedEntry } from "../model/session";
import type { Tool } from "../model/tools";
import { ceilingOf } from "./ceiling";
import {
  type DesiredArrays,
  type EffectiveArrays,
  foreign,
  isManaged,
  nothingOwned,
  type OwnedKeys,
  observedOf,
} from "./effective";
import { serverKey, toolKey, uniqueKeys } from "./keys";
import { type LoweredEntry, raised, recordLowered } from "./lowered";

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
  /** Where it stood in the array as it was before this resource; absent in states from before this was recorded. */
  readonly place?: number | undefined;
  /** Whether it was this resource that took it out; absent in states from before this was recorded. */
  readonly isTakenOut?: boolean | undefined;
}

/** A member is absent until its array is first managed. */
export interface Baseline {
  readonly tools?: ArrayBaseline<Tool>;
  readonly mcpServers?: ArrayBaseline<McpServer>;
  /** Entries of others that a ceiling lowered; absent where none was. */
  readonly lowered?: readonly LoweredEntry[];
}

/**
 * The baseline after this look and before the write that is planned on it. What was recorded once stays, however often
 * the resource is updated; only what is taken over now for the first time is added. `owned` are the keys of the prior
 * deployment.
 */
export function recordBaseline(
  prior: Baseline | undefined,
  desired: DesiredArrays,
  observed: ObservedArrays,
  effective: EffectiveArrays,
  owned: OwnedKeys = nothingOwned,
): Baseline {
  const isShared = desired.ownership === "shared";
  const recorded = {
    tools: stillOurs(prior?.tools, desired.tools, owned.tools),
    mcpServers: stillOurs(prior?.mcpServers, desired.mcpServers, owned.mcpServers),
  };
  const tools = isShared
    ? entriesBaseline(
        priorEntries(recorded.tools, owned.tools, toolKey),
        observed.tools,
        effective.tools,
        toolKey,
      )
    : wholeBaseline(recorded.tools, desired.tools, observed.tools, toolKey);
  const mcpServers = isShared
    ? entriesBaseline(
        priorEntries(recorded.mcpServers, owned.mcpServers, serverKey),
        observed.mcpServers,
        effective.mcpServers,
        serverKey,
      )
    : wholeBaseline(recorded.mcpServers, desired.mcpServers, observed.mcpServers, serverKey);
  const kept = new Set(effective.tools.map(foundRaw));
  const lowered = recordLowered(
    prior?.lowered ?? [],
    observed.tools,
    ({ raw }) => kept.has(raw),
    ceilingOf(isShared ? desired.atMost : undefined),
  );
  return {
    ...(tools === undefined ? {} : { tools }),
    ...(mcpServers === undefined ? {} : { mcpServers }),
    ...(lowered.length === 0 ? {} : { lowered }),
  };
}

function wholeBaseline<Entry>(
  prior: ArrayBaseline<Entry> | undefined,
  declared: readonly Entry[] | null | undefined,
  observed: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): ArrayBaseline<Entry> | undefined {
  if (!isManaged(declared)) {
    return prior;
  }
  if (prior === undefined) {
    return { kind: "whole", entries: observed };
  }
  // Ownership went from shared to exclusive: what the others have now counts as having been there.
  return prior.kind === "whole"
    ? prior
    : { kind: "whole", entries: restoredArray(prior, observed, keyOf, () => true).map(observedOf) };
}

function entriesBaseline<Entry>(
  recorded: readonly EntryBaseline<Entry>[] | undefined,
  observed: readonly ObservedEntry<Entry>[],
  effective: readonly OutgoingEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): ArrayBaseline<Entry> | undefined {
  const known = new Set(recorded?.map(({ key }) => key));
  const foundKeys = uniqueKeys(observed.map(({ entry }) => keyOf(entry)));
  // What was only lowered is recorded apart: its rights are given back, not its bytes.
  const kept = new Set(effective.map(foundRaw));
  const goes = new Set(uniqueKeys(effective.map(({ entry }) => keyOf(entry))));
  const asBefore = restoredArray(
    { kind: "entries", before: recorded ?? [] },
    observed,
    keyOf,
    (key) => known.has(key),
  ).map(foundRaw);
  const touched = observed.flatMap((found, index): EntryBaseline<Entry>[] => {
    const key = foundKeys[index] as string;
    const place = asBefore.indexOf(found.raw);
    return kept.has(found.raw) || known.has(key)
      ? []
      : [{ key, found, place, isTakenOut: !goes.has(key) }];
  });
  const added = effective
    .filter(({ kind, entry }) => kind === "own" && !foundKeys.includes(keyOf(entry)))
    .map(({ entry }) => ({ key: keyOf(entry) }))
    .filter(({ key }) => !known.has(key));
  const stillKnown = (recorded ?? []).map((entry) =>
    entry.found !== undefined && (goes.has(entry.key) || foundKeys.includes(entry.key))
      ? { ...entry, isTakenOut: !goes.has(entry.key) }
      : entry,
  );
  const before = [...stillKnown, ...touched, ...added];
  return recorded === undefined && before.length === 0 ? undefined : { kind: "entries", before };
}

/**
 * Whoever leaves an array out keeps their hands off it: what they declared there is nobody's to put back any more, and
 * if it is managed again, what is there then is what was before. What `absent` took out is put back all the same.
 */
function stillOurs<Entry>(
  recorded: ArrayBaseline<Entry> | undefined,
  declared: readonly Entry[] | null | undefined,
  owned: readonly string[],
): ArrayBaseline<Entry> | undefined {
  if (recorded === undefined || isManaged(declared)) {
    return recorded;
  }
  const before =
    recorded.kind === "whole" ? [] : recorded.before.filter(({ key }) => !owned.includes(key));
  return before.length === 0 ? undefined : { kind: "entries", before };
}

/** Where ownership was exclusive until now, an entry that is ours and was not there at the take-over was added by us. */
function priorEntries<Entry>(
  prior: ArrayBaseline<Entry> | undefined,
  owned: readonly string[],
  keyOf: (entry: Entry) => string,
): readonly EntryBaseline<Entry>[] | undefined {
  if (prior?.kind !== "whole") {
    return prior?.before;
  }
  const keys = uniqueKeys(prior.entries.map(({ entry }) => keyOf(entry)));
  const there = prior.entries.map((found, place) => ({ key: keys[place] as string, found, place }));
  const added = owned.filter((key) => !keys.includes(key)).map((key) => ({ key }));
  return [...there, ...added];
}

/**
 * The arrays with what this resource changed put back, on the session as it is now: entries it added are removed,
 * entries it replaced or took out return to their place, entries of others stay. Under `exclusive`, the arrays as they were.
 *
 * An entry that the stored inputs declared once and do not any more is not ours, unless it was to be dropped by a
 * deployment that failed: it stays if somebody has it there now. In an array that is not managed any more no entry is
 * touched: only what is missing since `absent` took it out returns.
 */
export function restoredArrays(
  baseline: Baseline,
  observed: ObservedArrays,
  stored: DesiredArrays,
  dropping: OwnedKeys = nothingOwned,
): EffectiveArrays {
  const { tools, mcpServers } = stored;
  const before = restored(baseline.tools, observed.tools, tools, dropping.tools, toolKey);
  return {
    tools: raised(before, baseline.lowered ?? []),
    mcpServers: restored(
      baseline.mcpServers,
      observed.mcpServers,
      mcpServers,
      dropping.mcpServers,
      serverKey,
    ),
  };
}

function restored<Entry>(
  baseline: ArrayBaseline<Entry> | undefined,
  observed: readonly ObservedEntry<Entry>[],
  declared: readonly Entry[] | null | undefined,
  dropping: readonly string[],
  keyOf: (entry: Entry) => string,
): OutgoingEntry<Entry>[] {
  if (!isManaged(declared)) {
    return baseline?.kind === "whole"
      ? observed.map(foreign)
      : restoredArray(baseline, observed, keyOf, () => false);
  }
  const ours = new Set([...declared.map(keyOf), ...dropping]);
  return restoredArray(baseline, observed, keyOf, (key) => ours.has(key));
}

function restoredArray<Entry>(
  baseline: ArrayBaseline<Entry> | undefined,
  observed: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
  isOurs: (key: string) => boolean,
): OutgoingEntry<Entry>[] {
  if (baseline === undefined) {
    return observed.map(foreign);
  }
  if (baseline.kind === "whole") {
    return baseline.entries.map(foreign);
  }
  const before = new Map(baseline.before.map((entry) => [entry.key, entry]));
  const foundKeys = uniqueKeys(observed.map(({ entry }) => keyOf(entry)));
  // What somebody else took out, and is declared no more, is left to them.
  const goesToItsPlace = (key: string) =>
    foundKeys.includes(key)
      ? isOurs(key) && before.get(key)?.place !== undefined
      : isOurs(key) || before.get(key)?.isTakenOut !== false;
  const inPlace = observed.flatMap((found, index): OutgoingEntry<Entry>[] => {
    const key = foundKeys[index] as string;
    const recorded = isOurs(key) ? before.get(key) : undefined;
    if (recorded === undefined) {
      return [foreign(found)];
    }
    return recorded.found === undefined || goesToItsPlace(key) ? [] : [foreign(recorded.found)];
  });
  return withReturned(
    inPlace,
    baseline.before.filter(({ key, found }) => found !== undefined && goesToItsPlace(key)),
  );
}

/** What was taken out or replaced returns to its place, as far as what others did meanwhile leaves that place. */
function withReturned<Entry>(
  entries: readonly OutgoingEntry<Entry>[],
  returning: readonly EntryBaseline<Entry>[],
): OutgoingEntry<Entry>[] {
  const placeOf = ({ place }: EntryBaseline<Entry>) => place ?? Number.MAX_SAFE_INTEGER;
  const array = [...entries];
  // Lowest first: whatever stood before an entry is back when its turn comes.
  for (const entry of [...returning].sort((one, other) => placeOf(one) - placeOf(other))) {
    array.splice(placeOf(entry), 0, foreign(entry.found as ObservedEntry<Entry>));
  }
  return array;
}

import type { McpServer } from "../model/mcp-servers";
import type { OutgoingEntry } from "../model/patch";
import type { ObservedArrays, ObservedEntry, SessionUpdate } from "../model/session";
import type { Tool } from "../model/tools";
import { changesBetween } from "./changes";
import { canonicalArrays, type EffectiveArrays } from "./effective";
import { toolKey, uniqueKeys } from "./keys";

/** What the record of updates says about our writes. */
export type Replay =
  /** Our last write is not in the record yet: it lags behind. */
  | { readonly kind: "incomplete" }
  | {
      readonly kind: "complete";
      /** What the session has now, by the record. */
      readonly actual: ObservedArrays;
      /** What the others would have left had everybody written on top of everybody: our intent belongs on top of it. */
      readonly base: ObservedArrays;
      /** Updates of other writers since the look. */
      readonly others: readonly SessionUpdate[];
    };

/**
 * Replays the updates since a look as if each writer had changed only what it meant to: of others that is the
 * difference to what stood before, of us it is the intent. If our intent on top of the outcome is not what the session
 * has, somebody's entries were lost, theirs or ours.
 *
 * `updates` are the `session.updated` events from the time of the look on, oldest first; some may be older than the
 * look. `sent` are the arrays of our own writes, by which our events are known.
 */
export function replayUpdates(
  look: ObservedArrays,
  updates: readonly SessionUpdate[],
  sent: readonly EffectiveArrays[],
  intent: (arrays: ObservedArrays) => EffectiveArrays,
): Replay {
  const isOurs = (update: ObservedArrays) => sent.some((arrays) => sameArrays(update, arrays));
  const since = updates.slice(lastIndexOf(updates, look, isOurs) + 1);
  const newest = sent.at(-1);
  if (newest !== undefined && !since.some((update) => sameArrays(update, newest))) {
    return { kind: "incomplete" };
  }
  let actual: ObservedArrays = look;
  let base: ObservedArrays = look;
  for (const update of since) {
    base = isOurs(update) ? asObserved(intent(base)) : withDifference(base, actual, update);
    actual = update;
  }
  return {
    kind: "complete",
    actual,
    base,
    others: since.filter((update) => !isOurs(update)),
  };
}

export function sameArrays(
  one: ObservedArrays | EffectiveArrays,
  other: ObservedArrays | EffectiveArrays,
): boolean {
  return changesBetween(canonicalArrays(one), canonicalArrays(other)).length === 0;
}

/** Arrays to send as if they stood on the session; entries of our own have no wire form yet, and need none here. */
function asObserved(arrays: EffectiveArrays): ObservedArrays {
  const observed = <Entry>(outgoing: OutgoingEntry<Entry>): ObservedEntry<Entry> => ({
    entry: outgoing.entry,
    raw: outgoing.kind === "foreign" ? outgoing.raw : outgoing.entry,
  });
  return { tools: arrays.tools.map(observed), mcpServers: arrays.mcpServers.map(observed) };
}

/** Where the record still tells what the look already showed; -1 if all of it is newer. */
function lastIndexOf(
  updates: readonly SessionUpdate[],
  look: ObservedArrays,
  isOurs: (update: ObservedArrays) => boolean,
): number {
  const firstOfOurs = updates.findIndex(isOurs);
  const before = firstOfOurs === -1 ? updates : updates.slice(0, firstOfOurs);
  return before.findLastIndex((update) => sameArrays(update, look));
}

function withDifference(
  base: ObservedArrays,
  from: ObservedArrays,
  to: ObservedArrays,
): ObservedArrays {
  return {
    tools: applyDifference(base.tools, from.tools, to.tools, toolKey),
    mcpServers: applyDifference<McpServer>(
      base.mcpServers,
      from.mcpServers,
      to.mcpServers,
      (server) => server.name,
    ),
  };
}

/** Does to `base`, entry by entry, what was done between `from` and `to`. */
function applyDifference<Entry extends Tool | McpServer>(
  base: readonly ObservedEntry<Entry>[],
  from: readonly ObservedEntry<Entry>[],
  to: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): ObservedEntry<Entry>[] {
  const keyed = (entries: readonly ObservedEntry<Entry>[]) => {
    const keys = uniqueKeys(entries.map(({ entry }) => keyOf(entry)));
    return new Map(entries.map((entry, index) => [keys[index] as string, entry]));
  };
  const [before, after, result] = [keyed(from), keyed(to), keyed(base)];
  for (const key of before.keys()) {
    if (!after.has(key)) {
      result.delete(key);
    }
  }
  for (const [key, entry] of after) {
    const earlier = before.get(key);
    const isSame =
      earlier !== undefined && JSON.stringify(earlier.raw) === JSON.stringify(entry.raw);
    if (!isSame) {
      result.set(key, entry);
    }
  }
  return [...result.values()];
}

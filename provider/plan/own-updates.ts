import type { McpServer } from "../model/mcp-servers";
import type { OutgoingEntry } from "../model/patch";
import type { ObservedArrays, ObservedEntry, SessionUpdate } from "../model/session";
import { changesBetween } from "./changes";
import { canonicalArrays, type EffectiveArrays } from "./effective";
import { sameWireForm } from "./foreign-changes";
import { serverKey, toolKey, uniqueKeys } from "./keys";

/** Which of the updates in a session's record are our own writes: the record names no writer. */

/**
 * Our updates, each with what we sent. Each of our writes made one update at most: whoever leads back to the same
 * arrays later is somebody else. First those in which others' entries stand as we sent them, then those that mean the
 * same: another writer may spell out a default of an entry, and a server may write down what we sent in another way.
 */
export function ownUpdates(
  updates: readonly SessionUpdate[],
  sent: readonly EffectiveArrays[],
): ReadonlyMap<SessionUpdate, EffectiveArrays> {
  const claimed = new Map<SessionUpdate, EffectiveArrays>();
  const found = new Set<EffectiveArrays>();
  for (const isOurs of [sameAsSent, sameArrays]) {
    for (const arrays of sent.filter((each) => !found.has(each))) {
      const update = updates.find((each) => !claimed.has(each) && isOurs(each, arrays));
      if (update !== undefined) {
        claimed.set(update, arrays);
        found.add(arrays);
      }
    }
  }
  return claimed;
}

/** Of our own entries, and of those that we lowered, the meaning; of others' every byte. */
function sameAsSent(update: ObservedArrays, sent: EffectiveArrays): boolean {
  return (
    sameArrays(update, sent) &&
    areAsSent(update.tools, sent.tools, toolKey) &&
    areAsSent<McpServer>(update.mcpServers, sent.mcpServers, serverKey)
  );
}

function areAsSent<Entry>(
  stored: readonly ObservedEntry<Entry>[],
  sent: readonly OutgoingEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): boolean {
  const there = keyed(stored, keyOf);
  const keys = uniqueKeys(sent.map(({ entry }) => keyOf(entry)));
  return sent.every(
    (outgoing, index) =>
      outgoing.kind === "own" ||
      outgoing.kind === "edited" ||
      sameWireForm(there.get(keys[index] as string)?.raw, outgoing.raw),
  );
}

export function sameArrays(
  one: ObservedArrays | EffectiveArrays,
  other: ObservedArrays | EffectiveArrays,
): boolean {
  return changesBetween(canonicalArrays(one), canonicalArrays(other)).length === 0;
}

/** Entries by their keys. */
export function keyed<Entry>(
  entries: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): Map<string, ObservedEntry<Entry>> {
  const keys = uniqueKeys(entries.map(({ entry }) => keyOf(entry)));
  return new Map(entries.map((entry, index) => [keys[index] as string, entry]));
}

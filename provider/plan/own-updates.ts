import type { McpServer } from "../model/mcp-servers";
import type { OutgoingEntry } from "../model/patch";
import type { ObservedArrays, ObservedEntry, SessionUpdate } from "../model/session";
import { changesBetween } from "./changes";
import { canonicalArrays, type EffectiveArrays } from "./effective";
import { sameWireForm } from "./foreign-changes";
import { serverKey, toolKey, uniqueKeys } from "./keys";

/** Which of the updates in a session's record are our own writes: the record names no writer. */

/** One of our writes, as far as it helps to find it in the record. */
export interface OwnWrite {
  readonly arrays: EffectiveArrays;
  /** The server's time of the session's last change when it showed what we wrote; absent if no answer or look did. */
  readonly at?: string;
  /** How many updates the record showed before the write was sent, so that it stands after those. */
  readonly known: number;
}

/** The times of a session and of its events were seen some tens of milliseconds apart (API §2.4). */
export const recordSlackMs = 2_000;

/**
 * Our updates from `first` on, each with what we sent. Each of our writes made one update at most: whoever leads back to
 * the same arrays is somebody else, and may have done so before us. Hence by the server's time where an answer told it,
 * the nearest; without one it cannot be told apart, and the first is taken. First those in which others' entries stand
 * as we sent them, then those that mean the same: another writer may spell out a default of an entry, and a server may
 * write down what we sent in another way.
 */
export function ownUpdates(
  updates: readonly SessionUpdate[],
  writes: readonly OwnWrite[],
  first: number,
): ReadonlyMap<SessionUpdate, EffectiveArrays> {
  const claimed = new Map<SessionUpdate, EffectiveArrays>();
  const found = new Set<OwnWrite>();
  // Those that are known by their time leave the others less to choose from.
  const inOrder = [
    ...writes.filter(({ at }) => at !== undefined),
    ...writes.filter(({ at }) => at === undefined),
  ];
  for (const isOurs of [sameAsSent, sameArrays]) {
    for (const write of inOrder.filter((each) => !found.has(each))) {
      const candidates = updates
        .slice(Math.max(first, write.known))
        .filter((each) => !claimed.has(each) && mayBe(each, write, isOurs));
      const update = nearest(candidates, write.at);
      if (update !== undefined) {
        claimed.set(update, write.arrays);
        found.add(write);
      }
    }
  }
  return claimed;
}

/** Whether the record shows a write: an update with its arrays that is not from well before it. */
export function isRecorded(updates: readonly SessionUpdate[], write: OwnWrite): boolean {
  return updates.slice(write.known).some((each) => mayBe(each, write, sameArrays));
}

function mayBe(update: SessionUpdate, write: OwnWrite, isOurs: typeof sameAsSent): boolean {
  const isEarlier = Date.parse(update.at) < Date.parse(write.at ?? "") - recordSlackMs;
  return !isEarlier && isOurs(update, write.arrays);
}

/** The one whose time is nearest to that one, of equals the last; the first of all without a time. */
function nearest(updates: readonly SessionUpdate[], at: string | undefined) {
  const atMs = Date.parse(at ?? "");
  const distance = (update: SessionUpdate) => Math.abs(Date.parse(update.at) - atMs);
  return updates.reduce<SessionUpdate | undefined>(
    (best, each) => (best === undefined || distance(each) <= distance(best) ? each : best),
    undefined,
  );
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

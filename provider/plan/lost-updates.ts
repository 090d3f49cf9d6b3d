import type { McpServer } from "../model/mcp-servers";
import type { OutgoingEntry } from "../model/patch";
import type { ObservedArrays, ObservedEntry, SessionUpdate } from "../model/session";
import type { Tool } from "../model/tools";
import { type EffectiveArrays, observedOf } from "./effective";
import { sameWireForm } from "./foreign-changes";
import { serverKey, toolKey } from "./keys";
import { isRecorded, keyed, type OwnWrite, ownUpdates, sameArrays } from "./own-updates";

/*
 * Two writers, no lock: each looks, makes whole arrays of what it saw, and replaces what is there. Whoever looked before
 * the other wrote takes the other's entries away. This file finds that out from the record that the server keeps: every
 * update with the arrays that it left. docs/lost-updates.md tells it to users.
 *
 * look      the arrays that our write was planned on
 * intent    what we mean to change, whatever the arrays are: entries to set, entries to take out
 * updates   the record since the look, oldest first; `ours` are known by the arrays and the time (`own-updates.ts`)
 * states    all that the session is known to have had: earlier updates, the look, and what was replayed so far
 *
 *     base = look
 *     for update in updates:
 *         if ours:   base = intent(base)                 as the server wrote it down
 *         else:      from = the state most like update   what its writer most likely saw; of equals the newest
 *                    base = base + (update - from)       what it added and changed; what it took out only if it meant to
 *         states += update
 *     lost = intent(base) differs from the last update
 *
 * Why it is enough to compare at the end: had everybody waited for everybody, the session would have intent(base). If it
 * has that, nothing was lost, in whatever order things came. If not, intent(base) is what is written next, and base holds
 * the entries of others that went. What the record cannot tell apart is said at `replayUpdates`.
 */

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

/** What was seen and sent around a write. */
export interface WriteRecord {
  /** Before the first write of the run. */
  readonly look: ObservedArrays;
  /** Updates from well before the look, which a writer that comes in late may have seen. */
  readonly earlier: readonly SessionUpdate[];
  /** The `session.updated` events from the time of the look on, oldest first; some may be older than the look. */
  readonly updates: readonly SessionUpdate[];
  /** Our own writes since the look, oldest first. */
  readonly sent: readonly OwnWrite[];
}

/**
 * Replays the updates since a look as if each writer had changed only what it meant to: of others that is the
 * difference to what they seem to have written on, of us it is the intent. If our intent on top of the outcome is not
 * what the session has, somebody's entries were lost, theirs or ours.
 *
 * In doubt an entry is kept: one that another writer took out may come back, and one that stands is not taken out
 * because of a write that may only have been late. What cannot be told apart: an update right after a state that lacks
 * one entry of it and has another that is new. Either its writer replaced the one by the other, or it had looked before
 * the one was there, at something older than the record shows, and only added. The record of both is the same, and no
 * reading of it is right for both; it is taken for a replacement, because most writes are not late.
 */
export function replayUpdates(
  { look, earlier, updates, sent }: WriteRecord,
  intent: (arrays: ObservedArrays) => EffectiveArrays,
): Replay {
  const firstSince = lastIndexOf(updates, look, sent) + 1;
  const since = updates.slice(firstSince);
  const ours = ownUpdates(updates, sent, firstSince);
  const newest = sent.at(-1);
  if (newest !== undefined && !isRecorded(updates, newest)) {
    return { kind: "incomplete" };
  }
  const states: ObservedArrays[] = [...earlier, ...updates.slice(0, firstSince), look];
  let base: ObservedArrays = look;
  const takenOut = new Set<string>();
  /** Of those, what a late write of ours brought back. */
  let revived: ReadonlySet<string> = new Set();
  for (const update of since) {
    const written = ours.get(update);
    if (written === undefined) {
      const bases = likelyBases(states, update);
      for (const key of surelyTakenOut(bases, states, update)) takenOut.add(key);
      base = withDifference(base, bases.at(-1) ?? update, states, update, revived);
    } else {
      base = asStored(intent(base), written, update);
      revived = new Set(addedBetween(base, update).filter((key) => takenOut.has(key)));
    }
    states.push(update);
  }
  return {
    kind: "complete",
    actual: states.at(-1) ?? look,
    base,
    others: since.filter((update) => !ours.has(update)),
  };
}

/**
 * What another writer most likely had before it when it wrote: of all that the session is known to have had, what
 * differs least from its update; of several the newest, which is the last. A writer that worked on an old look has not
 * taken out what came in between. Nobody writes what is there already, so what is equal to the update is out of the
 * question, and there may be none.
 */
function likelyBases(
  states: readonly ObservedArrays[],
  update: ObservedArrays,
): readonly ObservedArrays[] {
  const distances = states.map(
    (state) => differencesBetween(state, update).length || Number.POSITIVE_INFINITY,
  );
  const least = Math.min(...distances);
  return states.filter(
    (_, index) => distances[index] === least && least < Number.POSITIVE_INFINITY,
  );
}

/**
 * Whether what an update lacks was taken out by its writer, rather than not there yet when it looked. It was, if the
 * update adds nothing to what it was most likely written on; or if it was written on the state just before it, which
 * it shows by bringing back nothing that stood earlier. Who adds one entry, lacks another and is late may as well have
 * looked before the other was there; who brings back what was gone has seen more than the last state.
 */
function isRemovalMeant(
  states: readonly ObservedArrays[],
  from: ObservedArrays,
  update: ObservedArrays,
): boolean {
  const added = addedBetween(from, update);
  const isNew = (key: string) => states.every((state) => addedBetween(state, update).includes(key));
  return added.length === 0 || (from === states.at(-1) && added.every(isNew));
}

/**
 * Who takes out of the last state, and does nothing else, leaves no doubt about what was meant, unless it may as well
 * have been another state.
 */
function surelyTakenOut(
  bases: readonly ObservedArrays[],
  states: readonly ObservedArrays[],
  update: ObservedArrays,
): readonly string[] {
  const last = states.at(-1);
  const made = last === undefined ? [] : differencesBetween(last, update);
  const isSure =
    bases.every((each) => each === last) && made.every(({ verb }) => verb === "remove");
  return isSure ? made.map(({ key }) => key) : [];
}

function addedBetween(from: ObservedArrays, to: ObservedArrays): readonly string[] {
  return differencesBetween(from, to).flatMap(({ verb, key }) => (verb === "add" ? [key] : []));
}

/** Entry by entry, as they came: a member that this version does not know is a difference, too. */
function differencesBetween(from: ObservedArrays, to: ObservedArrays): readonly Difference[] {
  return [
    ...differencesOf(from.tools, to.tools, toolKey),
    ...differencesOf<McpServer>(from.mcpServers, to.mcpServers, markedKey),
  ];
}

/** A server and a tool may have the same key. */
function markedKey(server: McpServer): string {
  return `server ${serverKey(server)}`;
}

interface Difference {
  readonly verb: "add" | "remove" | "change";
  readonly key: string;
}

function differencesOf<Entry>(
  from: readonly ObservedEntry<Entry>[],
  to: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): Difference[] {
  const [before, after] = [keyed(from, keyOf), keyed(to, keyOf)];
  return [
    ...[...after].flatMap(([key, entry]): Difference[] => {
      const earlier = before.get(key);
      if (earlier === undefined) {
        return [{ verb: "add", key }];
      }
      return sameWireForm(earlier.raw, entry.raw) ? [] : [{ verb: "change", key }];
    }),
    ...[...before.keys()]
      .filter((key) => !after.has(key))
      .map((key): Difference => ({ verb: "remove", key })),
  ];
}

/** What we intend as the session has it: what we wrote stands there as the server wrote it down. */
function asStored(
  intent: EffectiveArrays,
  written: EffectiveArrays,
  update: ObservedArrays,
): ObservedArrays {
  return {
    tools: entriesAsStored(intent.tools, written.tools, update.tools, toolKey),
    mcpServers: entriesAsStored<McpServer>(
      intent.mcpServers,
      written.mcpServers,
      update.mcpServers,
      serverKey,
    ),
  };
}

function entriesAsStored<Entry>(
  intent: readonly OutgoingEntry<Entry>[],
  written: readonly OutgoingEntry<Entry>[],
  stored: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
): ObservedEntry<Entry>[] {
  const [went, there] = [keyed(written.map(observedOf), keyOf), keyed(stored, keyOf)];
  return [...keyed(intent.map(observedOf), keyOf)].map(([key, entry]) =>
    sameWireForm(went.get(key)?.raw, entry.raw) ? (there.get(key) ?? entry) : entry,
  );
}

/** Where the record still tells what the look already showed; -1 if all of it is newer. */
function lastIndexOf(
  updates: readonly SessionUpdate[],
  look: ObservedArrays,
  sent: readonly OwnWrite[],
): number {
  const firstOfOurs = updates.findIndex((update) =>
    sent.some(({ arrays }) => sameArrays(update, arrays)),
  );
  const before = firstOfOurs === -1 ? updates : updates.slice(0, firstOfOurs);
  return before.findLastIndex((update) => differencesBetween(update, look).length === 0);
}

/** Does to `base` what the writer of an update seems to have done to what it had before it. */
function withDifference(
  base: ObservedArrays,
  from: ObservedArrays,
  states: readonly ObservedArrays[],
  update: ObservedArrays,
  revived: ReadonlySet<string>,
): ObservedArrays {
  const scope = { mayRemove: isRemovalMeant(states, from, update), revived };
  return {
    tools: applyDifference(base.tools, from.tools, update.tools, scope, toolKey),
    mcpServers: applyDifference<McpServer>(
      base.mcpServers,
      from.mcpServers,
      update.mcpServers,
      scope,
      markedKey,
    ),
  };
}

/** Does to `base`, entry by entry, what was done between `from` and `to`. */
function applyDifference<Entry extends Tool | McpServer>(
  base: readonly ObservedEntry<Entry>[],
  from: readonly ObservedEntry<Entry>[],
  to: readonly ObservedEntry<Entry>[],
  { mayRemove, revived }: { readonly mayRemove: boolean; readonly revived: ReadonlySet<string> },
  keyOf: (entry: Entry) => string,
): ObservedEntry<Entry>[] {
  const [before, after, result] = [keyed(from, keyOf), keyed(to, keyOf), keyed(base, keyOf)];
  for (const key of before.keys()) {
    if (mayRemove && !after.has(key)) {
      result.delete(key);
    }
  }
  for (const [key, entry] of after) {
    const earlier = before.get(key);
    const isSame = earlier !== undefined && sameWireForm(earlier.raw, entry.raw);
    // What somebody wrote is there again, even if somebody else had just taken it out; not if it only stood there
    // because we had brought it back.
    if (!isSame || !(result.has(key) || revived.has(key))) {
      result.set(key, entry);
    }
  }
  return [...result.values()];
}

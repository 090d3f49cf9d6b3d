import type { ObservedArrays, ObservedSession, SessionUpdate } from "../model/session";
import type { Change } from "../plan/changes";
import type { EffectiveArrays } from "../plan/effective";
import { changesOfWrite } from "../plan/foreign-changes";
import { replayUpdates } from "../plan/lost-updates";
import { type OwnWrite, recordSlackMs } from "../plan/own-updates";
import { backoff } from "../wait/backoff";
import type { Dependencies } from "./dependencies";
import type { Target } from "./target";
import { callOf, type VerbContext } from "./verb";

/** How often the record of updates is read again when our own write is not in it yet. */
const recordReadsMax = 4;
const recordBackoff = { firstMs: 250, mostMs: 1_000, factor: 2 };
/**
 * The record is read from this long before the look on: a write that comes in late was planned on an older look than
 * ours, and what its writer saw tells what it meant.
 */
const recordBeforeLookMs = 60_000;

/** What the record of updates, read after a write, asks for. */
export type Finding =
  /** Everybody's entries are there. */
  | { readonly kind: "clear" }
  /** The record does not show our write, however often it is read, or is longer than is read. */
  | { readonly kind: "unrecorded" }
  /** Entries were lost because two wrote at once; `effective` on top of `actual` brings them back. */
  | {
      readonly kind: "lost";
      readonly actual: ObservedArrays;
      readonly effective: EffectiveArrays;
      /** Updates of other writers since the look. */
      readonly others: readonly SessionUpdate[];
      readonly missing: readonly Change[];
      /** How many updates the record showed. */
      readonly known: number;
    };

/** What the record of updates is held against. */
export interface Guarded {
  /** The look before the first write. */
  readonly look: ObservedSession;
  /** Every pair of arrays that may have been written since, oldest first. */
  readonly sent: readonly OwnWrite[];
}

/** With the time at which the session was seen to have what the newest write sent. */
export function seenAt(guarded: Guarded | undefined, at: string | undefined): Guarded | undefined {
  const newest = guarded?.sent.at(-1);
  return guarded === undefined || newest === undefined || at === undefined
    ? guarded
    : { ...guarded, sent: [...guarded.sent.slice(0, -1), { ...newest, at }] };
}

/**
 * Finds out whether a write under `shared` lost somebody's entries, from one read of the `session.updated` events since
 * the look the write was planned on. The lower bound is the server's own time, never our clock.
 *
 * What it cannot see: a write of another client that lands after this read, or that the record does not show yet. Such
 * a write loses nothing of its writer's, and may lose entries of ours until the next refresh shows it. Where three write
 * independently at once, a stale write of one can look like a replacement on purpose (see `replayUpdates`).
 */
export async function findLostUpdates(
  target: Target,
  { look, sent }: Guarded,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<Finding> {
  const { api, clock, random } = dependencies;
  const { sessionId } = target.bounds;
  const delays = backoff(recordBackoff, random);
  const since = instantBefore(look.updatedAt, recordBeforeLookMs);
  const lookedAtMs = Date.parse(look.updatedAt ?? "");
  const isEarlier = ({ at }: SessionUpdate) => Date.parse(at) < lookedAtMs - recordSlackMs;
  for (let read = 1; read <= recordReadsMax; read++) {
    const record = await api.listUpdates(sessionId, since, callOf(context));
    if (record === undefined) {
      return { kind: "unrecorded" };
    }
    const earlier = record.filter(isEarlier);
    const updates = record.filter((update) => !isEarlier(update));
    const replay = replayUpdates({ look, earlier, updates, sent }, target.effective);
    if (replay.kind === "complete") {
      const effective = target.effective(replay.base);
      const missing = changesOfWrite(replay.actual, effective);
      if (missing.length === 0) {
        return { kind: "clear" };
      }
      const { actual, others } = replay;
      return { kind: "lost", actual, effective, others, missing, known: updates.length };
    }
    if (read < recordReadsMax) {
      await clock.sleep(delays.next().value, context.signal);
    }
  }
  return { kind: "unrecorded" };
}

/** The server's own time, that much earlier; one that is no time is passed back as it came. */
function instantBefore(instant: string | undefined, byMs: number): string | undefined {
  const time = new Date(Date.parse(instant ?? "") - byMs);
  return Number.isNaN(time.getTime()) ? instant : time.toISOString();
}

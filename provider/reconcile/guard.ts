import type { ObservedArrays, ObservedSession } from "../model/session";
import { changesBetween } from "../plan/changes";
import { canonicalArrays, type EffectiveArrays } from "../plan/effective";
import { replayUpdates } from "../plan/lost-updates";
import { backoff } from "../wait/backoff";
import { keptSentence } from "./sentences";
import type { Target } from "./target";
import { callOf, type Dependencies, type VerbContext } from "./verb";

/** How often the record of updates is read again when our own write is not in it yet. */
const recordReadsMax = 4;
const recordBackoff = { firstMs: 250, mostMs: 1_000, factor: 2 };

/** What the record of updates, read after a write, asks for. */
export type Finding =
  /** Everybody's entries are there. */
  | { readonly kind: "clear" }
  /** The record does not show our write, however often it is read. */
  | { readonly kind: "unrecorded" }
  /** Entries were lost because two wrote at once; `effective` on top of `actual` brings them back. */
  | {
      readonly kind: "lost";
      readonly actual: ObservedArrays;
      readonly effective: EffectiveArrays;
      /** How many updates the record showed. */
      readonly known: number;
    };

/** What the record of updates is held against. */
export interface Guarded {
  /** The look before the first write. */
  readonly look: ObservedSession;
  /** Every pair of arrays that may have been written since. */
  readonly sent: readonly EffectiveArrays[];
  /** How many updates the record showed before the newest of them. */
  readonly known: number;
}

/**
 * Finds out whether a write under `shared` lost somebody's entries, from one read of the `session.updated` events since
 * the look the write was planned on. The lower bound is the server's own time, never our clock.
 *
 * What it cannot see: a write of another client that lands after this read, or that the record does not show yet. Such
 * a write loses nothing of its writer's, and may lose entries of ours until the next refresh shows it. Where three write
 * independently at once, a stale write of one can look like a removal on purpose.
 */
export async function findLostUpdates(
  target: Target,
  { look, sent, known }: Guarded,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<Finding> {
  const { api, clock, random } = dependencies;
  const { sessionId } = target.bounds;
  const delays = backoff(recordBackoff, random);
  for (let read = 1; read <= recordReadsMax; read++) {
    const updates = await api.listUpdates(sessionId, look.updatedAt, callOf(context));
    const replay = replayUpdates(look, updates, sent, target.effective, known);
    if (replay.kind === "complete") {
      const effective = target.effective(replay.base);
      const missing = changesBetween(canonicalArrays(replay.actual), canonicalArrays(effective));
      if (missing.length === 0) {
        return { kind: "clear" };
      }
      context.reporter.info(keptSentence(sessionId, replay.others, missing));
      return { kind: "lost", actual: replay.actual, effective, known: updates.length };
    }
    if (read < recordReadsMax) {
      await clock.sleep(delays.next().value, context.signal);
    }
  }
  return { kind: "unrecorded" };
}

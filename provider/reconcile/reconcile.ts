import { isProviderError, type ProviderError, withEffect, withSentence } from "../errors";
import {
  type DatedLook,
  factsOf,
  lookAgeMaxMs,
  type ObservedSession,
  type SessionFacts,
} from "../model/session";
import type { Baseline } from "../plan/baseline";
import { backoff, lookBackoff } from "../wait/backoff";
import { warnOfAwaitedTools } from "./awaited-tools";
import type { Dependencies } from "./dependencies";
import { doRound } from "./do-round";
import { emptyJournal, type Journal } from "./journal";
import { type OpenedGate, openGate } from "./open-gate";
import { passageError } from "./passage-error";
import { resumeAfter } from "./resume";
import type { Round, RoundEnd } from "./round";
import { goneError, unsettledError } from "./sentences";
import type { Place } from "./side-by-side";
import type { Target } from "./target";
import { callOf, type VerbContext } from "./verb";

/** How a session came to be, or did not come to be, what was desired. */
export type Reconciled =
  | {
      readonly kind: "settled";
      readonly session: ObservedSession;
      /** How things stood before the first write of this run. */
      readonly baseline: Baseline | undefined;
    }
  | {
      readonly kind: "failed";
      readonly error: ProviderError;
      /** The last look at the session before it failed, if there was one. */
      readonly session: SessionFacts | undefined;
      /** Whether a write was sent that may have taken effect. */
      readonly written: boolean;
      readonly baseline: Baseline | undefined;
    };

/**
 * A look that somebody else has taken already, such as a page of a list. Emptied when the run has it: a thousand runs
 * may wait at once, and none of them may hold on to arrays.
 */
export interface FirstLook extends Omit<DatedLook, "session"> {
  session: ObservedSession | undefined;
}

/** What a run has that is one of many. */
export interface FleetRun {
  readonly first: FirstLook;
  readonly place: Place;
}

/** A session that goes back to work between idle and the write is waited for again, this many times at most. */
const roundsMax = 20;

/**
 * Makes the session what is desired: observe, plan, gate, plan again on the gate's last look, apply, verify. Create,
 * update, adopt and restore are this one flow. If nothing differs there is no wait, no interrupt and no write.
 *
 * Requests on an idle session: one GET and one POST; under `shared` one read of its events more, and one where a tool
 * is taken away, to see whether a person's answer is awaited for it; where entries were lost, a look, a read of the
 * events, a write and a read more each time. Duration: waits end at the smaller of
 * `waitTimeoutSeconds` and the engine's timeout; what comes after the last look is bounded by the API client's own
 * time bounds, at most 20 rounds, 5 lost writes, 5 rewrites for the sake of other writers.
 */
export async function reconcile(
  target: Target,
  dependencies: Dependencies,
  context: VerbContext,
  run?: FleetRun,
): Promise<Reconciled> {
  const journal = emptyJournal();
  const gate = openGate(target.bounds, dependencies, context);
  try {
    const session = await doRoundsUntilSettled(target, gate, dependencies, context, journal, run);
    if (journal.written && target.tellsOfAwaitedTools) {
      await warnOfAwaitedTools(target, session, journal.changes, dependencies, context);
    }
    const resumed = await resumeAfter(gate.interruption, target, dependencies, context);
    if (resumed !== undefined) {
      const { reporter } = context;
      (resumed.isSent ? reporter.info : reporter.warn)(resumed.sentence);
    }
    return { kind: "settled", session, baseline: journal.baseline };
  } catch (error) {
    if (!isProviderError(error)) {
      throw error;
    }
    const met = journal.written
      ? withEffect(error, { kind: "maybe", request: target.intent })
      : error;
    const resumed = await resumeAfter(gate.interruption, target, dependencies, context);
    const told = resumed === undefined ? met : withSentence(met, resumed.sentence);
    const { session, written, baseline } = journal;
    return { kind: "failed", error: told, session, written, baseline };
  }
}

async function doRoundsUntilSettled(
  target: Target,
  gate: OpenedGate,
  dependencies: Dependencies,
  context: VerbContext,
  journal: Journal,
  run: FleetRun | undefined,
): Promise<ObservedSession> {
  const { sessionId } = target.bounds;
  const { clock, random, queue } = dependencies;
  const round = { target, dependencies, context, journal };
  const delays = backoff(lookBackoff, random);
  let carried = carriedFrom(run?.first);
  let rounds = 0;
  while (rounds < roundsMax) {
    if (await hasPaused(round, run?.place)) {
      carried = undefined;
    }
    const end = await queue.enter(
      sessionId,
      async () => doRound(round, await freshLook(round, carried)),
      context.signal,
    );
    carried = undefined; // A run may wait now, and holds no arrays while it does.
    switch (end.kind) {
      case "settled":
        return end.session;
      case "again":
        rounds += 1;
        await clock.sleep(delays.next().value, context.signal);
        break;
      case "wait": {
        // What is held up although it is idle is bounded by the gate alone, however often it is refused.
        rounds += end.hold === undefined ? 1 : 0;
        carried = await idleLook(round, gate, end, run?.place);
        if (carried === undefined) {
          await run?.place.takeAgain();
        }
      }
    }
  }
  throw unsettledError(sessionId, target.intent, roundsMax, journal.lastFailure);
}

/** After a write that was lost nothing is written before its time; true if that took a while. */
async function hasPaused(
  { journal, dependencies, context }: Round,
  place: Place | undefined,
): Promise<boolean> {
  const { clock } = dependencies;
  const pauseMs = journal.lostWrites.againAtMs - clock.now();
  if (pauseMs <= 0) {
    return false;
  }
  context.onWait?.();
  await clock.sleep(pauseMs, context.signal);
  await place?.takeAgain();
  return true;
}

/**
 * What the gate saw last, or undefined if there is no place for the run at once: where many sessions come to rest at the
 * same time, none holds on to its arrays while it waits for a place.
 */
async function idleLook(
  { target, dependencies, journal }: Round,
  gate: OpenedGate,
  { seen, hold }: Extract<RoundEnd, { readonly kind: "wait" }>,
  place: Place | undefined,
): Promise<DatedLook | undefined> {
  const passage = await gate.pass(seen, hold);
  if (passage.kind !== "open") {
    throw passageError(passage, target.intent, target.bounds, journal.lastFailure);
  }
  if (place?.tryTakeAgain() === false) {
    return undefined;
  }
  const { session, seenAtMs, asOfWrite = dependencies.writes.total() } = passage;
  return { session, seenAtMs, asOfWrite };
}

function carriedFrom(first: FirstLook | undefined): DatedLook | undefined {
  const session = first?.session;
  if (first === undefined || session === undefined) {
    return undefined;
  }
  first.session = undefined;
  return { session, seenAtMs: first.seenAtMs, asOfWrite: first.asOfWrite };
}

async function freshLook(
  { target, dependencies, context, journal }: Round,
  carried: DatedLook | undefined,
): Promise<ObservedSession> {
  const { sessionId } = target.bounds;
  const { api, clock, writes } = dependencies;
  const isFresh =
    carried !== undefined &&
    clock.now() - carried.seenAtMs <= lookAgeMaxMs &&
    carried.asOfWrite >= writes.lastTo(sessionId);
  if (isFresh) {
    journal.session = factsOf(carried.session);
    return carried.session;
  }
  const look = await api.getSession(sessionId, callOf(context));
  if (look.kind === "gone") {
    throw goneError(sessionId, target.intent);
  }
  journal.session = factsOf(look.session);
  return look.session;
}

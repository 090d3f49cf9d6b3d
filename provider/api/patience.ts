import type { Effect } from "./effect";
import type { RawAnswer } from "./transport";

/**
 * How long an account that turns every request away is believed to be busy only, as a value, and what changes it. A
 * limit is counted by the minute and others share it, so refusals are normal as long as something is accepted in
 * between; an account that accepts nothing for minutes has used up what it has for good, and whoever waits for it then
 * waits for nothing. Reads and writes have limits of their own (API §6.1), and so a patience each.
 */
export interface Patience {
  /** Refusals in a row, each of a request that was sent after the one before was heard; nothing was accepted since. */
  readonly refusals: number;
  /** When the first and the last of them were heard, and until when the last one asked to wait. */
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly pausedUntilMs: number;
  /** Set once it is over. */
  readonly givenUp?: GivenUp;
}

/** The account has been given up on: nothing is sent, and nothing waits, until the pause that it asked for is over. */
export interface GivenUp {
  readonly effect: Effect;
  /** The last refusal. */
  readonly answer: RawAnswer;
  /** The pause that it asked for; 0 if none. */
  readonly askedMs: number;
  /** Whether that is longer than is waited, so that one refusal was enough. */
  readonly isTooLong: boolean;
  readonly refusals: number;
  readonly forMs: number;
  readonly untilMs: number;
}

/** Turned away by the limit: `askedMs` is the pause the API asks for, `pauseMs` what is waited of it. */
export interface Refusal {
  readonly askedMs: number;
  readonly pauseMs: number;
  readonly answer: RawAnswer;
}

/** Both must be reached: a few refusals long apart say as little as many at once. */
export const refusedForMs = 5 * 60_000;
export const refusalsLeast = 5;
/** If nobody asks for so long after a pause, what was refused before says nothing about now. */
const silenceMs = 60_000;
/** A moment, so that whoever waits now hears of it, though no pause was asked for. */
const untilLeastMs = 1_000;
/** Longer than any limit is counted by; who asks for more is asked again all the same. */
const untilMostMs = 60 * 60_000;

export const fullPatience: Patience = {
  refusals: 0,
  sinceMs: 0,
  lastMs: Number.NEGATIVE_INFINITY,
  pausedUntilMs: Number.NEGATIVE_INFINITY,
};

export function patienceAfter(
  before: Patience,
  effect: Effect,
  refusal: Refusal,
  { sentAtMs, nowMs }: { readonly sentAtMs: number; readonly nowMs: number },
): Patience {
  const { askedMs, pauseMs, answer } = refusal;
  const isTooLong = askedMs > pauseMs;
  // What was under way together was turned away together, and says no more than one of it.
  const after = sentAtMs < before.lastMs ? before : refusedOnceMore(before, pauseMs, nowMs);
  const forMs = nowMs - after.sinceMs;
  const isOver = after.refusals >= refusalsLeast && forMs >= refusedForMs;
  if (!isTooLong && !isOver) {
    return after;
  }
  const givenUp: GivenUp = {
    effect,
    answer,
    askedMs,
    isTooLong,
    refusals: after.refusals,
    forMs,
    untilMs: nowMs + Math.min(Math.max(askedMs, untilLeastMs), untilMostMs),
  };
  // When a pause of an hour is over it is another day: what was counted before says nothing any more.
  return isTooLong ? { ...fullPatience, lastMs: nowMs, givenUp } : { ...after, givenUp };
}

function refusedOnceMore(before: Patience, pauseMs: number, nowMs: number): Patience {
  const { refusals, sinceMs } = nowMs > before.pausedUntilMs + silenceMs ? fullPatience : before;
  return {
    refusals: refusals + 1,
    sinceMs: refusals === 0 ? nowMs : sinceMs,
    lastMs: nowMs,
    pausedUntilMs: nowMs + pauseMs,
  };
}

/** A pause that nobody waits out is asked of everybody: requests of the other kind are given up on as well. */
export function patienceOfOthers(before: Patience, effect: Effect, after: Patience): Patience {
  const { givenUp } = after;
  return givenUp?.isTooLong === true ? { ...before, givenUp: { ...givenUp, effect } } : before;
}

/** What it was given up for, as long as nothing is to be sent. */
export function givenUpAt({ givenUp }: Patience, nowMs: number): GivenUp | undefined {
  return givenUp !== undefined && nowMs < givenUp.untilMs ? givenUp : undefined;
}

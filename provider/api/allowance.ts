/**
 * How fast one kind of request may be sent to an account whose limit nobody tells, as a value, and what changes it: a
 * request sent, accepted or turned away, each at a time that is an argument.
 *
 * A burst is let through first, so that a small stack waits for nothing, and then more and more a minute, until the API
 * turns one away (429). What it accepted in the minute before is what it takes: from there a twentieth less, and up
 * again, slowly at first, with the cube of the time that requests wait for, so that the limit is tried about once a
 * minute and a share that others leave is found within a few. Two processes that do so meet: each gains the same, and
 * the faster one is turned away more often. The constants are those of a simulation over sliding windows, token
 * buckets and fixed minutes; `tests/unit/api/pace-finds.test.ts` holds what came of it.
 */
export interface Allowance {
  /** What may be sent now, a minute. */
  readonly perMinute: number;
  /** Never more than this: a setting; undefined without one. */
  readonly ceiling?: number;
  /** The limit that the API's answers name (API §6.1); undefined as long as they name none. */
  readonly told?: number;
  /** What the API was last seen to take in a minute; undefined until it turned a request away. */
  readonly seen?: number;
  /** Requests that may be sent at once, and when that was so. */
  readonly credit: number;
  readonly creditAtMs: number;
  /** Nothing is sent before: the API asked for a pause. */
  readonly heldUntilMs: number;
  /** Requests accepted, second by second, for a minute; oldest first. */
  readonly accepted: readonly Second[];
  /** From when on what is accepted shows what the API takes: since then requests have waited all the time. */
  readonly countedFromMs: number;
  /** When it was last lowered, and whether anything was accepted since. */
  readonly loweredAtMs: number;
  readonly isTried: boolean;
  /** How long requests have waited for more than was last seen to be taken. */
  readonly triedMs: number;
  readonly sentAtMs: number;
}

interface Second {
  readonly atMs: number;
  readonly count: number;
}

export type Told = { readonly limit: number; readonly remaining: number | undefined };

export type AllowanceEvent =
  /** A request goes out; `waited` if it could not at once. */
  | { readonly kind: "sent"; readonly waited: boolean }
  | { readonly kind: "accepted"; readonly told: Told | undefined }
  /** Turned away by the limit; `pauseMs` is what the API asks for, or 0. */
  | { readonly kind: "refused"; readonly sentAtMs: number; readonly pauseMs: number }
  /** A request of another kind was turned away. */
  | { readonly kind: "held"; readonly pauseMs: number };

const minuteMs = 60_000;

/** The lowest limit that any table of the API names is 300 a minute: so much is sent at once before anything is known. */
const firstBurst = 250;
const firstPerMinute = 2_400;
/** One every two seconds: slower gains nothing, since the API says itself when to come back. */
export const leastPerMinute = 30;
/** As long as the limit is not found, and below what was seen to be taken, the pace doubles in this time. */
const doublingMs = 10_000;
/** After a refusal: a little less than what the API takes. */
const gentle = 0.95;
/** After a refusal that comes soon after another, or before a minute was seen: the limit may be far below. */
const hard = 0.5;
const soonMs = 10_000;
/** What was accepted in less than this, the pause included, is no measure of a minute. */
const wholeMinuteMs = 55_000;
/** Fewer are none either: who comes when others have it all must not believe that nothing more can be had. */
const measureLeast = 200;
/** Above what was seen: this share of it, but at least so much a minute, after a minute of trying. */
const triedShare = 0.05;
const triedLeast = 30;
/** A hundredth less than the API names, because requests do not all take the same time to arrive. */
const toldShare = 0.99;

/** With a ceiling it begins there, a minute's worth at once: who sets one knows the limit. */
export function firstAllowance(ceiling: number | undefined, nowMs: number): Allowance {
  return {
    perMinute: ceiling ?? firstPerMinute,
    ...(ceiling === undefined ? {} : { ceiling }),
    credit: ceiling ?? firstBurst,
    creditAtMs: nowMs,
    heldUntilMs: nowMs,
    accepted: [],
    countedFromMs: nowMs,
    loweredAtMs: Number.NEGATIVE_INFINITY,
    isTried: true,
    triedMs: 0,
    sentAtMs: nowMs,
  };
}

/** When the next request may be sent: now, or later. */
export function freeAtMs(allowance: Allowance, nowMs: number): number {
  const { credit, perMinute, heldUntilMs } = refilled(allowance, nowMs);
  const missing = Math.max(0, 1 - credit);
  // What rounding leaves is no reason to sleep.
  const waitMs = missing < 1e-6 ? 0 : (missing * minuteMs) / perMinute;
  return Math.max(nowMs + waitMs, heldUntilMs);
}

/** What one event makes of it. */
export function allowanceAfter(before: Allowance, event: AllowanceEvent, nowMs: number): Allowance {
  const allowance = refilled(before, nowMs);
  switch (event.kind) {
    case "sent":
      return sent(allowance, event.waited, nowMs);
    case "accepted":
      return heard(counted(allowance, nowMs), event.told);
    case "refused":
      return lowered(held(allowance, event.pauseMs, nowMs), event, nowMs);
    case "held":
      return held(allowance, event.pauseMs, nowMs);
  }
}

function refilled(allowance: Allowance, nowMs: number): Allowance {
  const { credit, creditAtMs, perMinute, seen, ceiling } = allowance;
  const most =
    seen === undefined
      ? Math.max(ceiling ?? firstBurst, perMinute / 60)
      : Math.max(1, perMinute / 60);
  const earned = (perMinute * Math.max(0, nowMs - creditAtMs)) / minuteMs;
  return {
    ...allowance,
    credit: Math.max(credit, Math.min(most, credit + earned)),
    creditAtMs: Math.max(creditAtMs, nowMs),
  };
}

function sent(allowance: Allowance, waited: boolean, nowMs: number): Allowance {
  const { perMinute, credit, sentAtMs } = allowance;
  // Only where the pace is what requests wait for: what is not used up says nothing about the limit.
  const isUsedUp = waited && credit < 2;
  const waitedMs = Math.min(nowMs - sentAtMs, (2 * minuteMs) / perMinute);
  return {
    ...(isUsedUp ? raised(allowance, Math.max(0, waitedMs)) : allowance),
    credit: Math.max(0, credit - 1),
    sentAtMs: nowMs,
    countedFromMs: waited ? allowance.countedFromMs : nowMs,
  };
}

function raised(allowance: Allowance, waitedMs: number): Allowance {
  const { perMinute, seen, triedMs } = allowance;
  const safe = seen === undefined ? Number.POSITIVE_INFINITY : gentle * seen;
  if (seen === undefined || perMinute < safe) {
    return bounded(allowance, Math.min(safe, perMinute * 2 ** (waitedMs / doublingMs)));
  }
  const tried = triedMs + waitedMs;
  const gained = Math.max(triedLeast, triedShare * seen) * (tried / minuteMs) ** 3;
  return bounded({ ...allowance, triedMs: tried }, safe + gained);
}

function counted(allowance: Allowance, nowMs: number): Allowance {
  const atMs = Math.floor(nowMs / 1000) * 1000;
  const last = allowance.accepted.at(-1);
  const accepted =
    last?.atMs === atMs
      ? [...allowance.accepted.slice(0, -1), { atMs, count: last.count + 1 }]
      : [
          ...allowance.accepted.filter((second) => second.atMs > nowMs - minuteMs - 1000),
          { atMs, count: 1 },
        ];
  return { ...allowance, accepted, isTried: true };
}

function heard(allowance: Allowance, told: Told | undefined): Allowance {
  if (told === undefined) {
    return allowance;
  }
  const { limit, remaining = Number.POSITIVE_INFINITY } = told;
  const credit = Math.min(allowance.credit, Math.max(0, remaining));
  return bounded({ ...allowance, told: limit, credit }, allowance.perMinute);
}

function held(allowance: Allowance, pauseMs: number, nowMs: number): Allowance {
  return { ...allowance, heldUntilMs: Math.max(allowance.heldUntilMs, nowMs + pauseMs) };
}

function lowered(
  allowance: Allowance,
  { sentAtMs, pauseMs }: { readonly sentAtMs: number; readonly pauseMs: number },
  nowMs: number,
): Allowance {
  const { perMinute, loweredAtMs, accepted, isTried } = allowance;
  // Those that were under way already, and those after which nothing was accepted, tell nothing new.
  if (sentAtMs <= loweredAtMs || !isTried) {
    return allowance;
  }
  const fromMs = Math.max(nowMs - minuteMs, allowance.countedFromMs);
  const tookMs = Math.max(1, Math.min(minuteMs, nowMs - fromMs + pauseMs));
  const count = accepted.reduce(
    (sum, each) => (each.atMs > fromMs - 1000 ? sum + each.count : sum),
    0,
  );
  const isWhole = tookMs >= wholeMinuteMs;
  const measured = (count * minuteMs) / tookMs;
  const seen = isWhole && count >= measureLeast ? measured : Math.max(perMinute / 2, measured);
  const isSoon = nowMs - loweredAtMs < soonMs;
  const share = isWhole && !isSoon ? gentle : hard;
  const after = {
    ...allowance,
    seen,
    triedMs: 0,
    isTried: false,
    loweredAtMs: nowMs,
    countedFromMs: isWhole ? allowance.countedFromMs : nowMs,
    credit: Math.min(1, allowance.credit),
  };
  return bounded(after, share * Math.min(perMinute, seen));
}

function bounded(allowance: Allowance, perMinute: number): Allowance {
  const { ceiling, told } = allowance;
  const most = Math.min(
    ceiling ?? Number.POSITIVE_INFINITY,
    told === undefined ? Number.POSITIVE_INFINITY : Math.max(leastPerMinute, toldShare * told),
  );
  return { ...allowance, perMinute: Math.min(most, Math.max(leastPerMinute, perMinute)) };
}

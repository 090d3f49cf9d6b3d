import { ProviderError } from "../errors";
import { spokenTime } from "../model/spoken-time";
import { type BackoffOptions, delayAfter } from "../wait/backoff";
import type { Intent } from "./sentences";
import type { Unclear } from "./session-api";

/** Writes of one verb that came to nothing, as a value: no verdict came back, and a look showed no effect. */
export interface LostWrites {
  readonly count: number;
  /** When the first and the last of them were answered, or were not. */
  readonly sinceMs: number;
  readonly lastMs: number;
  /** Nothing is written before: what the API asked for, or a pause of our own that grows. */
  readonly againAtMs: number;
  /** Whether it was the last one. */
  readonly isOver: boolean;
}

export const noLostWrites: LostWrites = {
  count: 0,
  sinceMs: 0,
  lastMs: 0,
  againAtMs: Number.NEGATIVE_INFINITY,
  isOver: false,
};

const lostWritesMax = 5;
/** As for reads that are sent again (API §1.4). */
const againBackoff: BackoffOptions = { firstMs: 500, mostMs: 8_000, factor: 2 };

export function lostOnceMore(
  { count, sinceMs }: LostWrites,
  { askedPause }: Pick<Unclear, "askedPause">,
  nowMs: number,
  random: () => number,
): LostWrites {
  const ownMs = delayAfter(againBackoff, count, random);
  return {
    count: count + 1,
    sinceMs: count === 0 ? nowMs : sinceMs,
    lastMs: nowMs,
    againAtMs: nowMs + Math.max(ownMs, askedPause?.ms ?? 0),
    isOver: count + 1 >= lostWritesMax || askedPause?.isTooLong === true,
  };
}

/** Why the last one was the last; `left` says what the session does not have, as every look has shown. */
export function lostWritesError(
  sessionId: string,
  intent: Intent,
  { count, sinceMs, lastMs }: LostWrites,
  { failure }: Unclear,
  left: string,
): ProviderError {
  const requests =
    count === 1
      ? "the request had no effect:"
      : `${count} requests in ${spokenTime(lastMs - sinceMs, Math.round)} had no effect, the last one:`;
  const looked = count === 1 ? "afterwards" : "after each of them";
  return new ProviderError(
    failure.kind,
    {
      seen: `cannot ${intent} session ${sessionId}: ${requests} ${failure.facts.seen ?? failure.message}. The session was looked at ${looked}, and ${left}.`,
      effect: { kind: "unsaid" },
      advice:
        `Try again later; the next run looks first, should one of them arrive late. ${failure.account?.advice ?? ""}`.trim(),
    },
    { ...failure.facts, sessionId },
    { cause: failure },
  );
}

/** The resource's row until the next write. */
export function againText({ againAtMs }: LostWrites, { failure }: Unclear, nowMs: number): string {
  const pause = spokenTime(Math.max(0, againAtMs - nowMs));
  return `the last request had no effect (${failure.facts.seen ?? failure.message}); sending it again in ${pause}`;
}

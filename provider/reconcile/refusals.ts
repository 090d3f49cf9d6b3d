import type { ProviderError } from "../errors";
import type { SessionFacts } from "../model/session";

/**
 * Refusals in a row of an update of a session that every look calls idle, as a value. Statuses run ahead of what the
 * API lets through (API §5.5), so such a refusal may mean that the session is still settling, and may as well mean that
 * the request will never do. The text does not tell (API §6.3); facts do.
 */
export interface Refusals {
  readonly count: number;
  readonly last: ProviderError;
  /** Of the session, by its own time; the count begins anew when it moves. */
  readonly updatedAt: string | undefined;
  readonly sinceMs: number;
  /** By the server's own clocks, the session had changed just before the first of them. */
  readonly isSettling: boolean;
  /** What they are about: the session takes no update at all, or not this one. */
  readonly about: "unknown" | "session" | "request";
}

/** How long the API was seen to refuse after a session came to rest, and as long again. */
export const settlingMs = 15_000;
/** An update may be what is refused after all: the same answer for so long is the last one. */
export const sameRefusalMs = 30_000;

export function refusedAgain(
  before: Refusals | undefined,
  refusal: ProviderError,
  session: SessionFacts,
  nowMs: number,
): Refusals {
  const isSame = before !== undefined && before.updatedAt === session.updatedAt;
  const isSettling = isJustChanged(refusal, session);
  if (!isSame) {
    const { updatedAt } = session;
    return { count: 1, last: refusal, updatedAt, sinceMs: nowMs, isSettling, about: "unknown" };
  }
  const about = isSameAnswer(before.last, refusal) ? before.about : "unknown";
  return { ...before, count: before.count + 1, last: refusal, about };
}

/** The same in every fact but the request's id. */
export function isSameAnswer(one: ProviderError, other: ProviderError): boolean {
  return (
    one.facts.status === other.facts.status &&
    one.facts.errorCode === other.facts.errorCode &&
    one.facts.seen === other.facts.seen
  );
}

/** What follows from refusals whose subject is known: wait for the session, or tell of the last one. */
export function mayStillPass({ about, isSettling, sinceMs }: Refusals, nowMs: number): boolean {
  const goneBy = nowMs - sinceMs;
  return about === "request" ? isSettling && goneBy < settlingMs : goneBy < sameRefusalMs;
}

function isJustChanged({ facts }: ProviderError, { updatedAt }: SessionFacts): boolean {
  return Date.parse(facts.answeredAt ?? "") - Date.parse(updatedAt ?? "") < settlingMs;
}

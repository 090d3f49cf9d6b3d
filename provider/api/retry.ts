import type { Clock } from "../wait/clock";
import { whyStopped } from "../wait/stop";
import { type Answer, isSuccess, readAnswer } from "./answer";
import type { Limits } from "./limits";
import { meaningOf } from "./status";
import type { Reply } from "./transport";

/**
 * Which request may be sent again, and when. undici's own retry handler is not used: it resumes bodies that broke
 * off with Range requests, which makes no sense for JSON documents that change between two looks, and it knows no
 * jitter, no deadline, no `x-should-retry`, and waits on timers of its own that neither the caller's clock nor the
 * caller's abort signal can reach.
 */

/** A `write` changes something on the server; a `read` may be sent as often as one likes. */
export type Effect = "read" | "write";

/** What one attempt came to, its answer read. */
export type Exchange =
  | { readonly kind: "answered"; readonly answer: Answer }
  | Exclude<Reply, { readonly kind: "answer" }>;

/** How a call ended: the last exchange, and what led to stopping there. */
export interface Ended {
  readonly exchange: Exchange;
  /** Attempts made, at least one. */
  readonly attempts: number;
  /** The server asked for a longer pause than `retryAfterMaxMs`; milliseconds. */
  readonly pauseRefusedMs?: number;
}

export type Decision =
  | { readonly kind: "stop"; readonly pauseRefusedMs?: number }
  | { readonly kind: "repeat"; readonly delayMs: number };

export interface RetryOptions {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends until it is answered, until repeating is not allowed, or `attemptsMax` times. Never rejects; takes at most
 * `attemptsMax × attemptTimeoutMs + (attemptsMax − 1) × retryAfterMaxMs`.
 */
export async function sendWithRetry(
  effect: Effect,
  send: () => Promise<Reply>,
  options: RetryOptions,
): Promise<Ended> {
  for (let attempts = 1; ; attempts++) {
    const exchange = read(await send());
    const decision = decide(effect, exchange, attempts, options.limits, options.random);
    if (decision.kind === "stop") {
      const { pauseRefusedMs } = decision;
      return { exchange, attempts, ...(pauseRefusedMs === undefined ? {} : { pauseRefusedMs }) };
    }
    await options.clock.sleep(decision.delayMs, options.signal);
    if (options.signal?.aborted === true) {
      const why = whyStopped(options.signal);
      return { exchange: { kind: "cancelled", sent: false, why }, attempts };
    }
  }
}

function read(reply: Reply): Exchange {
  return reply.kind === "answer" ? { kind: "answered", answer: readAnswer(reply.answer) } : reply;
}

/** Pure: whether to send again after attempt number `attempts`, and how long to wait before (API §1.4). */
export function decide(
  effect: Effect,
  exchange: Exchange,
  attempts: number,
  limits: Limits,
  random: () => number,
): Decision {
  if (attempts >= limits.attemptsMax || !mayRepeat(effect, exchange)) {
    return { kind: "stop" };
  }
  const pauseMs = exchange.kind === "answered" ? requestedPauseMs(exchange.answer) : undefined;
  if (pauseMs === undefined) {
    return { kind: "repeat", delayMs: backoffMs(attempts, random) };
  }
  return pauseMs > limits.retryAfterMaxMs
    ? { kind: "stop", pauseRefusedMs: pauseMs }
    : { kind: "repeat", delayMs: pauseMs };
}

/** A write is repeated only where the server did nothing: no connection, or turned away by the rate limit. */
function mayRepeat(effect: Effect, exchange: Exchange): boolean {
  switch (exchange.kind) {
    case "cancelled":
      return false;
    case "unsent":
      return !exchange.lasting;
    case "lost":
      return effect === "read" && !exchange.lasting;
    case "answered":
      return mayRepeatAnswered(effect, exchange.answer);
  }
}

function mayRepeatAnswered(effect: Effect, answer: Answer): boolean {
  if (isSuccess(answer)) {
    return effect === "read" && answer.body.kind === "notJson";
  }
  const advice = answer.headers.get("x-should-retry");
  const { repeats } = meaningOf(answer.status);
  if (effect === "write") {
    return repeats === "all" && advice !== "false";
  }
  return advice === "true" || (advice !== "false" && repeats !== "none");
}

/** 0.5 s, 1 s, 2 s … 8 s, less up to a quarter, so that many clients do not come back at the same moment. */
function backoffMs(attempts: number, random: () => number): number {
  const fullMs = Math.min(500 * 2 ** (attempts - 1), 8000);
  return fullMs * (1 - 0.25 * random());
}

/**
 * `retry-after-ms`, else `retry-after` in seconds, else as an HTTP date, which is read against the answer's own
 * `date`: the two come from one clock, and ours may be wrong. Undefined if there is none that makes sense.
 */
function requestedPauseMs(answer: Answer): number | undefined {
  const inMs = positive(Number.parseFloat(answer.headers.get("retry-after-ms") ?? ""));
  if (inMs !== undefined) {
    return inMs;
  }
  const text = answer.headers.get("retry-after") ?? "";
  return /^\s*\d+(\.\d+)?\s*$/.test(text)
    ? positive(Number(text) * 1000)
    : positive(Date.parse(text) - Date.parse(answer.headers.get("date") ?? ""));
}

/** The pause that the server asks everybody for when it turns a request away (429); undefined if it did not. */
export function pauseForAll(reply: Reply, limits: Limits): number | undefined {
  if (reply.kind !== "answer" || reply.answer.status !== 429) {
    return undefined;
  }
  return Math.min(requestedPauseMs(readAnswer(reply.answer)) ?? 0, limits.retryAfterMaxMs);
}

function positive(ms: number): number | undefined {
  return ms > 0 ? ms : undefined;
}

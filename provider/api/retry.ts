import type { CallOptions } from "../reconcile/session-api";
import type { Clock } from "../wait/clock";
import { whyStopped } from "../wait/stop";
import { type Answer, isSuccess, readAnswer } from "./answer";
import type { Effect } from "./effect";
import { meaningOf } from "./http-status";
import type { Limits } from "./limits";
import { requestedPauseMs } from "./rate-answers";
import type { TurnedAway, Unsigned } from "./reason";
import type { Reply } from "./transport";

/**
 * Which request may be sent again, and when. undici's own retry handler is not used: it resumes bodies that broke
 * off with Range requests, which makes no sense for JSON documents that change between two looks, and it knows no
 * jitter, no deadline, no `x-should-retry`, and waits on timers of its own that neither the caller's clock nor the
 * caller's abort signal can reach.
 */

/** What one attempt came to, its answer read. */
export type Exchange =
  | { readonly kind: "answered"; readonly answer: Answer }
  | Exclude<Reply, { readonly kind: "answer" }>
  | Unsigned
  /** `answer` is the refusal that was one too many, whoever met it. */
  | (TurnedAway & { readonly answer: Answer });

/** How a call ended: the last exchange, and what led to stopping there. */
export interface Ended {
  readonly exchange: Exchange;
  /** Attempts made; none where the account had been given up on before. */
  readonly attempts: number;
  /** The server asked for a longer pause than `retryAfterMaxMs`; milliseconds. */
  readonly pauseRefusedMs?: number;
  /** What the last request was signed with, to be hidden in what is told of it. */
  readonly secret?: string;
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
  readonly onHeld?: CallOptions["onHeld"] | undefined;
}

/**
 * Sends until it is answered, until repeating is not allowed, or `attemptsMax` times, `invitedAttemptsMax` where the
 * rate limit says when to come back. Never rejects; takes at most `attemptTimeoutMs + retryAfterMaxMs` for each.
 */
export async function sendWithRetry(
  effect: Effect,
  send: () => Promise<Reply | Unsigned | TurnedAway>,
  options: RetryOptions,
): Promise<Ended> {
  for (let attempts = 1; ; attempts++) {
    const exchange = read(await send());
    const decision = decide(effect, exchange, attempts, options.limits, options.random);
    if (decision.kind === "stop") {
      const { pauseRefusedMs } = decision;
      const isUnsent = exchange.kind === "turnedAway" && !exchange.sent;
      const made = isUnsent ? attempts - 1 : attempts;
      return {
        exchange,
        attempts: made,
        ...(pauseRefusedMs === undefined ? {} : { pauseRefusedMs }),
      };
    }
    tellOfPause(exchange, options);
    await options.clock.sleep(decision.delayMs, options.signal);
    if (options.signal?.aborted === true) {
      const why = whyStopped(options.signal);
      return { exchange: { kind: "cancelled", sent: false, why }, attempts };
    }
  }
}

function tellOfPause(exchange: Exchange, { onHeld }: RetryOptions): void {
  const answer = exchange.kind === "answered" ? exchange.answer : undefined;
  const pauseMs = answer === undefined ? undefined : requestedPauseMs(answer);
  if (pauseMs !== undefined) {
    onHeld?.({ reason: answer?.status === 429 ? "rate limit" : "trouble", pauseMs });
  }
}

function read(reply: Reply | Unsigned | TurnedAway): Exchange {
  switch (reply.kind) {
    case "answer":
      return { kind: "answered", answer: readAnswer(reply.answer) };
    case "turnedAway":
      return { ...reply, answer: readAnswer(reply.givenUp.answer) };
    default:
      return reply;
  }
}

/** Pure: whether to send again after attempt number `attempts`, and how long to wait before (API §1.4). */
export function decide(
  effect: Effect,
  exchange: Exchange,
  attempts: number,
  limits: Limits,
  random: () => number,
): Decision {
  const pauseMs = exchange.kind === "answered" ? requestedPauseMs(exchange.answer) : undefined;
  const attemptsMax = isInvitedBack(exchange, pauseMs)
    ? limits.invitedAttemptsMax
    : limits.attemptsMax;
  if (pauseMs !== undefined && pauseMs > limits.retryAfterMaxMs) {
    return { kind: "stop", pauseRefusedMs: pauseMs };
  }
  if (attempts >= attemptsMax || !mayRepeat(effect, exchange)) {
    return { kind: "stop" };
  }
  return { kind: "repeat", delayMs: pauseMs ?? backoffMs(attempts, random) };
}

/** Turned away by the rate limit, which says when there is room: no failure, where several share a limit. */
function isInvitedBack(exchange: Exchange, pauseMs: number | undefined): boolean {
  return exchange.kind === "answered" && exchange.answer.status === 429 && pauseMs !== undefined;
}

/** A write is repeated only where the server did nothing: no connection, or turned away by the rate limit. */
function mayRepeat(effect: Effect, exchange: Exchange): boolean {
  switch (exchange.kind) {
    case "cancelled":
    // Getting a token has repetitions of its own.
    case "unsigned":
    case "turnedAway":
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

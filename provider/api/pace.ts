import type { CallOptions } from "../reconcile/session-api";
import type { Clock } from "../wait/clock";
import { type Allowance, allowanceAfter, firstAllowance, freeAtMs } from "./allowance";
import type { Effect } from "./effect";
import {
  fullPatience,
  type GivenUp,
  givenUpAt,
  type Patience,
  patienceAfter,
  patienceOfOthers,
} from "./patience";
import type { Heard } from "./rate-answers";

/**
 * The pace of one account: how many requests a minute and how many at a time, shared by everything in the process that
 * speaks to it. The API limits reads and writes apart (API §6.1), so what it takes of each is found apart; a pause that
 * it asks for is everybody's. Own code, because the libraries for this run on timers of their own, and what is counted
 * here must run on the caller's clock.
 */
export interface Pace {
  /** Waits for a place; first come, first served. */
  enter(effect: Effect, call: CallOptions): Promise<Entry>;
}

/** How the waiting ended: with a place, aborted, or because the account has been given up on. */
export type Entry =
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "aborted" }
  | { readonly kind: "givenUp"; readonly givenUp: GivenUp };

export interface Place {
  /**
   * Gives the place back, with what the answer said: whoever sends next goes by it. What it returns is why not to send
   * again, if the answer was one refusal too many.
   */
  leave(heard: Heard): GivenUp | undefined;
}

export interface PaceLimits {
  /** Per minute at most, for reads and for writes each; undefined: only the API's own limit holds. */
  readonly requestsPerMinute?: number;
  /** Of both kinds together. */
  readonly requestsInFlight: number;
}

/** A hundredth more than a minute, because requests do not all take the same time to arrive. */
const windowMs = 60_600;

interface Lane {
  readonly effect: Effect;
  readonly waiting: Waiting[];
  allowance: Allowance;
  patience: Patience;
  /** When the last requests were sent, oldest first; never more than the ceiling, and none without one. */
  readonly sentAtMs: number[];
  isSleeping: boolean;
}

interface Waiting {
  readonly end: (entry: Entry) => void;
  /** The API asked everybody for a pause, of which so much is left. */
  readonly hold: (pauseMs: number) => void;
  /** Whether it could not go at once. */
  waited: boolean;
}

export function createPace(
  { requestsPerMinute, requestsInFlight }: PaceLimits,
  clock: Clock,
): Pace {
  const laneOf = (effect: Effect) => newLane(effect, requestsPerMinute, clock.now());
  const lanes: Readonly<Record<Effect, Lane>> = { read: laneOf("read"), write: laneOf("write") };
  let inFlight = 0;

  /** When the next request of this lane may be sent. */
  function freeAt({ allowance, sentAtMs }: Lane): number {
    const [oldest] = sentAtMs;
    const isFull = oldest !== undefined && sentAtMs.length === requestsPerMinute;
    const ceilingAtMs = isFull ? oldest + windowMs : Number.NEGATIVE_INFINITY;
    return Math.max(ceilingAtMs, freeAtMs(allowance, clock.now()));
  }

  function pump(): void {
    for (const lane of [lanes.read, lanes.write]) {
      while (lane.waiting.length > 0 && inFlight < requestsInFlight) {
        const waitMs = freeAt(lane) - clock.now();
        if (waitMs > 0) {
          pumpLater(lane, waitMs);
          break;
        }
        send(lane);
      }
    }
  }

  function send(lane: Lane): void {
    const first = lane.waiting.shift();
    if (first === undefined) {
      return;
    }
    const nowMs = clock.now();
    inFlight += 1;
    lane.allowance = allowanceAfter(lane.allowance, { kind: "sent", waited: first.waited }, nowMs);
    if (requestsPerMinute !== undefined) {
      lane.sentAtMs.push(nowMs);
      if (lane.sentAtMs.length > requestsPerMinute) {
        lane.sentAtMs.shift();
      }
    }
    first.end({ kind: "place", place: placeIn(lane) });
  }

  /** One timer per lane, however many wait. */
  function pumpLater(lane: Lane, waitMs: number): void {
    if (lane.isSleeping) {
      return;
    }
    lane.isSleeping = true;
    void clock.sleep(waitMs).then(() => {
      lane.isSleeping = false;
      pump();
    });
  }

  /** The place of a request that goes out now. */
  function placeIn(lane: Lane): Place {
    const sentAtMs = clock.now();
    return {
      leave: (heard) => {
        inFlight -= 1;
        hear(lane, lane === lanes.read ? lanes.write : lanes.read, heard, {
          sentAtMs,
          nowMs: clock.now(),
        });
        pump();
        return heard.kind === "refused" ? lane.patience.givenUp : undefined;
      },
    };
  }

  return {
    enter: (effect, { signal, onHeld }) =>
      new Promise((resolve) => {
        const lane = lanes[effect];
        const giveUp = () => {
          const at = lane.waiting.indexOf(waiting);
          if (at !== -1) {
            lane.waiting.splice(at, 1);
          }
          resolve({ kind: "aborted" });
        };
        const waiting: Waiting = {
          end: (entry) => {
            signal?.removeEventListener("abort", giveUp);
            resolve(entry);
          },
          hold: (pauseMs) => onHeld?.({ reason: "rate limit", pauseMs }),
          waited: false,
        };
        if (signal?.aborted) {
          resolve({ kind: "aborted" });
          return;
        }
        const givenUp = givenUpAt(lane.patience, clock.now());
        if (givenUp !== undefined) {
          resolve({ kind: "givenUp", givenUp });
          return;
        }
        signal?.addEventListener("abort", giveUp, { once: true });
        lane.waiting.push(waiting);
        pump();
        waiting.waited = true;
        const heldMs = lane.allowance.heldUntilMs - clock.now();
        if (heldMs > 0) {
          waiting.hold(heldMs);
        }
      }),
  };
}

function newLane(effect: Effect, ceiling: number | undefined, nowMs: number): Lane {
  return {
    effect,
    waiting: [],
    allowance: firstAllowance(ceiling, nowMs),
    patience: fullPatience,
    sentAtMs: [],
    isSleeping: false,
  };
}

/** What an answer to a request of one lane says to both. */
function hear(
  lane: Lane,
  other: Lane,
  heard: Heard,
  { sentAtMs, nowMs }: { readonly sentAtMs: number; readonly nowMs: number },
): void {
  if (heard.kind === "accepted") {
    lane.patience = fullPatience;
    lane.allowance = allowanceAfter(lane.allowance, heard, nowMs);
  } else if (heard.kind === "refused") {
    const { pauseMs } = heard;
    const refused = { kind: "refused", pauseMs, sentAtMs } as const;
    lane.allowance = allowanceAfter(lane.allowance, refused, nowMs);
    other.allowance = allowanceAfter(other.allowance, { kind: "held", pauseMs }, nowMs);
    lane.patience = patienceAfter(lane.patience, lane.effect, heard, { sentAtMs, nowMs });
    other.patience = patienceOfOthers(other.patience, other.effect, lane.patience);
    for (const each of [lane, other]) {
      dismiss(each, nowMs);
      if (pauseMs > 0) {
        for (const waiting of each.waiting) {
          waiting.hold(pauseMs);
        }
      }
    }
  }
}

/** Sends everybody home who waits for what is not coming. */
function dismiss({ patience, waiting }: Lane, nowMs: number): void {
  const givenUp = givenUpAt(patience, nowMs);
  if (givenUp !== undefined) {
    for (const each of waiting.splice(0)) {
      each.end({ kind: "givenUp", givenUp });
    }
  }
}

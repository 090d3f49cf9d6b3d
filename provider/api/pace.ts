import type { Clock } from "../wait/clock";
import { type Allowance, allowanceAfter, firstAllowance, freeAtMs } from "./allowance";
import type { Heard } from "./rate-answers";
import type { Effect } from "./retry";

/**
 * The pace of one account: how many requests a minute and how many at a time, shared by everything in the process that
 * speaks to it. The API limits reads and writes apart (API §6.1), so what it takes of each is found apart; a pause that
 * it asks for is everybody's. Own code, because the libraries for this run on timers of their own, and what is counted
 * here must run on the caller's clock.
 */
export interface Pace {
  /** Waits for a place; first come, first served. Undefined if aborted meanwhile. */
  enter(effect: Effect, signal: AbortSignal | undefined): Promise<Place | undefined>;
}

export interface Place {
  /** Gives the place back, with what the answer said: whoever sends next goes by it. */
  leave(heard: Heard): void;
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
  readonly waiting: Waiting[];
  allowance: Allowance;
  /** When the last requests were sent, oldest first; never more than the ceiling, and none without one. */
  readonly sentAtMs: number[];
  isSleeping: boolean;
}

interface Waiting {
  readonly go: () => void;
  /** Whether it could not go at once. */
  waited: boolean;
}

export function createPace(
  { requestsPerMinute, requestsInFlight }: PaceLimits,
  clock: Clock,
): Pace {
  const newLane = (): Lane => ({
    waiting: [],
    allowance: firstAllowance(requestsPerMinute, clock.now()),
    sentAtMs: [],
    isSleeping: false,
  });
  const lanes: Readonly<Record<Effect, Lane>> = { read: newLane(), write: newLane() };
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
    first.go();
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
        hear(lane, heard, sentAtMs);
        pump();
      },
    };
  }

  function hear(lane: Lane, heard: Heard, sentAtMs: number): void {
    const nowMs = clock.now();
    if (heard.kind === "accepted") {
      lane.allowance = allowanceAfter(lane.allowance, heard, nowMs);
    } else if (heard.kind === "refused") {
      const { pauseMs } = heard;
      for (const each of [lanes.read, lanes.write]) {
        const event = each === lane ? { ...heard, sentAtMs } : { kind: "held" as const, pauseMs };
        each.allowance = allowanceAfter(each.allowance, event, nowMs);
      }
    }
  }

  return {
    enter: (effect, signal) =>
      new Promise((resolve) => {
        const lane = lanes[effect];
        const giveUp = () => {
          const at = lane.waiting.indexOf(waiting);
          if (at !== -1) {
            lane.waiting.splice(at, 1);
          }
          resolve(undefined);
        };
        const waiting: Waiting = {
          go: () => {
            signal?.removeEventListener("abort", giveUp);
            resolve(placeIn(lane));
          },
          waited: false,
        };
        if (signal?.aborted) {
          resolve(undefined);
          return;
        }
        signal?.addEventListener("abort", giveUp, { once: true });
        lane.waiting.push(waiting);
        pump();
        waiting.waited = true;
      }),
  };
}

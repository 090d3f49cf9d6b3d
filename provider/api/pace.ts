import type { Clock } from "../wait/clock";
import type { Effect } from "./retry";

/**
 * The pace of one account: how many requests a minute and how many at a time, shared by everything in the process that
 * speaks to it. The API limits reads and writes apart (API §6.1), so they are counted apart. Own code, because the
 * libraries for this run on timers of their own, and what is counted here must run on the caller's clock.
 */
export interface Pace {
  /** Waits for a place; first come, first served. The result gives the place back; undefined if aborted meanwhile. */
  enter(effect: Effect, signal: AbortSignal | undefined): Promise<(() => void) | undefined>;
  /** The server asked for a pause: nobody sends requests of this kind before it is over. */
  holdBack(effect: Effect, pauseMs: number): void;
}

export interface PaceLimits {
  /** Per minute, for reads and for writes each. */
  readonly requestsPerMinute: number;
  /** Of both kinds together. */
  readonly requestsInFlight: number;
}

/** A hundredth more than a minute, because requests do not all take the same time to arrive. */
const windowMs = 60_600;

interface Lane {
  readonly waiting: (() => void)[];
  /** When the last requests were sent, oldest first; never more than the limit. */
  readonly sentAtMs: number[];
  heldUntilMs: number;
  isSleeping: boolean;
}

const newLane = (): Lane => ({
  waiting: [],
  sentAtMs: [],
  heldUntilMs: Number.NEGATIVE_INFINITY,
  isSleeping: false,
});

export function createPace(limits: PaceLimits, clock: Clock): Pace {
  const lanes: Readonly<Record<Effect, Lane>> = { read: newLane(), write: newLane() };
  let inFlight = 0;

  /** When the next request of this lane may be sent. */
  function freeAtMs(lane: Lane): number {
    const oldest = lane.sentAtMs[0];
    const isFull = oldest !== undefined && lane.sentAtMs.length >= limits.requestsPerMinute;
    return Math.max(lane.heldUntilMs, isFull ? oldest + windowMs : Number.NEGATIVE_INFINITY);
  }

  function pump(): void {
    for (const lane of [lanes.read, lanes.write]) {
      while (lane.waiting.length > 0 && inFlight < limits.requestsInFlight) {
        const waitMs = freeAtMs(lane) - clock.now();
        if (waitMs > 0) {
          pumpLater(lane, waitMs);
          break;
        }
        inFlight += 1;
        lane.sentAtMs.push(clock.now());
        if (lane.sentAtMs.length > limits.requestsPerMinute) {
          lane.sentAtMs.shift();
        }
        lane.waiting.shift()?.();
      }
    }
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

  function leave(): void {
    inFlight -= 1;
    pump();
  }

  return {
    enter: (effect, signal) =>
      new Promise((resolve) => {
        const lane = lanes[effect];
        const go = () => {
          signal?.removeEventListener("abort", giveUp);
          resolve(leave);
        };
        const giveUp = () => {
          const place = lane.waiting.indexOf(go);
          if (place !== -1) {
            lane.waiting.splice(place, 1);
          }
          resolve(undefined);
        };
        if (signal?.aborted) {
          resolve(undefined);
          return;
        }
        signal?.addEventListener("abort", giveUp, { once: true });
        lane.waiting.push(go);
        pump();
      }),

    holdBack(effect, pauseMs) {
      const lane = lanes[effect];
      lane.heldUntilMs = Math.max(lane.heldUntilMs, clock.now() + pauseMs);
    },
  };
}

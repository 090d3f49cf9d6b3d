import { setTimeout as delay } from "node:timers/promises";

/** Time as an argument: whoever waits or measures gets it from here. Milliseconds throughout. */
export interface Clock {
  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** The time of day of the machine, in milliseconds since 1970; it may be set, and go back. */
export const timeOfDay = (): number => Date.now();

/** 24.8 days: Node's timers take a longer time for no time at all. */
const longestTimerMs = 2 ** 31 - 1;

/** Calls `work` after `ms` of the machine's clock, unless what this returns is called before. One timer, no promise. */
export function alarm(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, Math.min(ms, longestTimerMs));
  return () => clearTimeout(timer);
}

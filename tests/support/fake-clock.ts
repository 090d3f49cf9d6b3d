import type { Clock } from "../../provider/wait/clock";

/** A clock whose sleep is over at once: it moves time on and records how long each sleep would have been. */
export interface FakeClock extends Clock {
  readonly delaysMs: readonly number[];
}

export function createFakeClock(): FakeClock {
  const delaysMs: number[] = [];
  let nowMs = 0;
  return {
    delaysMs,
    now: () => nowMs,
    sleep: async (ms, signal) => {
      if (signal?.aborted !== true) {
        delaysMs.push(ms);
        nowMs += ms;
      }
    },
  };
}

import type { Clock } from "../../provider/wait/clock";

/** A clock for many sleepers without a network: time moves to the end of the earliest sleep once nothing else goes on. */
export interface SteppedClock extends Clock {
  /** Moves time on until this has settled. */
  finish<Result>(work: Promise<Result>): Promise<Result>;
}

const stepsMax = 1_000_000;

export function createSteppedClock(): SteppedClock {
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  let nowMs = 0;
  return {
    now: () => nowMs,
    sleep: (ms) => new Promise((wake) => void sleepers.push({ atMs: nowMs + ms, wake })),
    async finish(work) {
      let isOver = false;
      const end = () => {
        isOver = true;
      };
      work.then(end, end);
      for (let step = 0; step < stepsMax && !isOver; step++) {
        await new Promise((resolve) => setImmediate(resolve));
        const nextMs = Math.min(...sleepers.map(({ atMs }) => atMs));
        if (!isOver && Number.isFinite(nextMs)) {
          nowMs = Math.max(nowMs, nextMs);
          const due = sleepers.filter(({ atMs }) => atMs <= nowMs);
          sleepers = sleepers.filter(({ atMs }) => atMs > nowMs);
          for (const { wake } of due) {
            wake();
          }
        }
      }
      return work;
    },
  };
}

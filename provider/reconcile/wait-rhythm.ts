import { lookBackoff } from "../wait/backoff";
import type { Clock } from "../wait/clock";

export interface Waiting {
  /** How long to sleep for a look that is due in `delayMs`: so long, or until the common beat. */
  delayMs(delayMs: number): number;
  stop(): void;
}

/** From here on waits keep time together, a beat as often as the slowest wait looks. */
const sharedRhythmMin = 8;
const beatMs = lookBackoff.mostMs;

/** What says that somebody waits for a session: many waits share one rhythm, so that their looks meet. */
export function createWaitRhythm(clock: Clock): () => Waiting {
  let waiting = 0;
  return () => {
    waiting += 1;
    return {
      delayMs: (delayMs) => {
        if (waiting < sharedRhythmMin) {
          return delayMs;
        }
        const now = clock.now();
        return Math.max(delayMs, Math.ceil((now + 1) / beatMs) * beatMs - now);
      },
      stop: () => {
        waiting -= 1;
      },
    };
  };
}

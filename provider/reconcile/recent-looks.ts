import { type DatedLook, lookAgeMaxMs } from "../model/session";
import type { Clock } from "../wait/clock";

/** Looks that came along with others, as long as they are good; what is too old to be used is not held on to. */
export interface RecentLooks {
  of(sessionId: string): DatedLook | undefined;
  keep(look: DatedLook): void;
}

export function createRecentLooks(clock: Clock): RecentLooks {
  const kept = new Map<string, DatedLook>();
  let isForgetting = false;

  function forgetLater(): void {
    if (isForgetting || kept.size === 0) {
      return;
    }
    isForgetting = true;
    void clock.sleep(lookAgeMaxMs).then(() => {
      isForgetting = false;
      const now = clock.now();
      for (const [sessionId, { seenAtMs }] of kept) {
        if (now - seenAtMs >= lookAgeMaxMs) {
          kept.delete(sessionId);
        }
      }
      forgetLater();
    });
  }

  return {
    of(sessionId) {
      const known = kept.get(sessionId);
      return known !== undefined && clock.now() - known.seenAtMs <= lookAgeMaxMs
        ? known
        : undefined;
    },
    keep(look) {
      kept.set(look.session.sessionId, look);
      forgetLater();
    },
  };
}

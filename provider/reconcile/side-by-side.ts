/**
 * Work on many sessions side by side. So many have a place at a time; one that waits for its session to be idle gives
 * its place up, so that all waits go on together and hold up no work, and takes one again before it goes on.
 */
export interface SideBySide {
  /** Waits for a place and starts the work. */
  start(work: (place: Place) => Promise<void>): Promise<void>;
  /** Waits until all of it has ended; rejects with the first failure, once the rest has ended too. */
  end(): Promise<void>;
}

export interface Place {
  leave(): void;
  /** Whether it has a place now, without waiting for one. */
  tryTakeAgain(): boolean;
  takeAgain(): Promise<void>;
}

/** The API client paces the requests; this bounds the memory. */
const placesMax = 32;

export function createSideBySide(): SideBySide {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const queue: (() => void)[] = [];
  let free = placesMax;

  function tryTake(): boolean {
    if (free === 0) {
      return false;
    }
    free -= 1;
    return true;
  }

  async function take(): Promise<void> {
    if (!tryTake()) {
      await new Promise<void>((resolve) => void queue.push(resolve));
    }
  }

  function give(): void {
    const next = queue.shift();
    if (next === undefined) {
      free += 1;
    } else {
      next();
    }
  }

  return {
    async start(work) {
      await take();
      let isHeld = true;
      const place: Place = {
        leave() {
          if (isHeld) {
            isHeld = false;
            give();
          }
        },
        tryTakeAgain() {
          isHeld ||= tryTake();
          return isHeld;
        },
        async takeAgain() {
          if (!isHeld) {
            await take();
            isHeld = true;
          }
        },
      };
      const run = work(place)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          place.leave();
          running.delete(run);
        });
      running.add(run);
    },

    async end() {
      await Promise.all(running);
      if (failures.length > 0) {
        throw failures[0];
      }
    },
  };
}

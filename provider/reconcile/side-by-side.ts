/**
 * Work on many sessions side by side. So many have a place at a time; one that waits for its session to be idle gives
 * its place up, so that all waits go on together and hold up no work.
 */
export interface SideBySide {
  /** Waits for a place and starts the work; `leavePlace` may be called once it only waits. */
  start(work: (leavePlace: () => void) => Promise<void>): Promise<void>;
  /** Waits until all of it has ended; rejects with the first failure, once the rest has ended too. */
  end(): Promise<void>;
}

/** The API client paces the requests; this bounds the memory. */
const placesMax = 32;

export function createSideBySide(): SideBySide {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let places = placesMax;
  let freed: () => void = () => {};

  return {
    async start(work) {
      while (places <= 0) {
        await new Promise<void>((resolve) => {
          freed = resolve;
        });
      }
      places -= 1;
      let hasPlace = true;
      const leavePlace = () => {
        if (hasPlace) {
          hasPlace = false;
          places += 1;
          freed();
        }
      };
      const run = work(leavePlace)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          leavePlace();
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

import { orStopped } from "./stop";

/**
 * One writer at a time per session inside this process: whoever wants to look at a session and write on that look
 * stands in its queue, and is served in the order of asking.
 */
export interface SessionQueue {
  /** Once the signal is aborted it waits for nobody: the work can send nothing any more, and says so itself. */
  enter<Result>(
    sessionId: string,
    work: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
  /** Resolves when everybody who stands in the queue now has been served. */
  free(sessionId: string): Promise<void>;
}

export function createSessionQueue(): SessionQueue {
  const last = new Map<string, Promise<void>>();
  return {
    async enter(sessionId, work, signal) {
      const before = last.get(sessionId);
      const result =
        before === undefined ? Promise.resolve().then(work) : orStopped(before, signal).then(work);
      const settled = Promise.allSettled([before, result]).then(() => undefined);
      last.set(sessionId, settled);
      try {
        return await result;
      } finally {
        void settled.then(() => {
          if (last.get(sessionId) === settled) {
            last.delete(sessionId);
          }
        });
      }
    },
    free: (sessionId) => last.get(sessionId) ?? Promise.resolve(),
  };
}

/**
 * One writer at a time per session inside this process: whoever wants to look at a session and write on that look takes
 * a turn, and turns of one session follow one another in the order in which they were asked for.
 */
export interface SessionTurns {
  take<Result>(sessionId: string, work: () => Promise<Result>): Promise<Result>;
  /** How many writes this process has sent to the session; a look from before the last one is stale. */
  writesTo(sessionId: string): number;
  noteWrite(sessionId: string): void;
}

export function createSessionTurns(): SessionTurns {
  const last = new Map<string, Promise<void>>();
  const writes = new Map<string, number>();

  return {
    async take(sessionId, work) {
      const before = last.get(sessionId) ?? Promise.resolve();
      const result = before.then(work);
      const settled = result.then(
        () => undefined,
        () => undefined,
      );
      last.set(sessionId, settled);
      try {
        return await result;
      } finally {
        if (last.get(sessionId) === settled) {
          last.delete(sessionId);
        }
      }
    },
    writesTo: (sessionId) => writes.get(sessionId) ?? 0,
    noteWrite: (sessionId) => {
      writes.set(sessionId, (writes.get(sessionId) ?? 0) + 1);
    },
  };
}

/**
 * One writer at a time per session inside this process: whoever wants to look at a session and write on that look takes
 * a turn, and turns of one session follow one another in the order in which they were asked for.
 */
export interface SessionTurns {
  take<Result>(sessionId: string, work: () => Promise<Result>): Promise<Result>;
  /** How many writes this process has sent so far. */
  writes(): number;
  /** Which of them, counted from one, was the last to this session; a look from before it is stale. */
  lastWriteTo(sessionId: string): number;
  noteWrite(sessionId: string): void;
}

export function createSessionTurns(): SessionTurns {
  const last = new Map<string, Promise<void>>();
  const lastWrites = new Map<string, number>();
  let writes = 0;

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
    writes: () => writes,
    lastWriteTo: (sessionId) => lastWrites.get(sessionId) ?? 0,
    noteWrite: (sessionId) => {
      writes += 1;
      lastWrites.set(sessionId, writes);
    },
  };
}

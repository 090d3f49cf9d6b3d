import type { Look } from "../model/session";

/**
 * One writer at a time per session inside this process: whoever wants to look at a session and write on that look takes
 * a turn, and turns of one session follow one another in the order in which they were asked for. Who waits for the same
 * session goes on together: one interrupt serves all, and so does the first look that shows it at rest.
 */
export interface SessionTurns {
  take<Result>(sessionId: string, work: () => Promise<Result>): Promise<Result>;
  /** How many writes this process has sent so far. */
  writes(): number;
  /** Which of them, counted from one, was the last to this session; a look from before it is stale. */
  lastWriteTo(sessionId: string): number;
  noteWrite(sessionId: string): void;
  /** Listens for a look that shows the session at rest, until what this returns is called. */
  onRest(sessionId: string, tell: (look: Look) => void): () => void;
  noteRest(sessionId: string, look: Look): void;
  /** True from an interrupt until whoever sent it has stopped waiting. */
  isInterrupted(sessionId: string): boolean;
  noteInterrupt(sessionId: string): void;
  noteInterruptOver(sessionId: string): void;
}

export function createSessionTurns(): SessionTurns {
  const last = new Map<string, Promise<void>>();
  const lastWrites = new Map<string, number>();
  const listeners = new Map<string, Set<(look: Look) => void>>();
  const interrupted = new Set<string>();
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
    onRest(sessionId, tell) {
      const all = listeners.get(sessionId) ?? new Set();
      listeners.set(sessionId, all.add(tell));
      return () => {
        all.delete(tell);
        if (all.size === 0 && listeners.get(sessionId) === all) {
          listeners.delete(sessionId);
        }
      };
    },
    noteRest(sessionId, look) {
      for (const tell of listeners.get(sessionId) ?? []) {
        tell(look);
      }
    },
    isInterrupted: (sessionId) => interrupted.has(sessionId),
    noteInterrupt: (sessionId) => void interrupted.add(sessionId),
    noteInterruptOver: (sessionId) => void interrupted.delete(sessionId),
  };
}

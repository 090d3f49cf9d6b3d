import type { Look } from "../model/session";
import { orStopped } from "./stop";

/** One interrupt of a session, which serves everybody in this process who waits for it. */
export interface Interruption {
  /** The server's own time of the session's last change before it was sent; absent if the look did not carry it. */
  readonly since: string | undefined;
  /** Whether the message that sets the work going again was sent for it, by whomever. */
  isResumed: boolean;
}

/**
 * One writer at a time per session inside this process: whoever wants to look at a session and write on that look takes
 * a turn, and turns of one session follow one another in the order in which they were asked for. Who waits for the same
 * session goes on together: one interrupt serves all, and so does the first look that shows it at rest.
 */
export interface SessionTurns {
  /** Once the signal is aborted it waits for nobody: the work can send nothing any more, and says so itself. */
  take<Result>(
    sessionId: string,
    work: () => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>;
  /** Resolves when the turns that were asked for until now are over. */
  free(sessionId: string): Promise<void>;
  /** How many writes this process has sent so far. */
  writes(): number;
  /** Which of them, counted from one, was the last to this session; a look from before it is stale. */
  lastWriteTo(sessionId: string): number;
  noteWrite(sessionId: string): void;
  /** Listens for a look that shows the session at rest, until what this returns is called. */
  onRest(sessionId: string, tell: (look: Look) => void): () => void;
  noteRest(sessionId: string, look: Look): void;
  /** The interrupt after which somebody waits for the session to rest; undefined if nobody does. */
  interruptionOf(sessionId: string): Interruption | undefined;
  noteInterrupt(sessionId: string, since: string | undefined): Interruption;
  /** Whoever sent it waits no longer. */
  noteInterruptOver(sessionId: string): void;
}

export function createSessionTurns(): SessionTurns {
  const last = new Map<string, Promise<void>>();
  const lastWrites = new Map<string, number>();
  const listeners = new Map<string, Set<(look: Look) => void>>();
  const interruptions = new Map<string, Interruption>();
  let writes = 0;

  return {
    async take(sessionId, work, signal) {
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
    interruptionOf: (sessionId) => interruptions.get(sessionId),
    noteInterrupt(sessionId, since) {
      const interruption = { since, isResumed: false };
      interruptions.set(sessionId, interruption);
      return interruption;
    },
    noteInterruptOver: (sessionId) => void interruptions.delete(sessionId),
  };
}

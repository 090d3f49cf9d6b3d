/** One interrupt of a session, which serves everybody in this process who waits for it. */
export interface Interruption {
  /** The server's own time of the session's last change before it was sent; absent if the look did not carry it. */
  readonly since: string | undefined;
  /** Whether the message that sets the work going again was sent for it, by whomever. */
  isResumed: boolean;
}

/** Interrupts after which somebody in this process waits for the session to rest. */
export interface SharedInterrupts {
  /** Undefined if nobody waits after one. */
  of(sessionId: string): Interruption | undefined;
  note(sessionId: string, since: string | undefined): Interruption;
  /** Whoever sent it waits no longer. */
  noteOver(sessionId: string): void;
}

export function createSharedInterrupts(): SharedInterrupts {
  const interruptions = new Map<string, Interruption>();
  return {
    of: (sessionId) => interruptions.get(sessionId),
    note(sessionId, since) {
      const interruption = { since, isResumed: false };
      interruptions.set(sessionId, interruption);
      return interruption;
    },
    noteOver: (sessionId) => void interruptions.delete(sessionId),
  };
}

/** Counts the writes of this process, so that a look from before the last one to its session is known to be stale. */
export interface WriteCount {
  /** How many were sent so far. */
  total(): number;
  /** Which of them, counted from one, was the last to this session; none is 0. */
  lastTo(sessionId: string): number;
  note(sessionId: string): void;
}

export function createWriteCount(): WriteCount {
  const last = new Map<string, number>();
  let total = 0;
  return {
    total: () => total,
    lastTo: (sessionId) => last.get(sessionId) ?? 0,
    note(sessionId) {
      total += 1;
      last.set(sessionId, total);
    },
  };
}

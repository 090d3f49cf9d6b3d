/** The bounds of every request. All of them are generous: they exist so that nothing waits or grows for ever. */
export interface Limits {
  /** Until a connection stands, TLS included. Milliseconds, default 10 s. */
  readonly connectTimeoutMs: number;
  /** From the request sent to the head of the answer. Milliseconds, default 60 s. */
  readonly headersTimeoutMs: number;
  /** Between two pieces of the answer's body. Milliseconds, default 30 s. */
  readonly bodyTimeoutMs: number;
  /** The whole of one attempt, a body that trickles for ever included. Milliseconds, default 90 s. */
  readonly attemptTimeoutMs: number;
  /** Largest answer that is read. Bytes, default 32 MiB. */
  readonly answerBytesMax: number;
  /** Connections to the API at a time; further requests queue. Default 16. */
  readonly connectionsMax: number;
  /** Requests a minute at most, for reads and for writes each (API §6.1). Default none: the pace finds the limit. */
  readonly requestsPerMinute?: number;
  /** Requests under way at a time, of both kinds together. Default 16. */
  readonly requestsInFlight: number;
  /** Attempts of one call, the first included. Default 4. */
  readonly attemptsMax: number;
  /** The same where the rate limit turns it away and says when to come back. Default 10. */
  readonly invitedAttemptsMax: number;
  /** Longest `retry-after` that is waited out; of a longer one nobody waits for anything. Milliseconds, default 60 s. */
  readonly retryAfterMaxMs: number;
}

/**
 * Once it is its turn (see `pace.ts`), one call ends within 4 × 90 s + 3 × 60 s = 9 minutes at the very worst; a refused
 * connection within 4 s. Where the rate limit turns everything away, waiting for the turn ends by `patience.ts`.
 */
export const defaultLimits: Limits = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 60_000,
  bodyTimeoutMs: 30_000,
  attemptTimeoutMs: 90_000,
  answerBytesMax: 32 * 1024 * 1024,
  connectionsMax: 16,
  requestsInFlight: 16,
  attemptsMax: 4,
  invitedAttemptsMax: 10,
  retryAfterMaxMs: 60_000,
};

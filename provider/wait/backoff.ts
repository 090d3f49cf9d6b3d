export interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
  readonly factor: number;
}

/** Delays between looks at a session that is busy: half a second, growing to five (API §5.5). */
export const lookBackoff: BackoffOptions = { firstMs: 500, mostMs: 5_000, factor: 1.6 };

/**
 * Endless delays in milliseconds, growing from `firstMs` to `mostMs`, each shortened by up to a quarter at random so
 * that many waiters do not ask at the same moment. `random` yields numbers from 0 up to 1.
 */
export function* backoff(
  { firstMs, mostMs, factor }: BackoffOptions,
  random: () => number,
): Generator<number, never> {
  let delayMs = firstMs;
  while (true) {
    yield delayMs * (1 - random() / 4);
    delayMs = Math.min(delayMs * factor, mostMs);
  }
}

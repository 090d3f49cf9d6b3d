export interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
  readonly factor: number;
}

/** Delays between looks at a session that is busy: half a second, growing to five (API §5.5). */
export const lookBackoff: BackoffOptions = { firstMs: 500, mostMs: 5_000, factor: 1.6 };

/** Delays between pages of the record of workflow runs, which take minutes to hours. */
export const runBackoff: BackoffOptions = { firstMs: 500, mostMs: 15_000, factor: 1.6 };

/**
 * The delay after `step` others, in milliseconds: growing from `firstMs` to `mostMs`, shortened by up to a quarter at
 * random so that many waiters do not ask at the same moment. `random` yields numbers from 0 up to 1.
 */
export function delayAfter(
  { firstMs, mostMs, factor }: BackoffOptions,
  step: number,
  random: () => number,
): number {
  return Math.min(firstMs * factor ** step, mostMs) * (1 - random() / 4);
}

/** Endless delays, as {@link delayAfter} gives them one after the other. */
export function* backoff(options: BackoffOptions, random: () => number): Generator<number, never> {
  for (let step = 0; ; step++) {
    yield delayAfter(options, step, random);
  }
}

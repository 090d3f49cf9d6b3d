import type { Figure, Sample } from "./statistics";

/** What every group is told. */
export interface BenchOptions {
  /** How often each pair of subject and baseline is measured. */
  readonly repetitions: number;
  /** Small sizes and one repetition: shows that the group works, and nothing more. */
  readonly isQuick: boolean;
  /** A line for whoever waits. */
  readonly say: (line: string) => void;
}

export type Group = (options: BenchOptions) => Promise<readonly Figure[]>;

/**
 * Measures subject and baseline by turns, the one that comes first changing, so that neither has the warm machine to
 * itself. Each function returns what it measured.
 */
export async function alternate<Measure>(
  repetitions: number,
  subject: (repetition: number) => Promise<Measure> | Measure,
  baseline: (repetition: number) => Promise<Measure> | Measure,
): Promise<readonly { readonly subject: Measure; readonly baseline: Measure }[]> {
  const pairs: { readonly subject: Measure; readonly baseline: Measure }[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    if (repetition % 2 === 0) {
      const first = await subject(repetition);
      pairs.push({ subject: first, baseline: await baseline(repetition) });
    } else {
      const first = await baseline(repetition);
      pairs.push({ subject: await subject(repetition), baseline: first });
    }
  }
  return pairs;
}

/** Samples of one of the things that were measured together. */
export function samplesOf<Measure>(
  pairs: readonly { readonly subject: Measure; readonly baseline: Measure }[],
  pick: (measure: Measure) => number,
): readonly Sample[] {
  return pairs.map(({ subject, baseline }) => ({
    subject: pick(subject),
    baseline: pick(baseline),
  }));
}

/** Seconds that the work took. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return (performance.now() - startedAtMs) / 1000;
}

/** Runs the work for each item, so many at a time. */
export async function inParallel<Item>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

/** Decides at every step which of the waiting writers goes next: an index below `count`. */
export type Choice = (count: number) => number;

/**
 * Runs writers one step at a time: each awaits its turn before every call, and goes on alone until it awaits the next.
 * Ends when all have; rejects with the first failure.
 */
export async function runInterleaved<Result>(
  writers: readonly ((turn: () => Promise<void>) => Promise<Result>)[],
  choose: Choice,
): Promise<readonly Result[]> {
  const waiting: { readonly writer: number; readonly go: () => void }[] = [];
  const turnOf = (writer: number) => () =>
    new Promise<void>((go) => {
      waiting.push({ writer, go });
    });
  const results: Result[] = [];
  const failures: unknown[] = [];
  let running = writers.length;
  for (const [index, write] of writers.entries()) {
    write(turnOf(index)).then(
      (result) => {
        running -= 1;
        results[index] = result;
      },
      (error: unknown) => {
        running -= 1;
        failures.push(error);
      },
    );
  }
  await untilQuiet();
  for (let step = 0; running > 0; step++) {
    if (step >= stepsMax || waiting.length === 0) {
      throw new Error(`the writers are stuck after ${step} steps, ${waiting.length} waiting`);
    }
    // In the order of the writers, whatever order they came in, so that a choice always means the same.
    waiting.sort((one, other) => one.writer - other.writer);
    const [chosen] = waiting.splice(choose(waiting.length), 1);
    chosen?.go();
    await untilQuiet();
  }
  if (failures.length > 0) {
    throw failures[0];
  }
  return results;
}

const stepsMax = 1_000;

/** All that promises can do without another turn is done before a macrotask runs. */
function untilQuiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Every sequence of choices there is, each once: depth first, by changing the last choice that can be changed. */
export function* everySchedule(): Generator<Choice, void> {
  let path: { chosen: number; count: number }[] = [];
  while (true) {
    let depth = 0;
    const current = path;
    yield (count) => {
      const step = current[depth] ?? { chosen: 0, count };
      current[depth] = { chosen: step.chosen, count };
      depth += 1;
      return step.chosen;
    };
    path = current.slice(0, depth);
    while (path.length > 0) {
      const last = path.at(-1) as { chosen: number; count: number };
      if (last.chosen + 1 < last.count) {
        last.chosen += 1;
        break;
      }
      path.pop();
    }
    if (path.length === 0) {
      return;
    }
  }
}

/** Numbers from 0 up to 1, always the same for one seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import fc from "fast-check";
import { histories, type Model, startModel } from "./commands";
import { History, played } from "./history";
import type { Host } from "./program";
import { codeOf, type Step } from "./steps";
import { startWorld } from "./world";

/** How much of the machine runs; a longer run, with another seed, is asked for in the environment. */
export interface Size {
  readonly seconds: number;
  readonly seed: number;
}

const usualSeconds = 40;
const today = 20261125;
/** So long a failure may be made smaller; a step is a second or two. */
const shrinkSeconds = 240;
const stepsMax = 60;

export function sizeOf(environment: Readonly<Record<string, string | undefined>>): Size {
  const { HISTORIES_SECONDS: seconds, HISTORIES_SEED: seed } = environment;
  return { seconds: Number(seconds ?? usualSeconds), seed: Number(seed ?? today) };
}

/** For jest: what a run takes that fails at its end. */
export const timeoutOf = ({ seconds }: Size): number => (seconds + shrinkSeconds + 120) * 1_000;

/** Plays one history from an empty stack on; throws where a law does not hold. */
export async function play(host: Host, steps: Iterable<Step>): Promise<void> {
  const world = await startWorld();
  try {
    const history = new History(world, host);
    for (const step of steps) await history.take(step);
    await history.end();
  } finally {
    await world.close();
  }
}

/** Plays generated histories until the time is over or a law is broken; returns the smallest that broke it. */
export async function playGenerated(
  host: Host,
  { seconds, seed }: Size,
): Promise<string | undefined> {
  const startedMs = Date.now();
  const lasted = () => Math.round((Date.now() - startedMs) / 1_000);
  let broken: string | undefined;
  let next = seed;
  for (; broken === undefined && lasted() < seconds; next++) broken = await playOne(host, next);
  const { histories: count, operations, kills, refusals, brokenStates } = played;
  process.stdout.write(
    `histories on ${host}: ${count} lives of programs, ${operations} operations of the engine, ${kills} of them killed, ` +
      `${refusals} refused, ${brokenStates} ended by a state that the engine broke itself; seeds ${seed} to ${next - 1}, ${lasted()} s\n`,
  );
  return broken && `HISTORIES_SEED=${next - 1}\n\n${broken}`;
}

/** One history per seed, so that the seed of a failure shows it at once. */
async function playOne(host: Host, seed: number): Promise<string | undefined> {
  let smallest: string | undefined;
  const property = fc.asyncProperty(histories(stepsMax), async (steps) => {
    const world = await startWorld();
    const history = new History(world, host);
    try {
      const setup = async () => ({ model: startModel(), real: history });
      await fc.asyncModelRun<Model, History, false, Model>(setup, steps);
      await history.end();
    } catch (error) {
      // Only what fails is made smaller, so the last failure is the smallest.
      smallest = written(host, history.taken, error);
      process.stderr.write(`${new Date().toISOString()}\n${smallest}\n======\n`);
      throw error;
    } finally {
      await world.close();
    }
  });
  const interruptAfterTimeLimit = shrinkSeconds * 1_000;
  await fc.check(property, { seed, numRuns: 1, interruptAfterTimeLimit });
  return smallest;
}

/** As a call that can be pasted among the histories that were found before. */
function written(host: Host, steps: readonly Step[], error: unknown): string {
  const lines = steps.map((step) => `    ${codeOf(step)},\n`).join("");
  const what = error instanceof Error ? error.message : String(error);
  return `  ["${host}", [\n${lines}  ]],\n\n${what}`;
}

import fc from "fast-check";
import { programOf, type TruthCase, truthCase } from "./cases";
import { found } from "./found";
import { brokenLaws } from "./laws";
import { openStage, type Played, type Stage } from "./play";
import { sizeOf } from "./size";

/*
 * Whatever sessions hold, programs declare and others do in between: what a preview says, what `access` says and what
 * the write does are one. What is so is told by the emulator, from the arrays it holds. Longer, and elsewhere:
 *
 *   TRUTH_CASES=50000 TRUTH_SEED=7 npm test -- tests/truth/truth.test.ts
 */

const { cases, seed, timeLimitMs } = sizeOf(process.env, { cases: 1_500, timeLimitMs: 40_000 });
jest.setTimeout(timeLimitMs + 600_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

/** What is wrong with a case, as a person can read it; undefined if it is right. */
async function problemOf(subject: TruthCase, watch: (played: Played) => void = () => undefined) {
  const played = await stage.play(subject);
  watch(played);
  const broken = brokenLaws(subject, played);
  return broken.length === 0 ? undefined : `${programOf(subject)}\n\n${broken.join("\n")}`;
}

test.each(found)("found: $name", async ({ subject }) => {
  expect(await problemOf(subject)).toBeUndefined();
});

test(`${cases} generated histories of a session`, async () => {
  const counts = new Map<string, number>();
  const count = (played: Played) => {
    const outcome = played.kind === "played" ? played.next.verdict : played.kind;
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  };
  const started = performance.now();
  const isRight = fc.asyncProperty(truthCase, async (subject) => {
    const problem = await problemOf(subject, count);
    if (problem !== undefined) throw new Error(problem);
  });
  const run = await fc.check(isRight, {
    seed,
    numRuns: cases,
    interruptAfterTimeLimit: timeLimitMs,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const told = [...counts].map(([outcome, number]) => `${number} ${outcome}`).join(", ");
  process.stdout.write(`truth: ${run.numRuns} cases (${told}), seed ${seed}, ${seconds} s\n`);
  if (run.failed) {
    const where = `seed ${run.seed}, path ${run.counterexamplePath}, ${run.numShrinks} times shrunk`;
    throw new Error(`${where}\n\n${String((run.errorInstance as Error).message)}`);
  }
  // A machine whose cases are all refused would find nothing, and say so happily.
  const deployed = (counts.get("update") ?? 0) + (counts.get("create") ?? 0);
  expect(deployed).toBeGreaterThan(run.numRuns / 2);
});

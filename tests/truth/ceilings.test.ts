import fc from "fast-check";
import { isProviderError } from "../../provider/errors";
import { type CeilingCase, ceilingCase, ceilingLaws, type Lowering } from "./ceilings";
import { asStored, openStage, type Scene, type Stage, silent, standing } from "./play";
import { sizeOf } from "./size";
import { edited } from "./wire";

/*
 * A ceiling over whatever a session holds and others do to it: after `up` nothing exceeds it, nothing was raised, no byte
 * moved that did not have to, a second `up` writes nothing, and `restore` gives every byte back. Longer: TRUTH_CASES.
 */

const { cases, seed, timeLimitMs } = sizeOf(process.env, { cases: 400, timeLimitMs: 20_000 });
jest.setTimeout(timeLimitMs + 600_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

type Properties = Readonly<Record<string, unknown>>;

/** One verb that writes, with what the session was before and after it. */
async function watched<Result>(
  scene: Scene,
  verb: () => Promise<Result>,
): Promise<Lowering & { readonly result: Result }> {
  const before = standing(scene);
  scene.emulator.clearRequests();
  const result = await verb();
  const writes = scene.emulator.requests.filter(({ method }) => method !== "GET").length;
  return { before, after: standing(scene), writes, result };
}

interface Counts {
  lowered: number;
  refused: number;
}

async function problemsOf(subject: CeilingCase, scene: Scene, counts: Counts): Promise<string[]> {
  const { emulator, lifecycle, sessionId } = scene;
  const given = { sessionId, ownership: "shared", atMost: subject.atMost, onDelete: "restore" };
  const checked = lifecycle.check(given, undefined, undefined);
  if (checked.violations.length > 0) {
    counts.refused += 1;
    return [];
  }
  const inputs = checked.inputs as Properties;
  const original = JSON.stringify(standing(scene).arrays);
  const created = await watched(scene, () => lifecycle.create(inputs, silent));
  const again = (state: Properties) =>
    watched(scene, () => lifecycle.update(sessionId, state, inputs, silent));
  const quiet = await again(asStored(created.result.state));
  emulator.edit(sessionId, edited(standing(scene).arrays, subject.others));
  const loosened = await again(asStored(quiet.result.state));
  const settled = await again(asStored(loosened.result.state));
  counts.lowered += created.writes + loosened.writes;
  const isUntouched = subject.others.puts.length === 0 && subject.others.drops.length === 0;
  await lifecycle.delete(sessionId, asStored(settled.result.state), silent);
  const restored = JSON.stringify(standing(scene).arrays);
  return [
    ...ceilingLaws(created, subject),
    ...ceilingLaws(loosened, subject),
    ...(quiet.writes + settled.writes === 0 ? [] : ["quiet: the same ceiling again writes"]),
    ...(isUntouched && restored !== original
      ? [`restore: ${original} came back as ${restored}`]
      : []),
  ];
}

/** What is wrong with a case, as a person can read it. */
async function problemOf(subject: CeilingCase, counts: Counts): Promise<string | undefined> {
  const { session, atMost, others } = subject;
  const told = () =>
    `the session has ${JSON.stringify(session)}\natMost ${JSON.stringify(atMost)}\nsomebody else ${JSON.stringify(others)}`;
  try {
    const broken = await stage.within(session, (scene) => problemsOf(subject, scene, counts));
    return broken.length === 0 ? undefined : `${told()}\n\n${broken.join("\n")}`;
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return `${told()}\n\nfailed: ${error.message}`;
  }
}

test(`${cases} generated sessions under a ceiling`, async () => {
  const counts = { lowered: 0, refused: 0 };
  const isRight = fc.asyncProperty(ceilingCase, async (subject) => {
    const problem = await problemOf(subject, counts);
    if (problem !== undefined) throw new Error(problem);
  });
  const run = await fc.check(isRight, {
    seed,
    numRuns: cases,
    interruptAfterTimeLimit: timeLimitMs,
  });
  const { lowered, refused } = counts;
  process.stdout.write(
    `ceilings: ${run.numRuns} cases, ${lowered} times something was lowered, ${refused} refused, seed ${seed}\n`,
  );
  if (run.failed) {
    const where = `seed ${run.seed}, path ${run.counterexamplePath}, ${run.numShrinks} times shrunk`;
    throw new Error(`${where}\n\n${String((run.errorInstance as Error).message)}`);
  }
  // A machine whose ceilings are all refused, or never exceeded, would find nothing.
  expect(refused).toBeLessThan(run.numRuns / 2);
  expect(lowered).toBeGreaterThan(run.numRuns / 4);
});

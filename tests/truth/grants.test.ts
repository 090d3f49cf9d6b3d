import fc from "fast-check";
import { isProviderError } from "../../provider/errors";
import { type TruthCase, truthCase } from "./cases";
import { movesBetween } from "./moves";
import { asStored, openStage, type Scene, type Stage, silent, standing } from "./play";
import { sizeOf } from "./size";
import { edited } from "./wire";

/*
 * A grant that ends: whatever a session held and a program granted, the deployment after the moment leaves the rights of
 * before, raises nothing beyond them, keeps what others added meanwhile, and has nothing to do a second time.
 */

const { cases, seed, timeLimitMs } = sizeOf(process.env, { cases: 300, timeLimitMs: 15_000 });
jest.setTimeout(timeLimitMs + 600_000);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.close();
});

type Properties = Readonly<Record<string, unknown>>;

/** Undefined where the grant is refused or the API does not take it, before anything is changed. */
async function problemsOf({ next }: TruthCase, scene: Scene): Promise<string[] | undefined> {
  const { emulator, lifecycle, sessionId } = scene;
  const granted = { sessionId, ...next, onDelete: "retain" };
  const grant = lifecycle.check(granted, undefined, undefined);
  if (grant.violations.length > 0) return undefined;
  const before = standing(scene);
  const created = await lifecycle.create(grant.inputs as Properties, silent).catch(refusal);
  if (created === undefined) return undefined;

  const over = { ...granted, expiresAt: "2026-01-01T00:00:00Z" };
  const ended = lifecycle.check(over, grant.inputs, undefined);
  const inputs = ended.inputs as Properties;
  const end = await lifecycle.update(sessionId, asStored(created.state), inputs, silent);
  const after = standing(scene);
  emulator.clearRequests();
  const again = await lifecycle.update(sessionId, asStored(end.state), inputs, silent);
  const writes = emulator.requests.filter(({ method }) => method !== "GET").length;
  const drifted = edited(after.arrays, { puts: [], drops: [0], reverses: false });
  emulator.edit(sessionId, drifted);
  const read = await lifecycle.read(sessionId, asStored(again.state), silent);
  const isQuiet = read.kind === "found" && lifecycle.diff(read.inputs, inputs).kind === "same";
  return [
    ...(ended.violations.length === 0 ? [] : ["refused: a grant that was deployed must end"]),
    ...movesBetween(before.rights, after.rights).map(
      ({ subject, way }) => `moved: ${JSON.stringify(subject)} is ${way} than before the grant`,
    ),
    ...(end.state.expired === true ? [] : ["state: it does not say that it has expired"]),
    ...(writes === 0 ? [] : [`quiet: a second up writes ${writes} times`]),
    ...(isQuiet ? [] : ["quiet: what others do afterwards is drift"]),
  ];
}

function refusal(error: unknown): undefined {
  if (!isProviderError(error)) throw error;
  return undefined;
}

test(`${cases} generated grants that end`, async () => {
  let played = 0;
  const isRight = fc.asyncProperty(truthCase, async (subject) => {
    const problems = await stage.within(subject.session, (scene) => problemsOf(subject, scene));
    played += problems === undefined ? 0 : 1;
    if (problems !== undefined && problems.length > 0) {
      const { session, next } = subject;
      throw new Error(
        `the session has ${JSON.stringify(session)}\ngranted ${JSON.stringify(next)}\n\n${problems.join("\n")}`,
      );
    }
  });
  const run = await fc.check(isRight, {
    seed,
    numRuns: cases,
    interruptAfterTimeLimit: timeLimitMs,
  });
  process.stdout.write(`grants: ${run.numRuns} cases, ${played} of them deployed, seed ${seed}\n`);
  if (run.failed) {
    const where = `seed ${run.seed}, path ${run.counterexamplePath}, ${run.numShrinks} times shrunk`;
    throw new Error(`${where}\n\n${String((run.errorInstance as Error).message)}`);
  }
  expect(played).toBeGreaterThan(run.numRuns / 2);
});

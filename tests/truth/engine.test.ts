import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { closeEmulators } from "../engine/session-stack";
import { programOf, type TruthCase, truthCase } from "./cases";
import { type EngineCase, type Host, playOnEngine } from "./engine-stage";
import { found } from "./found";
import { accessLaws, previewLaws } from "./laws";
import { openStage } from "./play";
import { sizeOf } from "./size";

/*
 * The same laws where only the engine can show them: what it prints on a resource's row, the `access` it shows in the
 * preview and gives out as a stack output, in both hosts. One stack has all cases in it, a session each.
 */

const { cases, seed } = sizeOf(process.env, { cases: 40, timeLimitMs: 0 });
jest.setTimeout(600_000 + cases * 5_000);
afterEach(closeEmulators);

/** Cases that the engine can play: with something deployed, and nothing in them that the API refuses. */
async function playable(): Promise<TruthCase[]> {
  const stage = await openStage();
  try {
    const samples = fc.sample(truthCase, { numRuns: cases * 3, seed });
    const chosen: TruthCase[] = [];
    for (const { earlier: _earlier, ...sample } of [
      ...found.map(({ subject }) => subject),
      ...samples,
    ]) {
      // The engine looks at all resources of a stack or at none.
      const subject = { ...sample, refreshes: true };
      const isPlayed = subject.prior !== undefined && (await stage.play(subject)).kind === "played";
      if (isPlayed && chosen.length < cases) chosen.push(subject);
    }
    return chosen;
  } finally {
    await stage.close();
  }
}

/** What is wrong with a case as the engine showed it. */
function brokenOnEngine({ subject, first, shown, next, again }: EngineCase): string[] {
  const { prior, next: declared } = subject;
  if (prior === undefined) throw new Error("nothing was deployed");
  const { was, willBe, lines } = shown;
  const said = { declared, sentences: lines, before: next.before, after: next.after };
  return [
    ...accessLaws("the output of the first up", first.access, first.after.rights, prior),
    ...accessLaws("what the preview shows as found", was?.access, next.before.rights, prior),
    ...accessLaws("the output of the second up", next.access, next.after.rights, declared),
    ...(isDeepStrictEqual(willBe?.access, next.access)
      ? []
      : [`access: the preview promised ${JSON.stringify(willBe?.access)}`]),
    ...previewLaws(prior, { ...said, verdict: shown.op === "same" ? "same" : "update" }),
    ...(again.op === "same" && again.lines.length === 0
      ? []
      : [`quiet: a second preview is ${again.op} and says ${JSON.stringify(again.lines)}`]),
  ];
}

test.each<Host>(["dynamic", "native"])("%s: generated sessions on the engine", async (host) => {
  const subjects = await playable();
  const started = performance.now();
  const played = await playOnEngine(host, subjects);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`truth on ${host}: ${played.length} cases, seed ${seed}, ${seconds} s\n`);
  const problems = played.flatMap((each) => {
    const broken = brokenOnEngine(each);
    return broken.length === 0 ? [] : [`${programOf(each.subject)}\n\n${broken.join("\n")}`];
  });
  // The smallest is the one to read; what is wrong with it shrinks without the engine, if it is not the engine's doing.
  expect(problems.sort((left, right) => left.length - right.length)[0]).toBeUndefined();
});

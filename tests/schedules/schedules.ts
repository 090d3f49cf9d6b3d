import { isProviderError, type ProviderError } from "../../provider/errors";
import { type Cast, crowdedCasts, largeCasts, smallCasts } from "./casts";
import { type Judgement, judge } from "./properties";
import { type Choice, everySchedule, runInterleaved, seeded } from "./scheduler";
import { SessionModel, type SessionOptions } from "./session-model";
import { arraysWith, type Processes, work } from "./writers";

/*
 * Several writers on one session at once, in every order in which their calls can reach it, or in many thousands of
 * orders where there are more.
 */

const recordOptions: readonly SessionOptions[] = [
  { recordShowsEarlier: 0, recordLagsReads: 0 },
  { recordShowsEarlier: 100, recordLagsReads: 0 },
  { recordShowsEarlier: 100, recordLagsReads: 2 },
];
/** How many schedules of a cast are played: all up to a number, and random ones where there are more. */
export interface Extent {
  readonly everyScheduleMax: number;
  readonly randomSchedules: number;
}

const tally = { interleavings: 0, hits: 0, revived: 0, crowdedLosses: 0 };

const withOptions = <Which extends Cast>(casts: readonly Which[]) =>
  casts.flatMap((cast) =>
    recordOptions.map((options) => {
      const { recordShowsEarlier, recordLagsReads } = options;
      return [cast.title, recordShowsEarlier, recordLagsReads, cast, options] as const;
    }),
  );

interface Findings {
  readonly lost: Set<string>;
  readonly unnoticed: Set<string>;
  readonly revived: Set<string>;
  /** Errors of ours that said so: too many others wrote at once. */
  readonly gaveUp: Set<string>;
  runs: number;
  runsWithLoss: number;
}

async function playAll(
  cast: Cast,
  options: SessionOptions,
  choices: Iterable<Choice>,
): Promise<Findings> {
  const findings: Findings = {
    lost: new Set(),
    unnoticed: new Set(),
    revived: new Set(),
    gaveUp: new Set(),
    runs: 0,
    runsWithLoss: 0,
  };
  for (const choose of choices) {
    findings.runs += 1;
    tally.interleavings += 1;
    const judgement = await play(cast, options, choose);
    if (isProviderError(judgement)) {
      findings.gaveUp.add(judgement.message);
      findings.runsWithLoss += 1;
      continue;
    }
    const { lost, revived, unnoticed, hitAfterLastLook } = judgement;
    findings.runsWithLoss += lost.length > 0 ? 1 : 0;
    for (const each of lost) findings.lost.add(each);
    for (const each of revived) findings.revived.add(each);
    for (const each of unnoticed) findings.unnoticed.add(each);
    tally.hits += hitAfterLastLook > 0 ? 1 : 0;
    tally.revived += revived.length > 0 ? 1 : 0;
  }
  return findings;
}

/** How it ended, or the error with which one of ours gave up. */
async function play(
  cast: Cast,
  options: SessionOptions,
  choose: Choice,
): Promise<Judgement | ProviderError> {
  const model = new SessionModel(arraysWith(cast.initially), options);
  const processes: Processes = new Map();
  try {
    const results = await runInterleaved(
      cast.writers.map((writer) => work(model, writer, processes)),
      choose,
    );
    return await judge(model, cast.writers, results);
  } catch (error) {
    if (isProviderError(error)) {
      return error;
    }
    throw error;
  }
}

/** Every schedule there is; where there are too many, the first of them and then random ones. */
function* everyOrManyChoices({
  everyScheduleMax,
  randomSchedules,
}: Extent): Generator<Choice, void> {
  let count = 0;
  for (const choice of everySchedule()) {
    if (count++ >= everyScheduleMax) {
      yield* randomChoices(randomSchedules);
      return;
    }
    yield choice;
  }
}

function* randomChoices(count: number): Generator<Choice, void> {
  for (let seed = 1; seed <= count; seed++) {
    const random = seeded(seed);
    yield (waiting) => Math.floor(random() * waiting);
  }
}

const none = new Set<string>();

/** Declares a test for every cast and every way in which the record of writes can lag. */
export function testSchedules(extent: Extent): void {
  afterAll(() => {
    const { interleavings, hits, revived, crowdedLosses } = tally;
    process.stdout.write(
      `schedules: ${interleavings} interleavings; in ${hits} a write that our last look did not show took entries of ours away until the next refresh; in ${revived} an entry came back that a script had taken out at that moment; in ${crowdedLosses}, all with three writers of which two or more were processes of ours, an entry was lost or one of ours gave up and said so\n`,
    );
  });

  test.each(withOptions(smallCasts))(
    "%s (record shows %d earlier, lags %d reads): we lose nothing and bring nothing back, in any schedule",
    async (_title, _earlier, _lag, cast, options) => {
      const found = await playAll(cast, options, everyOrManyChoices(extent));
      expect(found).toMatchObject({ lost: none, revived: none, unnoticed: none, gaveUp: none });
    },
    600_000,
  );

  test.each(withOptions(largeCasts))(
    "%s (record shows %d earlier, lags %d reads): we lose nothing in random schedules",
    async (_title, _earlier, _lag, cast, options) => {
      const found = await playAll(cast, options, randomChoices(extent.randomSchedules));
      expect(found).toMatchObject({ lost: none, unnoticed: none, gaveUp: none });
    },
    600_000,
  );

  test.each(withOptions(crowdedCasts))(
    "%s (record shows %d earlier, lags %d reads): losses are rare, and none of ours goes unnoticed",
    async (_title, _earlier, _lag, cast, options) => {
      const found = await playAll(cast, options, randomChoices(extent.randomSchedules));
      tally.crowdedLosses += found.runsWithLoss;
      expect(found.unnoticed).toEqual(none);
      expect((found.runsWithLoss / found.runs) * 100).toBeLessThan(cast.lostPerCentMax);
    },
    600_000,
  );
}

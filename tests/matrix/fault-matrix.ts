import type { OwnershipPolicy } from "../../provider/model/policies";
import { faults, type NamedFault } from "./faults";
import {
  beginScenario,
  catchUp,
  comeToRest,
  operate,
  type Prepared,
  prepare,
  recover,
  run,
  sentAndArrived,
} from "./matrix-case";
import { scenariosOf, titleOf } from "./scenarios";
import { problemsOf } from "./verdicts";

interface Case {
  readonly index: number;
  readonly fault: NamedFault;
  readonly mode: "once" | "from then on";
}

/** Cases under way at a time; the slow ones do little but wait. */
const atATime = 6;
const slowAtATime = 24;

/**
 * Declares one test per scenario: every request of it meets every fault, once or from then on; of `oneOf` cases one is
 * run, another one of them in each scenario.
 */
export function testFaults(ownership: OwnershipPolicy, oneOf: number): void {
  const scenarios = scenariosOf(ownership).map(
    (scenario, at) => [titleOf(scenario), scenario, at] as const,
  );
  let casesRun = 0;

  afterAll(() => {
    process.stdout.write(
      `fault matrix (${ownership}): ${scenarios.length} scenarios, ${faults.length} faults, ${casesRun} cases\n`,
    );
  });

  test.each(scenarios)(
    `%s: ${oneOf === 1 ? "every fault" : `one fault of ${oneOf}`} at every request`,
    async (_title, scenario, at) => {
      const prepared = await prepare(scenario);
      const cases = casesOf(prepared).filter((_case, index) => (index + at) % oneOf === 0);
      expect(cases).not.toEqual([]);
      casesRun += cases.length;
      const quick = cases.filter(({ fault }) => !fault.isSlow);
      const slow = cases.filter(({ fault }) => fault.isSlow);
      expect([
        ...(await problemsOfAll(prepared, quick, atATime)),
        ...(await problemsOfAll(prepared, slow, slowAtATime)),
      ]).toEqual([]);
    },
    600_000,
  );
}

function casesOf({ requestCount }: Prepared): readonly Case[] {
  const indexes = Array.from({ length: requestCount }, (_, at) => at + 1);
  return indexes.flatMap((index) =>
    faults.flatMap((fault): Case[] => [
      { index, fault, mode: "once" },
      ...(fault.isSlow || fault.isPassing ? [] : [{ index, fault, mode: "from then on" as const }]),
    ]),
  );
}

async function problemsOfAll(
  prepared: Prepared,
  cases: readonly Case[],
  width: number,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const left = cases.values();
  const work = async () => {
    for (const each of left) {
      problems.push(...(await problemsOfCase(prepared, each)));
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return problems;
}

async function problemsOfCase(prepared: Prepared, { index, fault, mode }: Case): Promise<string[]> {
  const { scenario } = prepared;
  const emulator = await beginScenario(prepared);
  try {
    if (mode === "once") {
      for (let count = 0; count < (fault.times ?? 1); count++) {
        emulator.faults.next(fault.fault, { nth: index + count });
      }
    } else {
      emulator.faults.always(fault.fault, { nth: index });
    }
    const first = await run(
      emulator,
      (provider) => operate(provider, prepared.stored, scenario),
      fault,
    );
    emulator.faults.clear();
    if (fault.fault.kind === "lagAfter") {
      await catchUp(emulator);
    }
    if (scenario.restsBetween) {
      comeToRest(emulator);
    }
    const second = await recover(emulator, first.ran.stored, scenario);
    const problems = problemsOf(prepared, fault, {
      first,
      second,
      ...sentAndArrived(emulator),
    });
    const name = `${titleOf(scenario)}: ${fault.name} ${mode} at request ${index}`;
    return problems.map((problem) => `${name}: ${problem}`);
  } finally {
    await emulator.close();
  }
}

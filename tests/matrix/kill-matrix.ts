import { bundleVerbProgram, killAtRequest, type VerbProgram } from "./killed-process";
import {
  beginScenario,
  comeToRest,
  type Prepared,
  prepare,
  type Run,
  recover,
  seenBy,
  sentAndArrived,
} from "./matrix-case";
import { type Scenario, scenariosOf, titleOf } from "./scenarios";
import { problemsAfterKill } from "./verdicts";

/*
 * The provider is killed while a request is under way, before or after it took effect: the engine has stored nothing
 * new, and the next run converges all the same.
 */

/** Every verb on an idle session; of a busy one, which takes many more requests, the two that write arrays. */
const scenarios = scenariosOf("shared").filter(
  ({ verb, next, onDelete, isBusy, restsBetween }) =>
    next === (verb === "delete" ? "destroy" : "up") &&
    (!isBusy || (restsBetween && verb !== "create" && onDelete === "restore")),
);

/** Whether a request is met before its effect and after it, or by turns. */
export type Moments = "both" | "by turns";

/** Declares one test per scenario, which kills the provider at every request of it. */
export function testKills(moments: Moments): void {
  let program: VerbProgram;
  let kills = 0;

  beforeAll(() => {
    program = bundleVerbProgram();
  });

  afterAll(() => {
    program.remove();
    process.stdout.write(`kill matrix: ${scenarios.length} scenarios, ${kills} kills\n`);
  });

  test.each(scenarios.map((scenario, at) => [titleOf(scenario), scenario, at] as const))(
    `%s: killed at every request, before and after its effect${moments === "both" ? "" : " by turns"}`,
    async (_title, scenario, at) => {
      const prepared = await prepare(scenario);
      const problems: string[] = [];
      for (let index = 1; index <= prepared.requestCount; index++) {
        for (const effect of moments === "both" ? [false, true] : [(index + at) % 2 === 0]) {
          kills += 1;
          const when = `${effect ? "after" : "before"} the effect of request ${index}`;
          const found = await problemsOfKill(program, prepared, scenario, { index, effect });
          problems.push(...found.map((problem) => `killed ${when}: ${problem}`));
        }
      }
      expect(problems).toEqual([]);
    },
    120_000,
  );
}

async function problemsOfKill(
  program: VerbProgram,
  prepared: Prepared,
  scenario: Scenario,
  moment: { readonly index: number; readonly effect: boolean },
): Promise<string[]> {
  const emulator = await beginScenario(prepared);
  try {
    const { stored } = prepared;
    await killAtRequest(program, emulator, { scenario, stored }, moment);
    const first: Run = { ran: { stored }, said: [], ...seenBy(emulator, 0) };
    if (scenario.restsBetween) {
      comeToRest(emulator);
    }
    const second = await recover(emulator, stored, scenario);
    return problemsAfterKill(prepared, {
      first,
      second,
      ...sentAndArrived(emulator),
    });
  } finally {
    await emulator.close();
  }
}

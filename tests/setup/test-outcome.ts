/** Lines of provider/ that tests must run, in percent. */
export const LINE_COVERAGE_PERCENT = 95;

/** A group of tests, or one step that counts as one test. */
export type Check =
  | { readonly name: string; readonly passed: boolean }
  | {
      readonly name: string;
      readonly counts: {
        readonly passed: number;
        readonly failed: number;
        readonly skipped: number;
      };
    };

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failedNames: readonly string[];
}

function countsOf(check: Check): { passed: number; failed: number; skipped: number } {
  if ("counts" in check) return check.counts;
  return { passed: check.passed ? 1 : 0, failed: check.passed ? 0 : 1, skipped: 0 };
}

export function outcomeOf(checks: readonly Check[]): Outcome {
  const counts = checks.map(countsOf);
  const sum = (key: "passed" | "failed" | "skipped") =>
    counts.reduce((total, count) => total + count[key], 0);
  const failedNames = checks.filter((check) => countsOf(check).failed > 0).map(({ name }) => name);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped"), failedNames };
}

/** The last line of a test run: `12 passed, 0 failed`, and `, 1 skipped` where some were. */
export function finalLine({ passed, failed, skipped }: Outcome): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function numberAt(value: unknown, ...keys: readonly string[]): number | undefined {
  let place: unknown = value;
  for (const key of keys) {
    place =
      typeof place === "object" && place !== null
        ? (place as Record<string, unknown>)[key]
        : undefined;
  }
  return typeof place === "number" ? place : undefined;
}

function jestCounts(result: unknown): Check {
  const count = (key: string) => numberAt(result, key) ?? 0;
  return {
    name: "jest",
    counts: {
      passed: count("numPassedTests"),
      // A suite that could not be loaded ran no test that could have failed.
      failed: count("numFailedTests") + count("numRuntimeErrorTestSuites"),
      skipped: count("numPendingTests") + count("numTodoTests"),
    },
  };
}

/**
 * What a jest run amounts to: its tests, its end, and the coverage it measured.
 *
 * @param exitCode of jest.
 * @param result what jest wrote with `--json`; undefined if it did not come so far.
 * @param coverage the json-summary coverage report; undefined if there is none.
 * @param partial whether only some of the tests ran, which cannot cover everything.
 */
export function jestChecks(
  exitCode: number,
  result: unknown,
  coverage: unknown,
  partial: boolean,
): readonly Check[] {
  if (numberAt(result, "numTotalTests") === undefined) {
    return [{ name: `jest ended with exit code ${exitCode} and without a result`, passed: false }];
  }
  const tests = jestCounts(result);
  const checks: Check[] = [tests];
  // Such as a worker that died, or an open handle that jest was told to mind.
  if (exitCode !== 0 && countsOf(tests).failed === 0) {
    checks.push({
      name: `jest ended with exit code ${exitCode}, though no test failed`,
      passed: false,
    });
  }
  if (!partial) {
    const percent = numberAt(coverage, "total", "lines", "pct") ?? 0;
    const name = `coverage of provider/: ${percent} % of lines, ${LINE_COVERAGE_PERCENT} % wanted`;
    checks.push({ name, passed: percent >= LINE_COVERAGE_PERCENT });
  }
  return checks;
}

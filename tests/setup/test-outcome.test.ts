import { finalLine, jestChecks, outcomeOf } from "./test-outcome";

const green = { numTotalTests: 3, numPassedTests: 3 };
const covered = { total: { lines: { pct: 97.5 } } };

/** The final line of a run that consists of one type check that passed and of jest. */
function lineFor(exitCode: number, result: unknown, coverage: unknown, partial = false): string {
  const types = { name: "types", passed: true };
  return finalLine(outcomeOf([types, ...jestChecks(exitCode, result, coverage, partial)]));
}

test.each([
  ["all green", 0, green, covered, "5 passed, 0 failed"],
  ["a failed test", 1, { ...green, numFailedTests: 2 }, covered, "5 passed, 2 failed"],
  [
    "a suite that could not run",
    1,
    { ...green, numRuntimeErrorTestSuites: 1 },
    covered,
    "5 passed, 1 failed",
  ],
  [
    "skipped and planned tests",
    0,
    { ...green, numPendingTests: 1, numTodoTests: 1 },
    covered,
    "5 passed, 0 failed, 2 skipped",
  ],
  ["too little coverage", 0, green, { total: { lines: { pct: 94.9 } } }, "4 passed, 1 failed"],
  ["no coverage at all", 0, green, undefined, "4 passed, 1 failed"],
  ["jest failing for a reason of its own", 1, green, covered, "5 passed, 1 failed"],
  ["jest not getting so far", 134, undefined, undefined, "1 passed, 1 failed"],
])("%s", (_case, exitCode, result, coverage, expected) => {
  expect(lineFor(exitCode, result, coverage)).toBe(expected);
});

test("a run of some tests is not asked for coverage", () => {
  expect(lineFor(0, green, undefined, true)).toBe("4 passed, 0 failed");
});

test("what failed is named", () => {
  const outcome = outcomeOf([
    { name: "types", passed: false },
    ...jestChecks(0, green, covered, false),
  ]);
  expect(outcome.failedNames).toEqual(["types"]);
});

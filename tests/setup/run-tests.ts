import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { runVisibly } from "./child-process";
import { ensurePulumiCli } from "./pulumi-cli";
import { type Check, finalLine, jestChecks, outcomeOf } from "./test-outcome";

const PROJECT = path.resolve(__dirname, "..", "..");
const COVERAGE_DIRECTORY = path.join(PROJECT, "coverage");
const JEST_RESULT = path.join(COVERAGE_DIRECTORY, "jest-result.json");
const COVERAGE_SUMMARY = path.join(COVERAGE_DIRECTORY, "coverage-summary.json");

const say = (line: string) => process.stderr.write(`${line}\n`);

const binary = (...parts: readonly string[]) => path.join(PROJECT, "node_modules", ...parts);

/** One step of the run that is not jest's, such as the type check: one test, passed or failed. */
async function check(name: string, run: () => Promise<boolean>): Promise<Check> {
  say(`\ntest: ${name}`);
  const startedAtMs = Date.now();
  const passed = await run().catch((error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    return false;
  });
  say(
    `test: ${name} ${passed ? "passed" : "FAILED"} in ${Math.round((Date.now() - startedAtMs) / 1000)} s`,
  );
  return { name, passed };
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

async function runJest(args: readonly string[]): Promise<readonly Check[]> {
  rmSync(COVERAGE_DIRECTORY, { recursive: true, force: true });
  mkdirSync(COVERAGE_DIRECTORY, { recursive: true });
  say("\ntest: jest");
  const partial = args.length > 0;
  const coverage = [
    "--coverage",
    "--coverageReporters=text-summary",
    "--coverageReporters=json-summary",
  ];
  const exitCode = await runVisibly(
    process.execPath,
    [
      binary("jest", "bin", "jest.js"),
      ...args,
      "--json",
      `--outputFile=${JEST_RESULT}`,
      ...(partial ? [] : coverage),
    ],
    PROJECT,
  );
  return jestChecks(exitCode, readJson(JEST_RESULT), readJson(COVERAGE_SUMMARY), partial);
}

/**
 * Everything `npm test` means, ended by one line that counts it. Arguments go to jest, to run a part;
 * coverage is then not asked for.
 */
async function main(args: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interrupted.abort());
  }
  const checks = [
    await check("types (tsc --noEmit)", async () => {
      const exitCode = await runVisibly(
        process.execPath,
        [binary("typescript", "bin", "tsc"), "--noEmit"],
        PROJECT,
      );
      return exitCode === 0;
    }),
    await check("format and lint (biome)", async () => {
      const biome = binary("@biomejs", "biome", "bin", "biome");
      return (await runVisibly(process.execPath, [biome, "check", "."], PROJECT)) === 0;
    }),
    await check("a Pulumi CLI to test with", async () => {
      const cli = await ensurePulumiCli({ log: say, signal: interrupted.signal });
      say(`Pulumi CLI ${cli.version} at ${cli.executable}`);
      return true;
    }),
  ];
  // Without a CLI the engine tests fail one by one, each with the sentence that says what to install.
  const jest = interrupted.signal.aborted ? [] : await runJest(args);
  const outcome = outcomeOf([...checks, ...jest]);
  for (const name of outcome.failedNames) say(`failed: ${name}`);
  process.stdout.write(`${finalLine(outcome)}\n`);
  return outcome.failed === 0 && !interrupted.signal.aborted ? 0 : 1;
}

main(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});

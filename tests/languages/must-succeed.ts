import { type CommandOptions, lastLines, runCommand } from "../setup/child-process";

/** Longer than a cold build or download takes on a slow machine. */
const TIMEOUT_MS = 20 * 60_000;

/**
 * Runs a command of a test tool and hands back what it printed on stdout.
 *
 * @throws Error with the command and its last lines where it does not end with exit code 0.
 */
export async function mustSucceed(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const outcome = await runCommand(command, args, { timeoutMs: TIMEOUT_MS, ...options });
  if (outcome.exitCode === 0) return outcome.stdout;
  throw new Error(
    `${command} ${args.join(" ")} ended with exit code ${outcome.exitCode}: ${lastLines(outcome, 8)}`,
  );
}

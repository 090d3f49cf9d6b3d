import { type ChildProcess, spawn } from "node:child_process";

export interface CommandOptions {
  readonly cwd?: string | undefined;
  /** The whole environment of the child; that of this process when left out. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Ends the child, and everything it started, when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the child likewise after so many milliseconds; unbounded when left out. */
  readonly timeoutMs?: number | undefined;
  /** Called about every 15 seconds with the seconds passed, for work that takes minutes. */
  readonly onProgress?: ((elapsedSeconds: number) => void) | undefined;
}

export interface CommandOutcome {
  /** 127 where the command could not be started, 124 where it ran out of time, 130 where it was aborted. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRESS_EVERY_MS = 15_000;
const EXIT_NOT_STARTED = 127;
const EXIT_TIMED_OUT = 124;
const EXIT_ABORTED = 130;

/** Ends a child that leads its own process group, together with the group. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGTERM");
  } catch {
    // The group has ended by itself in the meantime.
  }
}

/**
 * Runs a command to its end and captures what it printed. How it ended is a value: the promise never
 * rejects. The child leads a process group of its own, so nothing it started outlives an abort, a
 * timeout or the end of this process.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const startedAtMs = Date.now();
    let stdout = "";
    let stderr = "";
    let forcedExitCode: number | undefined;
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    const end = (exitCode: number) => {
      forcedExitCode ??= exitCode;
      endGroup(child);
    };
    const onAbort = () => end(EXIT_ABORTED);
    const onExit = () => endGroup(child);
    const timeout =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => end(EXIT_TIMED_OUT), options.timeoutMs);
    const progress = setInterval(
      () => options.onProgress?.(Math.round((Date.now() - startedAtMs) / 1000)),
      PROGRESS_EVERY_MS,
    );
    const settle = (exitCode: number) => {
      clearTimeout(timeout);
      clearInterval(progress);
      options.signal?.removeEventListener("abort", onAbort);
      process.off("exit", onExit);
      resolve({ exitCode: forcedExitCode ?? exitCode, stdout, stderr });
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", (error) => {
      stderr += error.message;
      settle(EXIT_NOT_STARTED);
    });
    child.on("close", (code) => settle(code ?? 1));
    process.once("exit", onExit);
    options.signal?.addEventListener("abort", onAbort, { once: true });
    if (options.signal?.aborted === true) onAbort();
  });
}

/** The last lines of a command's output: where a tool says what went wrong. */
export function lastLines(outcome: CommandOutcome, count = 3): string {
  return `${outcome.stdout}\n${outcome.stderr}`
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(-count)
    .join(" | ");
}

/**
 * Runs a command whose output the person should see as it comes; the promise holds its exit code. A
 * Ctrl-C reaches the child by itself; a request to this process to end is passed on to it.
 */
export function runVisibly(command: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { cwd, stdio: ["ignore", "inherit", "inherit"] });
    const passOn = () => child.kill("SIGTERM");
    const settle = (exitCode: number) => {
      process.off("SIGTERM", passOn);
      resolve(exitCode);
    };
    process.on("SIGTERM", passOn);
    child.on("error", () => settle(EXIT_NOT_STARTED));
    child.on("exit", (code) => settle(code ?? EXIT_ABORTED));
  });
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Emulator } from "../emulator";
import { descendants, runningProcesses } from "../engine/killed-engine";
import { until } from "../native/plugin-world";
import { type GitlabSettings, jobLines, jobVariables } from "./gitlab";
import { shells } from "./gitlab-shell";

/** A job of GitLab that waits for a session at work. */
export interface WaitingJob {
  /** The runner's shell. */
  readonly first: number;
  /** The exit code, or the signal. */
  readonly ended: Promise<number | string | null>;
  log(): string;
}

const begun: { readonly job: WaitingJob; readonly child: ChildProcess }[] = [];

/** For `afterEach`: a test that failed leaves nothing behind. */
export async function endJobs(): Promise<void> {
  for (const { job, child } of begun.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) await loseMachine(job);
  }
}

/** Starts a job on the clone as its runner does, and resolves once it has looked at the session often. */
export async function waitingJob(
  settings: GitlabSettings,
  directory: string,
  name: string,
  { emulator, sessionId }: { emulator: Emulator; sessionId: string },
): Promise<WaitingJob> {
  emulator.clearRequests();
  const child: ChildProcess = spawn(
    "bash",
    ["-c", shells["of a pipe"](jobLines(directory, name))],
    {
      cwd: directory,
      env: jobVariables(settings, directory, name),
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const ended = once(child, "exit").then(([code, signal]) => code ?? signal);
  const waiting = { first: child.pid ?? 0, ended, log: () => log };
  begun.push({ job: waiting, child });
  const looks = () => emulator.requests.filter(({ path }) => path.includes(sessionId));
  await until("the deployment waits", () => looks().length >= 6, 120_000);
  return waiting;
}

/**
 * How a job ends that somebody cancels. GitLab by its runner's sources: the executor `shell` tells the process group,
 * which the engine's own processes have left; `docker` tells each process of the container but the first, the youngest
 * first, and waits up to six seconds for each. GitHub tells the engine, and does so again if it is still there.
 */
export const cancelAs = {
  "GitLab's shell executor": async ({ first }: WaitingJob) => {
    process.kill(-first, "SIGTERM");
  },
  "GitLab's Docker executor": async ({ first }: WaitingJob) => {
    const all = descendants(first, await runningProcesses()).map(({ pid }) => pid);
    for (const pid of all.sort((a, b) => b - a)) {
      let isThere = tell(pid, "SIGTERM");
      for (let look = 0; look < 60 && isThere; look++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        isThere = tell(pid, 0);
      }
    }
  },
  GitHub: async ({ first, log }: WaitingJob) => {
    const [engine] = descendants(first, await runningProcesses());
    tell(engine?.pid ?? first, "SIGINT");
    await until("the engine was told", () => log().includes("^C received"));
    tell(engine?.pid ?? first, "SIGTERM");
  },
} as const;

/** The machine is gone: the runner's shell first, then everything below it. */
export async function loseMachine({ first, ended }: WaitingJob): Promise<void> {
  const all = descendants(first, await runningProcesses());
  tell(first, "SIGKILL");
  for (const { pid } of all) tell(pid, "SIGKILL");
  await ended;
}

/** Whether the process was there to be told. */
function tell(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}

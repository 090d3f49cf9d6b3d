import { spawn } from "node:child_process";
import { once } from "node:events";
import { runCommand } from "../setup/child-process";
import type { ProjectStack } from "./project-stack";

/** An operation whose engine was killed, and the processes that it left behind. */
export interface KilledOperation {
  /** Those of them that are or start a provider, and are alive at this moment. */
  providers(): Promise<readonly string[]>;
  /** Ends, by its id, whatever of them is alive still: the program and its host are no matter of ours. */
  end(): Promise<void>;
}

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

const patienceMs = 60_000;
const betweenLooksMs = 20;

/**
 * Runs `pulumi` in the project and sends SIGKILL to that process alone as soon as `isTime`. Throws if the operation
 * ends before it comes to that.
 */
export async function killDuring(
  project: ProjectStack,
  args: readonly string[],
  isTime: () => boolean,
): Promise<KilledOperation> {
  const { executable } = project.environment.cli;
  const engine = spawn(executable, [...args, "--non-interactive"], {
    cwd: project.directory,
    env: project.environment.variables,
    stdio: "ignore",
  });
  const ended = once(engine, "exit");
  const looksMax = patienceMs / betweenLooksMs;
  for (let look = 0; look < looksMax && engine.exitCode === null && !isTime(); look++) {
    await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
  }
  const wasTime = isTime() && engine.exitCode === null;
  const left = descendants(engine.pid ?? 0, await runningProcesses());
  engine.kill("SIGKILL");
  await ended;
  if (!wasTime) {
    throw new Error(
      `pulumi ${args.join(" ")} ended by itself, or never came to what was waited for`,
    );
  }
  return leftBehind(left);
}

function leftBehind(left: readonly RunningProcess[]): KilledOperation {
  /** The same process, and not another one that got its id since. */
  const alive = async () => {
    const running = new Map((await runningProcesses()).map((each) => [each.pid, each.command]));
    return left.filter(({ pid, command }) => running.get(pid) === command);
  };
  return {
    providers: async () =>
      (await alive()).map(({ command }) => command).filter((command) => isProvider.test(command)),
    end: async () => {
      for (const { pid } of await alive()) process.kill(pid, "SIGKILL");
    },
  };
}

const isProvider = /pulumi-resource-|dynamic-provider|dist\/plugin/;

export async function runningProcesses(): Promise<readonly RunningProcess[]> {
  const { stdout } = await runCommand("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

export function descendants(of: number, all: readonly RunningProcess[]): RunningProcess[] {
  const children = all.filter(({ parent }) => parent === of);
  return [...children, ...children.flatMap(({ pid }) => descendants(pid, all))];
}

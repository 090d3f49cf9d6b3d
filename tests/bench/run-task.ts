import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Task, TaskResult } from "./worker";

const hook = path.resolve(__dirname, "..", "setup", "typescript-hook.cjs");

/** Gives the task to a fresh process; what it took. Throws if the process ends without an answer. */
export async function runTask(task: Task): Promise<TaskResult> {
  const child = fork(path.join(__dirname, "worker.ts"), [], { execArgv: ["--require", hook] });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the process of the task ${task.kind} ended with ${code}`);
  });
  child.send(task);
  const [result] = (await Promise.race([once(child, "message"), ended])) as [TaskResult];
  ended.catch(() => undefined);
  return result;
}

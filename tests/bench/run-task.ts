import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { project } from "./built-package";
import type { Task, TaskResult } from "./worker";

const hook = path.resolve(__dirname, "..", "setup", "typescript-hook.cjs");

/** The options of Node.js that the native plugin starts itself with. */
function pluginOptions(): readonly string[] {
  const launcher = path.join(project, "dist", "plugin", "pulumi-resource-managed-agents");
  const [, options = ""] = /^exec node ((?:--\S+ )+)/m.exec(readFileSync(launcher, "utf8")) ?? [];
  return options.trim().split(" ");
}

/**
 * Gives the task to a fresh process, started as the native plugin is; what it took. Throws if the process ends without
 * an answer.
 */
export async function runTask(task: Task): Promise<TaskResult> {
  const child = fork(path.join(__dirname, "worker.ts"), [], {
    execArgv: ["--require", hook, ...pluginOptions()],
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the process of the task ${task.kind} ended with ${code}`);
  });
  child.send(task);
  const [result] = (await Promise.race([once(child, "message"), ended])) as [TaskResult];
  ended.catch(() => undefined);
  return result;
}

import { spawnSync } from "node:child_process";
import path from "node:path";
import { createRunDirectory, RUN_DIRECTORY_VARIABLE } from "../engine/run-directory";

/**
 * Makes the folder for everything temporary of this jest run, before its workers start and inherit its name. A default
 * export, because jest asks for one.
 */
export default function setUp(): void {
  const directory = createRunDirectory();
  process.env[RUN_DIRECTORY_VARIABLE] = directory;
  // Every operation of an engine starts processes that load the whole SDK. Node.js keeps what it compiled when a process
  // ends by itself; the engine ends them with a signal, so one that does nothing else compiles it for all.
  process.env.NODE_COMPILE_CACHE = path.join(directory, "compiled");
  spawnSync(process.execPath, ["-e", 'require("@pulumi/pulumi")'], { cwd: __dirname });
}

import { mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const NAME_PREFIX = "pulumi-managed-agents-run-";
/** Set by whoever owns the run (jest's global set-up), so that all its processes share one folder. */
export const RUN_DIRECTORY_VARIABLE = "PULUMI_MANAGED_AGENTS_RUN_DIRECTORY";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Removes what runs left behind whose process was killed; their names carry the process id. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(NAME_PREFIX))) {
    const pid = Number(name.slice(NAME_PREFIX.length).split("-")[0]);
    if (Number.isInteger(pid) && !isAlive(pid)) {
      rmSync(path.join(parent, name), { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/** Makes the one folder that everything temporary of a run lies in; the caller removes it at the end. */
export function createRunDirectory(): string {
  const parent = realpathSync(os.tmpdir());
  removeAbandoned(parent);
  return mkdtempSync(path.join(parent, `${NAME_PREFIX}${process.pid}-`));
}

export function removeRunDirectory(directory: string): void {
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

let own: string | undefined;

/** The folder of this run; a process outside any run gets its own, removed when the process ends. */
export function runDirectory(): string {
  const shared = process.env[RUN_DIRECTORY_VARIABLE];
  if (shared !== undefined) return shared;
  if (own === undefined) {
    const created = createRunDirectory();
    process.once("exit", () => removeRunDirectory(created));
    own = created;
  }
  return own;
}

/** A new empty folder inside the run's folder. */
export function temporaryDirectory(purpose: string): string {
  return mkdtempSync(path.join(runDirectory(), `${purpose}-`));
}

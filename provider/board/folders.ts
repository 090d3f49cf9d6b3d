import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";

/** What an operation left behind that was killed goes once it is as old as this. */
const staleAfterMs = 3_600_000;

/**
 * A folder of this user's that nobody else can look into or write to, made if it is not there; undefined where it is
 * somebody else's, or no folder. The user's number is part of the name where there is one, so that users of one machine
 * do not stand in each other's way.
 */
export function ownFolder(parent: string, name: string): string | undefined {
  const user = process.getuid?.();
  const folder = path.join(parent, user === undefined ? name : `${name}-${user}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder);
    const isOurs = user === undefined || (found.uid === user && (found.mode & 0o077) === 0);
    return found.isDirectory() && isOurs ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the folders of operations that have ended. What time it is, is told by a file that was written just now. */
export function sweep(home: string, justWritten: string): void {
  const nowMs = statSync(justWritten).mtimeMs;
  const own = path.dirname(justWritten);
  for (const name of readdirSync(home)) {
    const folder = path.join(home, name);
    if (folder !== own && isAbandoned(folder, nowMs)) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function isAbandoned(folder: string, nowMs: number): boolean {
  const files = readdirSync(folder);
  const changedMs = [folder, ...files.map((file) => path.join(folder, file))].map(
    (each) => statSync(each).mtimeMs,
  );
  const isOld = nowMs - Math.max(...changedMs) > staleAfterMs;
  return isOld && !files.some((file) => isAlive(Number(file.split("-")[0])));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

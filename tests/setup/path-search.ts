import { accessSync, constants, realpathSync, statSync } from "node:fs";
import path from "node:path";

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The real file behind the first executable of this name on PATH; undefined if there is none. */
export function findOnPath(name: string, searchPath = process.env.PATH ?? ""): string | undefined {
  const found = searchPath
    .split(path.delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => path.join(directory, name))
    .find(isExecutable);
  return found === undefined ? undefined : realpathSync(found);
}

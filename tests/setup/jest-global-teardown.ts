import { RUN_DIRECTORY_VARIABLE, removeRunDirectory } from "../engine/run-directory";

/** Removes everything temporary of this jest run. A default export, because jest asks for one. */
export default function tearDown(): void {
  const directory = process.env[RUN_DIRECTORY_VARIABLE];
  if (directory !== undefined) removeRunDirectory(directory);
}

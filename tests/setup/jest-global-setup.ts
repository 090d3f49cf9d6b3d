import { createRunDirectory, RUN_DIRECTORY_VARIABLE } from "../engine/run-directory";

/** Makes the folder for everything temporary of this jest run, before its workers start and inherit its name. A default export, because jest asks for one. */
export default function setUp(): void {
  process.env[RUN_DIRECTORY_VARIABLE] = createRunDirectory();
}

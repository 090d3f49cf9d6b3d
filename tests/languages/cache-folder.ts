import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fillFolderOnce } from "../setup/install-folder.cjs";

/** Written last into a folder that is filled: what lacks it was left half-done. */
const MARK = ".complete";

/** Where a test tool of this name and version lies, beside the Pulumi CLIs that earlier runs obtained. */
export function cacheFolder(name: string): string {
  return path.join(os.homedir(), ".pulumi", "versions", name);
}

export function isCached(name: string): boolean {
  return existsSync(path.join(cacheFolder(name), MARK));
}

export const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/**
 * The folder of a test tool that survives runs, filled by the first run that needs it. Nothing outside it is touched.
 *
 * @param fill gets the folder to fill, which is moved to its place afterwards.
 * @throws whatever `fill` throws; nothing half-done is taken for complete later.
 */
export async function ensureCached(
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = cacheFolder(name);
  if (isCached(name)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  const isComplete = async () => isCached(name);
  await fillFolderOnce({ folder, log: say }, isComplete, async (draft) => {
    const startedAtMs = Date.now();
    say(`${name}: filling ${folder}`);
    await fill(draft);
    writeFileSync(path.join(draft, MARK), "");
    say(`${name}: done in ${Math.round((Date.now() - startedAtMs) / 1000)} s`);
  });
  return folder;
}

import path from "node:path";
import { ensureCached } from "./cache-folder";
import { mustSucceed } from "./must-succeed";

const isWindows = process.platform === "win32";

/**
 * The folder with a Node.js of exactly this version, to be put first on PATH. The binary comes from the npm package
 * of this platform, once, and lies outside the project.
 *
 * @throws Error with npm's words where there is no such package or no registry.
 */
export async function ensureNode(version: string): Promise<string> {
  const name = `node-${isWindows ? "win" : process.platform}-${process.arch}`;
  const folder = await ensureCached(`node-${version}`, async (draft) => {
    const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
    await mustSucceed(isWindows ? "npm.cmd" : "npm", [
      ...["install", "--prefix", draft, "--no-package-lock", `${name}@${version}`],
      ...quiet,
    ]);
  });
  return path.join(folder, "node_modules", name, "bin");
}

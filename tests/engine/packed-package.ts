import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type CommandOutcome, lastLines, runCommand } from "../setup/child-process";
import { withProcessLock } from "../setup/process-lock.cjs";
import { runDirectory } from "./run-directory";

const PROJECT = path.resolve(__dirname, "..", "..");
const LOCK_WAIT_MS = 5 * 60_000;
const STEP_TIMEOUT_MS = 4 * 60_000;

/**
 * What a user's project has beside the package. Linked, not installed: an inline program runs in the
 * test's process with this project's SDK, and a second copy of the SDK would not know about the stack.
 */
const LINKED_PACKAGES = ["@pulumi/policy", "@pulumi/pulumi", "@types/node", "typescript"];

async function mustSucceed(
  what: string,
  running: Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const outcome = await running;
  if (outcome.exitCode === 0) return outcome;
  throw new Error(`${what} ended with exit code ${outcome.exitCode}: ${lastLines(outcome, 8)}`);
}

function npm(args: readonly string[], cwd: string): Promise<CommandOutcome> {
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const command = process.platform === "win32" ? "npm.cmd" : "npm";
  return runCommand(command, [...args, ...quiet], { cwd, timeoutMs: STEP_TIMEOUT_MS });
}

/** Packs the project as it would be published, built from its present sources; the path of the tarball. */
async function pack(destination: string): Promise<string> {
  const bootstrap = path.join(PROJECT, "tests", "setup", "bootstrap.mjs");
  await mustSucceed("Building the package", runCommand(process.execPath, [bootstrap, "build"]));
  const packing = npm(
    ["pack", "--json", "--ignore-scripts", "--pack-destination", destination],
    PROJECT,
  );
  const { stdout } = await mustSucceed("npm pack", packing);
  const name = /"filename":\s*"([^"]+)"/.exec(stdout)?.[1];
  if (name === undefined)
    throw new Error(`npm pack did not name its file: ${stdout.slice(0, 500)}`);
  return path.join(destination, name);
}

async function installInto(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const tarball = await pack(directory);
  writeFileSync(
    path.join(directory, "package.json"),
    JSON.stringify({ name: "consumer", private: true, version: "1.0.0" }),
  );
  const flags = ["--prefer-offline", "--legacy-peer-deps", "--no-package-lock"];
  await mustSucceed(
    "npm install of the packed file",
    npm(["install", tarball, ...flags], directory),
  );
  for (const name of LINKED_PACKAGES) {
    const link = path.join(directory, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(path.join(PROJECT, "node_modules", name), link, "junction");
  }
}

/**
 * A folder with a package.json and node_modules in which the packed package is installed, with
 * @pulumi/pulumi beside it: what a user has after `npm install pulumi-managed-agents`. Made once per run
 * and shared by all its processes; treat it as read-only.
 *
 * @throws Error with npm's last lines when packing or installing fails.
 */
export function installPackedPackage(): Promise<string> {
  const directory = path.join(runDirectory(), "packed");
  const options = { waitMs: LOCK_WAIT_MS };
  return withProcessLock(`${directory}.lock`, options, async () => {
    if (!existsSync(directory)) {
      const draft = `${directory}-draft-${process.pid}`;
      await installInto(draft);
      renameSync(draft, directory);
    }
    return directory;
  });
}

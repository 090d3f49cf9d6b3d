import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { build, reasonToBuild } from "../setup/build.cjs";
import { withProcessLock } from "../setup/process-lock.cjs";

const project = path.resolve(__dirname, "..", "..");
const lockWaitMs = 5 * 60_000;
/** The lock that every set-up of this folder takes (tests/setup/bootstrap.mjs). */
const lockFile = path.join(
  os.tmpdir(),
  `pulumi-managed-agents-setup-${createHash("sha256").update(project).digest("hex").slice(0, 12)}.lock`,
);

/** A folder like a user's project: this package, built from its present sources, is in its node_modules. */
export async function installedPackage(): Promise<string> {
  await withProcessLock(lockFile, { waitMs: lockWaitMs }, () => {
    if (reasonToBuild(project) !== undefined) build(project);
  });
  const directory = temporaryDirectory("host");
  mkdirSync(path.join(directory, "node_modules"));
  symlinkSync(project, path.join(directory, "node_modules", "pulumi-managed-agents"), "junction");
  return directory;
}

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json";
import { installPackedPackage, temporaryDirectory } from "../engine/harness";
import { ensureCached } from "./cache-folder";
import { mustSucceed } from "./must-succeed";

const NAME = manifest.name;

/**
 * What a user has after `npm install` of the packed package and of this version of `@pulumi/pulumi` in an empty
 * folder: the path of its node_modules. npm runs once per version and set of dependencies, and its choice is kept; in
 * a run only the package itself is new, and the rest is linked.
 */
export async function installWithSdk(sdk: string): Promise<string> {
  const packed = await installPackedPackage();
  const modules = path.join(temporaryDirectory("sdk"), "node_modules");
  mkdirSync(modules);
  linkPackages(path.join(await ensureDependencies(packed, sdk), "node_modules"), modules);
  cpSync(path.join(packed, "node_modules", NAME), path.join(modules, NAME), { recursive: true });
  return modules;
}

/** A folder with everything npm installs, the package itself taken out again. */
function ensureDependencies(packed: string, sdk: string): Promise<string> {
  const wanted = JSON.stringify([manifest.dependencies, manifest.peerDependencies]);
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 8);
  return ensureCached(`sdk-${sdk}-${hash}`, async (draft) => {
    const tarball = readdirSync(packed).find((name) => name.endsWith(".tgz"));
    if (tarball === undefined) throw new Error(`no packed file lies in ${packed}`);
    writeFileSync(path.join(draft, "package.json"), '{"name":"consumer","private":true}');
    const flags = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    const packages = [path.join(packed, tarball), `@pulumi/pulumi@${sdk}`];
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    await mustSucceed(npm, ["install", ...packages, ...flags], { cwd: draft });
    rmSync(path.join(draft, "node_modules", NAME), { recursive: true });
  });
}

/** Links every package of one node_modules in another; a scope is a folder of packages. */
function linkPackages(from: string, to: string): void {
  for (const name of readdirSync(from).filter((entry) => !entry.startsWith("."))) {
    if (name.startsWith("@")) {
      mkdirSync(path.join(to, name));
      linkPackages(path.join(from, name), path.join(to, name));
    } else {
      symlinkSync(path.join(from, name), path.join(to, name), "junction");
    }
  }
}

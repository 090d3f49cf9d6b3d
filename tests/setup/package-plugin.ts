import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { lastLines, runCommand } from "./child-process";

/*
 * Packs the built plugin as `pulumi plugin install` takes it, from a file or a server:
 * `pulumi-resource-managed-agents-v<version>-<os>-<arch>.tar.gz`. Inside it is the same for every platform, a bundle
 * that Node.js runs. Run by `npm run package:plugin [-- <folder> [<os>-<arch>…]]`.
 */

const project = path.resolve(__dirname, "..", "..");
const packTimeoutMs = 60_000;

const systems: Readonly<Record<string, string>> = { win32: "windows" };
const architectures: Readonly<Record<string, string>> = { x64: "amd64" };

/** This machine in Pulumi's words: `linux-amd64`, `darwin-arm64`, `windows-amd64`. */
export function thisPlatform(): string {
  const { platform, arch } = process;
  return `${systems[platform] ?? platform}-${architectures[arch] ?? arch}`;
}

/**
 * Writes one archive per platform into `folder`, which is made if it is not there, and returns their paths.
 *
 * @throws Error if the plugin was not built or `tar` is missing.
 */
export async function packagePlugin(
  folder: string,
  platforms: readonly string[] = [thisPlatform()],
): Promise<readonly string[]> {
  const plugin = path.join(project, "dist", "plugin");
  if (!existsSync(path.join(plugin, "index.js"))) {
    throw new Error(`${plugin} is not there; build the package first: npm run build`);
  }
  const { version } = require(path.join(project, "package.json")) as { readonly version: string };
  mkdirSync(folder, { recursive: true });
  const archives: string[] = [];
  for (const platform of platforms) {
    const archive = path.join(
      folder,
      `pulumi-resource-managed-agents-v${version}-${platform}.tar.gz`,
    );
    await pack(plugin, archive);
    archives.push(archive);
  }
  return archives;
}

async function pack(plugin: string, archive: string): Promise<void> {
  const args = ["-czf", archive, "-C", plugin, ...readdirSync(plugin).sort()];
  const outcome = await runCommand("tar", args, { timeoutMs: packTimeoutMs });
  if (outcome.exitCode !== 0) {
    throw new Error(`tar ended with exit code ${outcome.exitCode}: ${lastLines(outcome, 4)}`);
  }
}

async function main([folder = path.join(project, "plugins"), ...platforms]: readonly string[]) {
  const archives = await packagePlugin(folder, platforms.length === 0 ? undefined : platforms);
  for (const archive of archives) process.stdout.write(`${archive}\n`);
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: Error) => {
    process.stderr.write(`package:plugin: ${error.message}\n`);
    process.exitCode = 1;
  });
}

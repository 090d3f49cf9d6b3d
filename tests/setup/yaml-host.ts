import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildGoCommand, type GoBuildContext, reasonGoCannotBuild } from "./go-build";
import { fillFolderOnce } from "./install-folder.cjs";
import { findOnPath } from "./path-search";
import { findBundled, type PulumiCli } from "./pulumi-cli";
import { OLDEST_GO } from "./versions";

/** The YAML language host that goes with the CLI this project builds. */
const YAML_HOST_VERSION = "1.38.1";
const MODULE = "github.com/pulumi/pulumi-yaml";
const NAME = process.platform === "win32" ? "pulumi-language-yaml.exe" : "pulumi-language-yaml";

export interface EnsureYamlHostOptions extends Partial<GoBuildContext> {
  /** The home directory whose `.pulumi` holds what was built; that of the user by default. */
  readonly home?: string;
}

/**
 * The folder with the language host for YAML programs; put it on PATH, and the engine finds it. The
 * official distribution has it beside the CLI; where it is missing it is built from its Go module, once.
 *
 * @throws Error that says what is missing and what to install.
 */
export async function ensureYamlHost(
  cli: PulumiCli,
  options: EnsureYamlHostOptions = {},
): Promise<string> {
  const bundled = findBundled(cli, NAME);
  if (bundled !== undefined) return path.dirname(bundled);
  const home = options.home ?? os.homedir();
  const folder = path.join(home, ".pulumi", "versions", `yaml-host-${YAML_HOST_VERSION}`);
  const bin = path.join(folder, "bin");
  const isComplete = async () => findOnPath(NAME, bin) !== undefined;
  if (await isComplete()) return bin;

  const context = { log: options.log ?? (() => {}), signal: options.signal };
  await fillFolderOnce({ folder, ...context }, isComplete, async (draft) => {
    const refusal = reasonGoCannotBuild();
    if (refusal !== undefined) {
      throw new Error(
        `Pulumi's YAML language host is missing and cannot be built, because ${refusal}. Install Pulumi's ` +
          `official distribution, which brings it, or Go ${OLDEST_GO} or newer, then start again.`,
      );
    }
    mkdirSync(path.join(draft, "bin"));
    const packagePath = `${MODULE}/cmd/pulumi-language-yaml`;
    const version = `v${YAML_HOST_VERSION}`;
    const command = {
      title: `pulumi-language-yaml ${version}`,
      packagePath,
      modules: [`${packagePath}@${version}`],
      linkerVariable: `${MODULE}/pkg/version.Version=${version}`,
      output: path.join(draft, "bin", NAME),
    };
    await buildGoCommand(command, context);
  });
  return bin;
}

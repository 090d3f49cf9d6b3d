import path from "node:path";
import { ensureCached, isCached } from "../languages/cache-folder";
import { mustSucceed } from "../languages/must-succeed";
import { ensureEnvironment } from "../languages/python-environment";
import { buildGoCommand, reasonGoCannotBuild } from "../setup/go-build";

/** What runs and judges pipelines, each obtained once and kept beside the CLIs. The newest of 25 November 2026. */
const versions = {
  act: "0.2.89",
  actionlint: "1.7.12",
  zizmor: "1.32.0",
  checkJsonschema: "0.39.0",
};

/** For `jest.setTimeout`: compiling act takes minutes where it has never been done. */
export const TOOLS_TIMEOUT_MS = 15 * 60_000;

/** Why there is no such tool here and none can be built, in a sentence; undefined if there is. */
export function reasonNoGoTool(name: "act" | "actionlint"): string | undefined {
  return isCached(`${name}-${versions[name]}`) ? undefined : reasonGoCannotBuild();
}

/** Runs workflows of GitHub on this machine, without Docker. */
export const ensureAct = () =>
  ensureGoTool("act", versions.act, "github.com/nektos/act", "github.com/nektos/act");

export const ensureActionlint = () =>
  ensureGoTool(
    "actionlint",
    versions.actionlint,
    "github.com/rhysd/actionlint",
    "github.com/rhysd/actionlint/cmd/actionlint",
  );

/** Linters that come from PyPI. */
export interface PythonLinters {
  /** The executable. */
  readonly zizmor: string;
  /** Holds files against a schema that the tool brings along, such as `vendor.gitlab-ci`. */
  checkSchema(name: string, files: readonly string[]): Promise<unknown>;
  /** Holds a file against a schema in a file. */
  checkFile(schema: string, file: string): Promise<unknown>;
}

/** Ask `reasonNoPython` first. */
export async function ensurePythonLinters(): Promise<PythonLinters> {
  const { zizmor, checkJsonschema } = versions;
  const interpreter = await ensureEnvironment(`pipelines-${zizmor}-${checkJsonschema}`, [
    `zizmor==${zizmor}`,
    `check-jsonschema==${checkJsonschema}`,
  ]);
  // A script of the environment names the folder that it was made in, so the interpreter starts the module.
  const check = (...args: readonly string[]) =>
    mustSucceed(interpreter, ["-m", "check_jsonschema", ...args]);
  return {
    zizmor: path.join(path.dirname(interpreter), "zizmor"),
    checkSchema: (name, files) => check("--builtin-schema", name, ...files),
    checkFile: (schema, file) => check("--schemafile", schema, file),
  };
}

async function ensureGoTool(
  name: string,
  version: string,
  module: string,
  packagePath: string,
): Promise<string> {
  const executable = process.platform === "win32" ? `${name}.exe` : name;
  const folder = await ensureCached(`${name}-${version}`, (draft) =>
    buildGoCommand(
      {
        title: `${name} ${version}`,
        packagePath,
        modules: [`${module}@v${version}`],
        output: path.join(draft, executable),
      },
      { log: (line) => process.stderr.write(`${line}\n`) },
    ),
  );
  return path.join(folder, executable);
}

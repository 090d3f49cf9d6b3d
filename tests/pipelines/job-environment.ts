import { mkdirSync } from "node:fs";
import path from "node:path";
import { engineEnvironment, installPackedPackage, temporaryDirectory } from "../engine/harness";

/** What a machine that runs jobs has, whoever's pipelines it runs. */
export interface JobEnvironment {
  readonly variables: NodeJS.ProcessEnv;
  /** Where jobs leave files for each other. */
  readonly artifacts: string;
}

/**
 * An environment without a CLI, a backend or a credential: the job brings them. Its calls of the sessions API go to
 * `apiUrl`.
 */
export async function jobEnvironment(apiUrl: string): Promise<JobEnvironment> {
  const { cli, directory, variables } = await engineEnvironment();
  const { PULUMI_BACKEND_URL: _, PULUMI_CONFIG_PASSPHRASE: __, ...rest } = variables;
  const artifacts = path.join(directory, "artifacts");
  const home = path.join(directory, "person");
  for (const folder of [artifacts, home]) mkdirSync(folder);
  const own = new Set((process.env.PATH ?? "").split(path.delimiter));
  const cliPath = (variables.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => folder === cli.directory || !own.has(folder))
    .join(path.delimiter);
  return {
    artifacts,
    variables: {
      ...rest,
      HOME: home,
      PATH: process.env.PATH,
      TMPDIR: temporaryDirectory("job"),
      ANTHROPIC_BASE_URL: apiUrl,
      STAND_IN_CLI_PATH: cliPath,
      STAND_IN_NPM_PATH: path.join(__dirname, "actions", "setup-node"),
      STAND_IN_NODE_MODULES: path.join(await installPackedPackage(), "node_modules"),
      STAND_IN_ARTIFACTS: artifacts,
    },
  };
}

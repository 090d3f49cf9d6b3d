import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type CommandOutcome, runCommand } from "../setup/child-process";
import { type EngineEnvironment, engineEnvironment } from "./engine-environment";
import { installPackedPackage } from "./packed-package";
import { temporaryDirectory } from "./run-directory";

/** For a `Pulumi.yaml`: the native plugin of the package that the project has installed. */
export const pluginByPath = `plugins:
  providers:
    - name: managed-agents
      path: node_modules/pulumi-managed-agents/dist/plugin
`;

export interface ProjectStackOptions {
  readonly projectName?: string;
  readonly stackName?: string;
  /**
   * Files of the project by their relative path, such as `index.ts` or `index.js`. Pulumi.yaml,
   * package.json and, beside a TypeScript program, tsconfig.json are written where they are not given.
   */
  readonly files: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
  /** Config that is stored encrypted. */
  readonly secretConfig?: Readonly<Record<string, string>>;
  /** Variables on top of the isolated environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of the CLI; the newest when left out. */
  readonly cliVersion?: string;
}

/** A real project on disk with `runtime: nodejs` and one stack, driven by the CLI as a person would. */
export interface ProjectStack {
  readonly directory: string;
  readonly environment: EngineEnvironment;
  /** Writes or replaces a file of the project. */
  write(file: string, text: string): void;
  /** Runs `pulumi` in the project; how it ended is a value, whatever the exit code. */
  pulumi(
    args: readonly string[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<CommandOutcome>;
  /** Destroys what is left of the stack; failures are ignored. */
  remove(): Promise<void>;
}

const COMMAND_TIMEOUT_MS = 5 * 60_000;

/** What TypeScript 6 needs to be told; the defaults of Pulumi's runner are from an older time. */
const TSCONFIG = {
  compilerOptions: {
    strict: true,
    target: "ES2022",
    module: "node16",
    moduleResolution: "node16",
    types: ["node"],
    skipLibCheck: true,
    esModuleInterop: true,
  },
};

function projectFiles(
  name: string,
  files: Readonly<Record<string, string>>,
): Record<string, string> {
  const isTypeScript = Object.keys(files).some((file) => file.endsWith(".ts"));
  return {
    "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n`,
    "package.json": JSON.stringify({ name, private: true, version: "1.0.0" }),
    ...(isTypeScript ? { "tsconfig.json": JSON.stringify(TSCONFIG) } : {}),
    ...files,
  };
}

function writeFile(directory: string, file: string, text: string): void {
  const place = path.join(directory, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
}

/**
 * Creates a project folder whose node_modules is the installed packed package, and initialises its stack.
 *
 * @throws Error with the CLI's words when the stack or its config cannot be set up.
 */
export async function projectStack(options: ProjectStackOptions): Promise<ProjectStack> {
  const environment = await engineEnvironment(options.env, options.cliVersion);
  const directory = temporaryDirectory("project");
  symlinkSync(
    path.join(await installPackedPackage(), "node_modules"),
    path.join(directory, "node_modules"),
  );
  const write = (file: string, text: string) => writeFile(directory, file, text);
  const files = projectFiles(options.projectName ?? "project", options.files);
  for (const [file, text] of Object.entries(files)) write(file, text);

  const pulumi: ProjectStack["pulumi"] = (args, { signal } = {}) =>
    runCommand(environment.cli.executable, [...args, "--non-interactive"], {
      cwd: directory,
      env: environment.variables,
      timeoutMs: COMMAND_TIMEOUT_MS,
      signal,
    });
  const prepare = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await pulumi(args);
    if (exitCode !== 0) throw new Error(`pulumi ${args[0]} ${args[1]} failed:\n${stdout}${stderr}`);
  };
  await prepare("stack", "init", options.stackName ?? "dev");
  for (const [key, value] of Object.entries(options.config ?? {})) {
    await prepare("config", "set", "--plaintext", key, value);
  }
  for (const [key, value] of Object.entries(options.secretConfig ?? {})) {
    await prepare("config", "set", "--secret", key, value);
  }
  return {
    directory,
    environment,
    write,
    pulumi,
    remove: async () => {
      await pulumi(["destroy", "--yes", "--skip-preview"]);
    },
  };
}

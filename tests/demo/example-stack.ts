import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { CommandError, type ConfigMap, LocalWorkspace } from "@pulumi/pulumi/automation";
import { engineEnvironment, temporaryDirectory } from "../engine/harness";
import { engineLines } from "./engine-output";

const PROJECT = path.resolve(__dirname, "..", "..");
const EXAMPLE = path.join(PROJECT, "examples", "basic");
const PROJECT_NAME = "basic";
const STACK = "demo";

/** How an operation of the engine ended. */
export type Ended =
  | "done"
  /** The engine said no; what it said has been shown. */
  | "failed";

/** The example's stack on the real engine, with a state of its own that goes with this process. */
export interface ExampleStack {
  preview(): Promise<Ended>;
  up(options?: { readonly refresh?: boolean }): Promise<Ended>;
  /** A preview against the live sessions that fails if there is anything to do. */
  driftJob(): Promise<Ended>;
  /** Runs to its end even if the demo is interrupted: it is how the demo cleans up. */
  destroy(): Promise<Ended>;
  configure(config: ConfigMap): Promise<void>;
}

export interface ExampleStackOptions {
  /** Variables for the provider, on top of an environment without any of the person's own. */
  readonly variables: Readonly<Record<string, string>>;
  readonly hasColours: boolean;
  readonly show: (line: string) => void;
  /** Asks the engine to stop: it finishes what it is doing, stores it, and ends. */
  readonly signal: AbortSignal;
}

export async function createExampleStack(options: ExampleStackOptions): Promise<ExampleStack> {
  const { hasColours, signal, show } = options;
  const workDir = installExample();
  const environment = await engineEnvironment(options.variables);
  const stack = await LocalWorkspace.createStack(
    { stackName: STACK, projectName: PROJECT_NAME, program: () => runExample(workDir) },
    {
      workDir,
      // Stated, because the default names this process's folder as the program's.
      projectSettings: { name: PROJECT_NAME, runtime: "nodejs" },
      pulumiCommand: environment.cli.command,
      envVars: environment.overrides,
    },
  );

  const color = hasColours ? "always" : "never";

  /** Runs one operation, shows what it prints, and makes its failure a value. */
  async function run(operation: (shown: Shown) => Promise<unknown>): Promise<Ended> {
    const lines = engineLines(show);
    try {
      await operation({ onOutput: lines.write, onError: lines.write, color });
      return "done";
    } catch (error) {
      if (error instanceof CommandError) return "failed";
      throw error;
    } finally {
      lines.end();
    }
  }

  async function runUnlessAborted(operation: (shown: Shown) => Promise<unknown>): Promise<Ended> {
    signal.throwIfAborted();
    const ended = await run(operation);
    signal.throwIfAborted();
    return ended;
  }

  return {
    preview: () => runUnlessAborted((shown) => stack.preview({ ...shown, signal })),
    up: ({ refresh = false } = {}) =>
      runUnlessAborted((shown) => stack.up({ ...shown, signal, refresh, suppressOutputs: true })),
    driftJob: () =>
      runUnlessAborted((shown) =>
        stack.preview({ ...shown, signal, diff: true, refresh: true, expectNoChanges: true }),
      ),
    destroy: () => run((shown) => stack.destroy(shown)),
    configure: (config) => stack.setAllConfig(config),
  };
}

interface Shown {
  readonly onOutput: (text: string) => void;
  readonly onError: (text: string) => void;
  readonly color: "always" | "never";
}

/**
 * The example in a folder of its own, with the packages it imports linked beside it: as in a user's project, where
 * the engine finds the package by its name from the program's folder. (A package does not find itself by its name
 * from there, which is why the clone is not enough.)
 */
function installExample(): string {
  const directory = temporaryDirectory("demo");
  const modules = path.join(directory, "node_modules");
  mkdirSync(path.join(modules, "@pulumi"), { recursive: true });
  const link = (from: string, name: string) =>
    symlinkSync(from, path.join(modules, name), "junction");
  link(PROJECT, "pulumi-managed-agents");
  link(path.join(PROJECT, "node_modules", "@pulumi", "pulumi"), path.join("@pulumi", "pulumi"));
  cpSync(path.join(EXAMPLE, "index.ts"), path.join(directory, "index.ts"));
  return directory;
}

/** Runs the program anew for every operation, as the engine does; its exports are the stack's outputs. */
async function runExample(workDir: string): Promise<Record<string, unknown>> {
  const program = path.join(workDir, "index.ts");
  delete require.cache[require.resolve(program)];
  return { ...(require(program) as Record<string, unknown>) };
}

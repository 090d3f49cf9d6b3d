import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import type {
  ConfigMap,
  DestroyOptions,
  DestroyResult,
  ImportResult,
  PreviewOptions,
  PreviewResult,
  PulumiFn,
  RefreshOptions,
  RefreshResult,
  Stack,
  UpOptions,
  UpResult,
} from "@pulumi/pulumi/automation";
import { type EngineEnvironment, engineEnvironment } from "./engine-environment";
import { newStack } from "./new-stack";
import { giveProgramsOwnChannels } from "./own-channels";
import { installPackedPackage } from "./packed-package";
import { withProgramRejections } from "./program-rejections";
import { temporaryDirectory } from "./run-directory";
import { answerFromFiles, stackFiles } from "./stack-files";

giveProgramsOwnChannels();

export interface InlineStackOptions {
  readonly projectName?: string;
  readonly stackName?: string;
  /**
   * Where the engine finds the packages that the state names, and where the stack's settings are written. By default a
   * folder of this stack's own, with the installed packed package in it.
   */
  readonly workDir?: string;
  readonly program: PulumiFn;
  readonly config?: ConfigMap;
  /** Variables on top of the isolated environment, for the engine and the provider processes. */
  readonly env?: Readonly<Record<string, string>>;
  /** An environment made earlier, to have two stacks in one backend. `env` is not looked at then. */
  readonly environment?: EngineEnvironment;
}

/** How an operation that may fail ended. */
export type Attempt<Result> =
  | { readonly ok: true; readonly result: Result; readonly output: string }
  | { readonly ok: false; readonly error: Error; readonly output: string };

/** A stack whose program is a function in this process; everything it does is a child process's work. */
export interface InlineStack {
  readonly stack: Stack;
  readonly environment: EngineEnvironment;
  readonly workDir: string;
  /** Replaces the program of later operations. */
  setProgram(program: PulumiFn): void;
  up(options?: UpOptions): Promise<Attempt<UpResult>>;
  preview(options?: PreviewOptions): Promise<Attempt<PreviewResult>>;
  /** A preview with `--diff`: what a reviewer reads. */
  previewDiff(options?: PreviewOptions): Promise<Attempt<PreviewResult>>;
  refresh(options?: RefreshOptions): Promise<Attempt<RefreshResult>>;
  destroy(options?: DestroyOptions): Promise<Attempt<DestroyResult>>;
  import(options: Parameters<Stack["import"]>[0]): Promise<Attempt<ImportResult>>;
  /** The state as it lies in the backend, secrets encrypted. */
  stateText(): string;
  /** The resources of the state with their secrets in clear, the stack itself and providers included. */
  resources(): Promise<readonly StateResource[]>;
  /** Destroys what is left of the stack and forgets it; failures are ignored, the run's folder goes anyway. */
  remove(): Promise<void>;
}

/** One resource as the engine stores it; only what tests look at. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly initErrors?: readonly string[];
}

type Listener = (text: string) => void;

/** Runs an operation of the Automation API; its failure becomes a value, and all it printed is kept. */
async function attempt<Result>(
  run: (listeners: { onOutput: Listener; onError: Listener }) => Promise<Result>,
): Promise<Attempt<Result>> {
  const printed: string[] = [];
  const keep: Listener = (text) => {
    printed.push(text);
  };
  try {
    const result = await withProgramRejections(() => run({ onOutput: keep, onError: keep }));
    return { ok: true, result, output: printed.join("") };
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    return { ok: false, error: failure, output: printed.join("") };
  }
}

function operations(stack: Stack): Pick<InlineStack, "up" | "preview" | "previewDiff" | "refresh"> {
  const preview: InlineStack["preview"] = (options) =>
    attempt((listeners) => stack.preview({ ...listeners, ...options }));
  return {
    up: (options) => attempt((listeners) => stack.up({ ...listeners, ...options })),
    preview,
    previewDiff: (options) => preview({ diff: true, ...options }),
    refresh: (options) => attempt((listeners) => stack.refresh({ ...listeners, ...options })),
  };
}

/** A folder for one stack, because the Automation API writes settings there; its node_modules are shared. */
async function packageDirectory(): Promise<string> {
  const directory = temporaryDirectory("inline");
  const modules = path.join(await installPackedPackage(), "node_modules");
  symlinkSync(modules, path.join(directory, "node_modules"), "junction");
  return directory;
}

/**
 * A new stack with an inline program in an isolated environment, on the real engine. Call `remove()` when done.
 *
 * Operations do not throw: look at `ok`, `error` and `output` (stdout and stderr in the order of arrival).
 */
export async function inlineStack(options: InlineStackOptions): Promise<InlineStack> {
  const environment = options.environment ?? (await engineEnvironment(options.env));
  const workDir = options.workDir ?? (await packageDirectory());
  const stackName = options.stackName ?? "dev";
  const projectName = options.projectName ?? "inline";
  const { program, config = {} } = options;
  const stack = await newStack({ environment, workDir, projectName, stackName, program, config });
  const files = stackFiles(environment.directory, projectName, stackName);
  answerFromFiles(stack, files);
  const destroy: InlineStack["destroy"] = (destroyOptions) =>
    attempt((listeners) => stack.destroy({ ...listeners, ...destroyOptions }));
  return {
    stack,
    environment,
    workDir,
    setProgram: (program) => {
      stack.workspace.program = program;
    },
    ...operations(stack),
    destroy,
    import: (importOptions) =>
      attempt((listeners) => stack.import({ ...listeners, ...importOptions })),
    stateText: () => readFileSync(files.state, "utf8"),
    resources: async () => (await stack.exportStack()).deployment.resources ?? [],
    remove: async () => {
      await destroy();
      await stack.workspace.removeStack(stackName, { force: true }).catch(() => undefined);
    },
  };
}

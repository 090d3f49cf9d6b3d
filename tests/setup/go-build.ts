import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { lastLines, runCommand } from "./child-process";
import { reasonToRefuseGo } from "./versions";

export interface GoCommand {
  /** Import path of the command, such as `github.com/pulumi/pulumi/pkg/v3/cmd/pulumi`. */
  readonly packagePath: string;
  /** Version with its `v`, such as `v3.259.0`. */
  readonly version: string;
  /** Further modules to pin, as `path@version`. */
  readonly alsoPin?: readonly string[];
  /** A string variable that the linker sets, as `path.Name=value`. */
  readonly linkerVariable: string;
  /** Where the executable goes. */
  readonly output: string;
}

export interface GoBuildContext {
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Generous: a cold build takes four minutes on two cores. */
const STEP_TIMEOUT_MS = 30 * 60_000;

/** Why nothing can be built with Go here, in a sentence; undefined if it can. */
export async function reasonGoCannotBuild(): Promise<string | undefined> {
  const version = await runCommand("go", ["version"]);
  const toolchain = await runCommand("go", ["env", "GOTOOLCHAIN"]);
  return reasonToRefuseGo(
    version.exitCode === 0 ? version.stdout.trim() : undefined,
    toolchain.stdout.trim(),
  );
}

/**
 * Builds a command from its published Go module. `go install path@version` refuses modules whose go.mod
 * has `replace` lines, and Pulumi's have them; a main module of our own, thrown away afterwards, does not mind.
 *
 * @throws Error naming the step and the tool's last lines.
 */
export async function buildGoCommand(command: GoCommand, context: GoBuildContext): Promise<void> {
  const workplace = mkdtempSync(path.join(os.tmpdir(), "pulumi-managed-agents-go-"));
  const name = path.basename(command.packagePath);
  const step = async (what: string, args: readonly string[]) => {
    context.log(`${name} ${command.version}: ${what}`);
    const outcome = await runCommand("go", args, {
      cwd: workplace,
      env: { ...process.env, GOFLAGS: "-mod=mod", CGO_ENABLED: "0", GOWORK: "off" },
      signal: context.signal,
      timeoutMs: STEP_TIMEOUT_MS,
      onProgress: (seconds) =>
        context.log(`${name} ${command.version}: ${what}, ${seconds} s so far`),
    });
    if (outcome.exitCode !== 0) {
      throw new Error(
        `go ${args[0]} ended with exit code ${outcome.exitCode}: ${lastLines(outcome)}`,
      );
    }
  };
  try {
    await step("preparing a Go module", ["mod", "init", "build"]);
    const pins = [`${command.packagePath}@${command.version}`, ...(command.alsoPin ?? [])];
    await step("fetching its Go modules", ["get", ...pins]);
    const linkerFlags = `-s -w -X ${command.linkerVariable}`;
    const flags = ["-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags", linkerFlags];
    await step("compiling (minutes on a first run)", [
      ...["build", ...flags, "-o", command.output, command.packagePath],
    ]);
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { lastLines, runCommand } from "./child-process";
import { reasonToRefuseGo } from "./versions";

export interface GoCommand {
  /** What log lines call it, such as `pulumi v3.259.0`. */
  readonly title: string;
  /** Import path of a published command, such as `github.com/pulumi/pulumi/pkg/v3/cmd/pulumi`; `.` for `sources`. */
  readonly packagePath: string;
  /** Files of a command of our own. */
  readonly sources?: readonly string[];
  /** What to fetch and pin, as `path@version` with the version's `v`. */
  readonly modules: readonly string[];
  /** A string variable that the linker sets, as `path.Name=value`. */
  readonly linkerVariable?: string;
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
export function reasonGoCannotBuild(): string | undefined {
  const ask = (...args: readonly string[]) => spawnSync("go", args, { encoding: "utf8" });
  const version = ask("version");
  return reasonToRefuseGo(
    version.status === 0 ? version.stdout.trim() : undefined,
    ask("env", "GOTOOLCHAIN").stdout?.trim() ?? "",
  );
}

/** The environment for Go in a module of our own, whatever the user's settings for theirs. */
export function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, GOFLAGS: "-mod=mod", CGO_ENABLED: "0", GOWORK: "off" };
}

/**
 * Builds a command that needs published Go modules. `go install path@version` refuses modules whose go.mod
 * has `replace` lines, and Pulumi's have them; a main module of our own, thrown away afterwards, does not mind.
 *
 * @throws Error naming the step and the tool's last lines.
 */
export async function buildGoCommand(command: GoCommand, context: GoBuildContext): Promise<void> {
  const workplace = mkdtempSync(path.join(os.tmpdir(), "pulumi-managed-agents-go-"));
  const step = async (what: string, args: readonly string[]) => {
    context.log(`${command.title}: ${what}`);
    const outcome = await runCommand("go", args, {
      cwd: workplace,
      env: goEnvironment(),
      signal: context.signal,
      timeoutMs: STEP_TIMEOUT_MS,
      onProgress: (seconds) => context.log(`${command.title}: ${what}, ${seconds} s so far`),
    });
    if (outcome.exitCode !== 0) {
      throw new Error(
        `go ${args[0]} ended with exit code ${outcome.exitCode}: ${lastLines(outcome)}`,
      );
    }
  };
  try {
    for (const source of command.sources ?? []) {
      copyFileSync(source, path.join(workplace, path.basename(source)));
    }
    await step("preparing a Go module", ["mod", "init", "build"]);
    await step("fetching its Go modules", ["get", ...command.modules]);
    const variables = command.linkerVariable === undefined ? "" : ` -X ${command.linkerVariable}`;
    const flags = ["-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags", `-s -w${variables}`];
    await step("compiling (minutes on a first run)", [
      ...["build", ...flags, "-o", command.output, command.packagePath],
    ]);
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}

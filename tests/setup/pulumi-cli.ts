import { chmodSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { lastLines, runCommand } from "./child-process";
import { buildGoCommand, reasonGoCannotBuild } from "./go-build";
import { fillFolderOnce } from "./install-folder.cjs";
import { findOnPath } from "./path-search";
import { OLDEST_CLI, OLDEST_GO, PULUMI_CLI_VERSION, reasonToRefuseCli } from "./versions";

export interface PulumiCli {
  /** For `LocalWorkspaceOptions.pulumiCommand`. */
  readonly command: PulumiCommand;
  /** Absolute path of the executable. */
  readonly executable: string;
  /** The folder of the executable, where the engine looks for its plugins first. */
  readonly directory: string;
  /** Without a leading `v`. */
  readonly version: string;
  readonly origin: "path" | "cache" | "download" | "built";
}

export interface EnsurePulumiCliOptions {
  /** The version to obtain, without a leading `v`; the newest that is known when left out. */
  readonly version?: string;
  /** Receives one line per thing done; silent by default. */
  readonly log?: (line: string) => void;
  /** Ends downloads and builds; nothing half-done stays. */
  readonly signal?: AbortSignal;
  /** The home directory whose `.pulumi/versions` holds the CLIs; that of the user by default. */
  readonly home?: string;
}

interface Search {
  readonly version: string;
  readonly root: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Long enough for the whole distribution on a slow line. Without any line the download fails at once. */
const DOWNLOAD_TIMEOUT_MS = 180_000;

const executableName = process.platform === "win32" ? "pulumi.exe" : "pulumi";

function describe(
  command: PulumiCommand,
  executable: string,
  origin: PulumiCli["origin"],
): PulumiCli {
  const version = command.version?.version ?? "unknown";
  return { command, executable, directory: path.dirname(executable), version, origin };
}

/** What `PulumiCommand.get` says about a root, or about PATH; undefined where it finds nothing it can use. */
async function lookUp(options?: Parameters<typeof PulumiCommand.get>[0]) {
  try {
    return await PulumiCommand.get(options);
  } catch {
    return undefined;
  }
}

/** The CLI on PATH if it is as new as `oldest`; else why not. */
async function fromPath(oldest: string): Promise<PulumiCli | string> {
  const executable = findOnPath(executableName);
  const command = executable === undefined ? undefined : await lookUp();
  if (executable === undefined || command === undefined) return "none works on PATH";
  const refusal = reasonToRefuseCli(command.version?.version, oldest);
  return refusal === undefined
    ? describe(command, executable, "path")
    : `${executable} is not used, because ${refusal}`;
}

async function fromRoot(search: Search, origin: PulumiCli["origin"]): Promise<PulumiCli | string> {
  const command = await lookUp({ root: search.root });
  const refusal =
    command === undefined
      ? "it is not there"
      : reasonToRefuseCli(command.version?.version, search.version);
  return command === undefined || refusal !== undefined
    ? `${search.root} is not used, because ${refusal}`
    : describe(command, path.join(search.root, "bin", executableName), origin);
}

/**
 * Pulumi's own installation, as `PulumiCommand.install` does it: a script that is fetched and run. It
 * takes no signal and no deadline, so it runs in a process that can be ended.
 */
async function download(draft: string, search: Search): Promise<string | undefined> {
  search.log(`Pulumi CLI ${search.version}: trying the official download`);
  const program = `
    const { PulumiCommand } = require(${JSON.stringify(require.resolve("@pulumi/pulumi/automation"))});
    const { SemVer } = require(${JSON.stringify(semverModule())});
    const [root, version] = process.argv.slice(1);
    PulumiCommand.install({ root, version: new SemVer(version) }).catch((error) => {
      process.stderr.write(error.message);
      process.exitCode = 1;
    });`;
  const outcome = await runCommand(process.execPath, ["-e", program, draft, search.version], {
    signal: search.signal,
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
    onProgress: (seconds) =>
      search.log(`Pulumi CLI ${search.version}: downloading, ${seconds} s so far`),
  });
  return outcome.exitCode === 0 ? undefined : `the download failed: ${lastLines(outcome, 1)}`;
}

/** `PulumiCommand.install` wants a SemVer object; the class comes from where the SDK itself gets it. */
function semverModule(): string {
  return require.resolve("semver", { paths: [path.dirname(require.resolve("@pulumi/pulumi"))] });
}

/** Builds the CLI and puts beside it the script that starts dynamic providers, which ships in the SDK. */
async function build(draft: string, search: Search): Promise<string | undefined> {
  const refusal = reasonGoCannotBuild();
  if (refusal !== undefined) return `it cannot be built, because ${refusal}`;
  const bin = path.join(draft, "bin");
  mkdirSync(bin, { recursive: true });
  const version = `v${search.version}`;
  const packagePath = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
  const sdk = "github.com/pulumi/pulumi/sdk/v3";
  try {
    await buildGoCommand(
      {
        title: `pulumi ${version}`,
        packagePath,
        modules: [`${packagePath}@${version}`, `${sdk}@${version}`],
        linkerVariable: `${sdk}/go/common/version.Version=${version}`,
        output: path.join(bin, executableName),
      },
      search,
    );
  } catch (error) {
    return `the build failed: ${(error as Error).message}`;
  }
  const suffix = process.platform === "win32" ? ".cmd" : "";
  const script = `pulumi-resource-pulumi-nodejs${suffix}`;
  copyFileSync(
    path.join(path.dirname(require.resolve("@pulumi/pulumi/package.json")), script),
    path.join(bin, script),
  );
  chmodSync(path.join(bin, script), 0o755);
  return undefined;
}

function nothingWorked(search: Search, tried: readonly string[]): Error {
  return new Error(
    [
      `No usable Pulumi CLI, and none could be obtained. Tried in turn: ${tried.join("; ")}.`,
      `Install the Pulumi CLI (version ${search.version} is known to work) so that \`pulumi\` is on PATH,`,
      `or install Go ${OLDEST_GO} or newer so that it can be built here, then start again.`,
    ].join("\n"),
  );
}

/**
 * The newest Pulumi CLI: the one on PATH if it is that new, else {@link obtainPulumiCli}. Where that fails too, an older
 * one on PATH does, if the provider works with it.
 *
 * @throws Error that says what was tried and what to install.
 */
export async function ensurePulumiCli(options: EnsurePulumiCliOptions = {}): Promise<PulumiCli> {
  const log = options.log ?? (() => {});
  const onPath = await fromPath(options.version ?? PULUMI_CLI_VERSION);
  if (typeof onPath !== "string") return onPath;
  if (findOnPath(executableName) !== undefined) log(`Pulumi CLI: ${onPath}`);
  try {
    return await obtainPulumiCli(options, [onPath]);
  } catch (error) {
    const older = options.signal?.aborted === true ? "ended" : await fromPath(OLDEST_CLI);
    if (typeof older === "string") throw error;
    log((error as Error).message);
    log(`Pulumi CLI: ${older.executable} is used all the same, version ${older.version}`);
    return older;
  }
}

/**
 * The Pulumi CLI of one version: from the versions cache that the Automation API uses, by the official download, or
 * built from Pulumi's published Go modules into that cache.
 *
 * @throws Error that says what was tried and what to install.
 */
export async function obtainPulumiCli(
  options: EnsurePulumiCliOptions,
  triedBefore: readonly string[] = [],
): Promise<PulumiCli> {
  const version = options.version ?? PULUMI_CLI_VERSION;
  const root = path.join(options.home ?? os.homedir(), ".pulumi", "versions", version);
  const search: Search = { version, root, log: options.log ?? (() => {}), signal: options.signal };
  const cached = await fromRoot(search, "cache");
  if (typeof cached !== "string") return cached;

  const tried = [...triedBefore, cached];
  let origin: PulumiCli["origin"] = "cache";
  const startedAtMs = Date.now();
  const isComplete = async () => typeof (await fromRoot(search, "cache")) !== "string";
  await fillFolderOnce(
    { folder: root, log: search.log, signal: search.signal },
    isComplete,
    async (draft) => {
      origin = await fill(draft, search, tried);
    },
  );
  const obtained = await fromRoot(search, origin);
  if (typeof obtained === "string") throw nothingWorked(search, [...tried, obtained]);
  search.log(
    `Pulumi CLI ${version}: ready in ${Math.round((Date.now() - startedAtMs) / 1000)} s, ${root}`,
  );
  return obtained;
}

/** Fills the folder in the first way that works; what did not is added to `tried`. */
async function fill(draft: string, search: Search, tried: string[]): Promise<"download" | "built"> {
  for (const [way, name] of [
    [download, "download"],
    [build, "built"],
  ] as const) {
    search.signal?.throwIfAborted();
    const problem = await way(draft, search);
    if (problem === undefined) return name;
    search.log(`Pulumi CLI ${search.version}: ${problem}`);
    tried.push(problem);
  }
  throw nothingWorked(search, tried);
}

/** Whether the CLI's own folder, or PATH, has this executable; `undefined` if neither has. */
export function findBundled(cli: PulumiCli, name: string): string | undefined {
  const beside = path.join(cli.directory, name);
  return existsSync(beside) ? beside : findOnPath(name);
}

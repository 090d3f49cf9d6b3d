import { mkdirSync } from "node:fs";
import path from "node:path";
import { ensurePulumiCli, findBundled, obtainPulumiCli, type PulumiCli } from "../setup/pulumi-cli";
import { runDirectory, temporaryDirectory } from "./run-directory";

/** An engine of its own: no account, no network, no plugin or setting of the person at the keyboard. */
export interface EngineEnvironment {
  readonly cli: PulumiCli;
  /** The whole environment for a child process. */
  readonly variables: NodeJS.ProcessEnv;
  /** Only what differs from this process, for `LocalWorkspaceOptions.envVars`. */
  readonly overrides: Record<string, string>;
  /** Where the engine writes state, settings and logs. */
  readonly directory: string;
}

const STANDIN_DIRECTORY = path.resolve(__dirname, "..", "host-standin");
const PASSPHRASE = "only-for-tests";

let ensured: Promise<PulumiCli> | undefined;

/** The CLI of this process; looked for once, with progress on stderr where it has to be obtained. */
export function pulumiCli(version?: string): Promise<PulumiCli> {
  const log = (line: string) => process.stderr.write(`${line}\n`);
  if (version !== undefined) return obtainPulumiCli({ version, log });
  ensured ??= ensurePulumiCli({ log });
  return ensured;
}

/** The CLI's folder first; the stand-in host last, and only where the real one is missing. */
function searchPath(cli: PulumiCli): string {
  const own = process.env.PATH ?? "";
  const standin =
    findBundled(cli, "pulumi-language-nodejs") === undefined ? [STANDIN_DIRECTORY] : [];
  return [cli.directory, own, ...standin].join(path.delimiter);
}

/** Settings of the person or of a surrounding Pulumi program that would change what a test sees. */
function strangers(): readonly string[] {
  return Object.keys(process.env).filter((name) =>
    /^(PULUMI_(?!MANAGED_AGENTS_)|ANTHROPIC_)/.test(name),
  );
}

/**
 * A fresh, isolated and offline environment for the engine, with a file backend of its own. The CLI is the newest, or of
 * the version that is asked for.
 */
export async function engineEnvironment(
  extra: Readonly<Record<string, string>> = {},
  cliVersion?: string,
): Promise<EngineEnvironment> {
  const cli = await pulumiCli(cliVersion);
  const directory = temporaryDirectory("engine");
  const backend = path.join(directory, "backend");
  mkdirSync(backend);
  const own: Record<string, string> = {
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_HOME: path.join(directory, "home"),
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_CONFIRMATIONS: "true",
    PATH: searchPath(cli),
    // Where the official tools keep profiles: those of the person at the keyboard are not meant.
    ANTHROPIC_CONFIG_DIR: path.join(directory, "profiles"),
    // What the provider's processes tell each other lies there, and goes with the run.
    TMPDIR: runDirectory(),
    ...extra,
  };
  // A child process does not get variables whose value is undefined, so this removes what is inherited.
  // The Automation API hands them on as they are, though its types know only strings.
  const removed = Object.fromEntries(strangers().map((name) => [name, undefined]));
  const overrides = { ...removed, ...own } as Record<string, string>;
  return { cli, directory, overrides, variables: { ...process.env, ...overrides } };
}

import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type Emulator, type SessionSeed, startEmulator, type WireSession } from "../emulator";
import { type EngineEnvironment, engineEnvironment } from "../engine/engine-environment";
import { installPackedPackage } from "../engine/packed-package";
import { temporaryDirectory } from "../engine/run-directory";
import { type CommandOutcome, runCommand } from "../setup/child-process";
import type { EngineFolder } from "./engine-run";

/** The world of one history: an API with three sessions, and an empty stack. */
export interface World {
  readonly emulator: Emulator;
  readonly folder: EngineFolder;
  /** The stack as the engine has stored it. */
  stored(): readonly StoredResource[];
  /** The processes that have loaded the provider's code for the dynamic host, by id. */
  witnessed(): ReadonlySet<number>;
  /** How the sessions stand now, those that are gone included. */
  sessions(): ReadonlyMap<string, SessionState>;
  /** A session that begins. */
  start(id: string, agent: string): void;
  close(): Promise<void>;
}

/** What is the engine's own knowledge about a resource. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  /** It was replaced, and its deletion is still to come. */
  readonly delete?: boolean;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
}

export interface SessionState {
  readonly id: string;
  readonly agent: string;
  readonly standing: "alive" | "archived" | "gone";
  /** Keys of tools, and `server:` with the names of servers. */
  readonly keys: readonly string[];
}

const project = "histories";
const stack = "dev";
/** A tool of every session that no program declares. */
const houseTool = "house";
const seeds: readonly SessionSeed[] = [
  { id: "sesn_1", agent_id: "agent_1" },
  { id: "sesn_2", agent_id: "agent_1" },
  { id: "sesn_3", agent_id: "agent_2" },
];

export async function startWorld(): Promise<World> {
  const emulator = await startEmulator();
  const folder = await emptyStack(emulator);
  const agents = new Map<string, string>();
  const start = (id: string, agent: string) => {
    agents.set(id, agent);
    emulator.seed({ id, agent_id: agent, tools: [customTool(houseTool)] });
  };
  for (const { id = "", agent_id = "" } of seeds) start(id, agent_id);
  const { directory } = folder.environment;
  const stored = storedIn(path.join(directory, "backend"));
  return {
    emulator,
    folder,
    start,
    stored,
    witnessed: () => witnessedIn(path.join(directory, "witnessed")),
    sessions: () =>
      new Map([...agents].map(([id, agent]) => [id, stateOf(id, agent, emulator.session(id))])),
    close: async () => {
      await emulator.close();
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

export const customTool = (name: string) => ({
  type: "custom",
  name,
  description: `The tool ${name}.`,
  input_schema: { type: "object" },
});

function stateOf(id: string, agent: string, session: WireSession | undefined): SessionState {
  if (session === undefined) return { id, agent, standing: "gone", keys: [] };
  const { tools, mcp_servers } = session.agent;
  return {
    id,
    agent,
    standing: session.archived_at === null ? "alive" : "archived",
    keys: [...tools.map(keyOfTool), ...mcp_servers.map(({ name }) => `server:${String(name)}`)],
  };
}

function keyOfTool(tool: Readonly<Record<string, unknown>>): string {
  if (tool.type === "custom") return `custom:${String(tool.name)}`;
  return tool.type === "mcp_toolset" ? `mcp:${String(tool.mcp_server_name)}` : String(tool.type);
}

let template: Promise<string> | undefined;

/** A folder of its own for each history, copied from one in which the stack was made. */
async function emptyStack(emulator: Emulator): Promise<EngineFolder> {
  template ??= makeTemplate();
  const environment = await engineEnvironment({
    ANTHROPIC_API_KEY: emulator.apiKey,
    ANTHROPIC_BASE_URL: emulator.url,
    PULUMI_STACK: stack,
    NODE_OPTIONS: `--require ${path.join(__dirname, "witness.cjs")}`,
    // For the log of what the engine does, and against copies that nobody reads.
    PULUMI_DEBUG_COMMANDS: "true",
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
  });
  environment.variables.HISTORY_WITNESS = path.join(environment.directory, "witnessed");
  cpSync(await template, environment.directory, { recursive: true, verbatimSymlinks: true });
  return { environment, directory: path.join(environment.directory, "project") };
}

async function makeTemplate(): Promise<string> {
  const environment = await engineEnvironment();
  const directory = path.join(environment.directory, "project");
  mkdirSync(directory);
  const modules = path.join(await installPackedPackage(), "node_modules");
  symlinkSync(modules, path.join(directory, "node_modules"), "junction");
  const plugin = path.join(modules, "pulumi-managed-agents/dist/plugin");
  writeFileSync(
    path.join(directory, "Pulumi.yaml"),
    `name: ${project}\nruntime: nodejs\nplugins:\n  providers:\n    - name: managed-agents\n      path: ${JSON.stringify(plugin)}\n`,
  );
  await mustSucceed(environment, directory, "stack", "init", stack);
  const copy = temporaryDirectory("stack");
  for (const name of ["backend", "project"]) {
    cpSync(path.join(environment.directory, name), path.join(copy, name), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
  return copy;
}

async function mustSucceed(
  { cli, variables }: EngineEnvironment,
  cwd: string,
  ...args: readonly string[]
): Promise<CommandOutcome> {
  const options = { cwd, env: variables, timeoutMs: 120_000 };
  const outcome = await runCommand(cli.executable, [...args, "--non-interactive"], options);
  if (outcome.exitCode === 0) return outcome;
  throw new Error(`pulumi ${args.join(" ")} failed:\n${outcome.stdout}${outcome.stderr}`);
}

function witnessedIn(file: string): ReadonlySet<number> {
  return new Set(existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map(Number) : []);
}

/**
 * Reads the stack's file. An engine that is killed while it writes the file leaves half of it: then the last whole one
 * is put back, as somebody would who imports the last backup.
 */
function storedIn(backend: string): () => readonly StoredResource[] {
  const file = path.join(backend, ".pulumi/stacks", project, `${stack}.json`);
  let whole: string | undefined;
  return () => {
    if (!existsSync(file)) return [];
    const text = readFileSync(file, "utf8");
    try {
      const stored = resourcesIn(text);
      whole = text;
      return stored;
    } catch (error) {
      if (whole === undefined) throw error;
      writeFileSync(file, whole);
      return resourcesIn(whole);
    }
  };
}

function resourcesIn(text: string): readonly StoredResource[] {
  const { checkpoint } = JSON.parse(text) as {
    checkpoint?: { latest?: { resources?: readonly StoredResource[] } };
  };
  return checkpoint?.latest?.resources ?? [];
}

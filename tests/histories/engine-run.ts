import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import * as automationServer from "@pulumi/pulumi/automation/server";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import type { EngineEnvironment } from "../engine/engine-environment";
import { giveProgramsOwnChannels } from "../engine/own-channels";
import { withProgramRejections } from "../engine/program-rejections";

giveProgramsOwnChannels();

/*
 * One command of the CLI with an inline program, as the Automation API runs it, without the three commands that it runs
 * after each operation to read outputs and history.
 */

export interface EngineFolder {
  readonly environment: EngineEnvironment;
  readonly directory: string;
}

/** One line of the engine's own record of an operation; only what histories look at. */
export interface EngineEvent {
  readonly kind: "begun" | "done" | "failed";
  /** `create`, `delete`, `delete-replaced`, `replace` and so on: the engine's word. */
  readonly op: string;
  readonly urn: string;
  readonly oldUrn?: string;
}

export interface Ran {
  /** -1 where the engine was killed. */
  readonly exitCode: number;
  readonly output: string;
  readonly events: readonly EngineEvent[];
  /** Processes that the engine had started and that were there when it was killed. */
  readonly orphans: readonly Orphan[];
}

export interface Orphan {
  readonly pid: number;
  readonly command: string;
}

/** Resolves when the moment to kill the engine has come; never, where it does not come. */
export type Moment = () => boolean;

/** Internal to Pulumi's SDK and therefore without a type: it serves an inline program to the engine. */
const { LanguageServer } = automationServer as unknown as {
  readonly LanguageServer: new (
    program: () => Promise<void>,
  ) => UntypedServiceImplementation & { run(call: unknown, answer: unknown): Promise<void> };
};

const operationTimeoutMs = 180_000;
const programEndsWithinMs = 5_000;
const lookEveryMs = 3;

/**
 * Runs `pulumi` in the folder; with a program where the command has one. The program of a killed engine is left behind in
 * this process, and learns of it by calls that fail: it is given time to end, as long as its rejections are expected. One
 * that waits for what never comes then is of no harm.
 */
export async function runEngine(
  folder: EngineFolder,
  args: readonly string[],
  program?: () => Promise<void>,
  kill?: Moment,
): Promise<Ran> {
  const host = program === undefined ? undefined : await serveProgram(program);
  const log = path.join(folder.directory, "events.json");
  rmSync(log, { force: true });
  const own =
    host === undefined ? [] : [`--client=127.0.0.1:${host.port}`, "--exec-kind", "auto.inline"];
  const logged =
    program === undefined && args[0] !== "destroy" && args[0] !== "refresh"
      ? []
      : ["--event-log", log];
  try {
    const ended = await withProgramRejections(async () => {
      const ran = await runCli(folder, [...args, "--non-interactive", ...own, ...logged], kill);
      if (ran.exitCode === -1) await host?.ended();
      return ran;
    });
    return { ...ended, events: existsSync(log) ? eventsIn(readFileSync(log, "utf8")) : [] };
  } finally {
    host?.stop();
  }
}

async function serveProgram(program: () => Promise<void>) {
  const server = new Server();
  const language = new LanguageServer(program);
  const run = language.run.bind(language);
  let running = Promise.resolve();
  language.run = (call, answer) => {
    running = run(call, answer);
    return running;
  };
  server.addService(LanguageRuntimeService, language);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, ended: () => inTime(running), stop: () => server.forceShutdown() };
}

/** Comes with the program's end, or once the time for it is over. */
async function inTime(running: Promise<void>): Promise<void> {
  let deadline: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    deadline = setTimeout(resolve, programEndsWithinMs);
  });
  await Promise.race([running, over]);
  clearTimeout(deadline);
  // What nobody has awaited is told once a turn is over.
  await new Promise((resolve) => setImmediate(resolve));
}

function runCli(
  { environment, directory }: EngineFolder,
  args: readonly string[],
  kill: Moment = () => false,
): Promise<Omit<Ran, "events">> {
  return new Promise((resolve, reject) => {
    const child = spawn(environment.cli.executable, [...args], {
      cwd: directory,
      env: environment.variables,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed: string[] = [];
    let orphans: readonly Orphan[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => printed.push(text));
    }
    const watch = setInterval(() => {
      if (orphans.length > 0 || !kill()) return;
      orphans = descendantsOf(child);
      child.kill("SIGKILL");
    }, lookEveryMs);
    const deadline = setTimeout(() => child.kill("SIGKILL"), operationTimeoutMs);
    child.on("error", reject);
    // Not "close": what outlives the engine keeps its end of the pipes.
    child.on("exit", (code) => {
      clearInterval(watch);
      clearTimeout(deadline);
      setImmediate(() => resolve({ exitCode: code ?? -1, output: printed.join(""), orphans }));
    });
  });
}

/** Everything that a process has started, directly or not. */
function descendantsOf({ pid }: ChildProcess): readonly Orphan[] {
  const rows = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line) => {
      const [, own, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return own === undefined ? [] : [{ pid: Number(own), parent: Number(parent), command }];
    });
  const below = (parent: number | undefined): Orphan[] =>
    rows.filter((each) => each.parent === parent).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

interface LoggedStep {
  readonly planning?: boolean;
  readonly metadata?: {
    readonly op?: string;
    readonly urn?: string;
    readonly old?: { readonly urn?: string } | null;
  };
}

/** The log of a killed engine may end in the middle of a line. */
function eventsIn(log: string): readonly EngineEvent[] {
  return log.split("\n").flatMap((line) => {
    const logged = parsed(line);
    const event = (kind: EngineEvent["kind"], step: LoggedStep | undefined): EngineEvent[] => {
      const { op, urn, old } = step?.metadata ?? {};
      if (op === undefined || urn === undefined || step?.planning === true) return [];
      return [{ kind, op, urn, ...(old?.urn === undefined ? {} : { oldUrn: old.urn }) }];
    };
    return [
      ...event("begun", logged.resourcePreEvent),
      ...event("done", logged.resOutputsEvent),
      ...event("failed", logged.resOpFailedEvent),
    ];
  });
}

function parsed(line: string): Readonly<Record<string, LoggedStep | undefined>> {
  try {
    return JSON.parse(line) as Record<string, LoggedStep>;
  } catch {
    return {};
  }
}

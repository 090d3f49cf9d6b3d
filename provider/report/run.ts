import { isProviderError } from "../errors";
import { shownText } from "../model/shown-text";
import type { Operation } from "./facts";
import { judge } from "./judge/judge";
import type { Judged } from "./judge/judge-operation";
import type { Look } from "./judge/live";
import { helpText, type Options, readOptions } from "./options";
import { deliver, type Pipeline } from "./post/deliver";
import { BadInputError, readOperation } from "./read/read-operation";
import { code } from "./render/code";
import { jsonWithoutCommands, withoutCommands } from "./render/log-commands";
import { renderMarkdown } from "./render/markdown";
import { renderText } from "./render/text";
import type { Report } from "./report";

/** What the command has around it. */
export interface Surroundings {
  readonly version: string;
  readonly isTerminal: boolean;
  /** The text of an input, in pieces; `-` is standard input. */
  readonly open: (file: string) => AsyncIterable<string>;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly pipeline: Omit<Pipeline, "tell">;
  /** Asks the sessions of an operation; reads only. */
  readonly look: (operation: Operation, timeoutMs: number) => Promise<ReadonlyMap<string, Look>>;
}

export const exitCodes = { done: 0, badInput: 2, gated: 3, notPosted: 4 } as const;

/** The command, from its arguments to its exit code. */
export async function run(args: readonly string[], given: Surroundings): Promise<number> {
  const complain = (text: string) => given.complain(withoutCommands(text));
  const around = { ...given, complain };
  const asked = readOptions(args);
  switch (asked.kind) {
    case "help":
      around.print(helpText);
      return exitCodes.done;
    case "version":
      around.print(`${around.version}\n`);
      return exitCodes.done;
    case "refused":
      around.complain(`${shownText(asked.problem)}\nmanaged-agents-review --help says more.\n`);
      return exitCodes.badInput;
    case "report":
      return reportOn(asked.options, around);
  }
}

async function reportOn(options: Options, around: Surroundings): Promise<number> {
  const read = await readAll(options, around);
  if (typeof read === "string") {
    around.complain(`${read}\n`);
    const text = `## ${code(options.title)}\n\n**There is no preview to report on.** ${code(read, 1_000)}\n`;
    await handOut(text, undefined, options, around);
    return exitCodes.badInput;
  }
  const report = judge(await looked(read, options, around), shownText(options.title));
  around.print(written(report, options, around.isTerminal));
  const isPosted = await handOut(renderMarkdown(report, options.bytesMax), report, options, around);
  const met = options.failOn.filter((gate) => report.gates.includes(gate));
  if (met.length > 0) {
    around.complain(`stopped by --fail-on: ${met.join(", ")}\n`);
    return exitCodes.gated;
  }
  return isPosted ? exitCodes.done : exitCodes.notPosted;
}

/** All inputs, or what is wrong with the first that cannot be read. */
async function readAll({ files }: Options, around: Surroundings): Promise<Operation[] | string> {
  const operations: Operation[] = [];
  for (const file of files) {
    const name = file === "-" ? "standard input" : file;
    try {
      operations.push(await readOperation(around.open(file), shownText(name)));
    } catch (error) {
      return problemOf(error, name);
    }
  }
  return operations;
}

/** True where there was nothing to hand out, too. */
async function handOut(
  text: string,
  report: Report | undefined,
  { post, pullRequest, title }: Options,
  around: Surroundings,
): Promise<boolean> {
  return post === undefined
    ? true
    : deliver(
        { place: post, pullRequest, title, text, report },
        { ...around.pipeline, tell: around.complain },
      );
}

/** Looks that fail leave a report without them. */
async function looked(
  operations: readonly Operation[],
  { lookTimeoutMs }: Options,
  around: Surroundings,
): Promise<Judged[]> {
  if (lookTimeoutMs === undefined) {
    return operations.map((operation) => ({ operation }));
  }
  const judged: Judged[] = [];
  for (const operation of operations) {
    try {
      const looks =
        operation.kind === "preview" ? await around.look(operation, lookTimeoutMs) : undefined;
      judged.push(looks === undefined ? { operation } : { operation, looks });
    } catch (error) {
      if (!isProviderError(error)) {
        throw error;
      }
      around.complain(`the sessions were not looked at: ${error.message}\n`);
      judged.push({ operation });
    }
  }
  return judged;
}

function written(report: Report, { format, bytesMax }: Options, isTerminal: boolean): string {
  switch (format ?? (isTerminal ? "text" : "markdown")) {
    case "json":
      return `${jsonWithoutCommands(JSON.stringify(report, undefined, 2))}\n`;
    case "text":
      return renderText(report, bytesMax);
    case "markdown":
      return renderMarkdown(report, bytesMax);
  }
}

/** A file that is not there is said in the words of the system; anything else is our bug and keeps its stack. */
function problemOf(error: unknown, name: string): string {
  if (error instanceof BadInputError) {
    return error.message;
  }
  if (error instanceof Error && "syscall" in error) {
    return `${shownText(name)} cannot be read: ${shownText(error.message)}`;
  }
  throw error;
}

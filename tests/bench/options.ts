import { parseArgs } from "node:util";

export interface Request {
  /** Names of groups; all of them if none is named. */
  readonly only: readonly string[];
  readonly isQuick: boolean;
  readonly repetitions: number;
  /** Where the JSON goes. */
  readonly out: string | undefined;
  /** Where the table goes as Markdown, if anywhere. */
  readonly markdown: string | undefined;
}

export type CommandLine =
  | { readonly kind: "run"; readonly request: Request }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "wrong"; readonly text: string };

const repetitionsByDefault = 3;
const repetitionsMax = 100;

/** What the command line asks for, or why it cannot be followed. */
export function readArguments(args: readonly string[], groupNames: readonly string[]): CommandLine {
  const usage = `usage: npm run bench -- [--only <group>]... [--quick] [--repetitions <n>] [--out <file.json>] [--markdown <file.md>]\ngroups: ${groupNames.join(", ")}`;
  const wrong = (text: string): CommandLine => ({ kind: "wrong", text: `${text}\n${usage}` });
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: "string", multiple: true },
        quick: { type: "boolean" },
        repetitions: { type: "string" },
        out: { type: "string" },
        markdown: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return { kind: "help", text: usage };
    const unknown = values.only?.find((name) => !groupNames.includes(name));
    if (unknown !== undefined) return wrong(`there is no group ${unknown}`);
    const isQuick = values.quick === true;
    const repetitions = Number(values.repetitions ?? (isQuick ? 1 : repetitionsByDefault));
    if (!Number.isInteger(repetitions) || repetitions < 1 || repetitions > repetitionsMax) {
      return wrong(`--repetitions must be a whole number from 1 to ${repetitionsMax}`);
    }
    const { only = [], out, markdown } = values;
    return { kind: "run", request: { only, isQuick, repetitions, out, markdown } };
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error));
  }
}

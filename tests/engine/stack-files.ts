import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { OutputMap, Stack, UpdateSummary } from "@pulumi/pulumi/automation";

/** Where the engine stores a stack of a file backend. */
export interface StackFiles {
  readonly state: string;
  readonly history: string;
}

export function stackFiles(directory: string, projectName: string, stackName: string): StackFiles {
  const backend = path.join(directory, "backend/.pulumi");
  return {
    state: path.join(backend, "stacks", projectName, `${stackName}.json`),
    history: path.join(backend, "history", projectName, stackName),
  };
}

/** A resource as it lies in the file, secrets encrypted. */
export interface FiledResource {
  readonly urn: string;
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export function filedResources({ state }: StackFiles): readonly FiledResource[] {
  const { checkpoint } = JSON.parse(readFileSync(state, "utf8")) as {
    readonly checkpoint?: { readonly latest?: { readonly resources?: readonly FiledResource[] } };
  };
  return checkpoint?.latest?.resources ?? [];
}

/**
 * After each operation the Automation API runs three commands to learn what lies in two files: a third of the time
 * that a test takes. Reads the files instead; outputs that are secret are the CLI's to decrypt.
 */
export function answerFromFiles(stack: Stack, files: StackFiles): void {
  const askCli = stack.outputs.bind(stack);
  stack.outputs = async () => plainOutputs(files) ?? askCli();
  stack.info = async () => lastUpdate(files);
}

/** The mark of encrypted values in a state. */
const secretMark = '"4dabf18193072939515e22adb298388d"';

function plainOutputs(files: StackFiles): OutputMap | undefined {
  const root = filedResources(files).find(({ type }) => type === "pulumi:pulumi:Stack");
  const outputs = root?.outputs ?? {};
  if (JSON.stringify(outputs).includes(secretMark)) return undefined;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, { value, secret: false }]),
  );
}

function lastUpdate({ history }: StackFiles): UpdateSummary | undefined {
  const latest = readdirSync(history)
    .filter((name) => name.endsWith(".history.json"))
    .sort()
    .at(-1);
  if (latest === undefined) return undefined;
  const { startTime, endTime, ...rest } = JSON.parse(
    readFileSync(path.join(history, latest), "utf8"),
  ) as UpdateSummary & { readonly startTime: unknown; readonly endTime: unknown };
  const date = (seconds: unknown) => new Date(Number(seconds) * 1_000);
  return { ...rest, startTime: date(startTime), endTime: date(endTime) };
}

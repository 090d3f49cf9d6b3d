import { createReadStream } from "node:fs";
import path from "node:path";
import type { Operation } from "../../../provider/report/facts";
import { judge } from "../../../provider/report/judge/judge";
import { readOperation } from "../../../provider/report/read/read-operation";
import type { Report, SectionName } from "../../../provider/report/report";

/** What the real engine wrote down of the mixed change, shortened to what a report can be made of. */
export const recorded = (name: string) => path.resolve(__dirname, "../../report/recorded", name);

export function readRecorded(name: string): Promise<Operation> {
  return readOperation(createReadStream(recorded(name), { encoding: "utf8" }), name);
}

async function* once(text: string) {
  yield text;
}

export function readText(text: string): Promise<Operation> {
  return readOperation(once(text), "input");
}

export async function reportOf(...texts: readonly string[]): Promise<Report> {
  const operations = await Promise.all(texts.map(readText));
  return judge(
    operations.map((operation) => ({ operation })),
    "Review",
  );
}

/** Session, resource or stack, with what is said of it, of one section. */
export function said(report: Report, section: SectionName): Record<string, readonly string[]> {
  const rows = report.stacks.flatMap(({ sections }) =>
    sections.filter(({ name }) => name === section).flatMap(({ rows }) => rows),
  );
  return Object.fromEntries(
    rows.flatMap(({ subjects, sentences }) =>
      subjects.map(({ session, agent, resource }) => [
        session ?? agent ?? resource ?? "stack",
        sentences,
      ]),
    ),
  );
}

type PropertyRecord = Readonly<Record<string, unknown>>;
export const urnOf = (name: string, type = "SessionOverrides") =>
  `urn:pulumi:prod::office::managed-agents:index:${type}::${name}`;

/** One line of an event stream that tells of a step. */
export function stepEvent(
  op: string,
  name: string,
  {
    old,
    next,
    logical = true,
    type,
    ...more
  }: {
    readonly old?: PropertyRecord;
    readonly next?: PropertyRecord;
    readonly logical?: boolean;
    readonly type?: string;
    readonly retainOnDelete?: boolean;
  },
): string {
  const state = (values: PropertyRecord | undefined) =>
    values === undefined ? null : { inputs: values, outputs: values, ...more };
  const metadata = { op, urn: urnOf(name, type), old: state(old), new: state(next), logical };
  return JSON.stringify({ sequence: 1, resOutputsEvent: { metadata, planning: true } });
}

export function messageEvent(name: string, message: string, severity = "info"): string {
  return JSON.stringify({
    sequence: 1,
    diagnosticEvent: { urn: urnOf(name), message, severity },
  });
}

export const summaryEvent = (result = "succeeded") =>
  JSON.stringify({ sequence: 1, summaryEvent: { isPreview: true, result } });

/** Inputs of one session that is declared as a whole, as check leaves them. */
export function inputs(name: string, policy: string, more: PropertyRecord = {}): PropertyRecord {
  return {
    sessionId: `sesn_${name}`,
    tools: [
      {
        type: "agent_toolset_20260401",
        configs: [{ name: "bash", permissionPolicy: { type: policy } }],
      },
    ],
    ownership: "exclusive",
    whenBusy: "wait",
    waitTimeoutSeconds: 600,
    interruptAfterSeconds: 60,
    onDelete: "archive",
    ...more,
  };
}

import path from "node:path";
import type { EngineEvent, ProjectSettings, PulumiFn } from "@pulumi/pulumi/automation";
import { SessionOverrides, type SessionOverridesArgs } from "../../sdk";
import { SessionOverrides as NativeSessionOverrides } from "../../sdk/native";
import type { Emulator } from "../emulator";
import { type InlineStack, inlineStack } from "../engine/harness";
import { apiKey, emulatorWith, outputOf } from "../engine/session-stack";
import type { Declaration, TruthCase } from "./cases";
import type { Standing } from "./play";
import { edited } from "./wire";

/*
 * Many cases in one stack on the real engine: each has a session and a resource of its own, all are deployed, meddled
 * with, previewed and deployed again at once.
 */

export type Host = "dynamic" | "native";

type Access = Readonly<Record<string, string>>;

/** What the engine said and did of one resource in a preview. */
export interface Shown {
  readonly op: string;
  /** What was said on its row, but for progress and warnings. */
  readonly lines: readonly string[];
  /** Its inputs as the engine shows them: what was, after the look, and what is to be. */
  readonly was: Readonly<Record<string, unknown>> | undefined;
  readonly willBe: Readonly<Record<string, unknown>> | undefined;
}

export interface EngineCase {
  readonly subject: TruthCase;
  readonly first: { readonly access: Access; readonly after: Standing };
  readonly shown: Shown;
  readonly next: { readonly access: Access; readonly before: Standing; readonly after: Standing };
  /** The same preview once more. */
  readonly again: Shown;
}

const classes = { dynamic: SessionOverrides, native: NativeSessionOverrides };
const idOf = (index: number) => `sesn_${index}`;
const nameOf = (index: number) => `case-${index}`;

/** Plays cases that have a prior declaration; every one is looked at before its next deployment. */
export async function playOnEngine(
  host: Host,
  cases: readonly TruthCase[],
): Promise<readonly EngineCase[]> {
  const emulator = await emulatorWith(
    cases.map(({ session }, index) => ({ id: idOf(index), ...session })),
    { newerWords: true },
  );
  const stack = await stackOf(
    host,
    emulator,
    programOf(host, cases, ({ prior }) => prior),
  );
  const standings = () => cases.map((_case, index) => standing(emulator, idOf(index)));
  const first = await accesses(stack);
  const afterFirst = standings();
  for (const [index, { others }] of cases.entries()) {
    const { arrays } = standing(emulator, idOf(index));
    if (others !== undefined) emulator.edit(idOf(index), edited(arrays, others));
  }
  stack.setProgram(programOf(host, cases, ({ next }) => next));
  const shown = await previewed(stack, host, cases.length);
  const before = standings();
  const next = await accesses(stack, host);
  const after = standings();
  const again = await previewed(stack, host, cases.length);
  return cases.map((subject, index) => ({
    subject,
    first: { access: at(first, index), after: at(afterFirst, index) },
    shown: at(shown, index),
    next: { access: at(next, index), before: at(before, index), after: at(after, index) },
    again: at(again, index),
  }));
}

function at<Value>(list: readonly Value[], index: number): Value {
  return list[index] as Value;
}

function programOf(
  host: Host,
  cases: readonly TruthCase[],
  declaration: (subject: TruthCase) => Declaration | undefined,
): PulumiFn {
  return async () => {
    const outputs = cases.map((subject, index) => {
      const args = { ...declaration(subject), sessionId: idOf(index), onDelete: "retain" };
      return new classes[host](nameOf(index), args as unknown as SessionOverridesArgs).access;
    });
    return Object.fromEntries(outputs.map((access, index) => [nameOf(index), access]));
  };
}

async function stackOf(host: Host, emulator: Emulator, program: PulumiFn): Promise<InlineStack> {
  const stack = await inlineStack({
    program,
    // The file backend writes the whole state after every step, which for many resources takes longer than the steps.
    env: { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" },
    config: {
      "managed-agents:baseUrl": { value: emulator.url },
      "managed-agents:apiKey": { value: apiKey, secret: true },
      "managed-agents:requestsPerMinute": { value: "60000" },
    },
  });
  if (host === "native") {
    const plugin = path.join(stack.workDir, "node_modules/pulumi-managed-agents/dist/plugin");
    const settings = {
      name: "inline",
      runtime: "nodejs",
      // A setting of projects that the Automation API's type does not know, and writes.
      plugins: { providers: [{ name: "managed-agents", path: plugin }] },
    };
    await stack.stack.workspace.saveProjectSettings(settings as ProjectSettings);
  }
  return stack;
}

/** One `up`, and the stack outputs it leaves. The dynamic host looks only if it is told to. */
async function accesses(stack: InlineStack, host?: Host): Promise<Access[]> {
  const attempt = await stack.up(host === "dynamic" ? { refresh: true } : {});
  if (!attempt.ok) throw new Error(`up failed:\n${attempt.output}`);
  const { outputs } = attempt.result;
  return Object.keys(outputs).map((_name, index) => outputs[nameOf(index)]?.value as Access);
}

async function previewed(stack: InlineStack, host: Host, count: number): Promise<Shown[]> {
  const events: EngineEvent[] = [];
  await outputOf(
    stack.preview({
      onEvent: (event) => void events.push(event),
      ...(host === "dynamic" ? { refresh: true } : {}),
    }),
  );
  return Array.from({ length: count }, (_none, index) => shownOf(events, nameOf(index)));
}

function shownOf(events: readonly EngineEvent[], name: string): Shown {
  const isOurs = (urn: string | undefined) => urn?.endsWith(`::${name}`) === true;
  const lines = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent !== undefined &&
    isOurs(diagnosticEvent.urn) &&
    !diagnosticEvent.ephemeral &&
    diagnosticEvent.severity === "info"
      ? [diagnosticEvent.message.replace(/\n$/, "")]
      : [],
  );
  const steps = events.flatMap(({ resourcePreEvent }) =>
    isOurs(resourcePreEvent?.metadata.urn) && resourcePreEvent !== undefined
      ? [resourcePreEvent.metadata]
      : [],
  );
  const step = steps.findLast(({ op }) => op !== "refresh");
  return { op: step?.op ?? "none", lines, was: step?.old?.inputs, willBe: step?.new?.inputs };
}

function standing(emulator: Emulator, id: string): Standing {
  const agent = emulator.session(id)?.agent;
  const rights = emulator.rights(id);
  if (agent === undefined || rights === undefined) throw new Error(`${id} is gone`);
  return { arrays: agent, rights };
}

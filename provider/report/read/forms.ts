import * as z from "zod";
import type { PropertyRecord } from "../../model/property-record";
import { safeParse } from "../../model/safe-parse";
import type { Message } from "../facts";
import type { SeenState } from "./apply-step";
import type { Collector } from "./collector";

/*
 * The two forms that the engine writes an operation down in: the one document of `preview --json`, and the stream of
 * events. Both gain members with every version, so only what is needed is asked for.
 */

const text = z.string().catch("");
const state = z
  .looseObject({
    inputs: z.unknown().optional(),
    outputs: z.unknown().optional(),
    delete: z.boolean().optional().catch(undefined),
    retainOnDelete: z.boolean().optional().catch(undefined),
  })
  .nullish()
  .catch(undefined);
const difference = z.record(z.string(), z.unknown()).nullish().catch(undefined);
const keys = z.array(z.string()).nullish().catch(undefined);

const documentStep = z.looseObject({
  op: z.string(),
  urn: z.string(),
  oldState: state,
  newState: state,
  diffReasons: keys,
  detailedDiff: difference,
});
const documentMessage = z.looseObject({ urn: text, message: z.string(), severity: z.string() });

const metadata = z.looseObject({
  op: z.string(),
  urn: z.string(),
  old: state,
  new: state,
  diffs: keys,
  detailedDiff: difference,
  logical: z.boolean().optional().catch(undefined),
});
const stepEvent = z.looseObject({ metadata });
const messageEvent = documentMessage.extend({ ephemeral: z.boolean().optional() });
const policyEvent = z.looseObject({
  resourceUrn: text,
  message: text,
  policyName: text,
  policyPackName: text,
  enforcementLevel: text,
});
const summaryEvent = z.looseObject({ isPreview: z.boolean().optional(), result: text });
const engineEvent = z.looseObject({
  resourcePreEvent: z.unknown().optional(),
  resOutputsEvent: z.unknown().optional(),
  resOpFailedEvent: z.unknown().optional(),
  diagnosticEvent: z.unknown().optional(),
  policyEvent: z.unknown().optional(),
  summaryEvent: z.unknown().optional(),
});

/** A step or a message of the document; anything else is passed over. */
export function takeElement(value: unknown, collector: Collector): void {
  const step = safeParse(documentStep, value);
  if (step.success) {
    const { op, urn, oldState, newState, diffReasons, detailedDiff } = step.data;
    const changedKeys = keysOf(diffReasons, detailedDiff);
    const states = { old: stateOf(oldState), new: stateOf(newState) };
    collector.step({ op, urn, ...states, changedKeys, isOfRefresh: false });
    return;
  }
  takeMessage(value, collector);
}

/** One event; false if it is none. */
export function takeEvent(value: unknown, collector: Collector): boolean {
  const event = safeParse(engineEvent, value);
  if (!event.success || typeof Object(value).sequence !== "number") {
    return false;
  }
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent } = event.data;
  takeStep(resourcePreEvent ?? resOutputsEvent, resOutputsEvent !== undefined, collector);
  const failure = safeParse(stepEvent, resOpFailedEvent);
  if (failure.success) {
    collector.failed(failure.data.metadata.urn);
  }
  takeMessage(diagnosticEvent, collector);
  const policy = safeParse(policyEvent, event.data.policyEvent);
  if (policy.success) {
    const { resourceUrn: urn, message, policyName, policyPackName: pack } = policy.data;
    const level = policy.data.enforcementLevel;
    collector.policy({ policy: policyName, pack, level, urn, message: plain(message) });
  }
  const summary = safeParse(summaryEvent, event.data.summaryEvent);
  if (summary.success) {
    const { isPreview, result } = summary.data;
    const ending = { hasFailed: result === "failed" };
    collector.summary(isPreview === undefined ? ending : { isPreview, ...ending });
  }
  return true;
}

/** A step is told before and after; what a refresh found stands in the second telling, all else in the first too. */
function takeStep(value: unknown, isAfter: boolean, collector: Collector): void {
  const event = safeParse(stepEvent, value);
  if (!event.success) {
    return;
  }
  const { op, urn, old, new: next, diffs, detailedDiff, logical } = event.data.metadata;
  const isOfRefresh = logical !== true && (op === "same" || op === "update" || op === "delete");
  if ((op === "refresh" || isOfRefresh) && !isAfter) {
    return;
  }
  const changedKeys = keysOf(diffs, detailedDiff);
  collector.step({ op, urn, old: stateOf(old), new: stateOf(next), changedKeys, isOfRefresh });
}

const severities: Readonly<Record<string, Message["severity"]>> = {
  info: "info",
  "info#err": "info",
  warning: "warning",
  error: "error",
};

function takeMessage(value: unknown, collector: Collector): void {
  const message = safeParse(messageEvent, value);
  const severity = message.success ? severities[message.data.severity] : undefined;
  if (message.success && severity !== undefined && message.data.ephemeral !== true) {
    collector.message(message.data.urn, { severity, text: textOf(message.data.message) });
  }
}

/** How the engine marks colours in an event log; elsewhere they are gone already. */
const colourMark = /<\{%[a-z]+( \d+)?%\}>/g;
const plain = (message: string) => message.replace(colourMark, "").trim();

/** The document puts the severity before the text, events beside it. */
const textOf = (message: string) => plain(message).replace(/^(error|warning): /, "");

function keysOf(
  named: readonly string[] | null | undefined,
  detailed: PropertyRecord | null | undefined,
): string[] {
  const paths = Object.keys(detailed ?? {});
  return [...new Set([...(named ?? []), ...paths.map((path) => path.split(/[.[]/)[0] ?? path)])];
}

function stateOf(seen: z.infer<typeof state>): SeenState | undefined {
  return seen ?? undefined;
}

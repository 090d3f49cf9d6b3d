import { type Account, noEffect, ProviderError } from "../errors";
import { shownStatus } from "../model/session";
import { workflowRunLifetimeHours, workflowRunOpenCode } from "../model/workflow-run";
import type { ClosedPassage, Passage, WaitEnd } from "../wait/passage";
import { runsText } from "../wait/run-text";
import type { BusyBounds } from "./busy-bounds";
import { finalError, goneError, type Intent, listed } from "./sentences";

/**
 * The error for a gate that did not open: what was tried, what was seen, what was not changed, what to do. `refusal` is
 * the API's last one, if the session was held up although it was idle.
 */
export function passageError(
  passage: Exclude<Passage, { readonly kind: "open" }>,
  intent: Intent,
  bounds: BusyBounds,
  refusal?: ProviderError,
): ProviderError {
  switch (passage.kind) {
    case "archived":
    case "terminated":
      return finalError(passage.session, intent);
    case "gone":
      return goneError(bounds.sessionId, intent);
    default:
      return closedError(passage, intent, bounds, refusal);
  }
}

function joined(sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function closedError(
  passage: ClosedPassage,
  intent: Intent,
  bounds: BusyBounds,
  refusal: ProviderError | undefined,
): ProviderError {
  const { sessionId } = bounds;
  const isHeld = passage.hold !== undefined;
  const facts = {
    ...(isHeld ? refusal?.facts : {}),
    ...(passage.runs.length > 0 ? { errorCode: workflowRunOpenCode } : {}),
    sessionId,
  };
  const requestId = isHeld ? refusal?.facts.requestId : undefined;
  const reference = requestId === undefined ? [] : [`(request id ${requestId})`];
  const told = (seen: readonly string[], advice: readonly string[] = []): Account => ({
    seen: joined(seen),
    effect: noEffect,
    advice: joined([...advice, ...reference]),
  });
  const cannot = `cannot ${intent} session ${sessionId}`;
  switch (passage.kind) {
    case "busy":
      return new ProviderError(
        kindOf(passage),
        told(
          [`${cannot}: ${heldText(passage)} and whenBusy is "fail".`, "It was not interrupted."],
          [failAdvice(intent, passage)],
        ),
        facts,
      );
    case "timeout":
      return new ProviderError(
        kindOf(passage),
        told(
          [
            `${cannot}: ${stillHeldText(passage)}.`,
            unseenSentence(passage),
            interruptSentence(passage),
          ],
          [timeoutAdvice(bounds, intent, passage)],
        ),
        facts,
      );
    case "cancelled":
      return new ProviderError(
        "cancelled",
        told([
          `stopped waiting to ${intent} session ${sessionId} because ${passage.why}; ${stillHeldText(passage).replace("still ", "")}.`,
          interruptSentence(passage),
        ]),
        facts,
      );
  }
}

/** A session that is at work is busy; one whose status is idle and that takes nothing has refused. */
function kindOf({ hold }: WaitEnd): "busy" | "refused" {
  return hold?.kind === "refused" ? "refused" : "busy";
}

function heldText(end: WaitEnd): string {
  const { hold, runs } = end;
  const status = shownStatus(end.status);
  if (runs.length > 0) {
    return `${runsText(runs)}, and as long as that is so the API refuses this, whatever the session's status (now ${status}),`;
  }
  switch (status === "idle" ? hold?.kind : undefined) {
    case "runs":
      return `the API says that one of its workflow runs is open, although its status is ${status},`;
    case "refused":
      return `the API refuses this although the session's status is ${status} (${seenOf(end)})`;
    default:
      return `it is ${status}`;
  }
}

function stillHeldText(end: WaitEnd): string {
  const { hold, runs } = end;
  const status = shownStatus(end.status);
  const wait = waitText(end);
  if (runs.length > 0) {
    return `${runsText(runs)} and still held it up after ${wait}, whatever the session's status (last ${status})`;
  }
  switch (status === "idle" ? hold?.kind : undefined) {
    case "runs":
      return `the API still said after ${wait} that one of its workflow runs is open, although its status was ${status}`;
    case "refused":
      return `the API still refused this after ${wait}, although the session's status said ${status}: ${seenOf(end)}`;
    default:
      return `it was still ${status} after ${wait}`;
  }
}

function seenOf({ hold }: WaitEnd): string {
  return hold?.kind === "refused" ? hold.seen : "";
}

function waitText({ waitedMs, rounds }: WaitEnd): string {
  const count = Math.round(waitedMs / 1000);
  const seconds = count === 1 ? "1 second" : `${count} seconds`;
  return rounds > 1
    ? `${seconds} and ${rounds} rounds of waiting, since it kept going back to work`
    : seconds;
}

function unseenSentence({ unseen }: WaitEnd): string {
  return unseen === undefined ? "" : `The last look at it failed: ${unseen}.`;
}

function interruptSentence({ interrupts, runs }: WaitEnd): string {
  const { last, sent, record } = interrupts;
  switch (last?.kind) {
    case "refused":
      return sent === 1
        ? `The API refused the interrupt: ${last.reason}.`
        : `The API refused the interrupt, the last of ${sent} times: ${last.reason}.`;
    case "unclear":
      if (record === "unknown") {
        return `An interrupt was sent, and whether it arrived is not known: ${last.reason}.`;
      }
      break;
    case undefined:
      return notInterrupted(interrupts, runs.length > 0);
  }
  const count = sent === 1 ? "One interrupt was sent" : `${sent} interrupts were sent`;
  return record === "absent" ? `${count}, and none is among the session's events.` : `${count}.`;
}

function notInterrupted(
  { awaitedEvents, isServed, unreadEvents }: WaitEnd["interrupts"],
  isRunOpen: boolean,
): string {
  if (isServed) {
    return "It was interrupted for another resource of this stack.";
  }
  if (isRunOpen) {
    return "It was not interrupted, because an interrupt ends no workflow run.";
  }
  if (awaitedEvents.length > 0) {
    return `It was not interrupted, because that would drop a person's answer to ${listed(awaitedEvents)}.`;
  }
  return unreadEvents === undefined
    ? "It was not interrupted."
    : `It was not interrupted, because its events, which tell whether a person is asked or a workflow run is open, could not be read: ${unreadEvents}.`;
}

const endRuns = `Ask the agent to stop its runs (a message such as "stop your runs"), or wait until they have ended, at most their lifetime (${workflowRunLifetimeHours} hours, unless the agent gave them less)`;

function holdAdvice({ hold, runs, status }: WaitEnd): string | undefined {
  if (runs.length > 0 || hold?.kind === "runs") {
    return endRuns;
  }
  return hold?.kind === "refused" && status === "idle"
    ? "Its newest events may show what it is busy with. Wait until that is over, or end it with an interrupt by hand"
    : undefined;
}

function failAdvice(intent: Intent, end: WaitEnd): string {
  const advice = holdAdvice(end) ?? "Run again when it is idle";
  const again = holdAdvice(end) === undefined ? "" : ", and run again";
  return isRemoval(intent)
    ? `${advice}${again}; or set another whenBusy and deploy it first: ${byState}.`
    : `${advice}${again}, or choose another whenBusy.`;
}

/** A removal reads the state, so a change of the program alone changes nothing about it. */
const byState = "a removal goes by what was last deployed";

function isRemoval(intent: Intent): boolean {
  return intent !== "update the tools of";
}

function timeoutAdvice(bounds: BusyBounds, intent: Intent, end: WaitEnd): string {
  const { awaitedEvents, last, isServed, unreadEvents } = end.interrupts;
  const advice = holdAdvice(end);
  if (advice !== undefined) {
    return `${advice}, and run again.`;
  }
  const first = isRemoval(intent) ? `, deploy that first, since ${byState},` : ",";
  if (awaitedEvents.length > 0) {
    return `Answer what is asked, or drop it with whenBusy: "interrupt"${first} and run again.`;
  }
  if (unreadEvents !== undefined && last === undefined && !isServed) {
    return "Run again when its events can be read, or interrupt it by hand.";
  }
  // The wait ends with whichever bound is the smaller.
  const bound =
    end.waitedMs < bounds.waitTimeoutSeconds * 1000
      ? "customTimeouts"
      : `waitTimeoutSeconds (now ${bounds.waitTimeoutSeconds})`;
  const isInterrupted = last !== undefined || isServed || bounds.whenBusy === "interrupt";
  return isInterrupted
    ? `Look at what holds the session up, or raise ${bound}${first} and run again.`
    : `Raise ${bound}, or let whenBusy interrupt it${first} and run again.`;
}

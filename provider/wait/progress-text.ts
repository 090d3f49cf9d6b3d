import { type SessionFacts, shownStatus, standingOf } from "../model/session";
import type { GateState } from "./gate-state";
import type { Interrupts } from "./interrupts";
import { runsText } from "./run-text";
import type { GateTimes } from "./watch";

/** The resource's row while the gate waits: what for, since when, what comes next and when it ends. */
export function progressText(
  { openedAtMs, deadlineMs, interruptAtMs }: GateTimes,
  state: GateState,
  seen: SessionFacts,
  nowMs: number,
): string {
  const waited = `waited ${seconds(nowMs - openedAtMs)}`;
  const parts = [
    `${standingText(state, seen)}; ${waited}${purpose(state)}`,
    interruptText(state, seen, interruptAtMs, nowMs),
    state.unseen === undefined ? "" : `the last look failed (${state.unseen})`,
    `giving up in ${seconds(deadlineMs - nowMs)}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function standingText({ hold, runs }: GateState, seen: SessionFacts): string {
  const status = shownStatus(seen.status);
  const { open } = runs.record;
  const isHeld = hold !== undefined && status === "idle";
  if (open.length > 0) {
    return `the session is ${status} and ${runsText(open)}`;
  }
  if (!isHeld) {
    return `the session is ${status}`;
  }
  return hold.kind === "runs"
    ? `the session is ${status}, but the API says that a workflow run is open`
    : `the session is ${status}, but the API refuses requests that change it (${hold.seen})`;
}

function purpose(state: GateState): string {
  if (waitsForRuns(state)) {
    return " for its runs to end";
  }
  return state.hold === undefined ? " for it to be idle" : "";
}

function waitsForRuns({ hold, runs }: GateState): boolean {
  return runs.record.open.length > 0 || hold?.kind === "runs";
}

function interruptText(
  state: GateState,
  seen: SessionFacts,
  interruptAtMs: number,
  nowMs: number,
): string {
  const { interrupts } = state;
  const { last, isServed, isWithheldForRuns, awaitedEvents, unreadEvents } = interrupts;
  if (isServed) {
    return "interrupted for another resource of this stack";
  }
  const isOwed = Number.isFinite(interruptAtMs) && last === undefined;
  if (isWithheldForRuns || (isOwed && waitsForRuns(state))) {
    return "not interrupting because that would not end the run";
  }
  if (awaitedEvents.length > 0) {
    return `not interrupting because a person's answer to ${awaitedEvents.join(", ")} is awaited`;
  }
  if (unreadEvents !== undefined) {
    return `not interrupting because its events cannot be read (${unreadEvents})`;
  }
  if (last !== undefined) {
    return sentText(interrupts, last.kind);
  }
  // Only a session at work is interrupted.
  return isOwed && standingOf(seen) === "busy"
    ? `interrupting in ${seconds(interruptAtMs - nowMs)}`
    : "";
}

function sentText({ sent, record }: Interrupts, kind: "sent" | "unclear" | "refused"): string {
  const count = sent === 1 ? "" : `${sent} times, `;
  if (kind === "refused") {
    return sent === 1 ? "interrupt refused" : `interrupt refused, tried ${sent} times`;
  }
  if (record === "recorded") {
    return "interrupt sent";
  }
  if (record === "absent") {
    return `interrupt sent ${count}not among the session's events`;
  }
  return kind === "sent" ? "interrupt sent" : "interrupt sent, no answer to it";
}

function seconds(ms: number): string {
  return `${Math.max(0, Math.round(ms / 1000))} s`;
}

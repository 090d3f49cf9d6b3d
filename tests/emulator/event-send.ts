import { invalidRequest, notFound } from "./errors";
import { logEvent, processQueued, queueEvent } from "./event-log";
import { readSentEvents, type SentEvent } from "./event-shapes";
import { beginHttpTurn, obeyMessage } from "./http-turn";
import type { WaitingCall, WorkflowRun } from "./run-shapes";
import { awaitedCalls, openRuns } from "./run-state";
import { readBody } from "./session-fields";
import { applyInterrupt, parkForAnswers } from "./session-machine";
import type { StoredSession } from "./session-table";
import { threadsOf } from "./threads";
import type { WireEvent } from "./wire";
import { resumeRun } from "./workflow-runs";
import { findSession, type World } from "./world";

const ANSWERS =
  "user.tool_confirmation, user.custom_tool_result, user.tool_result, or user.interrupt";

/** E7 (API §2.6): validated as a whole, then queued one after the other; answers with the echoes. */
export function sendEvents(world: World, id: string, body: unknown): { data: WireEvent[] } {
  const stored = findSession(world, id);
  const events = readSentEvents(readBody(body));
  if (stored.wire.status === "terminated") {
    // The same words for a session that a fatal error ended (API §5.1).
    throw invalidRequest(`Cannot send events to archived session: ${id}`);
  }
  refuseOutOfPlace(stored, events);
  return { data: events.map((event) => take(world, stored, event)) };
}

/** What the state does not allow, judged event by event as if those before had been taken. */
function refuseOutOfPlace(stored: StoredSession, events: readonly SentEvent[]): void {
  // Calls of a run's thread hold messages up only while the session waits for them (API §9.3).
  let waiting = stored.wire.status === "idle" ? awaitedCalls(stored) : stored.waiting;
  for (const [index, event] of events.entries()) {
    const where = `Invalid ${event.type} event at events[${index}]`;
    if (event.type === "user.interrupt") {
      refuseUnknownThread(stored, event);
      waiting = waiting.filter((call) => !stored.waiting.includes(call));
    } else if (isAnswer(event)) {
      const call = [...waiting, ...awaitedCalls(stored)].find((open) => answers(event, open));
      if (call === undefined) {
        throw invalidRequest(`${where}: "${answeredId(event)}" is not waiting for this answer`);
      }
      waiting = waiting.filter((open) => open !== call);
    } else if (isSpent(stored)) {
      throw invalidRequest(`${where}: the budget is reached; only ${ANSWERS} may be sent`);
    } else if (waiting.length > 0) {
      const ids = waiting.map((call) => call.eventId).join(", ");
      throw invalidRequest(
        `${where}: waiting on responses to events [${ids}]; only ${ANSWERS} may be sent`,
      );
    }
  }
}

/** At rest because the budget is spent (API §5.2, §9.3). */
function isSpent(stored: StoredSession): boolean {
  return stored.wire.status === "idle" && stored.stopReason.type === "budget_reached";
}

function refuseUnknownThread(stored: StoredSession, event: SentEvent): void {
  const threadId = event.session_thread_id ?? stored.threadId;
  if (threadsOf(stored).some((thread) => thread.id === threadId)) return;
  throw notFound(`Thread ${String(threadId)} not found`);
}

function take(world: World, stored: StoredSession, event: SentEvent): WireEvent {
  const { type, ...fields } = event;
  if (type === "user.interrupt") return takeInterrupt(world, stored, fields);
  if (isAnswer(event)) return takeAnswer(world, stored, event, fields);
  if (type === "user.define_outcome") {
    const outcome = { outcome_id: world.ids.next("outc"), max_iterations: null, ...fields };
    const logged = logEvent(world, stored, type, outcome);
    if (stored.wire.status === "idle") beginHttpTurn(world, stored);
    return logged;
  }
  const echo = queueEvent(world, stored, type, fields);
  // What follows an interrupt that is not applied yet stays in the queue and starts the next turn.
  if (stored.wire.status === "idle") beginHttpTurn(world, stored);
  if (type === "user.message") obeyMessage(world, stored, fields.content);
  return echo;
}

/** API §5.4. On a session that is plainly idle it is logged and nothing else (API §7 row 12), open runs or not. */
function takeInterrupt(
  world: World,
  stored: StoredSession,
  fields: Readonly<Record<string, unknown>>,
): WireEvent {
  if (stored.wire.status === "idle" && stored.waiting.length === 0) {
    return logEvent(world, stored, "user.interrupt", fields);
  }
  const echo = queueEvent(world, stored, "user.interrupt", fields);
  const looksLeft = stored.wire.status === "idle" ? 0 : world.settings.interruptPolls;
  if (looksLeft <= 0) applyInterrupt(world, stored);
  else stored.interrupt ??= { looksLeft };
  return echo;
}

/** One call less to wait for; the last answer sets the session going again (API §5.2). */
function takeAnswer(
  world: World,
  stored: StoredSession,
  event: SentEvent,
  fields: Readonly<Record<string, unknown>>,
): WireEvent {
  const rest = stored.waiting.filter((call) => !answers(event, call));
  const isQueued = event.type === "user.tool_confirmation";
  const echo = isQueued
    ? queueEvent(world, stored, event.type, fields)
    : logEvent(world, stored, event.type, fields);
  if (isQueued) processQueued(world, stored, (queued) => queued.id === echo.id);
  const run = openRuns(stored).find((open) => open.waiting.some((call) => answers(event, call)));
  if (run !== undefined) answerRun(world, stored, run, event);
  else if (rest.length > 0) parkForAnswers(world, stored, rest);
  else beginHttpTurn(world, stored);
  return echo;
}

/** The last answer to a run's calls sets the run going again, and no turn of the agent. */
function answerRun(world: World, stored: StoredSession, run: WorkflowRun, event: SentEvent): void {
  run.waiting = run.waiting.filter((call) => !answers(event, call));
  if (run.waiting.length === 0) resumeRun(world, stored, run);
}

function isAnswer(event: SentEvent): boolean {
  return (
    event.type === "user.tool_confirmation" ||
    event.type === "user.custom_tool_result" ||
    event.type === "user.tool_result"
  );
}

/** Confirmations answer the agent's and the MCP servers' tools; results of built-in tools come from self-hosted environments only. */
function answers(event: SentEvent, call: WaitingCall): boolean {
  if (answeredId(event) !== call.eventId) return false;
  if (event.type === "user.custom_tool_result") return call.kind === "custom";
  return event.type === "user.tool_confirmation" && call.kind !== "custom";
}

function answeredId(event: SentEvent): unknown {
  return event.type === "user.custom_tool_result" ? event.custom_tool_use_id : event.tool_use_id;
}

import { logEvent, processQueued } from "./event-log";
import { endOpenRuns, markPaused } from "./run-events";
import type { RunResult, WaitingCall } from "./run-shapes";
import { awaitedCalls, hasRunningRun, openRuns } from "./run-state";
import type { StoredSession, TurnEnding } from "./session-table";
import type { SessionStatus, StopReason, WireSession, WireUsage } from "./wire";
import type { World } from "./world";

/** Tokens and cents that one turn of the imagined model costs. */
const TURN_COST = { inputTokens: 120, outputTokens: 30, cents: 1 };

const END_TURN: StopReason = { type: "end_turn" };

/** Replaces members of the session and moves `updated_at`, which moves on status changes as well (API §3). */
export function changeSession(
  world: World,
  stored: StoredSession,
  members: Partial<WireSession>,
): void {
  stored.wire = { ...stored.wire, ...members, updated_at: world.clock.stamp() };
}

function setStatus(world: World, stored: StoredSession, status: SessionStatus): void {
  const shown = stored.statusLag?.status ?? stored.wire.status;
  const lags = world.settings.getLagPolls > 0 && shown !== status;
  stored.statusLag = lags ? { status: shown, looksLeft: world.settings.getLagPolls } : undefined;
  changeSession(world, stored, { status });
}

function threadFields(stored: StoredSession): Record<string, unknown> {
  return { agent_name: stored.wire.agent.name, session_thread_id: stored.threadId };
}

/** The turn of work that is started over HTTP. */
export function defaultEnding(world: World): TurnEnding {
  return { kind: "looks", left: world.settings.turnPolls };
}

/** → running for the sake of a workflow run, unless the session works already. */
export function beginRunWork(world: World, stored: StoredSession): void {
  if (stored.wire.status === "idle") enterRunning(world, stored);
}

function enterRunning(world: World, stored: StoredSession): void {
  setStatus(world, stored, "running");
  logEvent(world, stored, "session.status_running");
}

/** → running, in the order of a typical turn (API §5.6). Queued messages are taken up. */
export function beginTurn(
  world: World,
  stored: StoredSession,
  ending: TurnEnding,
  stopReason: StopReason = END_TURN,
): void {
  if (!hasRunningRun(stored)) enterRunning(world, stored);
  logEvent(world, stored, "session.thread_status_running", threadFields(stored));
  processQueued(world, stored, () => true);
  const span = logEvent(world, stored, "span.model_request_start");
  stored.waiting = [];
  stored.turn = { ending, startedAtMs: world.clock.now(), stopReason, spanStartId: span.id };
  if (ending.kind === "time") world.timed.add(stored.wire.id);
}

/** running or rescheduling → idle. Messages that came meanwhile belong to the same turn (API §2.6). */
export function endTurn(world: World, stored: StoredSession, stopReason?: StopReason): void {
  const reason = stopReason ?? stored.turn?.stopReason ?? END_TURN;
  if (stored.interrupt !== undefined) {
    applyInterrupt(world, stored);
    return;
  }
  processQueued(world, stored, () => true);
  logEvent(world, stored, "agent.message", { content: [{ type: "text", text: "Done." }] });
  closeSpan(world, stored, false);
  settleIdle(world, stored, reason);
}

/**
 * The calls that wait are closed, then the order of API §5.4. Queued messages start the next turn. No run ends, and
 * what waits in the runs' threads goes on waiting (API §9.3).
 */
export function applyInterrupt(world: World, stored: StoredSession): void {
  stored.interrupt = undefined;
  for (const call of stored.waiting) closeCall(world, stored, call);
  stored.waiting = [];
  closeSpan(world, stored, true);
  processQueued(world, stored, (event) => event.type === "user.interrupt");
  interruptRuns(world, stored);
  settleIdle(world, stored, END_TURN);
  if (stored.queued.length > 0) beginTurn(world, stored, defaultEnding(world));
}

function interruptRuns(world: World, stored: StoredSession): void {
  const { runsOnInterrupt } = world.settings;
  if (runsOnInterrupt === "goOn") return;
  for (const run of openRuns(stored)) {
    markPaused(world, stored, run, runsOnInterrupt === "pause");
  }
}

function closeCall(world: World, stored: StoredSession, call: WaitingCall): void {
  const outcome = { is_error: true, content: [{ type: "text", text: "Interrupted." }] };
  if (call.kind === "mcp") {
    logEvent(world, stored, "agent.mcp_tool_result", { mcp_tool_use_id: call.eventId, ...outcome });
  } else {
    logEvent(world, stored, "agent.tool_result", { tool_use_id: call.eventId, ...outcome });
  }
}

function closeSpan(world: World, stored: StoredSession, isError: boolean): void {
  const turn = stored.turn;
  stored.turn = undefined;
  if (openRuns(stored).length === 0) world.timed.delete(stored.wire.id);
  if (turn?.spanStartId === undefined) return;
  const activeSeconds = (world.clock.now() - turn.startedAtMs) / 1000;
  const { inputTokens, outputTokens } = TURN_COST;
  logEvent(world, stored, "span.model_request_end", {
    is_error: isError,
    model_request_start_id: turn.spanStartId,
    model_usage: {
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  });
  const usage = usageAfterTurn(stored.wire.usage, activeSeconds);
  const stats = { ...stored.wire.stats, active_seconds: usage.active_seconds };
  stored.wire = { ...stored.wire, usage, stats };
}

function usageAfterTurn(usage: WireUsage, activeSeconds: number): WireUsage {
  const amount = String(Number(usage.list_cost.amount) + TURN_COST.cents);
  return {
    ...usage,
    input_tokens: usage.input_tokens + TURN_COST.inputTokens,
    output_tokens: usage.output_tokens + TURN_COST.outputTokens,
    active_seconds: usage.active_seconds + activeSeconds,
    list_cost: { amount, currency: "USD" },
  };
}

/** Logs the thread's idle, the usage that always precedes it, and the session's idle (API §5.6). */
export function settleIdle(world: World, stored: StoredSession, stopReason: StopReason): void {
  stored.stopReason = stopReason;
  const why = { stop_reason: stopReason, stop_details: stopDetailsOf(stopReason) };
  logEvent(world, stored, "session.thread_status_idle", { ...threadFields(stored), ...why });
  settleWork(world, stored);
}

/**
 * → idle, unless a turn or a workflow run still works (API §9.1). A call of a run's thread that waits for an answer
 * makes it `requires_action`, however the agent's own turn has ended.
 */
export function settleWork(world: World, stored: StoredSession): void {
  if (stored.turn !== undefined || hasRunningRun(stored)) return;
  const awaited = awaitedCalls(stored).map((call) => call.eventId);
  const reason: StopReason =
    awaited.length === 0 ? stored.stopReason : { type: "requires_action", event_ids: awaited };
  const why = { stop_reason: reason, stop_details: stopDetailsOf(reason) };
  logEvent(world, stored, "session.usage", {
    usage: stored.wire.usage,
    budget: stored.wire.budget,
  });
  logEvent(world, stored, "session.status_idle", why);
  setStatus(world, stored, "idle");
}

function stopDetailsOf(reason: StopReason): object | null {
  return reason.type === "refusal" ? { type: "refusal", category: null, explanation: null } : null;
}

/** → idle, waiting for an answer to each call of `waiting` (API §5.2 `requires_action`). */
export function parkForAnswers(
  world: World,
  stored: StoredSession,
  waiting: readonly WaitingCall[],
): void {
  closeSpan(world, stored, false);
  stored.waiting = waiting;
  const eventIds = waiting.map((call) => call.eventId);
  settleIdle(world, stored, { type: "requires_action", event_ids: eventIds });
}

/** → rescheduling: a transient failure whose retry is pending (API §5.1). */
export function beginRescheduling(world: World, stored: StoredSession, ending: TurnEnding): void {
  closeSpan(world, stored, true);
  setStatus(world, stored, "rescheduling");
  logEvent(world, stored, "session.thread_status_rescheduled", threadFields(stored));
  logEvent(world, stored, "session.status_rescheduled");
  stored.turn = {
    ending,
    startedAtMs: world.clock.now(),
    stopReason: END_TURN,
    spanStartId: undefined,
  };
  if (ending.kind === "time") world.timed.add(stored.wire.id);
}

/** → terminated for good, with `archived_at` null: an error nothing can be done about (API §5.1). */
export function terminateSession(world: World, stored: StoredSession): void {
  closeSpan(world, stored, true);
  logEvent(world, stored, "session.error", {
    error: {
      type: "unknown_error",
      message: "The session cannot go on.",
      retry_status: { type: "terminal" },
    },
  });
  const error = { type: "unknown_error", message: "The session broke down." };
  finish(world, stored, { type: "error", error });
  setStatus(world, stored, "terminated");
}

/** → terminated with `archived_at` set (API §2.4). Nothing lags here: the answer shows it. */
export function archiveSession(world: World, stored: StoredSession): void {
  closeSpan(world, stored, true);
  if (stored.wire.status !== "terminated") finish(world, stored, { type: "stopped" });
  stored.statusLag = undefined;
  changeSession(world, stored, { status: "terminated" });
  stored.wire = { ...stored.wire, archived_at: stored.wire.updated_at };
}

function finish(world: World, stored: StoredSession, runsEndWith: RunResult): void {
  endOpenRuns(world, stored, runsEndWith);
  stored.interrupt = undefined;
  stored.waiting = [];
  stored.queued.length = 0;
  logEvent(world, stored, "session.thread_status_terminated", threadFields(stored));
  logEvent(world, stored, "session.status_terminated");
}

/** Tells open streams and forgets the session (API §2.5). */
export function deleteSession(world: World, stored: StoredSession): void {
  const { id } = stored.wire;
  world.sessions.remove(id);
  world.timed.delete(id);
  world.listeners.publish(id, {
    id: world.ids.next("sevt"),
    type: "session.deleted",
    processed_at: world.clock.stamp(),
  });
}

import { logEvent } from "./event-log";
import type { RunResult, RunThread, WorkflowRun } from "./run-shapes";
import { openRuns } from "./run-state";
import type { StoredSession } from "./session-table";
import type { StopReason } from "./wire";
import type { World } from "./world";

/** Ten runs may be open in a session at once (API §9.1). */
export const MAX_OPEN_RUNS = 10;

/** Logs that a run exists, with its threads and its first phase (API §9.2). */
export function logRunCreated(
  world: World,
  stored: StoredSession,
  run: WorkflowRun,
  said: { readonly name: string; readonly description: string | null },
): void {
  const id = { workflow_run_id: run.id };
  logEvent(world, stored, "workflow_run.created", { ...id, ...said, phases: run.phases });
  logRunState(world, stored, run);
  const phase = run.phases[0];
  if (phase !== undefined) {
    const entered = { ...id, workflow_run_phase_id: phase.id };
    run.phaseStartedId = logEvent(world, stored, "workflow_run.phase_started", entered).id;
  }
  for (const thread of run.threads) {
    logEvent(world, stored, "session.thread_created", { ...threadFields(thread), ...id });
    if (run.state === "running") logThread(world, stored, thread, "running");
  }
}

/** Logs the state a run has entered, and nothing of its threads. */
export function logRunState(world: World, stored: StoredSession, run: WorkflowRun): void {
  const word = run.state === "running" ? "running" : "idle";
  logEvent(world, stored, `workflow_run.status_${word}`, { workflow_run_id: run.id });
}

/** running → paused; the events need not show it (API §9.3). The session's status is the caller's. */
export function markPaused(
  world: World,
  stored: StoredSession,
  run: WorkflowRun,
  isTold: boolean,
): void {
  if (run.state !== "running") return;
  run.state = "paused";
  if (!isTold) return;
  for (const thread of run.threads) logThread(world, stored, thread, "idle");
  logRunState(world, stored, run);
}

/** Ends a run and logs its last events; the session's status is the caller's. */
export function markEnded(
  world: World,
  stored: StoredSession,
  run: WorkflowRun,
  result: RunResult,
): void {
  const id = { workflow_run_id: run.id };
  if (run.phaseStartedId !== undefined) {
    const phase = {
      phase_started_id: run.phaseStartedId,
      workflow_run_phase_id: run.phases[0]?.id,
    };
    logEvent(world, stored, "workflow_run.phase_ended", { ...id, ...phase });
  }
  for (const thread of run.threads) logThread(world, stored, thread, "terminated");
  if (result.error !== undefined) {
    logEvent(world, stored, "workflow_run.error", { ...id, error: result.error });
  }
  run.state = "ended";
  run.waiting = [];
  logEvent(world, stored, "workflow_run.status_ended", { ...id, result });
}

/** What becomes of the open runs of a session that ends (API §9.3). */
export function endOpenRuns(world: World, stored: StoredSession, result: RunResult): void {
  for (const run of openRuns(stored)) markEnded(world, stored, run, result);
}

export function logThread(
  world: World,
  stored: StoredSession,
  thread: RunThread,
  word: "running" | "idle" | "terminated",
  stopReason: StopReason = { type: "end_turn" },
): void {
  const why = word === "idle" ? { stop_reason: stopReason, stop_details: null } : {};
  const fields = { ...threadFields(thread), ...why };
  logEvent(world, stored, `session.thread_status_${word}`, fields);
}

function threadFields(thread: RunThread): Record<string, unknown> {
  return { agent_name: thread.agentName, session_thread_id: thread.id };
}

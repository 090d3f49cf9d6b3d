import { logEvent } from "./event-log";
import {
  logRunCreated,
  logRunState,
  logThread,
  MAX_OPEN_RUNS,
  markEnded,
  markPaused,
} from "./run-events";
import type { RunEnding, RunOptions, RunResult, WaitingCall, WorkflowRun } from "./run-shapes";
import { openRuns } from "./run-state";
import { beginRunWork, settleWork } from "./session-machine";
import type { StoredSession } from "./session-table";
import type { World } from "./world";

const DEFAULT_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Opens a run (API §9.1). Beyond ten none is made, and an event says so. */
export function createRun(
  world: World,
  stored: StoredSession,
  options: RunOptions,
): WorkflowRun | undefined {
  if (openRuns(stored).length >= MAX_OPEN_RUNS) {
    const message = `At most ${MAX_OPEN_RUNS} workflow runs can be open in a session.`;
    const error = { type: "max_workflow_runs_error", message };
    logEvent(world, stored, "workflow_run.error", { workflow_run_id: null, error });
    return undefined;
  }
  const name = options.name ?? "Review the contracts";
  const run = newRun(world, options);
  const before = stored.processed.length;
  if (run.state === "running") beginRunWork(world, stored);
  stored.runs.push(run);
  logRunCreated(world, stored, run, { name, description: options.description ?? null });
  for (const record of stored.processed.slice(before)) {
    const isOfRuns = record.event.type.startsWith("workflow_run.");
    record.hiddenReads = isOfRuns ? (options.hiddenReads ?? 0) : 0;
  }
  world.timed.add(stored.wire.id);
  return run;
}

/** running → paused. If nothing else works, the session is idle with an open run. */
export function pauseRun(
  world: World,
  stored: StoredSession,
  run: WorkflowRun,
  isTold = true,
): void {
  if (run.state !== "running") return;
  markPaused(world, stored, run, isTold);
  settleWork(world, stored);
}

/** paused → running, and the session with it. */
export function resumeRun(world: World, stored: StoredSession, run: WorkflowRun): void {
  if (run.state !== "paused") return;
  beginRunWork(world, stored);
  run.state = "running";
  run.waiting = [];
  logRunState(world, stored, run);
  for (const thread of run.threads) logThread(world, stored, thread, "running");
}

export function endRun(
  world: World,
  stored: StoredSession,
  run: WorkflowRun,
  result: RunResult,
): void {
  if (run.state === "ended") return;
  const wasRunning = run.state === "running";
  markEnded(world, stored, run, result);
  if (wasRunning) settleWork(world, stored);
}

/** A call of the run's first thread waits for an answer; the run pauses over it. */
export function parkRun(
  world: World,
  stored: StoredSession,
  run: WorkflowRun,
  call: WaitingCall,
): void {
  run.waiting = [...run.waiting, call];
  const thread = run.threads[0];
  if (thread !== undefined) {
    const event_ids = run.waiting.map((waiting) => waiting.eventId);
    logThread(world, stored, thread, "idle", { type: "requires_action", event_ids });
  }
  if (run.state === "running") {
    run.state = "paused";
    logRunState(world, stored, run);
  }
  settleWork(world, stored);
}

/** Ends the runs whose time has come: by their own plan, or by their lifetime. */
export function settleTimedRuns(world: World, stored: StoredSession): void {
  const now = world.clock.now();
  for (const run of openRuns(stored)) {
    if (run.ending.kind === "time" && now >= run.ending.dueAtMs) {
      endRun(world, stored, run, run.result);
    } else if (now >= run.lifetimeEndsAtMs) {
      const message = "The run reached its time limit.";
      endRun(world, stored, run, { type: "error", error: { type: "timeout_error", message } });
    }
  }
}

/** One look, or one read of the events, has passed for the runs that count them. */
export function passForRuns(world: World, stored: StoredSession, kind: "looks" | "reads"): void {
  for (const run of openRuns(stored)) {
    if (run.ending.kind !== kind) continue;
    if (run.ending.left <= 0) endRun(world, stored, run, run.result);
    else run.ending.left -= 1;
  }
}

/** The result that a word stands for; errors get a message, as the service writes one itself. */
export function resultOf(given: RunResult | string | undefined): RunResult {
  if (given === undefined) return { type: "completed" };
  if (typeof given !== "string") return given;
  if (!given.endsWith("_error")) return { type: given };
  return { type: "error", error: { type: given, message: "The workflow run did not finish." } };
}

function newRun(world: World, options: RunOptions): WorkflowRun {
  const now = world.clock.now();
  const createdAt = world.clock.stamp();
  const threads = Array.from({ length: options.threads ?? 1 }, (_, index) => ({
    id: world.ids.next("sthr"),
    agentName: `Worker ${index + 1}`,
    createdAt,
    archivedAt: null,
  }));
  const id = options.id ?? world.ids.next("wrun");
  const phases = (options.phases ?? []).map((name, index) => ({
    id: `${id}_phase_${index + 1}`,
    name,
    description: null,
  }));
  return {
    id,
    phases,
    threads,
    state: options.state ?? "running",
    ending: endingOf(options, now),
    result: resultOf(options.result),
    lifetimeEndsAtMs: now + (options.lifetimeMs ?? DEFAULT_LIFETIME_MS),
    phaseStartedId: undefined,
    waiting: [],
  };
}

function endingOf(options: RunOptions, now: number): RunEnding {
  if (options.polls !== undefined) return { kind: "looks", left: options.polls };
  if (options.reads !== undefined) return { kind: "reads", left: options.reads };
  return options.ms === undefined
    ? { kind: "manual" }
    : { kind: "time", dueAtMs: now + options.ms };
}

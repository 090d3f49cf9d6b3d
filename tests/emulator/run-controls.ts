import { logEvent } from "./event-log";
import type { RunOptions, RunResult, WorkflowRun } from "./run-shapes";
import { openRuns } from "./run-state";
import type { StoredSession } from "./session-table";
import { settleAfter } from "./timers";
import { createRun, endRun, parkRun, pauseRun, resultOf, resumeRun } from "./workflow-runs";
import type { World } from "./world";

/** What tests do to the workflow runs of a session behind the API's back. */
export interface RunControls {
  /** Opens a run, and sets the session going unless it starts paused; returns its id. Throws beyond ten open ones. */
  openRun(id: string, options?: RunOptions): string;
  /** running → paused; the session is idle then, unless something else works. */
  pauseRun(id: string, runId?: string): void;
  /** paused → running, and the session with it. */
  resumeRun(id: string, runId?: string): void;
  /** Default completed. A word that ends in `_error` ends it with that error. */
  endRun(id: string, result?: RunResult | string, runId?: string): void;
  /** A call of the run's thread waits for an answer, the run pauses; returns the id of the event that waits. */
  requireRunAction(id: string, name?: string, runId?: string): string;
  /** Ids of the runs that are open, oldest first. */
  openRuns(id: string): readonly string[];
}

export function createRunControls(world: World, find: (id: string) => StoredSession): RunControls {
  /** The run that was named, or the only one that is open. */
  const named = (stored: StoredSession, runId: string | undefined): WorkflowRun => {
    const open = openRuns(stored);
    const run = runId === undefined ? open[0] : open.find(({ id }) => id === runId);
    if (run !== undefined && (runId !== undefined || open.length === 1)) return run;
    const { id } = stored.wire;
    if (runId !== undefined) throw new Error(`Session ${id} has no open run ${runId}`);
    throw new Error(`Session ${id} has ${open.length} open runs; name one`);
  };
  return {
    openRun: (id, options = {}) => {
      const stored = find(id);
      if (stored.wire.status === "terminated") {
        throw new Error(`Session ${id} is terminated and opens no run`);
      }
      const run = createRun(world, stored, options);
      if (run === undefined) throw new Error(`Session ${id} has as many open runs as it can`);
      const endsAfterMs = options.ms ?? options.lifetimeMs;
      if (endsAfterMs !== undefined) settleAfter(world, endsAfterMs);
      return run.id;
    },
    pauseRun: (id, runId) => pauseRun(world, find(id), named(find(id), runId)),
    resumeRun: (id, runId) => resumeRun(world, find(id), named(find(id), runId)),
    endRun: (id, result, runId) =>
      endRun(world, find(id), named(find(id), runId), resultOf(result)),
    requireRunAction: (id, name = "bash", runId) => {
      const stored = find(id);
      return requireRunAction(world, stored, named(stored, runId), name);
    },
    openRuns: (id) => openRuns(find(id)).map((run) => run.id),
  };
}

function requireRunAction(
  world: World,
  stored: StoredSession,
  run: WorkflowRun,
  name: string,
): string {
  const session_thread_id = run.threads[0]?.id ?? null;
  const use = { name, input: {}, evaluated_permission: "ask", session_thread_id };
  const event = logEvent(world, stored, "agent.tool_use", use);
  parkRun(world, stored, run, { eventId: event.id, kind: "agent" });
  return event.id;
}

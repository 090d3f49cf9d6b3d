import type { WaitingCall, WorkflowRun } from "./run-shapes";
import type { StoredSession } from "./session-table";

export function openRuns(stored: StoredSession): readonly WorkflowRun[] {
  return stored.runs.filter((run) => run.state !== "ended");
}

/** A running run keeps its session running, even if no thread works (API §9.1). */
export function hasRunningRun(stored: StoredSession): boolean {
  return stored.runs.some((run) => run.state === "running");
}

/** All that somebody is to answer: the primary thread's calls and those of the runs' threads. */
export function awaitedCalls(stored: StoredSession): readonly WaitingCall[] {
  return [...stored.waiting, ...openRuns(stored).flatMap((run) => run.waiting)];
}

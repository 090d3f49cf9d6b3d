/**
 * Workflow runs: programs that an agent started and that the server executes in the background. While one of them is
 * open, running or paused, the API refuses updates of the session even though it is idle (API §9.1).
 */
export interface WorkflowRun {
  readonly runId: string;
  /** What a model called it: text of a stranger. */
  readonly name: string;
  /** The server's time; absent if the event did not carry it. */
  readonly createdAt?: string;
}

/** The `error_code` of a request that is refused because a run is open. */
export const workflowRunOpenCode = "workflow_run_open";

/** After this a run ends by itself, unless the agent gave it less; no event says which. */
export const workflowRunLifetimeHours = 24;

/** One event of a session's record of runs. */
export type RunEvent =
  | { readonly kind: "created"; readonly run: WorkflowRun }
  | { readonly kind: "ended"; readonly runId: string };

/** A page of that record, newest first. */
export interface RunEventPage {
  readonly events: readonly RunEvent[];
  /** The cursor of the next, older page; absent at the end. */
  readonly next?: string;
}

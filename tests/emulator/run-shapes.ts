/** A tool call that waits for somebody's answer. */
export interface WaitingCall {
  readonly eventId: string;
  readonly kind: "agent" | "mcp" | "custom";
}

/** How a run ended (API §9.2). Open, because further types may come. */
export interface RunResult {
  readonly type: string;
  readonly error?: { readonly type: string; readonly message: string };
}

/** When a run ends by itself, beside the end of its lifetime: after so many looks or reads of the events, or never. */
export type RunEnding =
  | { readonly kind: "looks" | "reads"; left: number }
  | { readonly kind: "time"; readonly dueAtMs: number }
  | { readonly kind: "manual" };

/** A thread that a run works in; it belongs to nothing else. */
export interface RunThread {
  readonly id: string;
  readonly agentName: string;
  readonly createdAt: string;
  archivedAt: string | null;
}

export interface RunPhase {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
}

/** A workflow run (API §9.1). It is open until it has ended, running or paused. */
export interface WorkflowRun {
  readonly id: string;
  readonly phases: readonly RunPhase[];
  readonly threads: readonly RunThread[];
  state: "running" | "paused" | "ended";
  ending: RunEnding;
  /** What it ends with when it ends by itself. */
  readonly result: RunResult;
  readonly lifetimeEndsAtMs: number;
  /** Id of the event that opened the phase it is in. */
  phaseStartedId: string | undefined;
  /** Calls of its threads that wait for somebody's answer. */
  waiting: readonly WaitingCall[];
}

/** A run as a test wants it. Without `polls`, `reads` and `ms` only a control, a message or its lifetime ends it. */
export interface RunOptions {
  readonly id?: string;
  /** Default "Review the contracts". Text of a model: anything may stand in it. */
  readonly name?: string;
  readonly description?: string | null;
  /** Names of the phases its plan declares; default none. */
  readonly phases?: readonly string[];
  /** Default running. */
  readonly state?: "running" | "paused";
  /** Threads of its own; default 1. */
  readonly threads?: number;
  /** Ends after so many looks that find it open. */
  readonly polls?: number;
  /** Ends after so many reads of the event list that find it open. */
  readonly reads?: number;
  /** Ends after so many milliseconds of the emulator's `now`. */
  readonly ms?: number;
  /** What it ends with by itself; default completed. */
  readonly result?: RunResult | string;
  /** Ends with `timeout_error` after so many milliseconds of `now`; default 24 hours. */
  readonly lifetimeMs?: number;
  /** Reads of the event list that do not show yet that it was opened. */
  readonly hiddenReads?: number;
}

export function copyOfRun(run: WorkflowRun): WorkflowRun {
  const threads = run.threads.map((thread) => ({ ...thread }));
  return { ...run, threads, ending: { ...run.ending } };
}

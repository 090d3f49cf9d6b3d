import type { Look, SessionFacts } from "../model/session";
import type { RunEventPage } from "../model/workflow-run";
import type { Clock } from "./clock";
import type { InterruptOutcome } from "./interrupts";

/** Nothing could be seen this time, for a reason that may pass. */
export interface Unseen {
  readonly kind: "unseen";
  readonly reason: string;
}

/**
 * What a gate asks of the world. What may pass is a value; whatever a hook rejects with ends the wait at once, such as
 * a refusal of the credential. The signal that a hook is given is aborted when the wait is over, a moment later.
 */
export interface GateHooks {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal | undefined;
  /** One look at the session, of which this was seen before. */
  look(seen: SessionFacts, signal: AbortSignal): Promise<Look | Unseen>;
  /** How long to sleep for a look that is due in `delayMs`. */
  rhythm(delayMs: number): number;
  /** Tells of a look of somebody else in this process that shows the session at rest, until what it returns is called. */
  onRest(tell: (look: Look) => void): () => void;
  /** Sends one interrupt to the session, of which this was seen last. What it does shows in the looks that follow. */
  interrupt(seen: SessionFacts): Promise<InterruptOutcome>;
  /** Whether an interrupt that was sent since the first one of this wait is among the session's events. */
  isInterruptRecorded(signal: AbortSignal): Promise<boolean | Unseen>;
  /**
   * Asked when the time for the interrupt has come: true if somebody else in this process has interrupted the session
   * and waits for it to rest, which serves this wait as well.
   */
  joinInterrupt(): boolean;
  /** Ids of tool calls that wait for a person's answer; an interrupt would drop them (API §5.4). */
  awaitedEvents(signal: AbortSignal): Promise<readonly string[] | Unseen>;
  /** One page of the record of workflow runs; the newest without a cursor. */
  runEvents(cursor: string | undefined, signal: AbortSignal): Promise<RunEventPage | Unseen>;
  /** Told before every wait what is waited for and until when. */
  progress(message: string): void;
}

export function isUnseen(value: unknown): value is Unseen {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "unseen";
}

/**
 * What has become of the interrupts of one wait, as a value, and what to do next about them (API §5.4). An interrupt
 * that did not arrive, or had no effect, is sent again; one that is among the session's events is not.
 */
export interface Interrupts {
  /** Requests sent, whatever came of them. */
  readonly sent: number;
  /** What came of the last one; undefined before the first. */
  readonly last: SentInterrupt | undefined;
  /** Whether one is among the session's events: `unknown` until they were asked. */
  readonly record: "unknown" | "recorded" | "absent";
  /** Somebody else's interrupt stands in for ours. */
  readonly isServed: boolean;
  /** Tool calls that wait for a person, for whose sake none was sent. */
  readonly awaitedEvents: readonly string[];
  /** A workflow run is open, which no interrupt ends; so none was sent. */
  readonly isWithheldForRuns: boolean;
  /** Why the session's events could not tell whether one would do harm or be of no use; so none was sent. */
  readonly unreadEvents: string | undefined;
}

export type InterruptOutcome =
  /** The API took it. */
  | { readonly kind: "sent" }
  /** It may or may not have arrived, and so long nothing more is to be sent; 0 if the API did not say. */
  | { readonly kind: "unclear"; readonly reason: string; readonly askedPauseMs: number }
  /** It had no effect. */
  | { readonly kind: "refused"; readonly reason: string; readonly isRunOpen: boolean };

export type SentInterrupt = InterruptOutcome & { readonly atMs: number };

export const noInterrupts: Interrupts = {
  sent: 0,
  last: undefined,
  record: "unknown",
  isServed: false,
  awaitedEvents: [],
  isWithheldForRuns: false,
  unreadEvents: undefined,
};

/** An interrupt that has no effect three times will have none the fourth time. */
const sentMax = 3;

/** After this the next step is due, by what came of the last request: events may lag a moment behind. */
const momentMs = { refused: 1_000, unclear: 2_000, sent: 5_000 } as const;

/** What is due now for a session that is still busy. */
export type InterruptStep = "send" | "look up" | "nothing";

export function nextInterruptStep(interrupts: Interrupts, nowMs: number): InterruptStep {
  const { last, record, sent } = interrupts;
  if (last === undefined) {
    return "send";
  }
  const askedMs = last.kind === "unclear" ? last.askedPauseMs : 0;
  if (record === "recorded" || nowMs - last.atMs < Math.max(momentMs[last.kind], askedMs)) {
    return "nothing";
  }
  if (last.kind !== "refused" && record === "unknown") {
    return "look up";
  }
  return sent < sentMax ? "send" : "nothing";
}

export function withSent(
  interrupts: Interrupts,
  outcome: InterruptOutcome,
  nowMs: number,
): Interrupts {
  return {
    ...interrupts,
    sent: interrupts.sent + 1,
    last: { ...outcome, atMs: nowMs },
    record: "unknown",
    awaitedEvents: [],
    isWithheldForRuns: false,
    unreadEvents: undefined,
  };
}

/** Whether the session may be under an interrupt of this wait. */
export function mayBeInterrupted({ last, record }: Interrupts): boolean {
  return last !== undefined && last.kind !== "refused" && record !== "absent";
}

import type { BusyPolicy } from "../model/policies";
import type { GateHooks } from "./gate-hooks";
import type { RestBell } from "./rest-bell";

/** How long and by which means to wait for a session to come to rest. */
export interface GateBounds {
  readonly policy: BusyPolicy;
  /** Milliseconds from the making of the gate until it gives up. */
  readonly timeoutMs: number;
  /** Milliseconds until `waitThenInterrupt` interrupts. */
  readonly interruptAfterMs: number;
}

/** What stays the same from the making of a gate on. */
export interface GateTimes {
  readonly policy: BusyPolicy;
  readonly openedAtMs: number;
  readonly deadlineMs: number;
  /** When to interrupt; infinite if never. */
  readonly interruptAtMs: number;
}

/** What the steps of one pass through a gate have in common. */
export interface Watch {
  readonly hooks: GateHooks;
  readonly times: GateTimes;
  readonly bell: RestBell;
  /** Asks one of the hooks that read, and ends the reading with the wait. */
  readonly reading: <Result>(read: (signal: AbortSignal) => Promise<Result>) => Promise<Result>;
}

export function timesOf(bounds: GateBounds, nowMs: number): GateTimes {
  return {
    policy: bounds.policy,
    openedAtMs: nowMs,
    deadlineMs: nowMs + bounds.timeoutMs,
    interruptAtMs: interruptTime(bounds, nowMs),
  };
}

function interruptTime({ policy, interruptAfterMs }: GateBounds, nowMs: number): number {
  switch (policy) {
    case "interrupt":
      return nowMs;
    case "waitThenInterrupt":
      return nowMs + interruptAfterMs;
    case "wait":
    case "fail":
      return Number.POSITIVE_INFINITY;
  }
}

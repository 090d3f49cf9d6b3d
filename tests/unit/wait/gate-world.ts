import type { BusyPolicy } from "../../../provider/model/policies";
import type { Look, ObservedSession } from "../../../provider/model/session";
import { createGate, type Gate, type GateBounds } from "../../../provider/wait/gate";
import { createFakeClock, type FakeClock } from "../../support/fake-clock";

export function session(status: string, more: Partial<ObservedSession> = {}): ObservedSession {
  return { sessionId: "sesn_1", status, agentId: "agent_1", tools: [], mcpServers: [], ...more };
}

export const found = (status: string, more: Partial<ObservedSession> = {}): Look => ({
  kind: "found",
  session: session(status, more),
});

export interface GateWorld {
  readonly gate: Gate;
  readonly clock: FakeClock;
  /** What was asked of the session, with the second in which it was. */
  readonly calls: readonly string[];
  readonly progress: readonly string[];
}

export interface GateOptions extends Partial<Omit<GateBounds, "policy">> {
  readonly signal?: AbortSignal;
  readonly random?: () => number;
  /** Called before every look. */
  readonly onLook?: (count: number) => void;
}

/** A gate whose looks come from a list; the last one is what every further look finds. */
export function openGate(
  policy: BusyPolicy,
  looks: readonly Look[],
  options: GateOptions = {},
): GateWorld {
  const clock = createFakeClock();
  const calls: string[] = [];
  const progress: string[] = [];
  const record = (what: string) => calls.push(`${what} at ${clock.now() / 1000} s`);
  let count = 0;
  const bounds = { timeoutMs: 600_000, interruptAfterMs: 60_000, ...options, policy };
  const gate = createGate(bounds, {
    clock,
    random: options.random ?? (() => 0),
    signal: options.signal,
    look: async () => {
      record("look");
      count += 1;
      options.onLook?.(count);
      return looks[Math.min(count, looks.length) - 1] as Look;
    },
    interrupt: async () => {
      record("interrupt");
      return true;
    },
    awaitedEvents: async () => [],
    progress: (message) => progress.push(message),
  });
  return { gate, clock, calls, progress };
}

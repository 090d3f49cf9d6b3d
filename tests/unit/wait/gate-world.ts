import type { BusyPolicy } from "../../../provider/model/policies";
import type { Look, ObservedSession } from "../../../provider/model/session";
import type { RunEventPage } from "../../../provider/model/workflow-run";
import { createGate, type Gate } from "../../../provider/wait/gate";
import type { GateHooks, Unseen } from "../../../provider/wait/gate-hooks";
import type { InterruptOutcome } from "../../../provider/wait/interrupts";
import { whyStopped } from "../../../provider/wait/stop";
import type { GateBounds } from "../../../provider/wait/watch";
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
  /** How long each of the readings was given. */
  readonly alarms: readonly number[];
}

export interface GateOptions extends Partial<Omit<GateBounds, "policy">> {
  readonly signal?: AbortSignal;
  readonly random?: () => number;
  /** Called before every look. */
  readonly onLook?: (count: number) => void;
  /** What comes of the interrupts, one after the other; the last one is what every further one comes to. */
  readonly interrupts?: readonly InterruptOutcome[];
  /** Whether an interrupt is on record, at each time that this is asked. */
  readonly recorded?: readonly (boolean | Unseen)[];
  readonly awaitedEvents?: readonly (readonly string[] | Unseen)[];
  /** The events tell nothing until the reading of them is stopped. */
  readonly endlessEvents?: boolean;
  /** Pages of the record of runs as they are read, one after the other. */
  readonly runPages?: readonly (RunEventPage | Unseen)[];
}

/** A gate whose looks come from a list; the last one is what every further look finds. */
export function openGate(
  policy: BusyPolicy,
  looks: readonly (Look | Unseen)[],
  options: GateOptions = {},
): GateWorld {
  const clock = createFakeClock();
  const calls: string[] = [];
  const progress: string[] = [];
  const alarms: number[] = [];
  const record = (what: string) => calls.push(`${what} at ${clock.now() / 1000} s`);
  let count = 0;
  const interrupts = inTurn(options.interrupts ?? [{ kind: "sent" }]);
  const recorded = inTurn(options.recorded ?? [true]);
  const awaitedEvents = inTurn(options.awaitedEvents ?? [[]]);
  const runPages = inTurn(options.runPages ?? [{ events: [] }]);
  const bounds = { timeoutMs: 600_000, interruptAfterMs: 60_000, ...options, policy };
  const hooks: GateHooks = {
    clock,
    random: options.random ?? (() => 0),
    signal: options.signal,
    look: async () => {
      record("look");
      count += 1;
      options.onLook?.(count);
      return looks[Math.min(count, looks.length) - 1] as Look | Unseen;
    },
    rhythm: (delayMs) => delayMs,
    onRest: () => () => undefined,
    interrupt: async () => {
      record("interrupt");
      return interrupts();
    },
    isInterruptRecorded: async () => {
      record("record of interrupts");
      return recorded();
    },
    joinInterrupt: () => false,
    awaitedEvents: async (signal) =>
      options.endlessEvents === true
        ? { kind: "unseen", reason: await whyAborted(signal) }
        : awaitedEvents(),
    runEvents: async (cursor) => {
      record(cursor === undefined ? "runs" : `runs ${cursor}`);
      return runPages();
    },
    progress: (message) => progress.push(message),
  };
  // What is still being read when the clock stands at the deadline has hung, and the alarm goes off.
  const ring = (ms: number, work: () => void) => {
    alarms.push(ms);
    if (options.endlessEvents === true) {
      setImmediate(() => {
        void clock.sleep(ms);
        work();
      });
    }
    return () => undefined;
  };
  return { gate: createGate(bounds, hooks, ring), clock, calls, progress, alarms };
}

const whyAborted = (signal: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(whyStopped(signal)), { once: true });
  });

/** Each value once, and the last one from then on. */
function inTurn<Value>(values: readonly Value[]): () => Value {
  let given = 0;
  return () => {
    given += 1;
    return values[Math.min(given, values.length) - 1] as Value;
  };
}

import type { BusyPolicy } from "../model/policies";
import type { Clock } from "../wait/clock";
import { createGate, type Gate } from "../wait/gate";
import type { Reporter } from "./reporter";
import type { CallOptions, SessionApi } from "./session-api";

/** What the core needs from the world. */
export interface Dependencies {
  readonly api: SessionApi;
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
}

/** What comes with one call of a verb. */
export interface VerbContext {
  readonly reporter: Reporter;
  /** Aborts waits at once; no request is sent after it. */
  readonly signal?: AbortSignal | undefined;
  /** The engine's own bound for the verb (`customTimeouts`), in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** The part of the inputs that says how to treat a busy session; seconds, as the user wrote them. */
export interface BusyBounds {
  readonly sessionId: string;
  readonly whenBusy: BusyPolicy;
  readonly waitTimeoutSeconds: number;
  readonly interruptAfterSeconds: number;
}

/** The gate of one verb on one session, bounded by the inputs and by the engine, whichever ends first. */
export function openGate(
  bounds: BusyBounds,
  dependencies: Dependencies,
  context: VerbContext,
): Gate {
  const { api, clock, random } = dependencies;
  const { signal, timeoutMs = Number.POSITIVE_INFINITY } = context;
  const call = callOf(context);
  return createGate(
    {
      policy: bounds.whenBusy,
      timeoutMs: Math.min(bounds.waitTimeoutSeconds * 1000, timeoutMs),
      interruptAfterMs: bounds.interruptAfterSeconds * 1000,
    },
    {
      clock,
      random,
      signal,
      look: () => api.getSession(bounds.sessionId, call),
      // However the interrupt ended, only the next look tells what the session does now; it is never sent again.
      interrupt: async () => {
        await api.interruptSession(bounds.sessionId, call);
      },
      progress: (message) => context.reporter.progress(message),
    },
  );
}

/** The options of every API call that belongs to this verb. */
export function callOf(context: VerbContext): CallOptions {
  return context.signal === undefined ? {} : { signal: context.signal };
}

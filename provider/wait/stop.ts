import { setMaxListeners } from "node:events";
import { alarm } from "./clock";

/** Why a verb was stopped from outside, as the reason of its signal; any other reason is the user's cancelling. */
class TimeIsOver {
  constructor(readonly timeoutMs: number) {}
}

/** What a verb may still take when its time is over: to finish the request under way and to send the last one due. */
const lastRequestsMs = 5_000;

/** Why a signal was aborted, as the beginning of a sentence's second half: "the operation was cancelled". */
export function whyStopped(signal: AbortSignal | undefined): string {
  return signal?.reason instanceof TimeIsOver
    ? `the time that customTimeouts gives the operation (${signal.reason.timeoutMs / 1000} s) was over`
    : "the operation was cancelled";
}

/** Aborts what many wait by: a look or a wait for each of a thousand sessions listens to the one signal. */
export function createSharedStop(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/**
 * Runs a verb that ends with its time, whatever it is doing: waits end at `timeoutMs` by themselves, and a request that
 * hangs, or a queue of many, five seconds later, as if the operation had been cancelled then. `timeoutMs` undefined is
 * no bound, and `signal` goes through as it is. On the machine's own clock, as the bounds of single requests are: a
 * clock that a test moves must not end a real request.
 */
export async function withinTime<Result>(
  { signal, timeoutMs }: TimeBound,
  work: (signal: AbortSignal | undefined) => Promise<Result>,
  ring: typeof alarm = alarm,
): Promise<Result> {
  if (timeoutMs === undefined) {
    return work(signal);
  }
  const over = new AbortController();
  const disarm = ring(timeoutMs + lastRequestsMs, () => over.abort(new TimeIsOver(timeoutMs)));
  const either = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]);
  // Every wait of a thousand sessions listens to the same signal.
  setMaxListeners(0, either);
  try {
    return await work(either);
  } finally {
    disarm();
  }
}

/** What the promise comes to, or undefined as soon as the signal is aborted. */
export async function orStopped<Result>(
  promise: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result | undefined> {
  if (signal === undefined) {
    return promise;
  }
  if (signal.aborted) {
    promise.catch(() => undefined);
    return undefined;
  }
  let stop: () => void = () => {};
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

export interface TimeBound {
  readonly signal?: AbortSignal | undefined;
  /** The engine's own bound for the verb (`customTimeouts`), in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

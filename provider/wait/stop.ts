import { setMaxListeners } from "node:events";
import { alarm } from "./clock";

/** Why a verb was stopped from outside, as the reason of its signal; any other reason is the user's cancelling. */
class TimeIsOver {
  constructor(readonly timeoutMs: number) {}
}

/** Why what a wait reads was stopped, as the reason of its signal. */
class WaitIsOver {}

/** What a verb or a wait may still take when its time is over: to finish the request under way and to send the last one due. */
const lastRequestsMs = 5_000;

/** Why a signal was aborted, as the beginning of a sentence's second half: "the operation was cancelled". */
export function whyStopped(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason;
  if (reason instanceof TimeIsOver) {
    return `the time that customTimeouts gives the operation (${reason.timeoutMs / 1000} s) was over`;
  }
  return reason instanceof WaitIsOver
    ? "the time of the wait was over"
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

/**
 * A read that a wait makes of the world, however many requests it takes: ended five seconds after the wait's own time,
 * since what it tells comes too late then. On the machine's own clock, as for {@link withinTime}. No signal outlives the
 * read, or a thousand waits would hold one each.
 */
export async function withinWait<Result>(
  { signal, leftMs }: { readonly signal: AbortSignal | undefined; readonly leftMs: number },
  read: (signal: AbortSignal) => Promise<Result>,
  ring: typeof alarm = alarm,
): Promise<Result> {
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  if (signal?.aborted === true) {
    onAbort();
  }
  signal?.addEventListener("abort", onAbort, { once: true });
  const disarm = ring(Math.max(0, leftMs) + lastRequestsMs, () => stop.abort(new WaitIsOver()));
  try {
    return await read(stop.signal);
  } finally {
    disarm();
    signal?.removeEventListener("abort", onAbort);
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

import { setImmediate as tick } from "node:timers/promises";
import { Agent, type Dispatcher } from "undici";
import type { Clock } from "../../provider/wait/clock";

/**
 * A clock for many sleepers: time stands still while anything goes on, and then moves to the end of the earliest sleep.
 * Requests through its dispatcher count as something that goes on.
 */
export interface VirtualClock extends Clock {
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Turns of the event loop in which nothing may happen before time moves. */
const quietTurns = 6;

export function createVirtualClock(): VirtualClock {
  const sleepers = new Set<Sleeper>();
  const agent = new Agent();
  let nowMs = 0;
  let requests = 0;
  let isMoving = false;
  let isClosed = false;

  const dispatcher = agent.compose((dispatch) => (options, handler) => {
    requests += 1;
    const end = () => {
      requests -= 1;
    };
    return dispatch(options, counted(handler, end));
  });

  async function move(): Promise<void> {
    isMoving = true;
    while (sleepers.size > 0 && !isClosed) {
      for (let quiet = 0; quiet < quietTurns; quiet++) {
        const before = sleepers.size;
        await tick();
        if (requests > 0 || sleepers.size !== before) {
          quiet = -1;
        }
      }
      const next = [...sleepers].sort((a, b) => a.atMs - b.atMs)[0];
      if (next !== undefined) {
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
    }
    isMoving = false;
  }

  return {
    dispatcher,
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve();
          return;
        }
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const sleeper = { atMs: nowMs + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", wake, { once: true });
        if (!isMoving) {
          void move();
        }
      }),
    async close() {
      isClosed = true;
      await agent.destroy();
    },
  };
}

/** The handler with a call at the end of its request, whichever end that is. */
function counted(handler: Dispatcher.DispatchHandler, end: () => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...args) => handler.onRequestStart?.(...args),
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (...args) => handler.onResponseData?.(...args),
    onResponseEnd: (...args) => {
      end();
      handler.onResponseEnd?.(...args);
    },
    onResponseError: (...args) => {
      end();
      handler.onResponseError?.(...args);
    },
  };
}

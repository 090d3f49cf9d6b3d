import type { Look } from "../model/session";
import type { GateHooks } from "./gate-hooks";

/** Listens for what others see of the session, so that one look serves all who wait for it. */
export interface RestBell {
  /** Whether somebody has seen the session at rest, which is not used yet. */
  readonly hasRung: boolean;
  /** Sleeps until the time is over, the signal aborts or it rings; not at all if it has rung. */
  sleep(ms: number): Promise<void>;
  /** What rang, once. */
  answer(): Look | undefined;
  stop(): void;
}

/** One that never rings: for a session whose rest is known, and no reason to go on. */
export function silentBell({ clock, signal }: GateHooks): RestBell {
  return {
    hasRung: false,
    sleep: (ms) => clock.sleep(ms, signal),
    answer: () => undefined,
    stop: () => undefined,
  };
}

export function restBell({ clock, signal, onRest }: GateHooks): RestBell {
  let told: Look | undefined;
  let wake: (() => void) | undefined;
  const stop = onRest((look) => {
    told = look;
    wake?.();
  });
  return {
    get hasRung() {
      return told !== undefined;
    },
    async sleep(ms) {
      if (told === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          void clock.sleep(ms, signal).then(resolve);
        });
        wake = undefined;
      }
    },
    answer() {
      const look = told;
      told = undefined;
      return look;
    },
    stop,
  };
}

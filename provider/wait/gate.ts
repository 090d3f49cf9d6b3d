import type { BusyPolicy } from "../model/policies";
import { type Look, type ObservedSession, standingOf } from "../model/session";
import { backoff, lookBackoff } from "./backoff";
import type { Clock } from "./clock";

/** How long and by which means to wait for a session to come to rest. */
export interface GateBounds {
  readonly policy: BusyPolicy;
  /** Milliseconds from the making of the gate until it gives up. */
  readonly timeoutMs: number;
  /** Milliseconds until `waitThenInterrupt` interrupts. */
  readonly interruptAfterMs: number;
}

export interface GateDependencies {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** One look at the session. */
  readonly look: () => Promise<Look>;
  /** Sends one interrupt; how that ended shows in the looks that follow. */
  readonly interrupt: () => Promise<void>;
  /** Told before every wait what is waited for and until when. */
  readonly progress: (message: string) => void;
}

/** Where the gate led. Only `open` lets a write follow. */
export type Passage =
  /** The session is idle; `session` is the last look at it. */
  | { readonly kind: "open"; readonly session: ObservedSession }
  /** The session will never be idle again. */
  | { readonly kind: "archived" | "terminated"; readonly session: ObservedSession }
  | { readonly kind: "gone" }
  /** It is busy and the policy is to fail. */
  | { readonly kind: "busy"; readonly status: string }
  | {
      readonly kind: "timeout";
      readonly status: string;
      readonly waitedMs: number;
      readonly interruptSent: boolean;
    }
  | { readonly kind: "cancelled"; readonly status: string; readonly interruptSent: boolean };

/**
 * Lets a write through only while the session is idle. One gate serves one operation: however often it is passed, the
 * deadline is the same and at most one interrupt is sent. Final states end the wait at once (API §5.1, §5.5).
 */
export interface Gate {
  /** Starts from a look that was just taken; takes further ones, with a back-off, only while the session is busy. */
  pass(session: ObservedSession): Promise<Passage>;
  readonly interruptSent: boolean;
}

/** The least time between two looks, which bounds their number whatever the clock says. */
const shortestDelayMs = lookBackoff.firstMs * 0.75;

export function createGate(bounds: GateBounds, dependencies: GateDependencies): Gate {
  const { clock, signal } = dependencies;
  const openedAt = clock.now();
  const deadline = openedAt + bounds.timeoutMs;
  const interruptAt = interruptTime(bounds, openedAt);
  let interruptSent = false;
  let looksLeft = Math.ceil(bounds.timeoutMs / shortestDelayMs) + 10;

  async function pass(first: ObservedSession): Promise<Passage> {
    const delays = backoff(lookBackoff, dependencies.random);
    let session = first;
    while (true) {
      const end = settled(session) ?? (await endWhileBusy(session.status));
      if (end !== undefined) {
        return end;
      }
      const look = await waitAndLook(session.status, delays.next().value);
      if (look.kind !== "found") {
        return look;
      }
      session = look.session;
    }
  }

  /** Why not to wait any longer for a session that is busy; sends the interrupt when its time has come. */
  async function endWhileBusy(status: string): Promise<Passage | undefined> {
    if (bounds.policy === "fail") {
      return { kind: "busy", status };
    }
    if (signal?.aborted) {
      return { kind: "cancelled", status, interruptSent };
    }
    const now = clock.now();
    if (now >= deadline || looksLeft <= 0) {
      return { kind: "timeout", status, waitedMs: now - openedAt, interruptSent };
    }
    if (!interruptSent && now >= interruptAt) {
      interruptSent = true;
      await dependencies.interrupt();
    }
    return undefined;
  }

  /** The delay is shortened so that a look falls on the moment of the interrupt and on the deadline. */
  async function waitAndLook(
    status: string,
    delayMs: number,
  ): Promise<Look | Extract<Passage, { readonly kind: "cancelled" }>> {
    const now = clock.now();
    dependencies.progress(progressText(status, now));
    const nextEvent = interruptSent ? deadline : Math.min(deadline, interruptAt);
    await clock.sleep(Math.max(0, Math.min(delayMs, nextEvent - now)), signal);
    if (signal?.aborted) {
      return { kind: "cancelled", status, interruptSent };
    }
    looksLeft -= 1;
    return dependencies.look();
  }

  function progressText(status: string, now: number): string {
    const seconds = (ms: number) => `${Math.max(0, Math.round(ms / 1000))} s`;
    const waited = `the session is ${status}; waited ${seconds(now - openedAt)} for it to be idle`;
    const limit = `giving up in ${seconds(deadline - now)}`;
    if (interruptSent) {
      return `${waited}, interrupt sent, ${limit}`;
    }
    return Number.isFinite(interruptAt)
      ? `${waited}, interrupting in ${seconds(interruptAt - now)}, ${limit}`
      : `${waited}, ${limit}`;
  }

  return {
    pass,
    get interruptSent() {
      return interruptSent;
    },
  };
}

function interruptTime(bounds: GateBounds, openedAt: number): number {
  switch (bounds.policy) {
    case "interrupt":
      return openedAt;
    case "waitThenInterrupt":
      return openedAt + bounds.interruptAfterMs;
    case "wait":
    case "fail":
      return Number.POSITIVE_INFINITY;
  }
}

function settled(session: ObservedSession): Passage | undefined {
  const standing = standingOf(session);
  switch (standing) {
    case "idle":
      return { kind: "open", session };
    case "archived":
    case "terminated":
      return { kind: standing, session };
    case "busy":
      return undefined;
  }
}

import type { BusyPolicy } from "../model/policies";
import {
  factsOf,
  type Look,
  type ObservedSession,
  type SessionFacts,
  standingOf,
} from "../model/session";
import { backoff, lookBackoff } from "./backoff";
import type { Clock } from "./clock";
import { whyStopped } from "./stop";

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
  /** One look at the session, of which this was seen before. */
  readonly look: (seen: SessionFacts) => Promise<Look>;
  /** How long to sleep for a look that is due in `delayMs`; as long as that, if left out. */
  readonly rhythm?: (delayMs: number) => number;
  /** Tells of a look of somebody else in this process that shows the session at rest, until what it returns is called. */
  readonly onRest?: (tell: (look: Look) => void) => () => void;
  /** Sends one interrupt; false if it was refused. What it does shows in the looks that follow. */
  readonly interrupt: () => Promise<boolean>;
  /**
   * Asked when the time for the interrupt has come: true if somebody else in this process has interrupted the session
   * and waits for it to rest, which serves this wait as well.
   */
  readonly joinInterrupt?: () => boolean;
  /** Ids of tool calls that wait for a person's answer; an interrupt would drop them (API §5.4). */
  readonly awaitedEvents: () => Promise<readonly string[]>;
  /** Told before every wait what is waited for and until when. */
  readonly progress: (message: string) => void;
}

/** Where the gate led. Only `open` lets a write follow. */
export type Passage =
  /** The session is idle; `session` is the last look at it. */
  | {
      readonly kind: "open";
      readonly session: ObservedSession;
      readonly seenAtMs: number;
      /** As in the look. */
      readonly asOfWrite?: number;
    }
  /** The session will never be idle again. */
  | { readonly kind: "archived" | "terminated"; readonly session: SessionFacts }
  | { readonly kind: "gone" }
  /** It is busy and the policy is to fail. */
  | { readonly kind: "busy"; readonly status: string }
  | (WaitEnd & { readonly kind: "timeout" })
  | (WaitEnd & { readonly kind: "cancelled"; readonly why: string });

/** What a wait that came to nothing has seen. */
export interface WaitEnd {
  readonly status: string;
  readonly waitedMs: number;
  /** How often the gate was passed with a session that was busy; more than one means that it went back to work. */
  readonly rounds: number;
  readonly interruptSent: boolean;
  /** Tool calls that wait for a person, for whose sake no interrupt was sent. */
  readonly awaitedEvents: readonly string[];
}

/**
 * Lets a write through only while the session is idle. One gate serves one operation: however often it is passed, the
 * deadline is the same and at most one interrupt is sent. Final states end the wait at once (API §5.1, §5.5).
 */
export interface Gate {
  /**
   * Starts from what was just seen of a busy session and takes further looks with a back-off. Between them it holds no
   * arrays, so that a thousand waits cost little memory.
   */
  pass(seen: SessionFacts): Promise<Passage>;
  /** True once an interrupt was sent that the API did not refuse. */
  readonly interruptSent: boolean;
}

/** The least time between two looks, which bounds their number whatever the clock says. */
const shortestDelayMs = lookBackoff.firstMs * 0.75;

export function createGate(bounds: GateBounds, dependencies: GateDependencies): Gate {
  const { clock, signal } = dependencies;
  const openedAt = clock.now();
  const deadline = openedAt + bounds.timeoutMs;
  const interruptAt = interruptTime(bounds, openedAt);
  let interruptTried = false;
  let interruptSent = false;
  /** Somebody else's interrupt stands in for ours. */
  let isServed = false;
  /** A look of somebody else at the session at rest, not used yet. */
  let told: Look | undefined;
  let wake: (() => void) | undefined;
  let awaitedEvents: readonly string[] = [];
  let rounds = 0;
  let delays = backoff(lookBackoff, dependencies.random);
  let looksLeft = Math.ceil(bounds.timeoutMs / shortestDelayMs) + 10;

  async function pass(first: SessionFacts): Promise<Passage> {
    const stopListening = dependencies.onRest?.((look) => {
      told = look;
      wake?.();
    });
    try {
      return await passWhileTold(first);
    } finally {
      stopListening?.();
      told = undefined;
    }
  }

  async function passWhileTold(first: SessionFacts): Promise<Passage> {
    delays = backoff(lookBackoff, dependencies.random);
    rounds += 1;
    let seen = first;
    while (true) {
      const end = ended(seen) ?? (await endWhileBusy(seen.status));
      if (end !== undefined) {
        return end;
      }
      const look = await waitAndLook(seen, delays.next().value);
      if (look.kind !== "found") {
        return look;
      }
      if (standingOf(look.session) === "idle") {
        return { ...look, kind: "open", seenAtMs: look.seenAtMs ?? clock.now() };
      }
      seen = factsOf(look.session);
    }
  }

  /** Why not to wait any longer for a session that is busy; sends the interrupt when its time has come. */
  async function endWhileBusy(status: string): Promise<Passage | undefined> {
    if (bounds.policy === "fail") {
      return { kind: "busy", status };
    }
    if (signal?.aborted) {
      return { kind: "cancelled", why: whyStopped(signal), ...waitEnd(status) };
    }
    if (clock.now() >= deadline || looksLeft <= 0) {
      return { kind: "timeout", ...waitEnd(status) };
    }
    if (!interruptTried && clock.now() >= interruptAt) {
      await interruptUnlessAwaited();
    }
    return undefined;
  }

  /** Only `whenBusy: "interrupt"` asks for a person's pending answer to be dropped. */
  async function interruptUnlessAwaited(): Promise<void> {
    isServed = dependencies.joinInterrupt?.() === true;
    if (isServed) {
      return;
    }
    awaitedEvents = bounds.policy === "interrupt" ? [] : await dependencies.awaitedEvents();
    // Meanwhile somebody else may have interrupted it, or seen it at rest.
    isServed = told === undefined && dependencies.joinInterrupt?.() === true;
    if (awaitedEvents.length > 0 || isServed || told !== undefined) {
      return;
    }
    interruptTried = true;
    interruptSent = await dependencies.interrupt();
    // An interrupted session stops soon, so it is looked at often again.
    delays = backoff(lookBackoff, dependencies.random);
  }

  function waitEnd(status: string): WaitEnd {
    return { status, waitedMs: clock.now() - openedAt, rounds, interruptSent, awaitedEvents };
  }

  /** The delay is shortened so that a look falls on the moment of the interrupt and on the deadline. */
  async function waitAndLook(
    seen: SessionFacts,
    delayMs: number,
  ): Promise<Look | Extract<Passage, { readonly kind: "cancelled" }>> {
    const now = clock.now();
    dependencies.progress(progressText(seen.status, now));
    const untilInterrupt = interruptTried || now >= interruptAt ? deadline : interruptAt;
    const nextEvent = Math.min(deadline, untilInterrupt);
    const dueMs = dependencies.rhythm?.(delayMs) ?? delayMs;
    await sleepUntilTold(Math.max(0, Math.min(dueMs, nextEvent - now)));
    if (signal?.aborted) {
      return { kind: "cancelled", why: whyStopped(signal), ...waitEnd(seen.status) };
    }
    if (told === undefined) {
      looksLeft -= 1;
      const look = await dependencies.look(seen);
      // What was told while this look was under way is the newer one.
      told ??= look;
    }
    const newest = told;
    told = undefined;
    return newest;
  }

  async function sleepUntilTold(ms: number): Promise<void> {
    if (told === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        void clock.sleep(ms, signal).then(resolve);
      });
      wake = undefined;
    }
  }

  function progressText(status: string, now: number): string {
    const seconds = (ms: number) => `${Math.max(0, Math.round(ms / 1000))} s`;
    const waited = `the session is ${status}; waited ${seconds(now - openedAt)} for it to be idle`;
    const limit = `giving up in ${seconds(deadline - now)}`;
    if (interruptTried) {
      return `${waited}, interrupt ${interruptSent ? "sent" : "refused"}, ${limit}`;
    }
    if (isServed) {
      return `${waited}, interrupted for another resource of this stack, ${limit}`;
    }
    if (awaitedEvents.length > 0) {
      return `${waited}, not interrupting because a person's answer to ${awaitedEvents.join(", ")} is awaited, ${limit}`;
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

function ended(seen: SessionFacts): Passage | undefined {
  const standing = standingOf(seen);
  return standing === "archived" || standing === "terminated"
    ? { kind: standing, session: seen }
    : undefined;
}

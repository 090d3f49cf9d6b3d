import { isProviderError, type ProviderError } from "../errors";
import { type SessionFacts, standingOf } from "../model/session";
import { workflowRunOpenCode } from "../model/workflow-run";
import { createGate, type Gate } from "../wait/gate";
import type { GateHooks, Unseen } from "../wait/gate-hooks";
import type { InterruptOutcome } from "../wait/interrupts";
import type { Interruption } from "../wait/shared-interrupts";
import type { BusyBounds } from "./busy-bounds";
import type { Dependencies } from "./dependencies";
import { recordedSince } from "./interruption";
import { lookAt } from "./look-at";
import type { WriteOutcome } from "./session-api";
import { callOf, type VerbContext } from "./verb";
import type { Waiting } from "./wait-rhythm";

/** A gate that knows who else waits for the session. */
export interface OpenedGate extends Gate {
  /** The interrupt that this wait was served by, its own or somebody else's; undefined if there was none. */
  readonly interruption: Interruption | undefined;
}

/** The gate of one verb on one session, bounded by the inputs and by the engine, whichever ends first. */
export function openGate(
  bounds: BusyBounds,
  dependencies: Dependencies,
  context: VerbContext,
): OpenedGate {
  const { looks } = dependencies;
  const { timeoutMs = Number.POSITIVE_INFINITY } = context;
  const company = keepCompany(bounds.sessionId, dependencies);
  let waiting: Waiting | undefined;
  const gate = createGate(
    {
      policy: bounds.whenBusy,
      timeoutMs: Math.min(bounds.waitTimeoutSeconds * 1000, timeoutMs),
      interruptAfterMs: bounds.interruptAfterSeconds * 1000,
    },
    {
      ...hooksOf(bounds.sessionId, company, dependencies, context),
      rhythm: (delayMs) => waiting?.delayMs(delayMs) ?? delayMs,
    },
  );
  return {
    async pass(seen, hold) {
      waiting = looks.startWaiting();
      context.onWait?.();
      try {
        return await gate.pass(seen, hold);
      } finally {
        waiting?.stop();
        company.stopInterrupting();
      }
    },
    get interruption() {
      return company.interruption();
    },
  };
}

function hooksOf(
  sessionId: string,
  company: Company,
  dependencies: Dependencies,
  context: VerbContext,
): Omit<GateHooks, "rhythm"> {
  const { api, clock, random, rests } = dependencies;
  const call = callOf(context);
  return {
    clock,
    random,
    signal: context.signal,
    look: ({ agentId }, signal) =>
      orUnseen(async () => {
        const seen = await lookAt(sessionId, agentId, dependencies, { ...context, signal });
        if (seen.kind === "found" && standingOf(seen.session) === "idle") {
          // With its time, because whoever is told may come to it later.
          rests.tell(sessionId, { seenAtMs: clock.now(), ...seen });
        }
        return seen;
      }),
    onRest: (tell) => rests.listen(sessionId, tell),
    interrupt: (seen) =>
      company.interrupt(seen, async () =>
        outcomeOf(await api.interruptSession(sessionId, call).catch(notSent)),
      ),
    isInterruptRecorded: (signal) =>
      orUnseen(async () => {
        const recorded = await api.listInterrupts(sessionId, callOf({ ...context, signal }));
        // Of a session that is gone nothing more is to be expected; the next look says so.
        return recorded === undefined || recordedSince(recorded, company.interruption()).length > 0;
      }),
    joinInterrupt: company.join,
    awaitedEvents: (signal) =>
      orUnseen(async () => {
        const pending = await api.listPendingActions(sessionId, callOf({ ...context, signal }));
        return pending.map(({ eventId }) => eventId);
      }),
    runEvents: (cursor, signal) =>
      orUnseen(() => api.listRunEvents(sessionId, cursor, callOf({ ...context, signal }))),
    progress: (message) => context.reporter.progress(message),
  };
}

/** The interrupts of this wait among those of others in this process. */
interface Company {
  interrupt(seen: SessionFacts, send: () => Promise<InterruptOutcome>): Promise<InterruptOutcome>;
  join(): boolean;
  stopInterrupting(): void;
  interruption(): Interruption | undefined;
}

function keepCompany(sessionId: string, { interrupts }: Dependencies): Company {
  let interruption: Interruption | undefined;
  let own: Interruption | undefined;
  const stopInterrupting = () => {
    if (own !== undefined) {
      own = undefined;
      interrupts.noteOver(sessionId);
    }
  };
  return {
    async interrupt(seen, send) {
      // One that is sent again stands for the first.
      own ??= interrupts.note(sessionId, seen.updatedAt);
      const sending = own;
      const outcome = await send();
      if (outcome.kind === "refused") {
        stopInterrupting();
      } else {
        interruption = sending;
      }
      return outcome;
    },
    join() {
      const others = interrupts.of(sessionId);
      if (others === undefined || others === own) {
        return false;
      }
      interruption = others;
      return true;
    },
    stopInterrupting,
    interruption: () => interruption,
  };
}

function outcomeOf(outcome: WriteOutcome): InterruptOutcome {
  switch (outcome.kind) {
    case "done":
      return { kind: "sent" };
    case "unclear":
      return {
        kind: "unclear",
        reason: seenIn(outcome.failure),
        askedPauseMs: outcome.askedPause?.ms ?? 0,
      };
    case "refused": {
      const { refusal } = outcome;
      const isRunOpen = refusal.facts.errorCode === workflowRunOpenCode;
      return { kind: "refused", reason: seenIn(refusal), isRunOpen };
    }
    case "gone":
      return { kind: "refused", reason: "the session is gone", isRunOpen: false };
  }
}

/** Whatever failed for certain had no effect, and may do better later; a refusal of the credential will not. */
function notSent(error: unknown): WriteOutcome {
  if (!isProviderError(error) || error.kind === "unauthorised") {
    throw error;
  }
  return { kind: "refused", refusal: error };
}

/** What the work comes to; a failure that may pass is no news, and only says why nothing was seen. */
async function orUnseen<Value>(work: () => Promise<Value>): Promise<Value | Unseen> {
  try {
    return await work();
  } catch (error) {
    if (!isProviderError(error) || error.kind === "unauthorised") {
      throw error;
    }
    return { kind: "unseen", reason: seenIn(error) };
  }
}

function seenIn({ facts, message }: ProviderError): string {
  return facts.seen ?? message;
}

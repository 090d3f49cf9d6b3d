import { isProviderError, type ProviderError } from "../errors";
import type { SessionOverridesInputs } from "../model/inputs";
import { type ObservedSession, standingOf } from "../model/session";
import type { Change } from "../plan/changes";
import { changesLeft, planUpdate, type UpdatePlan } from "../plan/plan-update";
import { backoff, lookBackoff } from "../wait/backoff";
import type { Gate } from "../wait/gate";
import {
  goneError,
  impossibleError,
  passageError,
  unsettledError,
  unverifiedError,
} from "./sentences";
import type { WriteOutcome } from "./session-api";
import { callOf, type Dependencies, openGate, type VerbContext } from "./verb";

/** How a session came to be, or did not come to be, what was desired. */
export type Reconciled =
  | {
      readonly kind: "settled";
      readonly session: ObservedSession;
      /** What was changed on the session; empty if nothing had to be. */
      readonly changes: readonly Change[];
    }
  | {
      readonly kind: "failed";
      readonly error: ProviderError;
      /** The last look at the session before it failed, if there was one. */
      readonly session: ObservedSession | undefined;
      /** Whether a write was sent that may have taken effect. */
      readonly written: boolean;
    };

/** A session that goes back to work between idle and the write is waited for again, this many times at most. */
const roundsMax = 20;
/** How often in a row the API may refuse the update of a session that a look calls idle: then it means it (API §5.5). */
const idleRefusalsMax = 2;
/** How many updates may be lost on the way, with the session unchanged afterwards. */
const lostWritesMax = 3;

const intent = "update the tools of";

/** What has happened so far, for the report of a failure. */
interface Journal {
  session: ObservedSession | undefined;
  written: boolean;
}

/**
 * Makes the session what is desired: observe, plan, gate, plan again on the gate's last look, apply, verify. Create,
 * update and adopt are this one flow. If nothing differs there is no wait, no interrupt and no write.
 *
 * Requests on an idle session: one GET and one POST. Duration: at most the smaller of `waitTimeoutSeconds` and the
 * engine's timeout, plus the time bounds of the requests that follow the last look.
 */
export async function reconcile(
  desired: SessionOverridesInputs,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<Reconciled> {
  const journal: Journal = { session: undefined, written: false };
  try {
    return await converge(desired, dependencies, context, journal);
  } catch (error) {
    if (!isProviderError(error)) {
      throw error;
    }
    return { kind: "failed", error, ...journal };
  }
}

async function converge(
  desired: SessionOverridesInputs,
  dependencies: Dependencies,
  context: VerbContext,
  journal: Journal,
): Promise<Reconciled> {
  const { sessionId } = desired;
  const look = () => lookAt(sessionId, dependencies, context, journal);
  const gate = openGate(desired, dependencies, context);
  const delays = backoff(lookBackoff, dependencies.random);
  const failures = { idleRefusals: 0, lostWrites: 0 };
  let lastFailure: ProviderError | undefined;
  let changes: readonly Change[] = [];
  let session = await look();

  for (let round = 1; round <= roundsMax; round++) {
    const next = await nextStep(desired, session, gate, journal);
    if (next.kind === "nothing") {
      return { kind: "settled", session: next.session, changes: journal.written ? changes : [] };
    }
    changes = next.changes;
    const outcome = await dependencies.api.updateSession(sessionId, next.patch, callOf(context));
    if (outcome.kind === "gone") {
      throw goneError(sessionId, intent);
    }
    if (outcome.kind === "done") {
      journal.written = true;
      journal.session = outcome.session ?? journal.session;
      return { kind: "settled", session: await verified(desired, outcome.session, look), changes };
    }
    lastFailure = outcome.kind === "unclear" ? outcome.failure : outcome.refusal;
    journal.written ||= outcome.kind === "unclear";
    session = await look();
    countFailure(outcome, session, failures);
    if (standingOf(session) === "idle") {
      await dependencies.clock.sleep(delays.next().value, context.signal);
    }
  }
  throw unsettledError(sessionId, intent, roundsMax, lastFailure);
}

type NextStep =
  | { readonly kind: "nothing"; readonly session: ObservedSession }
  | Extract<UpdatePlan, { readonly kind: "write" }>;

/** Plans, waits for idle if there is something to write, and plans again if the wait brought a newer look. */
async function nextStep(
  desired: SessionOverridesInputs,
  session: ObservedSession,
  gate: Gate,
  journal: Journal,
): Promise<NextStep> {
  const plan = possiblePlan(desired, session);
  if (plan.kind === "nothing") {
    return { kind: "nothing", session };
  }
  const passage = await gate.pass(session);
  if (passage.kind !== "open") {
    throw passageError(passage, intent, desired);
  }
  journal.session = passage.session;
  const planNow = passage.session === session ? plan : possiblePlan(desired, passage.session);
  return planNow.kind === "nothing" ? { kind: "nothing", session: passage.session } : planNow;
}

function possiblePlan(
  desired: SessionOverridesInputs,
  session: ObservedSession,
): Exclude<UpdatePlan, { readonly kind: "impossible" }> {
  const plan = planUpdate(desired, session);
  if (plan.kind === "impossible") {
    throw impossibleError(desired.sessionId, plan.reasons);
  }
  return plan;
}

async function lookAt(
  sessionId: string,
  dependencies: Dependencies,
  context: VerbContext,
  journal: Journal,
): Promise<ObservedSession> {
  const look = await dependencies.api.getSession(sessionId, callOf(context));
  if (look.kind === "gone") {
    throw goneError(sessionId, intent);
  }
  journal.session = look.session;
  return look.session;
}

/**
 * Holds the answer against what was meant. A stale answer is legal (API §7, row 22), so one that disagrees is looked at
 * once more before it is an error.
 */
async function verified(
  desired: SessionOverridesInputs,
  answer: ObservedSession | undefined,
  look: () => Promise<ObservedSession>,
): Promise<ObservedSession> {
  if (answer !== undefined && changesLeft(desired, answer).length === 0) {
    return answer;
  }
  const session = await look();
  const left = changesLeft(desired, session);
  if (left.length > 0) {
    throw unverifiedError(session, left);
  }
  return session;
}

/** Gives up on what repetition does not mend; busy sessions are the gate's to bound. */
function countFailure(
  outcome: Extract<WriteOutcome, { readonly kind: "refused" | "unclear" }>,
  session: ObservedSession,
  failures: { idleRefusals: number; lostWrites: number },
): void {
  if (outcome.kind === "unclear") {
    failures.lostWrites += 1;
    if (failures.lostWrites >= lostWritesMax) {
      throw outcome.failure;
    }
    return;
  }
  failures.idleRefusals = standingOf(session) === "idle" ? failures.idleRefusals + 1 : 0;
  if (failures.idleRefusals >= idleRefusalsMax) {
    throw outcome.refusal;
  }
}

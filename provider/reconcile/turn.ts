import { type ObservedSession, standingOf } from "../model/session";
import { changesBetween } from "../plan/changes";
import { canonicalArrays, type EffectiveArrays } from "../plan/effective";
import { planWrite, type UpdatePlan } from "../plan/plan-update";
import { backoff, lookBackoff } from "../wait/backoff";
import { findLostUpdates } from "./guard";
import type { Journal } from "./reconcile";
import { goneError, impossibleError, unsettledError, unverifiedError } from "./sentences";
import type { WriteOutcome } from "./session-api";
import type { Target } from "./target";
import { callOf, type Dependencies, type VerbContext } from "./verb";

/** How one turn at a session ended. */
export type Turn =
  | { readonly kind: "settled"; readonly session: ObservedSession }
  /** There is something to write and the session is not idle. */
  | { readonly kind: "wait"; readonly session: ObservedSession }
  /** The write failed in a way that a new look may mend. */
  | { readonly kind: "again" };

type Write = Extract<UpdatePlan, { readonly kind: "write" }>;

/** How often in a row the API may refuse the update of a session that a look calls idle: then it means it (API §5.5). */
const idleRefusalsMax = 2;
const lostWritesMax = 3;
/** How often a write is repeated for the sake of entries that another writer would have lost. */
const rewritesMax = 5;

/** Plans on this look, writes if the session is idle, and verifies. Nobody else in this process writes meanwhile. */
export async function takeTurn(
  target: Target,
  session: ObservedSession,
  dependencies: Dependencies,
  context: VerbContext,
  journal: Journal,
): Promise<Turn> {
  const effective = target.effective(session);
  const plan = possiblePlan(target, effective, session);
  journal.baseline ??= target.baselineBefore(session);
  if (plan.kind === "nothing") {
    journal.changes = journal.written ? journal.changes : [];
    return { kind: "settled", session };
  }
  if (standingOf(session) !== "idle") {
    return { kind: "wait", session };
  }
  journal.changes = plan.changes;
  const outcome = await send(target, plan, dependencies, context, journal);
  if (outcome.kind !== "done") {
    return afterFailure(target, outcome, dependencies, context, journal);
  }
  effective.notes.forEach(context.reporter.info);
  const written = await verified(target, outcome.session, dependencies, context, journal);
  if (!target.isShared) {
    return { kind: "settled", session: written };
  }
  const kept = await keepOthers(target, session, written, plan, dependencies, context, journal);
  return { kind: "settled", session: kept };
}

function possiblePlan(
  target: Target,
  effective: EffectiveArrays,
  session: ObservedSession,
): Exclude<UpdatePlan, { readonly kind: "impossible" }> {
  const plan = planWrite(effective, session);
  if (plan.kind === "impossible") {
    throw impossibleError(target.bounds.sessionId, target.intent, plan.reasons);
  }
  return plan;
}

async function send(
  target: Target,
  plan: Write,
  { api, turns }: Dependencies,
  context: VerbContext,
  journal: Journal,
): Promise<Exclude<WriteOutcome, { readonly kind: "gone" }>> {
  const { sessionId } = target.bounds;
  const outcome = await api.updateSession(sessionId, plan.patch, callOf(context));
  if (outcome.kind === "gone") {
    throw goneError(sessionId, target.intent);
  }
  if (outcome.kind !== "refused") {
    journal.written = true;
    turns.noteWrite(sessionId);
  }
  return outcome;
}

/**
 * Holds the answer against what was meant. A stale answer is legal (API §7, row 22), so one that disagrees is looked at
 * once more before it is an error.
 */
async function verified(
  target: Target,
  answer: ObservedSession | undefined,
  dependencies: Dependencies,
  context: VerbContext,
  journal: Journal,
): Promise<ObservedSession> {
  if (answer !== undefined && changesLeft(target, answer).length === 0) {
    journal.session = answer;
    return answer;
  }
  const session = await lookAgain(target, dependencies, context, journal);
  const left = changesLeft(target, session);
  if (left.length > 0) {
    throw unverifiedError(session, left);
  }
  return session;
}

function changesLeft(target: Target, session: ObservedSession) {
  return changesBetween(canonicalArrays(session), canonicalArrays(target.effective(session)));
}

/** Writes again, a bounded number of times, while the record shows that two writers lost each other's entries. */
async function keepOthers(
  target: Target,
  look: ObservedSession,
  written: ObservedSession,
  plan: Write,
  dependencies: Dependencies,
  context: VerbContext,
  journal: Journal,
): Promise<ObservedSession> {
  const sent = [plan.effective];
  const delays = backoff(lookBackoff, dependencies.random);
  let session = written;
  for (let rewrite = 1; rewrite <= rewritesMax; rewrite++) {
    const finding = await findLostUpdates(target, look, sent, dependencies, context);
    if (finding.kind === "clear") {
      return session;
    }
    const again = possiblePlan(target, finding.effective, { ...session, ...finding.actual });
    if (again.kind === "nothing") {
      return session;
    }
    await dependencies.clock.sleep(delays.next().value, context.signal);
    const outcome = await send(target, again, dependencies, context, journal);
    if (outcome.kind !== "done") {
      journal.lastFailure = outcome.kind === "refused" ? outcome.refusal : outcome.failure;
      throw unsettledError(target.bounds.sessionId, target.intent, rewrite, journal.lastFailure);
    }
    sent.push(again.effective);
    session = await verified(target, outcome.session, dependencies, context, journal);
  }
  throw unsettledError(target.bounds.sessionId, target.intent, rewritesMax, journal.lastFailure);
}

/** Classifies a failed write by a look, never by its text (API §5.5). */
async function afterFailure(
  target: Target,
  outcome: Extract<WriteOutcome, { readonly kind: "refused" | "unclear" }>,
  dependencies: Dependencies,
  context: VerbContext,
  journal: Journal,
): Promise<Turn> {
  journal.lastFailure = outcome.kind === "refused" ? outcome.refusal : outcome.failure;
  const session = await lookAgain(target, dependencies, context, journal);
  const plan = possiblePlan(target, target.effective(session), session);
  if (plan.kind === "nothing") {
    return { kind: "settled", session };
  }
  const isIdle = standingOf(session) === "idle";
  if (outcome.kind === "unclear") {
    journal.lostWrites += 1;
  } else {
    journal.idleRefusals = isIdle ? journal.idleRefusals + 1 : 0;
  }
  if (journal.idleRefusals >= idleRefusalsMax || journal.lostWrites >= lostWritesMax) {
    throw journal.lastFailure;
  }
  return isIdle ? { kind: "again" } : { kind: "wait", session };
}

async function lookAgain(
  target: Target,
  { api }: Dependencies,
  context: VerbContext,
  journal: Journal,
): Promise<ObservedSession> {
  const look = await api.getSession(target.bounds.sessionId, callOf(context));
  if (look.kind === "gone") {
    throw goneError(target.bounds.sessionId, target.intent);
  }
  journal.session = look.session;
  return look.session;
}

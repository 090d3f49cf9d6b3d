import { factsOf, type ObservedSession, type SessionFacts, standingOf } from "../model/session";
import { changesBetween } from "../plan/changes";
import { canonicalArrays, type EffectiveArrays } from "../plan/effective";
import { planWrite, type UpdatePlan } from "../plan/plan-update";
import { type Finding, findLostUpdates } from "./guard";
import type { Journal } from "./journal";
import {
  crowdedError,
  goneError,
  impossibleError,
  keptSentence,
  unguardedWarning,
  unverifiedError,
} from "./sentences";
import type { WriteOutcome } from "./session-api";
import type { Target } from "./target";
import { callOf, type Dependencies, type VerbContext } from "./verb";

/** How one turn at a session ended. */
export type Turn =
  | { readonly kind: "settled"; readonly session: ObservedSession }
  /** There is something to write and the session is not idle. */
  | { readonly kind: "wait"; readonly seen: SessionFacts }
  /** Another turn is needed. */
  | { readonly kind: "again" };

type Write = Extract<UpdatePlan, { readonly kind: "write" }>;

/** How often in a row the API may refuse the update of a session that a look calls idle: then it means it (API §5.5). */
const idleRefusalsMax = 2;
const lostWritesMax = 3;
/** How often a write is repeated for the sake of entries that another writer would have lost. */
const rewritesMax = 5;

/** One turn: everything that may happen between one look and the next while nobody else in this process writes. */
export interface TurnAt {
  readonly target: Target;
  readonly dependencies: Dependencies;
  readonly context: VerbContext;
  readonly journal: Journal;
}

/** Plans on this look, writes if the session is idle, and verifies. */
export async function takeTurn(at: TurnAt, look: ObservedSession): Promise<Turn> {
  const { target, journal, context } = at;
  const objection = journal.written ? undefined : target.objection?.(look);
  if (objection !== undefined) {
    throw objection;
  }
  const { session, wanted } = await findWanted(at, look);
  const plan = possiblePlan(target, wanted, session);
  if (plan.kind === "nothing") {
    journal.baseline ??= target.baselineBefore(session);
    return { kind: "settled", session };
  }
  if (standingOf(session) !== "idle") {
    return { kind: "wait", seen: factsOf(session) };
  }
  if (!journal.written) {
    journal.baseline = target.baselineBefore(session);
    journal.changes = plan.changes;
  }
  const outcome = await send(at, session, plan);
  if (outcome.kind !== "done") {
    return afterFailure(at, outcome);
  }
  wanted.notes.forEach(context.reporter.info);
  return afterWrite(at, outcome.session);
}

/**
 * What the session has and what it is to have. Under `shared`, once a write was sent in this run, other writers' entries
 * that it may have lost belong to it too. The record is read anew for that: since it was read after the write this run
 * has paused, and others may have written, or have mended already what was lost.
 */
async function findWanted(
  at: TurnAt,
  look: ObservedSession,
): Promise<{
  readonly session: ObservedSession;
  readonly wanted: EffectiveArrays & { readonly notes: readonly string[] };
}> {
  const { target } = at;
  const finding = await find(at);
  if (finding?.kind !== "lost") {
    return { session: look, wanted: target.effective(look) };
  }
  const { actual, effective, others, missing } = finding;
  const notes = [keptSentence(target.bounds.sessionId, others, missing)];
  return { session: { ...look, ...actual }, wanted: { ...effective, notes } };
}

async function find({
  target,
  dependencies,
  context,
  journal,
}: TurnAt): Promise<Finding | undefined> {
  const { guarded } = journal;
  if (!target.isShared || guarded === undefined) {
    return undefined;
  }
  const finding = await findLostUpdates(target, guarded, dependencies, context);
  if (finding.kind === "lost") {
    journal.recorded = finding.known;
  }
  return finding;
}

function possiblePlan(
  target: Target,
  wanted: EffectiveArrays,
  session: ObservedSession,
): Exclude<UpdatePlan, { readonly kind: "impossible" }> {
  const plan = planWrite(wanted, session);
  if (plan.kind === "impossible") {
    throw impossibleError(target.bounds.sessionId, target.intent, plan.reasons);
  }
  return plan;
}

async function send(
  { target, dependencies, context, journal }: TurnAt,
  look: ObservedSession,
  plan: Write,
): Promise<Exclude<WriteOutcome, { readonly kind: "gone" }>> {
  const { sessionId } = target.bounds;
  const { api, turns } = dependencies;
  const outcome = await api.updateSession(sessionId, plan.patch, callOf(context));
  if (outcome.kind === "gone") {
    throw goneError(sessionId, target.intent);
  }
  if (outcome.kind !== "refused") {
    const { guarded } = journal;
    journal.written = true;
    journal.guarded = {
      look: guarded?.look ?? look,
      sent: [...(guarded?.sent ?? []), plan.effective],
      known: journal.recorded,
    };
    turns.noteWrite(sessionId);
  }
  return outcome;
}

/**
 * Holds the answer against what was meant. A stale answer is legal (API §7, row 22), so one that disagrees is looked at
 * once more before it is an error. Under `shared`, the record of updates then tells whether entries were lost.
 */
async function afterWrite(at: TurnAt, answer: ObservedSession | undefined): Promise<Turn> {
  const { target, journal, context } = at;
  const isAnswerGood = answer !== undefined && changesLeft(target, answer).length === 0;
  const seen = isAnswerGood ? answer : await lookAgain(at);
  journal.session = seen;
  const finding = await find(at);
  // An answer that nothing on record bears out may be an echo of the request, so the session itself is asked.
  const session = isAnswerGood && finding?.kind === "unrecorded" ? await lookAgain(at) : seen;
  const left = changesLeft(target, session);
  if (finding?.kind === "lost") {
    journal.rewrites += 1;
    if (journal.rewrites > rewritesMax) {
      throw crowdedError(target.bounds.sessionId, target.intent, journal.rewrites);
    }
    return { kind: "again" };
  }
  if (left.length > 0) {
    throw unverifiedError(session, left);
  }
  if (finding?.kind === "unrecorded") {
    context.reporter.warn(unguardedWarning(target.bounds.sessionId));
  }
  return { kind: "settled", session };
}

function changesLeft(target: Target, session: ObservedSession) {
  return changesBetween(canonicalArrays(session), canonicalArrays(target.effective(session)));
}

/** Classifies a failed write by a look, never by its text (API §5.5). */
async function afterFailure(
  at: TurnAt,
  outcome: Extract<WriteOutcome, { readonly kind: "refused" | "unclear" }>,
): Promise<Turn> {
  const { target, journal } = at;
  journal.lastFailure = outcome.kind === "refused" ? outcome.refusal : outcome.failure;
  const session = await lookAgain(at);
  if (outcome.kind === "unclear" && changesLeft(target, session).length === 0) {
    return afterWrite(at, session);
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
  return isIdle ? { kind: "again" } : { kind: "wait", seen: factsOf(session) };
}

async function lookAgain({
  target,
  dependencies,
  context,
  journal,
}: TurnAt): Promise<ObservedSession> {
  const { sessionId } = target.bounds;
  const look = await dependencies.api.getSession(sessionId, callOf(context));
  if (look.kind === "gone") {
    throw goneError(sessionId, target.intent);
  }
  journal.session = factsOf(look.session);
  return look.session;
}

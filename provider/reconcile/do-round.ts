import { factsOf, type ObservedSession, type SessionFacts, standingOf } from "../model/session";
import { changesBetween } from "../plan/changes";
import { canonicalArrays, type EffectiveArrays } from "../plan/effective";
import { planWrite, type UpdatePlan } from "../plan/plan-update";
import { afterRefusal } from "./after-refusal";
import { type Finding, findLostUpdates, seenAt } from "./guard";
import { againText, lostOnceMore, lostWritesError } from "./lost-writes";
import { lookAgain, type Round, type RoundEnd } from "./round";
import {
  crowdedError,
  goneError,
  impossibleError,
  keptSentence,
  listed,
  unguardedWarning,
  unverifiedError,
} from "./sentences";
import type { Unclear, WriteOutcome } from "./session-api";
import type { Target } from "./target";
import { callOf } from "./verb";

type Write = Extract<UpdatePlan, { readonly kind: "write" }>;

/** How often a write is repeated for the sake of entries that another writer would have lost. */
const rewritesMax = 5;

/** Plans on this look, writes if the session is idle, and verifies. */
export async function doRound(round: Round, look: ObservedSession): Promise<RoundEnd> {
  const { target, journal, context } = round;
  const objection = journal.written ? undefined : target.objection?.(look);
  if (objection !== undefined) {
    throw objection;
  }
  const { session, wanted } = await findWanted(round, look);
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
  const outcome = await send(round, session, plan);
  if (outcome.kind !== "done") {
    return afterFailure(round, session, outcome);
  }
  journal.refusals = undefined;
  wanted.notes.forEach(context.reporter.info);
  return afterWrite(round, outcome.session, session);
}

/**
 * What the session has and what it is to have. Under `shared`, once a write was sent in this run, other writers' entries
 * that it may have lost belong to it too. The record is read anew for that: since it was read after the write this run
 * has paused, and others may have written, or have mended already what was lost.
 */
async function findWanted(
  round: Round,
  look: ObservedSession,
): Promise<{
  readonly session: ObservedSession;
  readonly wanted: EffectiveArrays & { readonly notes: readonly string[] };
}> {
  const { target } = round;
  const finding = await find(round);
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
}: Round): Promise<Finding | undefined> {
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
  { target, dependencies, context, journal }: Round,
  look: ObservedSession,
  plan: Write,
): Promise<Exclude<WriteOutcome, { readonly kind: "gone" }>> {
  const { sessionId } = target.bounds;
  const { api, writes } = dependencies;
  const outcome = await api.updateSession(sessionId, plan.patch, callOf(context));
  if (outcome.kind === "gone") {
    throw goneError(sessionId, target.intent);
  }
  if (outcome.kind !== "refused") {
    const { guarded } = journal;
    journal.written = true;
    journal.guarded = {
      look: guarded?.look ?? look,
      sent: [...(guarded?.sent ?? []), { arrays: plan.effective, known: journal.recorded }],
    };
    writes.note(sessionId);
  }
  return outcome;
}

/**
 * Holds the answer against what was meant. A stale answer is legal (API §7, row 22), so one that disagrees is looked at
 * once more before it is an error; so is one that shows what was sent under the time of before. Under `shared`, the record of updates then tells whether entries were lost.
 */
async function afterWrite(
  round: Round,
  answer: ObservedSession | undefined,
  before: SessionFacts,
): Promise<RoundEnd> {
  const { target, journal, context } = round;
  const isAnswerGood =
    answer !== undefined && hasMoved(before, answer) && changesLeft(target, answer).length === 0;
  const seen = isAnswerGood ? answer : await lookAgain(round);
  journal.session = seen;
  if (hasMoved(before, seen) && changesLeft(target, seen).length === 0) {
    journal.guarded = seenAt(journal.guarded, seen.updatedAt);
  }
  const finding = await find(round);
  // An answer that nothing on record bears out may be an echo of the request, so the session itself is asked.
  const session = isAnswerGood && finding?.kind === "unrecorded" ? await lookAgain(round) : seen;
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

/**
 * The server's time of a session's last change moves with every change (API §3). An answer that shows other arrays and
 * the old time may be the request's own echo over what is still stored.
 */
function hasMoved(before: SessionFacts, after: SessionFacts): boolean {
  return before.updatedAt === undefined || before.updatedAt !== after.updatedAt;
}

function changesLeft(target: Target, session: ObservedSession) {
  return changesBetween(canonicalArrays(session), canonicalArrays(target.effective(session)));
}

/** Classifies a failed write by facts and by looks, never by its text (API §5.5). */
async function afterFailure(
  round: Round,
  before: ObservedSession,
  outcome: Extract<WriteOutcome, { readonly kind: "refused" | "unclear" }>,
): Promise<RoundEnd> {
  return outcome.kind === "refused"
    ? afterRefusal(round, before, outcome.refusal)
    : afterSilence(round, before, outcome);
}

async function afterSilence(
  round: Round,
  before: SessionFacts,
  outcome: Unclear,
): Promise<RoundEnd> {
  const { target, dependencies, context, journal } = round;
  const { clock, random } = dependencies;
  const { sessionId } = target.bounds;
  const answeredAtMs = clock.now();
  journal.lastFailure = outcome.failure;
  const session = await lookAgain(round);
  const left = changesLeft(target, session);
  if (left.length === 0) {
    return afterWrite(round, session, before);
  }
  const lost = lostOnceMore(journal.lostWrites, outcome, answeredAtMs, random);
  journal.lostWrites = lost;
  if (lost.isOver) {
    const missing = `still to change are ${listed(left.map((change) => change.sentence))}`;
    throw lostWritesError(sessionId, target.intent, lost, outcome, missing);
  }
  context.reporter.progress(againText(lost, outcome, clock.now()));
  return standingOf(session) === "idle"
    ? { kind: "again" }
    : { kind: "wait", seen: factsOf(session) };
}

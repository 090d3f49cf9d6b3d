import { type ProviderError, withSentence } from "../errors";
import { factsOf, type ObservedSession, standingOf } from "../model/session";
import { workflowRunOpenCode } from "../model/workflow-run";
import { isSameAnswer, mayStillPass, type Refusals, refusedAgain } from "./refusals";
import { lookAgain, type Round, type RoundEnd } from "./round";
import { goneError, heldSentence } from "./sentences";
import { callOf } from "./verb";

/**
 * What follows when the API refuses an update: whether the session is busy, though perhaps its status does not say so,
 * or the request will never do. Told by facts: the API's code, the looks, whether an update that changes nothing is
 * refused with the same answer, and when the session last moved.
 */
export async function afterRefusal(
  round: Round,
  before: ObservedSession,
  refusal: ProviderError,
): Promise<RoundEnd> {
  const { dependencies, journal } = round;
  const { clock } = dependencies;
  journal.lastFailure = refusal;
  if (refusal.facts.errorCode === workflowRunOpenCode) {
    // Nothing to look for: the answer itself says what holds the session up, whatever its status.
    journal.refusals = undefined;
    return { kind: "wait", seen: factsOf(before), hold: { kind: "runs" } };
  }
  const { refusals } = journal;
  const isKnown =
    refusals !== undefined && refusals.about !== "unknown" && isSameAnswer(refusals.last, refusal);
  // Once it is known what the same answer means, the gate's own look is enough.
  const session = isKnown ? before : await lookAgain(round);
  if (standingOf(session) !== "idle") {
    journal.refusals = undefined;
    return { kind: "wait", seen: factsOf(session) };
  }
  journal.refusals = refusedAgain(journal.refusals, refusal, session, clock.now());
  if (journal.refusals.count === 1) {
    return { kind: "again" };
  }
  if (journal.refusals.about === "unknown") {
    journal.refusals = { ...journal.refusals, about: await subjectOf(round, refusal) };
  }
  if (!mayStillPass(journal.refusals, clock.now())) {
    throw finalRefusal(journal.refusals, clock.now());
  }
  return {
    kind: "wait",
    seen: factsOf(session),
    hold: { kind: "refused", seen: refusal.facts.seen ?? refusal.message },
  };
}

/**
 * An update that changes nothing is an answer without an effect (API §2.3). A session that refuses that one in the same
 * way takes no update now; one that takes it, or minds something else, does not mind being updated.
 */
async function subjectOf(
  { target, dependencies, context }: Round,
  refusal: ProviderError,
): Promise<Refusals["about"]> {
  const { sessionId } = target.bounds;
  const outcome = await dependencies.api.updateSession(sessionId, {}, callOf(context));
  switch (outcome.kind) {
    case "done":
      return "request";
    case "refused":
      return isSameAnswer(outcome.refusal, refusal) ? "session" : "request";
    case "unclear":
      return "unknown";
    case "gone":
      throw goneError(sessionId, target.intent);
  }
}

function finalRefusal({ about, last, sinceMs }: Refusals, nowMs: number): ProviderError {
  return about === "request" ? last : withSentence(last, heldSentence(nowMs - sinceMs));
}

import type { Fate } from "./check/fates";
import type { Operation } from "./check/operation";
import type { Violation } from "./check/violation";
import { noEffect, ProviderError } from "./errors";
import type { DeletePolicy } from "./model/policies";
import type { PropertyRecord } from "./model/property-record";
import { isFinal, type SessionFacts } from "./model/session";
import { containsUnknown } from "./model/unknown";
import type { Reporter } from "./reconcile/reporter";
import {
  finalError,
  inheritedWarning,
  replacedWarning,
  uncertainWarning,
} from "./reconcile/sentences";

/*
 * What the verbs of both resources have to do with the other resources of the same operation: who may end a session, and
 * who may write to it.
 */

/** What the host knows of a difference that it asks about. */
export interface DifferenceOf {
  readonly urn?: string | undefined;
  /** The stored state. */
  readonly state?: PropertyRecord | undefined;
}

/**
 * Whether a deletion may do what its policy says; if not, that and why is said on the row. Ending a session cannot be
 * undone, so only one that nobody goes on with is ended. What was changed may be put back by a replacement too.
 */
export function mayEnd(
  fate: Fate,
  policy: DeletePolicy,
  what: string,
  reporter: Reporter,
): boolean {
  switch (fate.kind) {
    case "removed":
      return true;
    case "kept":
      reporter.warn(inheritedWarning(what, policy, fate.heir));
      return false;
    case "replaced":
    case "uncertain":
      if (policy === "restore") {
        return true;
      }
      reporter.warn((fate.kind === "replaced" ? replacedWarning : uncertainWarning)(what, policy));
      return false;
  }
}

/**
 * Remembers what a difference shows of the operation, and refuses it where the session's agent, which no program states,
 * shows that another resource declares the same.
 *
 * @throws ProviderError `invalid`
 */
export function noteDifference(
  operation: Operation,
  next: PropertyRecord,
  { urn, state = {} }: DifferenceOf,
): void {
  if (urn === undefined) {
    return;
  }
  if (containsUnknown(next)) {
    operation.noteCondemned(urn);
  }
  const { sessionId, agentId } = state;
  if (typeof sessionId !== "string" || typeof agentId !== "string") {
    return;
  }
  operation.noteAgent(sessionId, agentId);
  const error = rivalError(operation.rivalsOn(urn, { sessionId, agentId }), sessionId);
  if (error !== undefined) {
    throw error;
  }
}

/**
 * What stands in the way of a write to a session: that it has ended, for a resource that is to take it over, even if it
 * has what is declared; and that another resource of the stack would undo it.
 */
export function objectionOf(
  operation: Operation,
  urn: string | undefined,
  isNew: boolean,
): (session: SessionFacts) => ProviderError | undefined {
  return (session) => {
    operation.noteAgent(session.sessionId, session.agentId);
    if (isNew && isFinal(session)) {
      return finalError(session, "update the tools of");
    }
    return urn === undefined
      ? undefined
      : rivalError(operation.rivalsOn(urn, session), session.sessionId);
  };
}

function rivalError(rivals: readonly Violation[], sessionId: string): ProviderError | undefined {
  if (rivals.length === 0) {
    return undefined;
  }
  const reasons = rivals.map(({ path, reason }) => `${path}: ${reason}`).join("; ");
  return new ProviderError(
    "invalid",
    { seen: `cannot declare session ${sessionId} here: ${reasons}.`, effect: noEffect, advice: "" },
    { sessionId },
  );
}

import type { PropertyRecord } from "./model/property-record";
import { isFinal } from "./model/session";
import { shownText } from "./model/shown-text";
import { parseInputs } from "./model/state";
import { effectiveArrays } from "./plan/effective";
import { planWrite } from "./plan/plan-update";
import { rowText } from "./plan/statement";
import { boundsToCome } from "./preview";
import type { Dependencies } from "./reconcile/dependencies";
import { lookAt } from "./reconcile/look-at";
import { finalError, goneError, listed } from "./reconcile/sentences";
import type { VerbContext } from "./reconcile/verb";

/** What a look adds to a preview. */
export interface Survey {
  readonly sentences: readonly string[];
  /** What was said without a look is not true any more, or less than what is said now. */
  readonly outdoes: boolean;
}

export const nothingSurveyed: Survey = { sentences: [], outdoes: false };

/**
 * A resource that is to be created, held against the session that it takes over: the write that the deployment would
 * send now. Reads only.
 */
export async function surveySession(
  inputs: PropertyRecord,
  world: Dependencies,
  context: VerbContext,
): Promise<Survey> {
  const desired = parseInputs(inputs);
  const { sessionId } = desired;
  const look = await lookAt(sessionId, undefined, world, context);
  if (look.kind === "gone") {
    return { sentences: [willFail(goneError(sessionId, intent).message)], outdoes: true };
  }
  const { session } = look;
  if (isFinal(session)) {
    return { sentences: [willFail(finalError(session, intent).message)], outdoes: true };
  }
  const wanted = effectiveArrays(desired, session);
  const plan = planWrite(wanted, session);
  const begin = `makes session ${sessionId} what is declared`;
  switch (plan.kind) {
    case "nothing":
      return { sentences: [`${begin}: it is so already, and nothing is written`], outdoes: true };
    case "impossible":
      return { sentences: [willFail(listed(plan.reasons))], outdoes: true };
    case "write":
      return {
        sentences: [
          `${begin}; it was looked at`,
          // Keys are names that others gave.
          ...plan.changes.map((change) => shownText(rowText(change), sentenceLengthMax)),
          ...boundsToCome(inputs, session),
        ],
        outdoes: true,
      };
  }
}

const intent = "update the tools of";
const sentenceLengthMax = 1000;

function willFail(reason: string): string {
  return `the deployment will fail: ${reason}`;
}

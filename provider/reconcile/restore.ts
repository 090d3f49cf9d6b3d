import { noEffect, ProviderError } from "../errors";
import type { SessionOverridesInputs } from "../model/inputs";
import type { Baseline } from "../plan/baseline";
import type { OwnedKeys } from "../plan/effective";
import { tellAbsence } from "./absence";
import type { Dependencies } from "./dependencies";
import { reconcile } from "./reconcile";
import { nothingToRestore } from "./sentences";
import { restoreTarget } from "./target";
import type { VerbContext } from "./verb";

/**
 * `onDelete: "restore"`: puts back what the resource changed, on the session as it is now, by the same flow as an
 * update. A session that is gone or has ended needs no restoring. Requests and duration as for an update.
 */
export async function restoreSession(
  stored: SessionOverridesInputs,
  baseline: Baseline | undefined,
  dropping: OwnedKeys | undefined,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<void> {
  const { sessionId } = stored;
  if (baseline === undefined) {
    throw missingBaselineError(sessionId);
  }
  const outcome = await reconcile(restoreTarget(stored, baseline, dropping), dependencies, context);
  if (outcome.kind === "settled") {
    return;
  }
  switch (outcome.error.kind) {
    case "notFound":
      tellAbsence(sessionId, "restore the tools of", dependencies, context);
      return;
    case "final":
      if (outcome.session !== undefined) {
        context.reporter.info(nothingToRestore(outcome.session));
        return;
      }
  }
  throw outcome.error;
}

/** The state was written by hand, or by another version: nobody can tell what to put back. */
export function missingBaselineError(sessionId: string): ProviderError {
  return new ProviderError(
    "invalid",
    {
      seen: `cannot restore the tools of session ${sessionId}: the state does not hold how they were before.`,
      effect: noEffect,
      advice: `Put them right by hand, set onDelete to "retain" and deploy that first (a removal goes by what was last deployed), then remove the resource.`,
    },
    { sessionId },
  );
}

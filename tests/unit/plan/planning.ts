import type { ObservedSession } from "../../../provider/model/session";
import { type DesiredArrays, effectiveArrays } from "../../../provider/plan/effective";
import { planWrite, type UpdatePlan } from "../../../provider/plan/plan-update";

/** What a first deployment would write to a session that has been looked at. */
export function planFor(desired: DesiredArrays, session: ObservedSession): UpdatePlan {
  return planWrite(effectiveArrays(desired, session), session);
}

/** What to do when the session is busy at the moment of an update or a delete. */
export const busyPolicies = ["wait", "interrupt", "waitThenInterrupt", "fail"] as const;
export type BusyPolicy = (typeof busyPolicies)[number];

/** What deleting the resource does to the session. */
export const deletePolicies = ["archive", "delete", "retain", "restore"] as const;
export type DeletePolicy = (typeof deletePolicies)[number];

/** Whom the entries of the arrays belong to. */
export const ownershipPolicies = ["exclusive", "shared"] as const;
export type OwnershipPolicy = (typeof ownershipPolicies)[number];

/**
 * What deleting does where the program does not say: whoever owns the arrays ends the session, whoever owns entries of
 * them takes those back.
 */
export function defaultDeletePolicy(ownership: OwnershipPolicy): DeletePolicy {
  return ownership === "shared" ? "restore" : "archive";
}

export const defaultWaitTimeoutSeconds = 600;
export const defaultInterruptAfterSeconds = 60;
/** A day: nobody waits longer for one session, and a typing error of zeros is caught. */
export const waitTimeoutSecondsMax = 86_400;

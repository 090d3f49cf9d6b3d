import type { PropertyRecord } from "../model/property-record";
import { agentDescriptor } from "../model/resources";
import type { CheckedModel } from "./check";
import { type Violation, violation } from "./violation";

/** How the inputs of `AgentSessionOverrides` are judged. */
export const fleetModel: CheckedModel = {
  resource: agentDescriptor,
  rules: scopeViolations,
  filled: (stated) => ({ inputs: stated, warnings: [] }),
};

/** Filters that no session can pass. */
function scopeViolations(inputs: PropertyRecord): Violation[] {
  const { createdAfter, createdBefore } = inputs;
  if (typeof createdAfter !== "string" || typeof createdBefore !== "string") {
    return [];
  }
  // A time that is none is a violation of its own.
  return !(Date.parse(createdAfter) >= Date.parse(createdBefore))
    ? []
    : [
        violation(
          ["createdBefore"],
          `is ${createdBefore}, not later than createdAfter (${createdAfter}), so no session could be meant`,
        ),
      ];
}

/** A grant gives back what it found, and of all sessions of an agent nobody records what that was. */
export function expiryViolations(expiresAt: unknown): Violation[] {
  return expiresAt === undefined || expiresAt === null
    ? []
    : [
        violation(
          ["expiresAt"],
          "goes with SessionOverrides only: how things stood before is recorded for one session, not for all of an agent; declare the sessions singly, or bound them with atMost",
        ),
      ];
}

import { hasExpired, heldOf } from "../../model/expired";
import type { PropertyRecord } from "../../model/property-record";
import { type DriftStatement, driftStatements } from "../../plan/drift-statements";
import { forecast } from "../../plan/forecast";
import type { Statement } from "../../plan/statement";
import type { Resource } from "../facts";
import { holdsSecretArrays, saidStatements } from "./said";

/** Putting back what somebody loosened is told once, with what they did; putting back what they tightened loosens. */
export function undoneStatements(resource: Resource): Statement[] {
  const { found, declared } = resource;
  const undone = driftOf(resource).filter(({ fate }) => fate === "undone");
  const keys = new Set(undone.map(({ key }) => key));
  return found === undefined || declared === undefined || keys.size === 0
    ? []
    : statementsOf(resource, found, declared).filter(
        ({ key, direction }) => direction === "tightens" && key !== undefined && keys.has(key),
      );
}

export function statementsOf(resource: Resource, prior: PropertyRecord, next: PropertyRecord) {
  // The end of a grant puts back what only the provider can read; a secret can be compared by it alone, too.
  return holdsSecretArrays(resource) || hasExpired(next)
    ? saidStatements(resource)
    : forecast(heldOf(prior), next);
}

export function driftOf({ saved, found, declared, secretKeys }: Resource): DriftStatement[] {
  return saved === undefined || found === undefined || secretKeys.has("tools")
    ? []
    : driftStatements(heldOf(saved), heldOf(found), declared && heldOf(declared));
}

import type { CheckResult } from "./check/check";
import { judgeExpiry } from "./check/expiry";
import { hasExpired, heldOf } from "./model/expired";
import type { SessionOverridesInputs } from "./model/inputs";
import { instantText } from "./model/instant";
import type { PropertyRecord } from "./model/property-record";
import { parseInputs, parseLedger } from "./model/state";
import { accessOfInputs } from "./plan/access";
import type { Baseline } from "./plan/baseline";
import { canonicalArrays, effectiveArrays } from "./plan/effective";
import { removedStatements } from "./plan/foreign-statements";
import { declaredKeys, ownedKeys } from "./plan/owned-keys";
import type { BaselineText } from "./reconcile/dependencies";
import { missingBaselineError } from "./reconcile/restore";
import { declaredTarget, restoreTarget, type Target } from "./reconcile/target";

/*
 * Grants that end (`expiresAt`). From that moment on a resource is what `onDelete: "restore"` would leave of it, by the
 * same code, and afterwards it holds nothing: no entry is its own, and nothing of the session is drift.
 */

/** What a verb has around it that needs no credentials. */
export interface Surroundings {
  /** The time of day, in milliseconds since 1970. */
  readonly now: () => number;
  readonly baselineText: BaselineText;
}

/** What stands in inputs and state of a grant that has ended. */
export const endedMembers = { expired: true as const, access: accessOfInputs({}) };

/** Checked inputs, with what the clock says of `expiresAt`. */
export function withExpiry(
  result: CheckResult,
  prior: PropertyRecord | undefined,
  nowMs: number,
): CheckResult {
  const expiry = judgeExpiry(result.inputs, prior, nowMs);
  return {
    inputs: expiry.isExpired ? { ...result.inputs, ...endedMembers } : result.inputs,
    violations: [...result.violations, ...expiry.violations],
    warnings: [...result.warnings, ...expiry.warnings],
    notes: [...result.notes, ...expiry.notes],
  };
}

/** A refresh changes nothing; that something is due is said. At most one sentence. */
export function dueWarning(state: PropertyRecord, nowMs: number): string[] {
  const endsAtMs = Date.parse(String(state.expiresAt));
  return hasExpired(state) || !(endsAtMs <= nowMs)
    ? []
    : [
        `expired ${instantText(endsAtMs)} and still holds: a refresh changes no session; the next pulumi up puts things back`,
      ];
}

export function givenBackSentence(sessionId: string): string {
  return `there is nothing to restore on session ${sessionId}: the grant had expired, and was given back then`;
}

/** What the inputs want of the session, on top of what the prior state holds of it. */
export function targetOf(
  inputs: PropertyRecord,
  prior: PropertyRecord | undefined,
  baselineOf: (state: PropertyRecord | undefined) => Baseline | undefined,
): Target {
  const desired = parseInputs(inputs);
  const held = heldOf(prior);
  const baseline = baselineOf(held);
  return hasExpired(inputs)
    ? endedTarget(desired, held, baseline)
    : {
        ...declaredTarget(desired, ownedKeys(held), baseline, declaredKeys(held)),
        ...(prior === undefined && desired.ownership !== "shared" ? takingOver(desired) : {}),
      };
}

/**
 * Whoever creates a resource may not know what the session has, so what goes with the first write is told. Under `shared`
 * nothing goes but what `absent` names.
 */
function takingOver(desired: SessionOverridesInputs): Pick<Target, "effective"> {
  return {
    effective(observed) {
      const wanted = effectiveArrays(desired, observed);
      const gone = removedStatements(canonicalArrays(observed), canonicalArrays(wanted));
      return { ...wanted, notes: [...wanted.notes, ...gone.map(({ sentence }) => sentence)] };
    },
  };
}

/** Busy sessions are treated as the inputs say; what is put back is what the last deployment declared. */
function endedTarget(
  desired: SessionOverridesInputs,
  held: PropertyRecord | undefined,
  baseline: Baseline | undefined,
): Target {
  const stored = parseInputs({ ...held, sessionId: desired.sessionId });
  const holds = [stored.tools, stored.mcpServers, stored.absent, stored.atMost].some(
    (part) => part !== undefined && part !== null,
  );
  if (baseline === undefined && holds) {
    throw missingBaselineError(desired.sessionId);
  }
  const { dropping } = parseLedger(held);
  return { ...restoreTarget(stored, baseline ?? {}, dropping), bounds: desired };
}

/** How things stood when the resource took over, out of its state. */
export function storedBaseline(
  state: PropertyRecord | undefined,
  { baselineText }: Pick<Surroundings, "baselineText">,
): Baseline | undefined {
  const { baseline } = parseLedger(state);
  return baseline === undefined ? undefined : baselineText.decode(baseline);
}

import type { ProviderError } from "../errors";
import type { SessionOverridesInputs } from "../model/inputs";
import type { ObservedArrays, SessionFacts } from "../model/session";
import { type Baseline, recordBaseline, restoredArrays } from "../plan/baseline";
import { effectiveArrays, type OwnedKeys, type WantedArrays } from "../plan/effective";
import type { BusyBounds } from "./busy-bounds";
import type { Intent } from "./sentences";

/** What a session is to become: intent that can be applied to whatever the session has at that moment. */
export interface Target {
  readonly intent: Intent;
  readonly bounds: BusyBounds;
  /** Whether others have entries in the arrays, so that a write must not lose what they wrote meanwhile. */
  readonly isShared: boolean;
  /** Whether to ask for, and tell of, a person's answer that is awaited for a tool that goes; one request. */
  readonly tellsOfAwaitedTools: boolean;
  /** Sent once if the session was interrupted for this. */
  readonly resumeMessage?: string | null | undefined;
  /** What forbids the first write, told by a look; nothing if it is absent. */
  readonly objection?: (session: SessionFacts) => ProviderError | undefined;
  effective(observed: ObservedArrays): WantedArrays;
  /** How things stood before this resource took over, to be stored; undefined where that is not recorded. */
  baselineBefore(observed: ObservedArrays): Baseline | undefined;
}

/**
 * The session as the inputs declare it. `owned`: keys of the prior deployment; the ones no longer declared go.
 * `declaredBefore`: what the prior deployment declared, as its own or not, which is no baseline.
 */
export function declaredTarget(
  desired: SessionOverridesInputs,
  owned: OwnedKeys,
  baseline: Baseline | undefined,
  declaredBefore: OwnedKeys = owned,
): Target {
  const effective = (observed: ObservedArrays) => effectiveArrays(desired, observed, owned);
  return {
    intent: "update the tools of",
    bounds: desired,
    isShared: desired.ownership === "shared",
    tellsOfAwaitedTools: true,
    resumeMessage: desired.resumeMessage,
    effective,
    baselineBefore: (observed) =>
      recordBaseline(baseline, desired, observed, effective(observed), declaredBefore),
  };
}

/** The session with what the resource changed put back. */
export function restoreTarget(
  stored: SessionOverridesInputs,
  baseline: Baseline,
  dropping: OwnedKeys | undefined,
): Target {
  return {
    intent: "restore the tools of",
    bounds: stored,
    isShared: stored.ownership === "shared",
    tellsOfAwaitedTools: true,
    resumeMessage: stored.resumeMessage,
    effective: (observed) => ({
      ...restoredArrays(baseline, observed, stored, dropping),
      notes: [],
      refusals: [],
    }),
    baselineBefore: () => undefined,
  };
}

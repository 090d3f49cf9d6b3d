import { instantText } from "../model/instant";
import type { PropertyRecord } from "../model/property-record";
import { hasReadableArrays, parseLedger } from "../model/state";
import { type Baseline, restoredArrays } from "./baseline";
import { changesBetween } from "./changes";
import { canonicalArrays, type DesiredArrays } from "./effective";
import { lastKnown } from "./last-known";

/**
 * What the end of a grant does to the session, in sentences: what `restore` would do, played on the session as it was
 * last known. `prior` is the state of the last deployment, `baseline` how things stood before.
 */
export function endSentences(prior: PropertyRecord, baseline: Baseline | undefined): string[] {
  const when = `expired ${instantText(Date.parse(String(prior.expiresAt)))}`;
  if (baseline === undefined || !hasReadableArrays(prior)) {
    return [`${when}: what this resource changed is put back, and what that is was not looked at`];
  }
  const known = lastKnown(prior).arrays;
  const { dropping } = parseLedger(prior);
  const after = restoredArrays(baseline, known, prior as DesiredArrays, dropping);
  const changes = changesBetween(canonicalArrays(known), canonicalArrays(after));
  const lowered = (baseline.lowered ?? []).map(({ key }) => key);
  return [
    ...changes.map(({ direction, sentence }) => `${when}: ${direction} ${sentence}`),
    ...(lowered.length === 0
      ? []
      : [
          `${when}: the ceiling is lifted, and what it lowered is given back (${lowered.join(", ")})`,
        ]),
    ...(changes.length + lowered.length === 0 ? [`${when}: nothing is left to put back`] : []),
  ];
}

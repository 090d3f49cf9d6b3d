import { hasExpired, heldOf } from "./model/expired";
import type { PropertyRecord } from "./model/property-record";
import type { ResourceDescriptor } from "./model/resources";
import type { Seen } from "./model/seen";
import type { ObservedArrays } from "./model/session";
import { quotedText, shownText } from "./model/shown-text";
import { hasReadableArrays } from "./model/state";
import { containsUnknown, isUnknown, UNKNOWN } from "./model/unknown";
import { absentStatements } from "./plan/absent-statements";
import { accessIfReadable } from "./plan/access";
import type { Baseline } from "./plan/baseline";
import { busyNowSentence } from "./plan/busy-statements";
import { textOf } from "./plan/canonical";
import { ceilingStatements } from "./plan/ceiling-statements";
import { detailedDiff, type PropertyChange } from "./plan/detailed-diff";
import { diffInputs, type Verdict } from "./plan/diff";
import { driftStatements } from "./plan/drift-statements";
import type { DesiredArrays } from "./plan/effective";
import { endSentences } from "./plan/end-statements";
import { forecast } from "./plan/forecast";
import { rowText } from "./plan/statement";

/** What a preview can say about a deployment without looking at the session. */
export interface Planned {
  /** The state as it will be stored; UNKNOWN only where nobody can know it yet. */
  readonly state: PropertyRecord;
  /** One sentence per change of access that matters, for the resource's row. */
  readonly sentences: readonly string[];
  /** What the deployment makes possible that cannot be undone, and how to guard against it. */
  readonly cautions: readonly string[];
}

/** `prior` is the state of the last deployment; absent when the resource is to be created. `baseline`: of that state. */
export function planResource(
  inputs: PropertyRecord,
  prior: PropertyRecord | undefined,
  resource: ResourceDescriptor,
  baseline: () => Baseline | undefined = () => undefined,
): Planned {
  const cautions = endingCautions(inputs, prior, resource);
  // A policy of the engine may have changed the arrays after they were checked, and the map with them is of before.
  const planned = { ...inputs, access: accessIfReadable(heldOf(inputs)) ?? inputs.access };
  return prior === undefined
    ? {
        state: { ...planned, ...unknownOutputs(resource) },
        sentences: [...takeOverSentences(inputs, resource), ...boundsToCome(inputs)],
        cautions,
      }
    : {
        state: { ...planned, ...carriedOutputs(prior, resource) },
        sentences: changeSentences(prior, inputs, baseline),
        cautions,
      };
}

/** What was seen of the session in this operation, on top of what is planned: drift that is put right, and who works now. */
export function withSeen(
  planned: Planned,
  inputs: PropertyRecord,
  seen: Seen | undefined,
): Planned {
  if (seen === undefined || planned.sentences.length === 0) {
    return planned;
  }
  const { saved, found, status, isBusy } = seen;
  const drift = driftStatements(heldOf(saved), heldOf(found), heldOf(inputs));
  const busy = isBusy ? [busyNowSentence(status, "", inputs)] : [];
  const sentences = [...planned.sentences, ...drift.map(({ sentence }) => sentence), ...busy];
  return { ...planned, sentences };
}

/**
 * Said where a deployment begins to make the removal of the resource the end of a session. Runs that leave resources out
 * show nothing of who else declares it, so that nobody can be asked then.
 */
function endingCautions(
  inputs: PropertyRecord,
  prior: PropertyRecord | undefined,
  { identity }: ResourceDescriptor,
): string[] {
  const { sessionId, agentId, onDelete } = inputs;
  const isEnding = onDelete === "archive" || onDelete === "delete";
  if (!isEnding || onDelete === prior?.onDelete) {
    return [];
  }
  const which = typeof sessionId === "string" ? `session ${sessionId}` : "its session";
  const what = identity === "sessionId" ? which : `the live sessions of ${told(agentId)} in scope`;
  return [
    `removing this resource will ${onDelete} ${what}, which cannot be undone; protect: true guards it, also where --target or --exclude hide who else declares it`,
  ];
}

/** A verdict with what is behind it. */
export interface DescribedDiff {
  readonly verdict: Verdict;
  readonly changes: readonly PropertyChange[];
  /** If the resource is, or may be, replaced: what becomes of the session it leaves. */
  readonly replacement?: string;
}

/** `prior` are the last checked inputs. */
export function describeDiff(
  prior: PropertyRecord,
  next: PropertyRecord,
  resource: ResourceDescriptor,
): DescribedDiff {
  const verdict = diffInputs(prior, next, resource);
  const changes = detailedDiff(verdict, prior, next, resource);
  const { identity } = resource;
  const isReplaced = verdict.kind === "replace";
  const isPossible = prior[identity] !== undefined && isUnknown(next[identity]);
  return isReplaced || isPossible
    ? { verdict, changes, replacement: replacementSentence(prior, resource, isReplaced) }
    : { verdict, changes };
}

/** What becomes of the session, or the sessions, that the resource leaves, or may leave if it is not known yet. */
function replacementSentence(
  prior: PropertyRecord,
  { identity }: ResourceDescriptor,
  isKnown: boolean,
): string {
  const { sessionId, agentId, onDelete } = prior;
  const what =
    identity === "sessionId"
      ? `session ${told(sessionId)} is`
      : `the sessions of ${told(agentId)} are`;
  const when = isKnown
    ? `${identity} changes: `
    : `${identity} is not known yet; if it turns out to be another one, `;
  if (onDelete === "restore") {
    return `${when}${what} released, and what this resource changed is put back (its onDelete is "restore")`;
  }
  return `${when}${what} released and left as before; only removing the resource, or a destroy, does what its onDelete says (${quotedText(told(onDelete))})`;
}

/** An id or a word of inputs or of the state, which may hold anything. */
function told(value: unknown): string {
  return isUnknown(value)
    ? "(not known yet)"
    : shownText(typeof value === "string" ? value : textOf(value));
}

/** What becomes of all sessions of an agent is told by those who know whether they were looked at. */
function takeOverSentences(
  { sessionId }: PropertyRecord,
  { identity }: ResourceDescriptor,
): string[] {
  if (identity !== "sessionId") {
    return [];
  }
  const which = typeof sessionId === "string" ? `session ${sessionId}` : "a session not known yet";
  return [
    `makes ${which} what is declared; what it has now is not looked at in a preview, what it will have is under access`,
  ];
}

/** What must be absent and what the ceiling will hold, of a session that is taken over; `observed` if it was looked at. */
export function boundsToCome(inputs: PropertyRecord, observed?: ObservedArrays): string[] {
  if (!hasReadableArrays(inputs) || containsUnknown([inputs.absent, inputs.atMost])) {
    return [];
  }
  const next = inputs as DesiredArrays;
  const isSeen = observed !== undefined;
  return [
    ...absentStatements({}, next, observed ?? unseen, isSeen),
    ...ceilingStatements({}, next, isSeen),
  ].map(({ sentence }) => sentence);
}

const unseen = { tools: [], mcpServers: [] };

function unknownOutputs({ unknownAtFirst }: ResourceDescriptor): PropertyRecord {
  return Object.fromEntries(unknownAtFirst.map((key) => [key, UNKNOWN]));
}

function carriedOutputs(prior: PropertyRecord, resource: ResourceDescriptor): PropertyRecord {
  const keys = resource.carriedOutputs.filter((key) => prior[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, prior[key]]));
}

/** `loosens bash: always_ask → always_allow`. */
function changeSentences(
  prior: PropertyRecord,
  next: PropertyRecord,
  baseline: () => Baseline | undefined,
): string[] {
  if (hasExpired(next)) {
    return hasExpired(prior) ? [] : endSentences(prior, baseline());
  }
  return forecast(heldOf(prior), next).map(rowText);
}

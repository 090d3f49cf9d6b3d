import { heldOf } from "../../model/expired";
import { isObject } from "../../model/json";
import type { PropertyRecord } from "../../model/property-record";
import { descriptors } from "../../model/resources";
import { shownText } from "../../model/shown-text";
import { hasReadableArrays } from "../../model/state";
import { containsUnknown } from "../../model/unknown";
import { othersStatements } from "../../plan/absent-statements";
import { busyText, busyThenSentence, mayInterrupt } from "../../plan/busy-statements";
import type { DesiredArrays } from "../../plan/effective";
import { foreseenHosts } from "../../plan/forecast";
import { hostText } from "../../plan/hosts";
import { removalStatement } from "../../plan/removal-statements";
import { rowText } from "../../plan/statement";
import { describeDiff, planResource } from "../../preview";
import type { Resource } from "../facts";
import { driftOf, statementsOf, undoneStatements } from "./differences";
import { type Finding, findingsOf, subjectOf } from "./finding";
import type { Look, Told } from "./live";
import { holdsSecretArrays, saidStatements, sentenceOf } from "./said";
import { sectionOf } from "./statements";
import { withLook } from "./with-look";

/** What else the report knows while it judges one resource. */
export interface Neighbours {
  /** The resource that goes on with the session of one that is taken out. */
  readonly heirOf: (resource: Resource) => string | undefined;
}

/** Everything that there is to say of one resource; the sentences are those of the provider. */
export function judgeResource(resource: Resource, neighbours: Neighbours, look?: Look): Finding[] {
  const foreseen = toldOf(resource, neighbours);
  const subject = subjectOf(resource);
  const notes = notesOf(resource, foreseen);
  if (look === undefined) {
    return findingsOf(subject, [...foreseen, ...notes]);
  }
  return withLook(resource, { subject, foreseen, notes }, look);
}

function toldOf(resource: Resource, neighbours: Neighbours): Told {
  if (resource.hasFailed && resource.declared === undefined) {
    return []; // What was wrong with it stands at the top.
  }
  switch (resource.step) {
    case "create":
      return created(resource, resource.declared ?? {});
    case "replace":
      return replaced(resource);
    case "delete":
      return removed(resource, neighbours);
    case "update":
      return updated(resource, resource.found ?? {}, resource.declared ?? {});
    default: {
      const drift = driftOf(resource);
      return drift.length === 0
        ? [["unchanged", "no change; another order, or a default spelled out, counts as none"]]
        : drift.map(({ sentence }) => ["drift", sentence] as const);
    }
  }
}

function created(resource: Resource, inputs: PropertyRecord): Told {
  const { sentences } = planResource(inputs, undefined, descriptors[resource.type]);
  const isFleet = inputs.sessionId === undefined && typeof inputs.agentId === "string";
  const takeOver = isFleet
    ? [
        `makes every live session of ${shownText(String(inputs.agentId))} in scope what is declared; what they have now was not looked at`,
        ...sentences,
      ]
    : sentences;
  const seen = takenOverAsSeen(resource);
  const foreseen: Told = [
    ...takeOver.map((sentence) => ["takesOver", sentence] as const),
    ...hostsTold(undefined, inputs, "may have been reachable before, which was not looked at"),
    ...othersTold(undefined, inputs, false),
  ];
  return [
    ...(seen.length > 0 ? [...seen, ...hostsTold(undefined, inputs)] : foreseen),
    ...busyTold(resource, inputs),
    ...secretTold(resource),
  ];
}

/** What a preview said that looked at the session of a new resource itself. */
function takenOverAsSeen(resource: Resource): Told {
  const begin = resource.messages.filter(({ text }) =>
    /^makes session \S+ what is declared[;:] it /.test(text),
  );
  return begin.length === 0
    ? []
    : [
        ...begin.map(({ text }) => ["takesOver", text] as const),
        ...saidStatements(resource).map(
          (statement) => [sectionOf(statement), statement.sentence] as const,
        ),
      ];
}

function replaced(resource: Resource): Told {
  const [prior, next] = [resource.found ?? {}, resource.declared ?? {}];
  const { replacement } = describeDiff(prior, next, descriptors[resource.type]);
  const left = replacement === undefined ? [] : [["released", replacement] as const];
  return [...left, ...created(resource, next)];
}

function removed(resource: Resource, { heirOf }: Neighbours): Told {
  const state = resource.found ?? {};
  if (resource.isRetained) {
    return [
      ["released", "only the stack forgets it (retainOnDelete); the session goes on as it is"],
    ];
  }
  const { endsForGood, sentence } = removalStatement(state, heirOf(resource));
  const isAsked = endsForGood || state.onDelete === "restore";
  return [
    [endsForGood ? "ends" : "released", sentence],
    ...(isAsked ? busyTold(resource, state) : []),
    ...(resource.isLeftover
      ? [["notes", "left over from a replacement that was not finished"] as const]
      : []),
  ];
}

function updated(resource: Resource, prior: PropertyRecord, next: PropertyRecord): Told {
  const drift = driftOf(resource);
  const puttingBack = undoneStatements(resource);
  const undone = new Set(puttingBack.map(({ sentence }) => sentence));
  const changes = statementsOf(resource, prior, next).filter(
    ({ sentence }) => !undone.has(sentence),
  );
  const said: Told = [
    ...drift.map(({ sentence }) => ["drift", sentence] as const),
    ...puttingBack.map((statement) => ["drift", rowText(statement)] as const),
    ...pendingTold(prior),
    ...changes.map((statement) => [sectionOf(statement), statement.sentence] as const),
    ...hostsTold(heldOf(prior), next),
    ...secretTold(resource),
  ];
  if (said.length === 0) {
    return [["changes", settingsSentence(resource.changedKeys)]];
  }
  const isWritten = said.some(([section]) => section !== "released");
  return [
    ...said,
    ...(isWritten ? othersTold(heldOf(prior), next, resource.isRefreshed) : []),
    ...(isWritten ? busyTold(resource, next) : []),
  ];
}

/** Sessions of an agent that a refresh found out of line, or that the last deployment left. */
function pendingTold({ pending }: PropertyRecord): Told {
  const total = isObject(pending) ? Number(pending.total ?? 0) : 0;
  if (!isObject(pending) || !(total > 0)) {
    return [];
  }
  const named = Object.entries(isObject(pending.sessions) ? pending.sessions : {})
    .slice(0, 10)
    .map(([id, reason]) => `${shownText(id)} ${shownText(String(reason))}`);
  const more = total > named.length ? `; and ${total - named.length} more` : "";
  return [
    ["drift", `${total} of its live sessions are brought in line: ${named.join("; ")}${more}`],
  ];
}

function hostsTold(prior: PropertyRecord | undefined, next: PropertyRecord, doubt?: string): Told {
  return foreseenHosts(prior, next).map((host) => [
    "newHosts",
    `${hostText(host)}${doubt === undefined ? "" : `; ${doubt}`}`,
  ]);
}

function othersTold(
  prior: PropertyRecord | undefined,
  next: PropertyRecord,
  wasLookedAt: boolean,
): Told {
  return containsUnknown(next) || !hasReadableArrays(next) || !hasReadableArrays(prior ?? {})
    ? []
    : othersStatements(prior as DesiredArrays | undefined, next as DesiredArrays, wasLookedAt).map(
        ({ sentence }) => ["others", sentence],
      );
}

/** A preview that looked at the session says itself that it is at work. */
function busyTold({ messages }: Resource, inputs: PropertyRecord): Told {
  const seen = messages.find(({ text }) => text.endsWith(` now: will be ${busyText(inputs)}`));
  const sentence = seen?.text ?? busyThenSentence(inputs);
  return [[mayInterrupt(inputs) ? "interrupts" : "waits", sentence]];
}

function secretTold(resource: Resource): Told {
  if (!holdsSecretArrays(resource)) {
    return [];
  }
  const keys = [...resource.secretKeys].filter((key) => key !== "access").join(" and ");
  const rest =
    saidStatements(resource).length === 0
      ? "what changes in it is not shown"
      : "only what the provider says of it is shown";
  return [["unknown", `${keys} holds a secret: ${rest}`]];
}

function settingsSentence(changedKeys: readonly string[]): string {
  const keys = changedKeys.filter((key) => !key.startsWith("__")).map((key) => shownText(key));
  return `no right changes; ${keys.length === 0 ? "only what is stored" : keys.join(", ")} does`;
}

/** What the provider said beyond what is said here anyway. */
function notesOf(resource: Resource, foreseen: Told): Told {
  const known = new Set([
    ...foreseen.map(([, sentence]) => sentence),
    ...undoneStatements(resource).map(({ sentence }) => sentence),
  ]);
  return resource.messages
    .filter((message) => message.severity !== "error" && !known.has(sentenceOf(message)))
    .map(({ text }) => ["notes", text] as const);
}

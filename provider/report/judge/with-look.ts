import { hasExpired } from "../../model/expired";
import { shownText } from "../../model/shown-text";
import type { Resource } from "../facts";
import type { SectionName, Subject } from "../report";
import { undoneStatements } from "./differences";
import { type Finding, findingsOf } from "./finding";
import type { Look, Told } from "./live";
import { holdsSecretArrays } from "./said";

/** What was to be said of a resource before its sessions were looked at. */
interface Unseen {
  readonly subject: Subject;
  readonly foreseen: Told;
  readonly notes: Told;
}

/** What is said of a resource whose sessions were asked: of an agent's, one by one. */
export function withLook(
  resource: Resource,
  { subject, foreseen, notes }: Unseen,
  look: Look,
): Finding[] {
  if (look.kind !== "seen") {
    return findingsOf(subject, [...foreseen, ...notes, ["unknown", unseenSentence(look)]]);
  }
  const hidden = new Set(undoneStatements(resource).map(({ sentence }) => sentence));
  const told = look.sessions.map(({ sessionId, told: live }) => ({
    subject: { ...subject, session: shownText(sessionId, 200) },
    told: live.filter(([section, sentence]) => section !== "tightens" || !hidden.has(sentence)),
  }));
  const kept = foreseen.filter(([section]) => !isOutdone(resource, section, told));
  const isFleet = subject.session === undefined;
  const count: Told = isFleet ? [["notes", countSentence(look)]] : [];
  const seen = takenOverSeen(resource);
  return isFleet
    ? [
        ...findingsOf(subject, [...kept, ...seen, ...count, ...notes]),
        ...told.flatMap((one) => findingsOf(one.subject, one.told)),
      ]
    : findingsOf(subject, [...kept, ...seen, ...told.flatMap((one) => one.told), ...notes]);
}

/** What was foreseen without a look gives way to what was seen; what only the stack can tell stays. */
const alwaysOutdone: readonly SectionName[] = ["interrupts", "waits"];
const outdoneByWrite: readonly SectionName[] = [
  "loosens",
  "tightens",
  "changes",
  "newHosts",
  "others",
  "unknown",
  "takesOver",
];

function isOutdone(
  resource: Resource,
  section: SectionName,
  told: readonly { readonly told: Told }[],
): boolean {
  const { step, declared } = resource;
  const isForeseeable = step !== "delete" && !holdsSecretArrays(resource) && !hasExpired(declared);
  const isSettled = told.every(({ told: live }) => live.some(([name]) => name !== "waits"));
  return (
    alwaysOutdone.includes(section) ||
    (isForeseeable && (isSettled || told.length === 0) && outdoneByWrite.includes(section))
  );
}

function takenOverSeen({ step, declared }: Resource): Told {
  const { sessionId, agentId } = declared ?? {};
  const what =
    typeof sessionId === "string" ? `session ${sessionId}` : `live sessions of ${String(agentId)}`;
  return step === "create" || step === "replace"
    ? [["takesOver", `makes ${shownText(what)} what is declared; what that changes was looked at`]]
    : [];
}

function unseenSentence(look: Exclude<Look, { readonly kind: "seen" }>): string {
  return look.kind === "gone"
    ? "could not be looked at: there is no such session for the credentials in use"
    : `could not be looked at: ${look.reason}`;
}

function countSentence({ sessions, inScope }: Extract<Look, { readonly kind: "seen" }>): string {
  return `${sessions.length} of ${inScope} live sessions would be changed`;
}

import { isObject } from "../../model/json";
import type { PropertyRecord } from "../../model/property-record";
import { shownText } from "../../model/shown-text";
import type { Reporter } from "../../reconcile/reporter";
import { containedLengthMin, type SecretMarks } from "./secret-marks";

/** The text without any secret in it, for log lines and errors. */
export function redacted(marks: SecretMarks, text: string): string {
  // A longer secret first: it may contain a shorter one.
  const secrets = [...marks.texts].sort((left, right) => right.length - left.length);
  return secrets.reduce((clean, secret) => without(secret, clean), text);
}

/** A reporter that lets no secret through. */
export function redacting(reporter: Reporter, marks: SecretMarks): Reporter {
  return {
    progress: (message) => reporter.progress(redacted(marks, message)),
    info: (message) => reporter.info(redacted(marks, message)),
    warn: (message) => reporter.warn(redacted(marks, message)),
  };
}

/** A state in which no reason that is kept of a session repeats a secret. */
export function withoutSecretReasons(state: PropertyRecord, marks: SecretMarks): PropertyRecord {
  const { pending } = state;
  if (marks.texts.size === 0 || !isObject(pending) || !isObject(pending.sessions)) {
    return state;
  }
  const sessions = Object.entries(pending.sessions).map(([sessionId, reason]) => [
    sessionId,
    typeof reason === "string" ? redacted(marks, reason) : reason,
  ]);
  return { ...state, pending: { ...pending, sessions: Object.fromEntries(sessions) } };
}

const inItsPlace = "[secret]";

function without(secret: string, text: string): string {
  if (secret.length < containedLengthMin) {
    // As a word of its own only: "is" as somebody's secret must not make every sentence unreadable.
    const word = new RegExp(`(?<!\\w)${secret.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?!\\w)`, "g");
    return text.replace(word, inItsPlace);
  }
  return spellingsOf(secret).reduce(
    (clean, spelling) => withoutBeginning(spelling, clean.replaceAll(spelling, inItsPlace)),
    text,
  );
}

/** As it is, and as it stands in a quotation: in JSON, escaped for a terminal, with its lines run together. */
function spellingsOf(secret: string): readonly string[] {
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      shownText(secret, Number.POSITIVE_INFINITY),
      shownText(secret.replace(/\s+/g, " ").trim(), Number.POSITIVE_INFINITY),
    ]),
  ];
}

const ellipsis = "…";

/** A quotation that was cut may end in the middle of a secret. */
function withoutBeginning(secret: string, text: string): string {
  const [first = "", ...rest] = text.split(ellipsis);
  if (rest.length === 0) {
    return text;
  }
  const last = rest.pop() ?? "";
  return [...[first, ...rest].map((part) => withoutEnding(secret, part)), last].join(ellipsis);
}

/** The text without the longest beginning of the secret that it ends in. */
function withoutEnding(secret: string, text: string): string {
  for (
    let length = Math.min(secret.length - 1, text.length);
    length >= containedLengthMin;
    length--
  ) {
    const isCandidate = secret[length - 1] === text.at(-1);
    if (isCandidate && text.endsWith(secret.slice(0, length))) {
      return `${text.slice(0, -length)}${inItsPlace}`;
    }
  }
  return text;
}

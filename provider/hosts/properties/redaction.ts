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

const inItsPlace = "[secret]";

function without(secret: string, text: string): string {
  if (secret.length < containedLengthMin) {
    // As a word of its own only: "is" as somebody's secret must not make every sentence unreadable.
    const word = new RegExp(`(?<!\\w)${secret.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(?!\\w)`, "g");
    return text.replace(word, inItsPlace);
  }
  return text
    .replaceAll(secret, inItsPlace)
    .replaceAll(JSON.stringify(secret).slice(1, -1), inItsPlace);
}

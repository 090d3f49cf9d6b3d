import type { Declaration } from "./cases";
import type { Subject } from "./moves";
import { keyOf, managedBy, shownName } from "./rendering";

/*
 * The words by which a preview may say that it does not know, and what each of them excuses. Of what the last deployment
 * managed, a preview that was looked for knows everything: there nothing is excused.
 */

interface Excuse {
  /** Sentences that say so. */
  readonly says: RegExp;
  /** Whether such a sentence speaks of this right; `said` are its groups. */
  readonly covers: (subject: Subject, said: readonly string[], next: Declaration) => boolean;
}

const excuses: readonly Excuse[] = [
  {
    says: /^(tools|mcpServers) is managed from now on: what the session has there now is replaced, and was not looked at$/,
    covers: (subject, [array]) => arrayOf(subject) === array,
  },
  {
    says: /^(tools|mcpServers) is managed from now on: what the session has there now is kept beside yours, save what has the same name, and was not looked at$/,
    covers: (subject, [array], next) => arrayOf(subject) === array && managedBy(next)(subject),
  },
  {
    says: /^(tools|mcpServers) is yours alone from now on: what others have there is taken out, and was not looked at$/,
    covers: (subject, [array]) => arrayOf(subject) === array,
  },
  {
    says: /^may (?:loosen|tighten) (.*): added, .*; whether others have it already was not looked at$/,
    covers: (subject, [key]) => isUnder(subject, key),
  },
  {
    says: /^(.*): .* from now on; what it is now was not looked at$/,
    covers: (subject, [key]) => isUnder(subject, key),
  },
  {
    says: /^tightens (.*): removed, what it was has not been looked at$/,
    covers: (subject, [key]) => isUnder(subject, key),
  },
  {
    says: /^(.*?) must be absent from now on: taken out(?: with (.*))? if it is there, which was not looked at$/,
    covers: (subject, keys) => keys.some((key) => isUnder(subject, key)),
  },
  {
    says: /^(.*) goes with it, and was not looked at$/,
    covers: (subject, [key]) => isUnder(subject, key),
  },
];

/** Whether one of the sentences says that nobody could know of this right, and nobody could. */
export function isExcused(
  subject: Subject,
  sentences: readonly string[],
  prior: Declaration,
  next: Declaration,
): boolean {
  return (
    !managedBy(prior)(subject) &&
    excuses.some(({ says, covers }) =>
      sentences.some((sentence) => {
        const said = says.exec(sentence);
        return said !== null && covers(subject, said.slice(1), next);
      }),
    )
  );
}

function arrayOf(subject: Subject): string {
  return subject.kind === "server" ? "mcpServers" : "tools";
}

/** Whether the key is the right's own, or that of the entry it belongs to. */
function isUnder(subject: Subject, key: string | undefined): boolean {
  return key !== undefined && (key === keyOf(subject) || key === entryKeyOf(subject));
}

/** The entry of an array that a right belongs to, by the key that stands for all of it. */
export function entryKeyOf(subject: Subject): string {
  switch (subject.kind) {
    case "builtIn":
      return "agent_toolset_20260401";
    case "mcpTool":
      return `mcp:${shownName(subject.server)}/*`;
    default:
      return keyOf(subject);
  }
}

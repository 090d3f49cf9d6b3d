import { shownText } from "../model/shown-text";
import type { CanonicalEntry } from "./canonical";
import type { CanonicalArrays } from "./changes";
import { compareEntries, type EntryDifference } from "./compare";
import type { OwnedKeys } from "./effective";
import { keyOfEntry } from "./rights";
import type { Statement } from "./statement";

/** Entries that a write takes out or changes though the resource has not declared them: somebody else put them there. */
export function foreignStatements(
  before: CanonicalArrays,
  after: CanonicalArrays,
  mine: OwnedKeys,
): Statement[] {
  const of = <Entry extends CanonicalEntry>(
    from: readonly Entry[],
    to: readonly Entry[],
    keys: readonly string[],
  ) =>
    compareEntries(from, to)
      .filter((difference) => difference.verb !== "add" && !keys.includes(difference.key))
      .map(statementOf);
  return [
    ...of(before.mcpServers, after.mcpServers, mine.mcpServers),
    ...of(before.tools, after.tools, mine.tools),
  ];
}

/** Of what a resource finds on the session that it takes over: what does not stay. */
export function removedStatements(before: CanonicalArrays, after: CanonicalArrays): Statement[] {
  return [
    ...compareEntries(before.mcpServers, after.mcpServers),
    ...compareEntries(before.tools, after.tools),
  ].flatMap((difference) => (difference.verb === "remove" ? [statementOf(difference)] : []));
}

function statementOf(difference: EntryDifference): Statement {
  const entry = difference.verb === "add" ? difference.to : difference.from;
  const fate = difference.verb === "remove" ? "takes it out" : "changes it";
  return {
    topic: "others",
    sentence: `${shownText(keyOfEntry(entry))}: somebody else put it there; the deployment ${fate}`,
  };
}

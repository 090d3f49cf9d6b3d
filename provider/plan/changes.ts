import { rightText } from "./access";
import type { CanonicalEntry, CanonicalServer, CanonicalTool } from "./canonical";
import { compareEntries, type EntryDifference } from "./compare";
import { type Direction, directionOf } from "./direction";
import { keyOfEntry, type Right, restOf, rightsOfEntry } from "./rights";

/** One difference in terms of access, with the sentence that tells it to a person. */
export interface Change {
  /** The key of the right, as in the `access` map: `bash`, `mcp:linear`, `mcp:linear/*`, `custom:lookup`. */
  readonly key: string;
  readonly verb: "add" | "remove" | "change";
  readonly direction: Direction;
  /** True if the tool could be used before and cannot be any more. */
  readonly disables: boolean;
  /** For example `bash: always_ask → always_allow`; never holds more of a server's URL than its origin. */
  readonly sentence: string;
}

export interface CanonicalArrays {
  readonly tools: readonly CanonicalTool[];
  readonly mcpServers: readonly CanonicalServer[];
}

/** What leads from one pair of arrays to the other, one change per right; empty if both mean the same. */
export function changesBetween(from: CanonicalArrays, to: CanonicalArrays): Change[] {
  return [
    ...compareEntries(from.mcpServers, to.mcpServers).flatMap(changesOfEntry),
    ...compareEntries(from.tools, to.tools).flatMap(changesOfEntry),
  ];
}

/** What one entry's difference means for rights; one change that says so if for none. */
export function changesOfEntry(difference: EntryDifference): Change[] {
  const from = difference.verb === "add" ? undefined : difference.from;
  const to = difference.verb === "remove" ? undefined : difference.to;
  const changes = changesOfRights(from, to);
  if (changes.length > 0) {
    return changes;
  }
  return [writtenDifferently(to ?? (from as CanonicalEntry), difference.verb)];
}

/** A difference that changes no right. */
export function writtenDifferently(entry: CanonicalEntry, verb: Change["verb"]): Change {
  const key = keyOfEntry(entry);
  const sentence = `${key}: written differently, every right stays the same`;
  return { key, verb, direction: "changes", disables: false, sentence };
}

/** One per right that is not the same before and after; a tool without an entry has what its toolset gives the rest. */
function changesOfRights(
  from: CanonicalEntry | undefined,
  to: CanonicalEntry | undefined,
): Change[] {
  const earlier = rightsByKey(from);
  const later = rightsByKey(to);
  const keys = [...new Set([...earlier.keys(), ...later.keys()])];
  return keys.flatMap((key): Change[] => {
    const [stated, next] = [earlier.get(key), later.get(key)];
    const before = stated ?? (from && restOf(from, key)[0]);
    const after = next ?? (to && restOf(to, key)[0]);
    if (before !== undefined && after !== undefined && rightText(before) === rightText(after)) {
      return [];
    }
    const direction = directionOf(before, after);
    const disables = isUsable(before) && !isUsable(after);
    if (stated === undefined) {
      const sentence = `${key}: added, ${shownRight(next as Right)}`;
      return [{ key, verb: "add", direction, disables, sentence }];
    }
    if (next === undefined) {
      const sentence = `${key}: removed, was ${shownRight(stated)}`;
      return [{ key, verb: "remove", direction, disables, sentence }];
    }
    const sentence = changeSentence(key, stated, next);
    return [{ key, verb: "change", direction, disables, sentence }];
  });
}

function rightsByKey(entry: CanonicalEntry | undefined): ReadonlyMap<string, Right> {
  return new Map(
    entry === undefined ? [] : rightsOfEntry(entry).map((right) => [right.key, right]),
  );
}

/** Whether the tool that the right is about can be called at all. */
export function isUsable(right: Right | undefined): boolean {
  return right !== undefined && (right.kind !== "tool" || right.setting.enabled);
}

function changeSentence(key: string, from: Right, to: Right): string {
  if (shownRight(from) !== shownRight(to)) {
    return `${key}: ${shownRight(from)} → ${shownRight(to)}`;
  }
  return to.kind === "server"
    ? `${key}: another URL on ${shownRight(to)}`
    : `${key}: ${shownRight(to)}`;
}

/** A right for a log line: a server's URL may carry a secret beyond its origin, so no more than that is shown. */
export function shownRight(right: Right): string {
  if (right.kind !== "server") {
    return rightText(right);
  }
  return URL.canParse(right.url) ? new URL(right.url).origin : "a server";
}

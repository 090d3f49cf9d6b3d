import { rightText } from "./access";
import type { CanonicalServer, CanonicalTool } from "./canonical";
import { compareEntries, type EntryDifference } from "./compare";
import { type Direction, directionOf } from "./direction";
import { type Right, rightsOfEntry } from "./rights";

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

function changesOfEntry(difference: EntryDifference): Change[] {
  const before = difference.verb === "add" ? [] : rightsOfEntry(difference.from);
  const after = difference.verb === "remove" ? [] : rightsOfEntry(difference.to);
  const changes = changesOfRights(before, after);
  if (changes.length > 0) {
    return changes;
  }
  const { key } = difference;
  return [
    {
      key,
      verb: difference.verb,
      direction: "changes",
      disables: false,
      sentence: `${key}: written differently, every right stays the same`,
    },
  ];
}

function changesOfRights(rightsBefore: readonly Right[], rightsAfter: readonly Right[]): Change[] {
  const earlier = new Map(rightsBefore.map((right) => [right.key, right]));
  const later = new Map(rightsAfter.map((right) => [right.key, right]));
  const keys = [...new Set([...earlier.keys(), ...later.keys()])];
  return keys.flatMap((key): Change[] => {
    const [from, to] = [earlier.get(key), later.get(key)];
    const [before, after] = [from ?? defaultFor(key, earlier), to ?? defaultFor(key, later)];
    const direction = directionOf(before, after);
    const disables = isUsable(before) && !isUsable(after);
    if (from === undefined) {
      const sentence = `${key}: added, ${shown(to as Right)}`;
      return [{ key, verb: "add", direction, disables, sentence }];
    }
    if (to === undefined) {
      const sentence = `${key}: removed, was ${shown(from)}`;
      return [{ key, verb: "remove", direction, disables, sentence }];
    }
    return rightText(from) === rightText(to)
      ? []
      : [{ key, verb: "change", direction, disables, sentence: changeSentence(key, from, to) }];
  });
}

/** Whether the tool that the right is about can be called at all. */
export function isUsable(right: Right | undefined): boolean {
  return right !== undefined && (right.kind !== "tool" || right.setting.enabled);
}

/** What holds for a tool of an MCP toolset that has no entry of its own: the toolset's default. */
function defaultFor(key: string, rights: ReadonlyMap<string, Right>): Right | undefined {
  return [...rights.values()].find(
    (right) => right.kind === "tool" && right.setting.name === "*" && right.key !== key,
  );
}

function changeSentence(key: string, from: Right, to: Right): string {
  if (shown(from) !== shown(to)) {
    return `${key}: ${shown(from)} → ${shown(to)}`;
  }
  return to.kind === "server" ? `${key}: another URL on ${shown(to)}` : `${key}: ${shown(to)}`;
}

/** A right for a log line: a server's URL may carry a secret beyond its origin, so no more than that is shown. */
function shown(right: Right): string {
  if (right.kind !== "server") {
    return rightText(right);
  }
  return URL.canParse(right.url) ? new URL(right.url).origin : "a server";
}

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
      sentence: `${key}: written differently, every right stays the same`,
    },
  ];
}

function changesOfRights(before: readonly Right[], after: readonly Right[]): Change[] {
  const earlier = new Map(before.map((right) => [right.key, right]));
  const later = new Map(after.map((right) => [right.key, right]));
  const keys = [...new Set([...earlier.keys(), ...later.keys()])];
  return keys.flatMap((key): Change[] => {
    const [from, to] = [earlier.get(key), later.get(key)];
    const direction = directionOf(from ?? defaultFor(key, earlier), to ?? defaultFor(key, later));
    if (from === undefined) {
      const sentence = `${key}: added, ${shown(to as Right)}`;
      return [{ key, verb: "add", direction, sentence }];
    }
    if (to === undefined) {
      return [{ key, verb: "remove", direction, sentence: `${key}: removed, was ${shown(from)}` }];
    }
    return rightText(from) === rightText(to)
      ? []
      : [{ key, verb: "change", direction, sentence: changeSentence(key, from, to) }];
  });
}

/** What holds for a tool of an MCP toolset that has no entry of its own: the toolset's default. */
function defaultFor(key: string, rights: ReadonlyMap<string, Right>): Right | undefined {
  return rights.get(key.replace(/^(mcp:.*)\/.*$/, "$1/*"));
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

import { isObject } from "../model/json";
import type { McpServer } from "../model/mcp-servers";
import type { Tool } from "../model/tools";
import { type CanonicalEntry, canonicalServers, canonicalTool, textOf } from "./canonical";

/** One entry that is not the same on both sides. */
export type EntryDifference<Entry extends CanonicalEntry = CanonicalEntry> =
  | { readonly verb: "add"; readonly key: string; readonly to: Entry }
  | { readonly verb: "remove"; readonly key: string; readonly from: Entry }
  | { readonly verb: "change"; readonly key: string; readonly from: Entry; readonly to: Entry };

/**
 * Keyed, order-insensitive comparison: what leads from one array to the other, in the order of `to`, then what is
 * removed in the order of `from`. Empty if both mean the same.
 */
export function compareEntries<Entry extends CanonicalEntry>(
  from: readonly Entry[],
  to: readonly Entry[],
): EntryDifference<Entry>[] {
  const before = new Map(from.map((entry) => [entry.key, entry]));
  const after = new Set(to.map((entry) => entry.key));
  const addedOrChanged = to.flatMap((entry): EntryDifference<Entry>[] => {
    const earlier = before.get(entry.key);
    if (earlier === undefined) {
      return [{ verb: "add", key: entry.key, to: entry }];
    }
    return sameEntry(entry, earlier)
      ? []
      : [{ verb: "change", key: entry.key, from: earlier, to: entry }];
  });
  const removed = from
    .filter((entry) => !after.has(entry.key))
    .map((entry) => ({ verb: "remove" as const, key: entry.key, from: entry }));
  return [...addedOrChanged, ...removed];
}

/** Whether the tool that was found says at least what the other one states. */
export function saysAll(found: Tool, stated: Tool): boolean {
  // Most are written alike, which costs a fraction of the canonical form to see.
  if (JSON.stringify(found) === JSON.stringify(stated)) {
    return true;
  }
  const [theirs, ours] = [canonicalTool(found), canonicalTool(stated)];
  return theirs.key === ours.key && sameEntry(ours, theirs);
}

/** As {@link saysAll}, for MCP servers. */
export function sameServer(found: McpServer, stated: McpServer): boolean {
  return compareEntries(canonicalServers([found]), canonicalServers([stated])).length === 0;
}

/**
 * True if the session's entry says what ours says. Of a type of tool or server this version does not know, the server's
 * defaults are not known either: there it is enough that everything we state is found.
 */
function sameEntry(stated: CanonicalEntry, found: CanonicalEntry): boolean {
  if (stated.text === found.text) {
    return true;
  }
  const [ours, theirs] = [statedBy(stated), statedBy(found)];
  return ours !== undefined && theirs !== undefined && isCoveredBy(ours, theirs);
}

/** What an entry of a kind that is not known says. */
function statedBy(entry: CanonicalEntry): unknown {
  return "stated" in entry ? entry.stated : undefined;
}

function isCoveredBy(stated: unknown, found: unknown): boolean {
  if (Array.isArray(stated)) {
    return (
      Array.isArray(found) &&
      stated.length === found.length &&
      stated.every((item, index) => isCoveredBy(item, found[index]))
    );
  }
  if (isObject(stated)) {
    return (
      isObject(found) &&
      Object.entries(stated).every(([key, value]) =>
        Object.hasOwn(found, key) ? isCoveredBy(value, found[key]) : false,
      )
    );
  }
  return textOf(stated) === textOf(found);
}

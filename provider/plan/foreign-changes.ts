import type { OutgoingEntry } from "../model/patch";
import type { ObservedArrays, ObservedEntry } from "../model/session";
import { type CanonicalEntry, canonicalServers, canonicalTools, withoutNulls } from "./canonical";
import { type Change, changesBetween, writtenDifferently } from "./changes";
import { canonicalArrays, type EffectiveArrays } from "./effective";

/*
 * Entries of others are held against each other as they came, not by meaning alone: a member that this version does not
 * know, or the order of keys in a schema, is theirs, and a write that leaves it out takes it away.
 */

/** What a write changes: by meaning, and of entries that are not ours by what they say beyond that. */
export function changesOfWrite(from: ObservedArrays, to: EffectiveArrays): Change[] {
  return [
    ...changesBetween(canonicalArrays(from), canonicalArrays(to)),
    ...unlikeOnes(from.mcpServers, to.mcpServers, canonicalServers),
    ...unlikeOnes(from.tools, to.tools, canonicalTools),
  ];
}

/** Whether two wire forms say the same in the same order; a member that is null is one that is left out (API §4.4). */
export function sameWireForm(one: unknown, other: unknown): boolean {
  return one === other || wireTextOf(one) === wireTextOf(other);
}

/** Foreign entries that mean what stands there, and are written otherwise. */
function unlikeOnes<Entry>(
  from: readonly ObservedEntry<Entry>[],
  to: readonly OutgoingEntry<Entry>[],
  canonical: (entries: readonly Entry[]) => readonly CanonicalEntry[],
): Change[] {
  if (to.every(({ kind }) => kind !== "foreign")) {
    return [];
  }
  const before = canonical(from.map(({ entry }) => entry));
  const byKey = new Map(before.map(({ key, text }, index) => [key, { text, at: from[index] }]));
  return canonical(to.map(({ entry }) => entry)).flatMap((entry, index): Change[] => {
    const outgoing = to[index];
    const there = byKey.get(entry.key);
    const isUnlike =
      outgoing?.kind === "foreign" &&
      there?.text === entry.text &&
      !sameWireForm(there.at?.raw, outgoing.raw);
    return isUnlike ? [writtenDifferently(entry, "change")] : [];
  });
}

function wireTextOf(raw: unknown): string {
  return JSON.stringify(withoutNulls(raw));
}

import type { ManagedArrays } from "../model/inputs";
import type { SessionPatch } from "../model/patch";
import type { ObservedSession } from "../model/session";
import { type CanonicalArrays, type Change, changesBetween } from "./changes";
import { compareEntries } from "./compare";
import { canonicalArrays, effectiveArrays } from "./effective";
import { brokenReferences, referenceSentence } from "./references";

/** What it takes to make the session what is desired. */
export type UpdatePlan =
  /** It is so already: no wait, no interrupt, no write. */
  | { readonly kind: "nothing" }
  /** The API would refuse the resulting pair of arrays (API §4.2); one sentence per reason. */
  | { readonly kind: "impossible"; readonly reasons: readonly string[] }
  | {
      readonly kind: "write";
      readonly patch: SessionPatch;
      /** What the write changes on the session, one sentence each; never empty. */
      readonly changes: readonly Change[];
    };

/** Decides from one look what to send; asked again on every later look, it answers for that one. */
export function planUpdate(desired: ManagedArrays, observed: ObservedSession): UpdatePlan {
  const effective = effectiveArrays(desired, observed);
  const before = canonicalArrays(observed);
  const after = canonicalArrays(effective);
  const changes = changesBetween(before, after);
  if (changes.length === 0) {
    return { kind: "nothing" };
  }
  const broken = brokenReferences(
    effective.tools.map(({ entry }) => entry),
    effective.mcpServers.map(({ entry }) => entry),
  );
  if (broken.length > 0) {
    return { kind: "impossible", reasons: broken.map(referenceSentence) };
  }
  const patch = touchesMcp(before, after) ? effective : { tools: effective.tools };
  return { kind: "write", patch, changes };
}

/** What still differs from what is desired; empty after a write that took. */
export function changesLeft(desired: ManagedArrays, observed: ObservedSession): Change[] {
  return changesBetween(
    canonicalArrays(observed),
    canonicalArrays(effectiveArrays(desired, observed)),
  );
}

/**
 * Whether a server or an MCP toolset differs. Then both arrays go together, because the API judges the pair that
 * results and a lone array would be held against one that another writer may have changed (API §7, rows 23 and 24).
 */
function touchesMcp(before: CanonicalArrays, after: CanonicalArrays): boolean {
  return (
    compareEntries(before.mcpServers, after.mcpServers).length > 0 ||
    compareEntries(before.tools, after.tools).some(
      (difference) =>
        (difference.verb === "remove" ? difference.from : difference.to).kind === "mcpToolset",
    )
  );
}

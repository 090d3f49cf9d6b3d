import { textOf } from "../plan/canonical";
import { type Claim, sharesEntries } from "./claims";
import type { Evidence } from "./evidence";
import type { Declared, Subject } from "./notes";
import { covers, mayOverlap } from "./scopes";
import { nameOf } from "./violation";

/** What a deletion is, as far as the operation shows it. */
export type Fate =
  /** The resource was taken out of the program, or the stack is destroyed. */
  | { readonly kind: "removed" }
  /** Another resource, by its name, goes on with the session, or with some of the agent's sessions. */
  | { readonly kind: "kept"; readonly heir: string }
  /** The resource goes on with another session: this is the second half of a replacement. */
  | { readonly kind: "replaced" }
  /** It may be either: the engine deletes what depends on a replaced resource before it knows. */
  | { readonly kind: "uncertain" };

/**
 * `stored` is what the deleted state declares. With `sameEntries`, only who claims some of the same entries goes on.
 *
 * The engine deletes a resource that is gone from the program without having checked it in this operation; what was
 * checked, or replaces what was, is still there. A destroy checks nothing.
 */
export function fateOf(
  evidence: Evidence,
  urn: string | undefined,
  stored: Declared,
  sameEntries: boolean,
): Fate {
  const { resources, reads, before, condemned } = evidence;
  const near = stored.subject === undefined ? [] : [...evidence.near(stored.subject)];
  const heir = near.find(
    ([, other]) =>
      mayGoOn(evidence, stored.subject, other.subject) &&
      (!sameEntries || sharesEntries(stored.claims, other.claims)),
  );
  if (heir !== undefined) {
    return { kind: "kept", heir: nameOf(heir[0]) };
  }
  const isInProgram = urn !== undefined && (resources.has(urn) || reads.has(urn));
  if (isInProgram || before.has(marksOf(stored))) {
    return { kind: "replaced" };
  }
  return { kind: urn !== undefined && condemned.has(urn) ? "uncertain" : "removed" };
}

/** Whether what the one meant may be meant by the other: absence of evidence is no permission to end a session. */
function mayGoOn(
  evidence: Evidence,
  left: Subject | undefined,
  other: Subject | undefined,
): boolean {
  if (left === undefined || other === undefined) {
    return false;
  }
  if (left.kind === "fleet") {
    return other.kind === "fleet" && mayOverlap(left.scope, other.scope);
  }
  return other.kind === "session"
    ? left.sessionId === other.sessionId
    : covers(other.scope, evidence.known(left.sessionId)) !== "no";
}

/**
 * Tells a resource from others by what it declares. One that got another name or type by an alias is checked under the
 * new one and, where it is replaced, deleted under the old one.
 */
export function marksOf({ subject, claims }: Declared): string {
  const marks = claims.flatMap((claim) => markOf(claim) ?? []);
  const meant =
    subject?.kind === "fleet"
      ? { ...subject.scope, exclude: [...subject.scope.exclude].sort() }
      : subject;
  return textOf([meant ?? null, [...marks].sort()]);
}

/** Undefined for what tells nothing that the entries do not tell. */
function markOf(claim: Claim): string | undefined {
  switch (claim.kind) {
    case "whole":
      return textOf([claim.kind, claim.array, ...[...claim.keys].sort()]);
    case "entry":
    case "absent":
      return textOf([claim.kind, claim.array, claim.key]);
    case "ceiling":
      return textOf([claim.kind, claim.atMost]);
    case "rights":
      return undefined;
  }
}

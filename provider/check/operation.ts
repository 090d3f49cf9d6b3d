import type { PropertyRecord } from "../model/property-record";
import type { Seen } from "../model/seen";
import { claimsOf } from "./claims";
import { createEvidence } from "./evidence";
import { type Fate, fateOf, marksOf } from "./fates";
import type { Declared, NoticeBoard } from "./notes";
import { doMeet, isMeant, rivalsOf } from "./rivals";
import { type KnownSession, scopeOf } from "./scopes";
import { nameOf, type Violation } from "./violation";

/**
 * What one operation of the engine shows of a stack's resources: who declares what of which session, and who is still in
 * the program. Both resources share it, and so do the provider's processes where they have a board in common.
 *
 * The engine checks the resources of the program that --target and --exclude do not leave out, and deletes those that
 * are not in it afterwards; a destroy checks none.
 */
export interface Operation {
  /** Notes what a resource declares, and refuses what would undo, or be undone by, what another one declares. */
  check(urn: string, declared: Declared, prior: Declared | undefined): Violation[];
  /** What stands in the way of a checked resource on this session, of which more may be known by now. */
  rivalsOn(urn: string, session: KnownSession): Violation[];
  /** A state, or a look, shows which agent a session is of. */
  noteAgent(sessionId: string, agentId: string): void;
  /** The engine asks what would become of the resource if something it depends on were replaced. */
  noteCondemned(urn: string): void;
  /** The program looks at a session under this name, without managing it. */
  noteRead(urn: string): void;
  /** `stored` is what the deleted state declares. With `sameEntries`, only who claims some of the same goes on. */
  fateOf(urn: string | undefined, stored: Declared, sameEntries: boolean): Fate;
  /** The resource, by its name, that declares this very session. */
  declarantOf(sessionId: string): string | undefined;
  /** A refresh of this operation saw the resource's session. */
  noteSeen(urn: string | undefined, seen: Seen): void;
  seenOf(urn: string | undefined): Seen | undefined;
  /** From now on together with the processes that leave their notes there. */
  join(board: NoticeBoard): void;
  /** What one operation showed is of no meaning to the next. */
  forget(): void;
}

export function createOperation(): Operation {
  const evidence = createEvidence();
  const seen = new Map<string | undefined, Seen>();
  return {
    check(urn, declared, prior) {
      // Told before others are heard, so that of two who are checked at once at least one knows of the other.
      evidence.tell({ kind: "checked", urn, declared, before: prior && marksOf(prior) });
      evidence.hear();
      const { subject } = declared;
      return subject === undefined
        ? []
        : rivalsOf(evidence, urn, (other) => doMeet(evidence, subject, other));
    },

    rivalsOn(urn, session) {
      evidence.hear();
      const own = evidence.resources.get(urn)?.subject;
      return own !== undefined && isMeant(own, session)
        ? rivalsOf(evidence, urn, (other) => isMeant(other, session))
        : [];
    },

    noteAgent(sessionId, agentId) {
      if (agentId !== "") {
        evidence.tell({ kind: "agent", sessionId, agentId });
      }
    },
    noteCondemned: (urn) => evidence.tell({ kind: "condemned", urn }),
    noteRead: (urn) => evidence.tell({ kind: "read", urn }),

    fateOf(urn, stored, sameEntries) {
      evidence.hear();
      return fateOf(evidence, urn, stored, sameEntries);
    },

    declarantOf(sessionId) {
      evidence.hear();
      const declarant = [...evidence.near({ kind: "session", sessionId })].find(
        ([, { subject }]) => subject?.kind === "session",
      );
      return declarant && nameOf(declarant[0]);
    },

    join: evidence.join,
    forget() {
      evidence.forget();
      seen.clear();
    },

    noteSeen: (urn, what) => void (urn === undefined || seen.set(urn, what)),
    seenOf: (urn) => seen.get(urn),
  };
}

/** What a `SessionOverrides` declares. */
export function declaredOfSession(inputs: PropertyRecord): Declared {
  const { sessionId } = inputs;
  const claims = claimsOf(inputs);
  return typeof sessionId === "string"
    ? { subject: { kind: "session", sessionId }, claims }
    : { claims };
}

/** What an `AgentSessionOverrides` declares. */
export function declaredOfFleet(inputs: PropertyRecord): Declared {
  const scope = scopeOf(inputs);
  const claims = claimsOf(inputs);
  return scope === undefined ? { claims } : { subject: { kind: "fleet", scope }, claims };
}

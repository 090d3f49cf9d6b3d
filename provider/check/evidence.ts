import { type Declared, lonelyBoard, type Note, type NoticeBoard, type Subject } from "./notes";
import type { KnownSession } from "./scopes";

/** What is known so far of one operation of the engine, by this process and by others of the same operation. */
export interface Evidence {
  /** What every resource declares that was checked, by its URN. */
  readonly resources: ReadonlyMap<string, Declared>;
  /** Those that may mean what the subject means: of thousands of single sessions, only its own. */
  near(subject: Subject): Iterable<readonly [string, Declared]>;
  /** What checked resources declared before. */
  readonly before: ReadonlySet<string>;
  readonly condemned: ReadonlySet<string>;
  readonly reads: ReadonlySet<string>;
  known(sessionId: string): KnownSession;
  tell(note: Note): void;
  hear(): void;
  join(board: NoticeBoard): void;
  forget(): void;
}

export function createEvidence(): Evidence {
  let board = lonelyBoard;
  const resources = new Map<string, Declared>();
  const fleets = new Map<string, Declared>();
  const bySession = new Map<string, Map<string, Declared>>();
  const before = new Set<string>();
  const agents = new Map<string, string>();
  const condemned = new Set<string>();
  const reads = new Set<string>();

  function place(urn: string, declared: Declared): void {
    const old = resources.get(urn)?.subject;
    if (old?.kind === "session") {
      bySession.get(old.sessionId)?.delete(urn);
    }
    fleets.delete(urn);
    resources.set(urn, declared);
    const { subject } = declared;
    if (subject?.kind === "fleet") {
      fleets.set(urn, declared);
    } else if (subject !== undefined) {
      const neighbours = bySession.get(subject.sessionId) ?? new Map<string, Declared>();
      bySession.set(subject.sessionId, neighbours.set(urn, declared));
    }
  }

  function keep(note: Note): void {
    switch (note.kind) {
      case "checked":
        place(note.urn, note.declared);
        if (note.before !== undefined) {
          before.add(note.before);
        }
        break;
      case "agent":
        agents.set(note.sessionId, note.agentId);
        break;
      case "condemned":
        condemned.add(note.urn);
        break;
      case "read":
        reads.add(note.urn);
    }
  }

  return {
    resources,
    near: (subject) =>
      subject.kind === "fleet"
        ? resources
        : [...(bySession.get(subject.sessionId) ?? []), ...fleets],
    before,
    condemned,
    reads,
    known: (sessionId) => ({ sessionId, agentId: agents.get(sessionId) }),
    tell(note) {
      const isKnown = note.kind === "agent" && agents.get(note.sessionId) === note.agentId;
      if (!isKnown) {
        keep(note);
        board.post(note);
      }
    },
    hear: () => board.read().forEach(keep),
    join(next) {
      board = next;
    },
    forget() {
      board.clear();
      for (const memory of [resources, fleets, bySession, before, agents, condemned, reads]) {
        memory.clear();
      }
    },
  };
}

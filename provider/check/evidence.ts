import { type Declared, lonelyBoard, type Note, type NoticeBoard } from "./notes";
import type { KnownSession } from "./scopes";

/** What is known so far of one operation of the engine, by this process and by others of the same operation. */
export interface Evidence {
  /** What every resource declares that was checked, by its URN. */
  readonly resources: ReadonlyMap<string, Declared>;
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
  const before = new Set<string>();
  const agents = new Map<string, string>();
  const condemned = new Set<string>();
  const reads = new Set<string>();

  function keep(note: Note): void {
    switch (note.kind) {
      case "checked":
        resources.set(note.urn, note.declared);
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
      for (const memory of [resources, before, agents, condemned, reads]) {
        memory.clear();
      }
    },
  };
}

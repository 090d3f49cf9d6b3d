import { parseMicros } from "./clock";
import { copyOfRun, type WaitingCall, type WorkflowRun } from "./run-shapes";
import type { AgentArrays, SessionStatus, StopReason, WireEvent, WireSession } from "./wire";

/** When a turn ends by itself: after so many looks, at a time, or only when a test says so. */
export type TurnEnding =
  | { readonly kind: "looks"; left: number }
  | { readonly kind: "time"; readonly dueAtMs: number }
  | { readonly kind: "manual" };

export interface Turn {
  /** The word that looks show for running. */
  shownAs?: string;
  ending: TurnEnding;
  readonly startedAtMs: number;
  readonly stopReason: { readonly type: string };
  /** Id of the open `span.model_request_start`, undefined while rescheduling. */
  readonly spanStartId: string | undefined;
}

export interface EventRecord {
  readonly event: WireEvent;
  /** Reads of the event list that do not show the event yet. */
  hiddenReads: number;
}

/** A session with all that the API does not show of it. `wire` is replaced as a whole, never changed in place. */
export interface StoredSession {
  wire: WireSession;
  readonly createdMicros: number;
  readonly threadId: string;
  threadArchivedAt: string | null;
  /** Events in the order they were processed. */
  readonly processed: EventRecord[];
  /** Events sent and not processed yet, the tail of the list (API §2.7). */
  readonly queued: WireEvent[];
  turn: Turn | undefined;
  /** An interrupt that was accepted and not applied yet. */
  interrupt: { looksLeft: number } | undefined;
  waiting: readonly WaitingCall[];
  /** Why the last turn ended, unless something else is said when the session comes to rest. */
  stopReason: StopReason;
  /** Workflow runs, ended ones too, in the order of their creation. */
  readonly runs: WorkflowRun[];
  /** The status that looks still show although it has changed. */
  statusLag: { readonly status: SessionStatus; looksLeft: number } | undefined;
  /** The whole session as looks still show it although it has changed. */
  past: { readonly wire: WireSession; looksLeft: number } | undefined;
  /** What answers make of the session before they show it. */
  distortion: ((session: WireSession) => unknown) | undefined;
  /** The arrays that update answers still show although they have changed. */
  staleArrays: AgentArrays | undefined;
}

/** All sessions, by id and in the order of creation. */
export class SessionTable {
  readonly #byId = new Map<string, StoredSession>();
  #ordered: StoredSession[] | undefined = [];

  get(id: string): StoredSession | undefined {
    return this.#byId.get(id);
  }

  /** Adds the session, or puts it in the place of the one with the same id. */
  put(stored: StoredSession): void {
    const isNew = !this.#byId.has(stored.wire.id);
    this.#byId.set(stored.wire.id, stored);
    const last = this.#ordered?.at(-1);
    const goesLast = isNew && (last === undefined || compare(last, stored) < 0);
    if (goesLast) this.#ordered?.push(stored);
    else this.#ordered = undefined;
  }

  remove(id: string): void {
    if (this.#byId.delete(id)) this.#ordered = undefined;
  }

  /** Oldest first; sorted again only after a change that was not at the end. */
  ordered(): readonly StoredSession[] {
    this.#ordered ??= [...this.#byId.values()].sort(compare);
    return this.#ordered;
  }
}

/** Places a session in the list by time of creation, then by id, so that no two share a place. */
export function compare(
  left: { readonly createdMicros: number; readonly wire: { readonly id: string } },
  right: { readonly createdMicros: number; readonly wire: { readonly id: string } },
): number {
  if (left.createdMicros !== right.createdMicros) return left.createdMicros - right.createdMicros;
  if (left.wire.id === right.wire.id) return 0;
  return left.wire.id < right.wire.id ? -1 : 1;
}

export function storedSession(wire: WireSession, threadId: string): StoredSession {
  return {
    wire,
    createdMicros: parseMicros(wire.created_at) ?? 0,
    threadId,
    threadArchivedAt: null,
    processed: [],
    queued: [],
    turn: undefined,
    interrupt: undefined,
    waiting: [],
    stopReason: { type: "end_turn" },
    runs: [],
    statusLag: undefined,
    past: undefined,
    distortion: undefined,
    staleArrays: undefined,
  };
}

/** A copy to go back to. What is never changed in place (sessions, events) is shared. */
export function copyOf(stored: StoredSession): StoredSession {
  const { turn, interrupt, statusLag, past } = stored;
  return {
    ...stored,
    processed: stored.processed.map((record) => ({ ...record })),
    queued: [...stored.queued],
    runs: stored.runs.map(copyOfRun),
    turn: turn === undefined ? undefined : { ...turn, ending: { ...turn.ending } },
    interrupt: interrupt === undefined ? undefined : { ...interrupt },
    statusLag: statusLag === undefined ? undefined : { ...statusLag },
    past: past === undefined ? undefined : { ...past },
  };
}

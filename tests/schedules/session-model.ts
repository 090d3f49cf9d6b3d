import { isDeepStrictEqual } from "node:util";
import type { OutgoingEntry, SessionPatch } from "../../provider/model/patch";
import type {
  Look,
  ObservedArrays,
  ObservedEntry,
  ObservedSession,
  SessionUpdate,
} from "../../provider/model/session";
import type { SessionApi } from "../../provider/reconcile/session-api";

export const sessionId = "sesn_1";

/** One write as the session took it. */
export interface Written {
  readonly writer: string;
  /** What its writer had last seen of the session. */
  readonly seen: ObservedArrays;
  /** What the session had just before. */
  readonly found: ObservedArrays;
  readonly arrays: ObservedArrays;
  /** Counts every call of every writer. */
  readonly step: number;
}

/** Where implementations of the API differ. */
export interface SessionOptions {
  /** How many updates from before the given time the record shows all the same. */
  readonly recordShowsEarlier: number;
  /** How many reads of the record do not show an update yet. */
  readonly recordLagsReads: number;
}

/**
 * A session in memory with its record of updates: each call takes effect at once and whole. The clock is the number of
 * calls, so that no two updates have one time.
 */
export class SessionModel {
  arrays: ObservedArrays;
  readonly initial: ObservedArrays;
  readonly writes: Written[] = [];
  /** The step up to which each writer's last look at the session or read of its record showed what happened. */
  readonly seenUpTo = new Map<string, number>();
  readonly #updates: {
    readonly update: SessionUpdate;
    readonly step: number;
    hiddenReads: number;
  }[] = [];
  readonly #seen = new Map<string, ObservedArrays>();
  #step = 0;
  #updatedAt = 0;

  constructor(
    arrays: ObservedArrays,
    readonly options: SessionOptions,
  ) {
    this.arrays = arrays;
    this.initial = arrays;
  }

  look(writer: string): ObservedSession {
    this.#step += 1;
    this.seenUpTo.set(writer, this.#step);
    this.#seen.set(writer, this.arrays);
    return this.#session();
  }

  write(writer: string, arrays: ObservedArrays): ObservedSession {
    this.#step += 1;
    const seen = this.#seen.get(writer) ?? this.arrays;
    this.writes.push({ writer, seen, found: this.arrays, arrays, step: this.#step });
    if (!isDeepStrictEqual(arrays, this.arrays)) {
      this.arrays = arrays;
      this.#updatedAt = this.#step;
      this.#updates.push({
        update: { eventId: `sevt_${this.#step}`, at: instant(this.#step), ...arrays },
        step: this.#step,
        hiddenReads: this.options.recordLagsReads,
      });
    }
    this.#seen.set(writer, this.arrays);
    return this.#session();
  }

  /** From the given time on, as the API's list is filtered. */
  updatesSince(writer: string, since: string | undefined): readonly SessionUpdate[] {
    this.#step += 1;
    const firstHidden = this.#updates.findIndex(({ hiddenReads }) => hiddenReads > 0);
    const shown = this.#updates.slice(0, firstHidden === -1 ? this.#updates.length : firstHidden);
    for (const each of this.#updates) {
      each.hiddenReads -= 1;
    }
    const isAllShown = firstHidden === -1;
    this.seenUpTo.set(writer, isAllShown ? this.#step : Number(shown.at(-1)?.step ?? 0));
    const updates = shown.map(({ update }) => update);
    const first = updates.findIndex(({ at }) => since === undefined || at >= since);
    const from = first === -1 ? updates.length : first;
    return updates.slice(Math.max(0, from - this.options.recordShowsEarlier));
  }

  #session(): ObservedSession {
    return {
      sessionId,
      status: "idle",
      agentId: "agent_1",
      updatedAt: instant(this.#updatedAt),
      ...this.arrays,
    };
  }
}

function instant(step: number): string {
  return new Date(Date.UTC(2026, 0, 1) + step).toISOString();
}

/** The port of one writer of ours; `turn` is awaited before every call, so that a scheduler decides who goes next. */
export function apiOf(model: SessionModel, writer: string, turn: () => Promise<void>): SessionApi {
  const never = () => Promise.reject(new Error("not in these schedules"));
  return {
    origin: () => ({ address: "https://api.example" }),
    getSession: async (): Promise<Look> => {
      await turn();
      return { kind: "found", session: model.look(writer) };
    },
    updateSession: async (_id, patch) => {
      await turn();
      return { kind: "done", session: model.write(writer, applied(model.arrays, patch)) };
    },
    listUpdates: async (_id, since) => {
      await turn();
      return model.updatesSince(writer, since);
    },
    listSessions: never,
    listPendingActions: async () => [],
    listInterrupts: never,
    listRunEvents: never,
    interruptSession: never,
    archiveSession: never,
    deleteSession: never,
    sendMessage: never,
  };
}

/** A member that was not sent stays as the session has it now (API §2.3). */
function applied(arrays: ObservedArrays, patch: SessionPatch): ObservedArrays {
  return {
    tools: patch.tools?.map(stored) ?? arrays.tools,
    mcpServers: patch.mcpServers?.map(stored) ?? arrays.mcpServers,
  };
}

function stored<Entry>(outgoing: OutgoingEntry<Entry>): ObservedEntry<Entry> {
  const { entry } = outgoing;
  return { entry, raw: outgoing.kind === "foreign" ? outgoing.raw : entry };
}

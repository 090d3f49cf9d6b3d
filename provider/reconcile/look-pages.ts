import { type DatedLook, type Look, lookAgeMaxMs } from "../model/session";
import type { Clock } from "../wait/clock";
import type { WriteCount } from "../wait/write-count";
import type { RecentLooks } from "./recent-looks";
import type { CallOptions, SessionApi } from "./session-api";

/** Who asks for which session; one that is answered is taken out. */
export type Askers = Map<string, readonly ((look: Look | undefined) => void)[]>;

/** Answers looks at sessions of one agent from pages of its list. */
export interface LookPages {
  read(agentId: string, askers: Askers, options: CallOptions): Promise<void>;
}

/** How far the pages of one agent have been read. */
interface Reading {
  readonly startedAtMs: number;
  /** Undefined once the list is read to its end. */
  cursor: string | undefined;
  isAtEnd: boolean;
}

export function createLookPages(
  api: SessionApi,
  clock: Clock,
  writes: WriteCount,
  recent: RecentLooks,
): LookPages {
  const readings = new Map<string, Reading>();

  /** Goes on where the last group of the agent stopped, as long as what it read is still good. */
  function readingOf(agentId: string): Reading {
    const now = clock.now();
    const last = readings.get(agentId);
    if (last !== undefined && now - last.startedAtMs <= lookAgeMaxMs) {
      return last;
    }
    const reading: Reading = { startedAtMs: now, cursor: undefined, isAtEnd: false };
    readings.set(agentId, reading);
    return reading;
  }

  return {
    /**
     * Never more pages than single looks would have cost, and at most a quarter as many that hold nothing of what is
     * asked for.
     */
    async read(agentId, askers, options) {
      const reading = readingOf(agentId);
      const askedFor = askers.size;
      const vainMax = Math.max(1, Math.floor(askedFor / 4));
      for (let pages = 0; pages < askedFor - 1 && askers.size > 0 && !reading.isAtEnd; pages++) {
        if (pages > askedFor - askers.size + vainMax) {
          return;
        }
        const asOfWrite = writes.total();
        const scope = { agentId, includeArchived: true };
        const page = await api.listSessions(scope, reading.cursor, options);
        const seenAtMs = clock.now();
        for (const session of page.sessions) {
          handOn({ session, seenAtMs, asOfWrite }, askers, recent);
        }
        reading.cursor = page.next;
        reading.isAtEnd = page.next === undefined;
      }
    },
  };
}

/** What is asked for is handed on at once and not kept: it may be much. */
function handOn(look: DatedLook, askers: Askers, recent: RecentLooks): void {
  const { sessionId } = look.session;
  const answered = askers.get(sessionId);
  askers.delete(sessionId);
  if (answered === undefined) {
    recent.keep(look);
  }
  for (const answer of answered ?? []) {
    answer({ kind: "found", ...look });
  }
}

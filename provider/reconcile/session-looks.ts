import type { Look, ObservedSession } from "../model/session";
import type { Clock } from "../wait/clock";
import type { CallOptions, SessionApi } from "./session-api";

/**
 * Looks at single sessions, gathered: what is asked for at the same moment about sessions of one agent is answered from
 * list pages, a hundred sessions a request, and a session that the pages do not carry is asked for by itself. Each look
 * is at most two seconds old.
 */
export interface SessionLooks {
  /** `agentId` is the session's agent, if it is known; without it the session is asked for by itself. */
  look(sessionId: string, agentId: string | undefined, options: CallOptions): Promise<Look>;
  /** Says that somebody waits for a session. Many waits share one rhythm, so that their looks meet. */
  startWaiting(): Waiting;
}

export interface Waiting {
  /** How long to sleep for a look that is due in `delayMs`: so long, or until the common beat. */
  delayMs(delayMs: number): number;
  stop(): void;
}

/** How long a look waits for others to come along. */
const gatherMs = 20;
const ageMaxMs = 2_000;
/** From here on a page costs less than single looks. */
const gatheredMin = 3;
/** From here on waits keep time together, a beat every five seconds (API §5.5: the slowest pace of a wait). */
const sharedRhythmMin = 8;
const beatMs = 5_000;

interface Asked {
  readonly sessionId: string;
  readonly resolve: (seen: Seen | undefined) => void;
}

interface Seen {
  readonly session: ObservedSession;
  readonly atMs: number;
}

export function createSessionLooks(api: SessionApi, clock: Clock): SessionLooks {
  const asked = new Map<string, Asked[]>();
  const seen = new Map<string, Seen>();
  let waiting = 0;

  /** Among what the pages of the last two seconds carried; undefined if it is to be asked for by itself. */
  async function fromPages(
    sessionId: string,
    agentId: string,
    options: CallOptions,
  ): Promise<Seen | undefined> {
    const known = recent(sessionId);
    if (known !== undefined) {
      return known;
    }
    return new Promise((resolve) => {
      const group = asked.get(agentId);
      if (group !== undefined) {
        group.push({ sessionId, resolve });
        return;
      }
      asked.set(agentId, [{ sessionId, resolve }]);
      void clock.sleep(gatherMs).then(() => answerGroup(agentId, options));
    });
  }

  function recent(sessionId: string): Seen | undefined {
    const known = seen.get(sessionId);
    return known !== undefined && clock.now() - known.atMs <= ageMaxMs ? known : undefined;
  }

  async function answerGroup(agentId: string, options: CallOptions): Promise<void> {
    const group = asked.get(agentId) ?? [];
    asked.delete(agentId);
    if (group.length >= gatheredMin) {
      // Whatever goes wrong with the pages, the single looks that follow tell it better.
      await readPages(agentId, group, options).catch(() => undefined);
    }
    for (const { sessionId, resolve } of group) {
      resolve(recent(sessionId));
    }
  }

  /** Never more pages than single looks would have cost. */
  async function readPages(
    agentId: string,
    group: readonly Asked[],
    options: CallOptions,
  ): Promise<void> {
    forgetOld();
    const wanted = new Set(group.map(({ sessionId }) => sessionId));
    let cursor: string | undefined;
    for (let pages = 0; pages < group.length - 1 && wanted.size > 0; pages++) {
      const filter = { agentId, includeArchived: true };
      const page = await api.listSessions(filter, cursor, options);
      const atMs = clock.now();
      for (const session of page.sessions) {
        seen.set(session.sessionId, { session, atMs });
        wanted.delete(session.sessionId);
      }
      cursor = page.next;
      if (cursor === undefined) {
        return;
      }
    }
  }

  function forgetOld(): void {
    const now = clock.now();
    for (const [sessionId, { atMs }] of seen) {
      if (now - atMs > ageMaxMs) {
        seen.delete(sessionId);
      }
    }
  }

  return {
    async look(sessionId, agentId, options) {
      const found =
        agentId === undefined || agentId === ""
          ? undefined
          : await fromPages(sessionId, agentId, options);
      return found === undefined
        ? api.getSession(sessionId, options)
        : { kind: "found", session: found.session, seenAtMs: found.atMs };
    },

    startWaiting() {
      waiting += 1;
      return {
        delayMs: (delayMs) => {
          if (waiting < sharedRhythmMin) {
            return delayMs;
          }
          const now = clock.now();
          return Math.max(delayMs, Math.ceil((now + 1) / beatMs) * beatMs - now);
        },
        stop: () => {
          waiting -= 1;
        },
      };
    },
  };
}

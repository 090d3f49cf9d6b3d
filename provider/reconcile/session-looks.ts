import { type DatedLook, type Look, lookAgeMaxMs } from "../model/session";
import { lookBackoff } from "../wait/backoff";
import type { Clock } from "../wait/clock";
import { orStopped } from "../wait/stop";
import type { WriteCount } from "../wait/write-count";
import type { CallOptions, SessionApi } from "./session-api";

/**
 * Looks at single sessions, gathered: what is asked for at the same moment about sessions of one agent is answered from
 * list pages, fifty sessions a request, and a session that the pages do not carry is asked for by itself. Each look
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
/** From here on a page costs less than single looks. */
const gatheredMin = 3;
/** From here on waits keep time together, a beat as often as the slowest wait looks. */
const sharedRhythmMin = 8;
const beatMs = lookBackoff.mostMs;

interface Asked {
  readonly sessionId: string;
  readonly resolve: (look: Look | undefined) => void;
}

/** How far the pages of one agent have been read. */
interface Reading {
  readonly startedAtMs: number;
  /** Undefined once the list is read to its end. */
  cursor: string | undefined;
  isAtEnd: boolean;
}

export function createSessionLooks(
  api: SessionApi,
  clock: Clock,
  writes: WriteCount,
): SessionLooks {
  const asked = new Map<string, Asked[]>();
  const answering = new Map<string, Promise<void>>();
  const readings = new Map<string, Reading>();
  const seen = new Map<string, DatedLook>();
  let isForgetting = false;
  let waiting = 0;

  /** Undefined if the session is to be asked for by itself. */
  function fromPages(
    sessionId: string,
    agentId: string,
    options: CallOptions,
  ): Promise<Look | undefined> {
    return new Promise((resolve) => {
      const group = asked.get(agentId);
      if (group !== undefined) {
        group.push({ sessionId, resolve });
        return;
      }
      asked.set(agentId, [{ sessionId, resolve }]);
      // One group of an agent after the other, or two would read the same pages.
      const before = answering.get(agentId);
      const answer = Promise.all([before, clock.sleep(gatherMs)]).then(() =>
        answerGroup(agentId, options),
      );
      answering.set(agentId, answer);
      void answer.then(() => {
        if (answering.get(agentId) === answer) {
          answering.delete(agentId);
        }
      });
    });
  }

  function recent(sessionId: string): Look | undefined {
    const known = seen.get(sessionId);
    return known !== undefined && clock.now() - known.seenAtMs <= lookAgeMaxMs
      ? { kind: "found", ...known }
      : undefined;
  }

  async function answerGroup(agentId: string, options: CallOptions): Promise<void> {
    const group = asked.get(agentId) ?? [];
    asked.delete(agentId);
    const open = new Map<string, Asked[]>();
    for (const each of group) {
      const known = recent(each.sessionId);
      if (known === undefined) {
        open.set(each.sessionId, [...(open.get(each.sessionId) ?? []), each]);
      } else {
        each.resolve(known);
      }
    }
    if (open.size >= gatheredMin) {
      // Whatever goes wrong with the pages, the single looks that follow tell it better.
      await readPages(agentId, open, options).catch(() => undefined);
    }
    for (const { resolve } of [...open.values()].flat()) {
      resolve(undefined);
    }
  }

  /**
   * Never more pages than single looks would have cost, and at most a quarter as many that hold nothing of what is asked
   * for. What is asked for is handed on at once and not kept: it may be much.
   */
  async function readPages(
    agentId: string,
    open: Map<string, Asked[]>,
    options: CallOptions,
  ): Promise<void> {
    const reading = readingOf(agentId);
    const askedFor = open.size;
    const vainMax = Math.max(1, Math.floor(askedFor / 4));
    for (let pages = 0; pages < askedFor - 1 && open.size > 0 && !reading.isAtEnd; pages++) {
      if (pages > askedFor - open.size + vainMax) {
        return;
      }
      const asOfWrite = writes.total();
      const page = await api.listSessions(
        { agentId, includeArchived: true },
        reading.cursor,
        options,
      );
      const seenAtMs = clock.now();
      for (const session of page.sessions) {
        handOn({ session, seenAtMs, asOfWrite }, open);
      }
      reading.cursor = page.next;
      reading.isAtEnd = page.next === undefined;
      forgetLater();
    }
  }

  function handOn(look: DatedLook, open: Map<string, Asked[]>): void {
    const { sessionId } = look.session;
    const askers = open.get(sessionId);
    open.delete(sessionId);
    if (askers === undefined) {
      seen.set(sessionId, look);
    }
    for (const { resolve } of askers ?? []) {
      resolve({ kind: "found", ...look });
    }
  }

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

  /** What is too old to be used is not held on to. */
  function forgetLater(): void {
    if (isForgetting || seen.size === 0) {
      return;
    }
    isForgetting = true;
    void clock.sleep(lookAgeMaxMs).then(() => {
      isForgetting = false;
      const now = clock.now();
      for (const [sessionId, { seenAtMs }] of seen) {
        if (now - seenAtMs >= lookAgeMaxMs) {
          seen.delete(sessionId);
        }
      }
      forgetLater();
    });
  }

  return {
    async look(sessionId, agentId, options) {
      const isKnown = agentId !== undefined && agentId !== "";
      const found =
        recent(sessionId) ??
        (isKnown
          ? await orStopped(fromPages(sessionId, agentId, options), options.signal)
          : undefined);
      return found ?? api.getSession(sessionId, options);
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

import type { Look } from "../model/session";
import type { Clock } from "../wait/clock";
import type { Askers, LookPages } from "./look-pages";
import type { RecentLooks } from "./recent-looks";
import type { CallOptions } from "./session-api";

/** Gathers what is asked for at the same moment about sessions of one agent. */
export interface LookGroups {
  /** Undefined if the session is to be asked for by itself. */
  ask(sessionId: string, agentId: string, options: CallOptions): Promise<Look | undefined>;
}

/** How long a look waits for others to come along. */
const gatherMs = 20;
/** From here on a page costs less than single looks. */
const gatheredMin = 3;

export function createLookGroups(clock: Clock, pages: LookPages, recent: RecentLooks): LookGroups {
  const gathering = new Map<string, Askers>();
  const answering = new Map<string, Promise<void>>();

  async function answerGroup(agentId: string, options: CallOptions): Promise<void> {
    const askers: Askers = gathering.get(agentId) ?? new Map();
    gathering.delete(agentId);
    for (const [sessionId, answers] of askers) {
      const known = recent.of(sessionId);
      if (known !== undefined) {
        askers.delete(sessionId);
        for (const answer of answers) {
          answer({ kind: "found", ...known });
        }
      }
    }
    if (askers.size >= gatheredMin) {
      // Whatever goes wrong with the pages, the single looks that follow tell it better.
      await pages.read(agentId, askers, options).catch(() => undefined);
    }
    for (const answer of [...askers.values()].flat()) {
      answer(undefined);
    }
  }

  /** One group of an agent after the other, or two would read the same pages. */
  function startGroup(agentId: string, options: CallOptions): Askers {
    const askers: Askers = new Map();
    gathering.set(agentId, askers);
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
    return askers;
  }

  return {
    ask: (sessionId, agentId, options) =>
      new Promise((resolve) => {
        const askers = gathering.get(agentId) ?? startGroup(agentId, options);
        askers.set(sessionId, [...(askers.get(sessionId) ?? []), resolve]);
      }),
  };
}

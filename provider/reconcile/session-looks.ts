import type { Look } from "../model/session";
import type { Clock } from "../wait/clock";
import { orStopped } from "../wait/stop";
import type { WriteCount } from "../wait/write-count";
import { createLookGroups } from "./look-groups";
import { createLookPages } from "./look-pages";
import { createRecentLooks } from "./recent-looks";
import type { CallOptions, SessionApi } from "./session-api";
import { createWaitRhythm, type Waiting } from "./wait-rhythm";

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

export function createSessionLooks(
  api: SessionApi,
  clock: Clock,
  writes: WriteCount,
): SessionLooks {
  const recent = createRecentLooks(clock);
  const groups = createLookGroups(clock, createLookPages(api, clock, writes, recent), recent);
  return {
    async look(sessionId, agentId, options) {
      const known = recent.of(sessionId);
      if (known !== undefined) {
        return { kind: "found", ...known };
      }
      const isOfKnownAgent = agentId !== undefined && agentId !== "";
      const found = isOfKnownAgent
        ? await orStopped(groups.ask(sessionId, agentId, options), options.signal)
        : undefined;
      return found ?? api.getSession(sessionId, options);
    },
    startWaiting: createWaitRhythm(clock),
  };
}

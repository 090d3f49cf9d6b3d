import type { SessionApi } from "../../provider/reconcile/session-api";
import type { SessionLooks } from "../../provider/reconcile/session-looks";

/** Looks that are not gathered: each is a request of its own, and each wait keeps its own time. */
export function singleLooks(api: SessionApi): SessionLooks {
  return {
    look: (sessionId, _agentId, options) => api.getSession(sessionId, options),
    startWaiting: () => ({ delayMs: (delayMs) => delayMs, stop() {} }),
  };
}

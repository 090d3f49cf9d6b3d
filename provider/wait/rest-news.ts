import type { Look } from "../model/session";

/** The first look that shows a session at rest serves everybody in this process who waits for it. */
export interface RestNews {
  /** Listens for such a look until what this returns is called. */
  listen(sessionId: string, hear: (look: Look) => void): () => void;
  tell(sessionId: string, look: Look): void;
}

export function createRestNews(): RestNews {
  const listeners = new Map<string, Set<(look: Look) => void>>();
  return {
    listen(sessionId, hear) {
      const all = listeners.get(sessionId) ?? new Set();
      listeners.set(sessionId, all.add(hear));
      return () => {
        all.delete(hear);
        if (all.size === 0 && listeners.get(sessionId) === all) {
          listeners.delete(sessionId);
        }
      };
    },
    tell(sessionId, look) {
      for (const hear of listeners.get(sessionId) ?? []) {
        hear(look);
      }
    },
  };
}

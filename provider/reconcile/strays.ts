import type { SessionFacts } from "../model/session";
import { type Stray, strayWords } from "../plan/belongs";
import type { Reporter } from "./reporter";
import { listed } from "./sentences";

/** The sessions of a list that were not asked for, to be told of once. */
export interface Strays {
  /** True if it is one. */
  note(session: SessionFacts, stray: Stray | undefined): boolean;
  tell(reporter: Reporter): void;
}

const namedMax = 5;

/** `whose` completes "the list of sessions", such as an agent's id. */
export function createStrays(whose: string): Strays {
  const counts = new Map<Stray, number>();
  const named: string[] = [];
  return {
    note(session, stray) {
      if (stray === undefined) {
        return false;
      }
      counts.set(stray, (counts.get(stray) ?? 0) + 1);
      if (named.length < namedMax) {
        named.push(session.sessionId);
      }
      return true;
    },

    tell(reporter) {
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      if (total === 0) {
        return;
      }
      const kinds = [...counts].map(([stray, count]) => `${count} ${strayWords[stray]}`).join(", ");
      const more = total > named.length ? `; and ${total - named.length} more` : "";
      reporter.warn(
        `the list of sessions of ${whose} carries ${total} that were not asked for (${kinds}), which are left alone: ${listed(named)}${more}. The API, or a gateway before it, drops filters.`,
      );
    },
  };
}

import type { AgentSessionOverridesInputs } from "../model/agent-inputs";
import {
  type ObservedSession,
  type SessionFacts,
  type SessionFilter,
  standingOf,
  type UnreadableSession,
} from "../model/session";
import { strayOf } from "../plan/belongs";
import type { Dependencies } from "./dependencies";
import type { FirstLook } from "./reconcile";
import { type ListInWords, sessionPages } from "./session-pages";
import { createStrays } from "./strays";
import type { VerbContext } from "./verb";

/** A session of the list: one to work on, or one that cannot be read and is a failure of its own. */
export type InScope =
  | (FirstLook & { readonly kind: "readable"; readonly session: ObservedSession })
  | {
      readonly kind: "unreadable";
      /** Its id; if not even that can be read, the place of it in the list. */
      readonly name: string;
      readonly hasId: boolean;
      readonly reason: string;
    };

/**
 * Every live session in scope, once, page by page; the next page is asked for when the last one is used up. What is
 * live, and what is in scope, is told from the session itself: the list may be a moment behind, its filters are only
 * asked for (API §2.2), and a gateway may drop them. What was not asked for is left alone, and that is said once.
 *
 * Without `statuses` none is asked for, so that a session with a status that nobody knows today is not passed over.
 *
 * @throws ProviderError `malformed` if the list leads back, or goes on for longer than any list can.
 */
export async function* sessionsInScope(
  scope: AgentSessionOverridesInputs,
  { api, clock, writes }: Pick<Dependencies, "api" | "clock" | "writes">,
  context: VerbContext,
): AsyncGenerator<InScope> {
  const filter = filterOf(scope);
  const strays = createStrays(scope.agentId);
  const known = new Set<string>(scope.exclude ?? []);
  const isMeant = (session: SessionFacts) => {
    if (known.has(session.sessionId) || !isLive(session)) {
      return false;
    }
    known.add(session.sessionId);
    return !strays.note(session, strayOf(session, filter));
  };
  let nameless = 0;
  try {
    // How many writes were sent before the page was asked for, which is when the last one has been used up.
    let asOfWrite = writes.total();
    for await (const page of sessionPages(wordsOf(scope), filter, api, context)) {
      const look = { seenAtMs: clock.now(), asOfWrite };
      for (const { facts, problem } of page.unreadable) {
        if (facts === undefined) {
          nameless += 1;
          yield unreadable(undefined, nameless, problem);
        } else if (isMeant(inDoubt(facts, filter))) {
          yield unreadable(facts.sessionId, nameless, problem);
        }
      }
      for (const session of page.sessions.filter(isMeant)) {
        yield { kind: "readable", session, ...look };
      }
      asOfWrite = writes.total();
    }
  } finally {
    strays.tell(context.reporter);
  }
}

function wordsOf({ agentId }: AgentSessionOverridesInputs): ListInWords {
  return {
    gaveUp: `gave up listing the sessions of ${agentId}`,
    advice: "Narrow the resource with createdAfter or agentVersion.",
  };
}

function unreadable(id: string | undefined, nameless: number, problem: string): InScope {
  return {
    kind: "unreadable",
    name: id ?? `session without an id (no. ${nameless})`,
    hasId: id !== undefined,
    reason: `cannot be read, so nothing was changed on it: what the list says of it ${problem}`,
  };
}

/** What an odd session does not say may be what is odd about it: it counts as what was asked for. */
function inDoubt(facts: NonNullable<UnreadableSession["facts"]>, filter: SessionFilter) {
  const { agentId, agentVersion, statuses, createdAfter, createdBefore } = filter;
  const version = facts.agentVersion ?? agentVersion;
  const createdAt = facts.createdAt ?? createdAfter ?? createdBefore;
  return {
    ...facts,
    agentId: facts.agentId === "" ? (agentId ?? "") : facts.agentId,
    status: facts.status === "" ? (statuses?.[0] ?? "") : facts.status,
    ...(version === undefined ? {} : { agentVersion: version }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}

function filterOf(scope: AgentSessionOverridesInputs): SessionFilter {
  const { agentId, agentVersion, statuses, createdAfter, createdBefore } = scope;
  return {
    agentId,
    ...(statuses === undefined || statuses === null ? {} : { statuses }),
    ...(agentVersion === undefined || agentVersion === null ? {} : { agentVersion }),
    ...(createdAfter === undefined || createdAfter === null ? {} : { createdAfter }),
    ...(createdBefore === undefined || createdBefore === null ? {} : { createdBefore }),
  };
}

/** Not archived, not terminated. */
function isLive(session: SessionFacts): boolean {
  const standing = standingOf(session);
  return standing === "idle" || standing === "busy";
}

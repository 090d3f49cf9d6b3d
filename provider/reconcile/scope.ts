import { noEffect, ProviderError } from "../errors";
import type { AgentSessionOverridesInputs } from "../model/agent-inputs";
import {
  type ObservedSession,
  type SessionFacts,
  type SessionFilter,
  type SessionPage,
  standingOf,
  type UnreadableSession,
} from "../model/session";
import { strayOf } from "../plan/belongs";
import type { Dependencies } from "./dependencies";
import type { FirstLook } from "./reconcile";
import { createStrays } from "./strays";
import { callOf, type VerbContext } from "./verb";

/** An agent with more pages of live sessions than this is not of this world. */
const pagesMax = 100_000;

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
 * @throws ProviderError `malformed` if the list goes on for longer than any list can.
 */
export async function* sessionsInScope(
  scope: AgentSessionOverridesInputs,
  dependencies: Pick<Dependencies, "api" | "clock" | "writes">,
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
    for await (const { page, ...look } of pagesOf(scope.agentId, filter, dependencies, context)) {
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
    }
  } finally {
    strays.tell(context.reporter);
  }
}

interface SeenPage extends Omit<FirstLook, "session"> {
  readonly page: SessionPage;
}

async function* pagesOf(
  agentId: string,
  filter: SessionFilter,
  { api, clock, writes }: Pick<Dependencies, "api" | "clock" | "writes">,
  context: VerbContext,
): AsyncGenerator<SeenPage> {
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 1; ; pages++) {
    const asOfWrite = writes.total();
    const page = await api.listSessions(filter, cursor, callOf(context));
    yield { page, seenAtMs: clock.now(), asOfWrite };
    cursor = page.next;
    if (cursor === undefined) {
      return;
    }
    if (cursors.has(cursor) || pages >= pagesMax) {
      throw endlessError(agentId, pages);
    }
    cursors.add(cursor);
  }
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

function endlessError(agentId: string, pages: number): ProviderError {
  return new ProviderError("malformed", {
    seen: `gave up listing the sessions of ${agentId} after ${pages} pages: the list goes on without an end.`,
    effect: noEffect,
    advice: "Narrow the resource with createdAfter or agentVersion.",
  });
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

import { ProviderError } from "../errors";
import { type AgentSessionOverridesInputs, liveStatuses } from "../model/agent-inputs";
import { type ObservedSession, type SessionFilter, standingOf } from "../model/session";
import type { FirstLook } from "./reconcile";
import { callOf, type Dependencies, type VerbContext } from "./verb";

/** An agent with more pages of live sessions than this is not of this world. */
const pagesMax = 100_000;

/**
 * Every live session in scope, once, page by page; the next page is asked for when the last one is used up. What is
 * live is told from the session itself: the list may be a moment behind, and `statuses[]` is only asked for (API §2.2).
 *
 * @throws ProviderError `malformed` if the list goes on for longer than any list can.
 */
export async function* sessionsInScope(
  scope: AgentSessionOverridesInputs,
  { api, clock, turns }: Pick<Dependencies, "api" | "clock" | "turns">,
  context: VerbContext,
): AsyncGenerator<FirstLook & { readonly session: ObservedSession }> {
  const known = new Set<string>(scope.exclude ?? []);
  const filter = filterOf(scope);
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 1; ; pages++) {
    const asOfWrite = turns.writes();
    const page = await api.listSessions(filter, cursor, callOf(context));
    const seenAtMs = clock.now();
    for (const session of page.sessions) {
      if (!known.has(session.sessionId) && isLive(session)) {
        known.add(session.sessionId);
        yield { session, seenAtMs, asOfWrite };
      }
    }
    cursor = page.next;
    if (cursor === undefined) {
      return;
    }
    if (cursors.has(cursor) || pages >= pagesMax) {
      throw endlessError(scope.agentId, pages);
    }
    cursors.add(cursor);
  }
}

function endlessError(agentId: string, pages: number): ProviderError {
  return new ProviderError(
    "malformed",
    `gave up listing the sessions of ${agentId} after ${pages} pages: the list goes on without an end. Nothing was changed. Narrow the resource with createdAfter or agentVersion.`,
  );
}

function filterOf(scope: AgentSessionOverridesInputs): SessionFilter {
  const { agentId, agentVersion, statuses, createdAfter, createdBefore } = scope;
  return {
    agentId,
    statuses: statuses ?? liveStatuses,
    ...(agentVersion === undefined || agentVersion === null ? {} : { agentVersion }),
    ...(createdAfter === undefined || createdAfter === null ? {} : { createdAfter }),
    ...(createdBefore === undefined || createdBefore === null ? {} : { createdBefore }),
  };
}

/** Not archived, not terminated. */
function isLive(session: ObservedSession): boolean {
  const standing = standingOf(session);
  return standing === "idle" || standing === "busy";
}

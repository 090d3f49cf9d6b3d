import type { ProviderError } from "../errors";
import type { AgentSessionOverridesInputs } from "../model/agent-inputs";
import { liveStatuses } from "../model/agent-inputs";
import { type ObservedSession, type SessionFilter, standingOf } from "../model/session";
import { planWrite } from "../plan/plan-update";
import { createFleetProgress } from "./fleet-progress";
import { reconcile } from "./reconcile";
import type { Reporter } from "./reporter";
import type { Target } from "./target";
import { callOf, type Dependencies, type VerbContext } from "./verb";

/** Every live session of an agent, held against one target. */
export interface Fleet {
  readonly scope: AgentSessionOverridesInputs;
  readonly targetFor: (sessionId: string) => Target;
}

/** What a round through the sessions came to. */
export interface FleetReport {
  /** Live sessions in scope. */
  readonly sessions: number;
  /** Those that were not as declared when they were looked at. */
  readonly differing: number;
  /** Those of them that were busy then. */
  readonly busy: number;
  /** Those that are still to do, with the reason. */
  readonly pending: readonly (readonly [string, string])[];
}

/** Sessions being written at a time; the API client paces the requests, this bounds the memory. */
const underWayMax = 32;
/** An agent with more live sessions than this is not of this world. */
const pagesMax = 100_000;

/** Looks at every session and writes to none. `pending` names those that are not as declared. */
export function surveyFleet(
  fleet: Fleet,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<FleetReport> {
  return forEachDiffering(fleet, dependencies, context, async ({ sessionId }) => [
    sessionId,
    "is not as declared",
  ]);
}

/**
 * Makes every session what is declared. Pages are handled as they come and forgotten; a session that is busy waits
 * without holding up another; one that fails is named in `pending`. A session that is gone or has ended meanwhile is
 * none of the agent's live sessions any more, and done.
 *
 * Requests: the list pages and one write per session that differs, under `shared` one events read each; a fresh look
 * only where a page is older than two seconds when its turn comes.
 */
export async function reconcileFleet(
  fleet: Fleet,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<FleetReport> {
  const progress = createFleetProgress(fleet.scope.agentId, dependencies.clock, context.reporter);
  const quiet: VerbContext = { ...context, reporter: onlyWarnings(context.reporter) };
  return forEachDiffering(fleet, dependencies, context, (session, seenAtMs) => {
    const { sessionId } = session;
    const end = progress.start(standingOf(session) === "busy");
    const first = { session, seenAtMs };
    return reconcile(fleet.targetFor(sessionId), dependencies, quiet, first).then((outcome) => {
      const reason = outcome.kind === "failed" ? reasonToStay(outcome.error) : undefined;
      end(reason === undefined ? "done" : "failed");
      return reason === undefined ? undefined : ([sessionId, reason] as const);
    });
  });
}

type Handle = (
  session: ObservedSession,
  seenAtMs: number,
) => Promise<readonly [string, string] | undefined>;

async function forEachDiffering(
  fleet: Fleet,
  dependencies: Dependencies,
  context: VerbContext,
  handle: Handle,
): Promise<FleetReport> {
  const report = { sessions: 0, differing: 0, busy: 0 };
  const pending: (readonly [string, string])[] = [];
  const work = createWork(handle, pending);
  for await (const { session, seenAtMs } of sessionsInScope(fleet.scope, dependencies, context)) {
    report.sessions += 1;
    const { kind } = planWrite(fleet.targetFor(session.sessionId).effective(session), session);
    if (kind !== "nothing") {
      report.differing += 1;
      report.busy += standingOf(session) === "busy" ? 1 : 0;
      await work.start(session, seenAtMs);
    }
  }
  await work.end();
  return { ...report, pending };
}

/** Every live session in scope, once, page by page; the next page is asked for when the last one is used up. */
async function* sessionsInScope(
  scope: AgentSessionOverridesInputs,
  { api, clock }: Dependencies,
  context: VerbContext,
): AsyncGenerator<{ readonly session: ObservedSession; readonly seenAtMs: number }> {
  const known = new Set<string>(scope.exclude ?? []);
  let cursor: string | undefined;
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await api.listSessions(filterOf(scope), cursor, callOf(context));
    const seenAtMs = clock.now();
    for (const session of page.sessions) {
      if (!known.has(session.sessionId) && isLive(session)) {
        known.add(session.sessionId);
        yield { session, seenAtMs };
      }
    }
    cursor = page.next;
    if (cursor === undefined) {
      return;
    }
  }
}

/** The sessions that are being worked on; `start` waits for a place, except for a session that only waits itself. */
function createWork(handle: Handle, pending: (readonly [string, string])[]) {
  const active = new Set<Promise<void>>();
  const waiting: Promise<void>[] = [];
  return {
    async start(session: ObservedSession, seenAtMs: number): Promise<void> {
      const isBusy = standingOf(session) === "busy";
      while (!isBusy && active.size >= underWayMax) {
        await Promise.race(active);
      }
      const work = handle(session, seenAtMs).then((left) => {
        if (left !== undefined) {
          pending.push(left);
        }
      });
      if (isBusy) {
        waiting.push(work);
        return;
      }
      const tracked = work.finally(() => active.delete(tracked));
      active.add(tracked);
    },
    async end(): Promise<void> {
      await Promise.all([...active, ...waiting]);
    },
  };
}

export function filterOf(scope: AgentSessionOverridesInputs): SessionFilter {
  const { agentId, agentVersion, statuses, createdAfter, createdBefore } = scope;
  return {
    agentId,
    statuses: statuses ?? liveStatuses,
    ...(agentVersion === undefined || agentVersion === null ? {} : { agentVersion }),
    ...(createdAfter === undefined || createdAfter === null ? {} : { createdAfter }),
    ...(createdBefore === undefined || createdBefore === null ? {} : { createdBefore }),
  };
}

/** Not archived, not terminated; the list may be a moment behind. */
function isLive(session: ObservedSession): boolean {
  const standing = standingOf(session);
  return standing === "idle" || standing === "busy";
}

/** Undefined if the session has left the agent's live sessions, which is no failure. */
function reasonToStay(error: ProviderError): string | undefined {
  return error.kind === "notFound" || error.kind === "final" ? undefined : error.message;
}

/** A line per session would bury what matters; warnings still say which session they are about. */
function onlyWarnings(reporter: Reporter): Reporter {
  return { progress() {}, info() {}, warn: reporter.warn };
}

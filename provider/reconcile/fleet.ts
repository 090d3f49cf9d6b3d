import { isProviderError, type ProviderError } from "../errors";
import type { AgentSessionOverridesInputs } from "../model/agent-inputs";
import { standingOf } from "../model/session";
import { planWrite, type UpdatePlan } from "../plan/plan-update";
import { refuseForeignEmptiness } from "./absence";
import type { Dependencies } from "./dependencies";
import { createFleetProgress } from "./fleet-progress";
import { type FirstLook, reconcile } from "./reconcile";
import { quietReporter } from "./reporter";
import { sessionsInScope } from "./scope";
import { listed } from "./sentences";
import { createSideBySide, type Place } from "./side-by-side";
import type { Target } from "./target";
import { timeLeft, type VerbContext } from "./verb";

const intent = "update the tools of";

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
  /** What would change, in sentences, and of how many sessions; the first so many of them. */
  readonly differences: ReadonlyMap<string, number>;
  /** Those that are still to do, with the reason. */
  readonly pending: readonly (readonly [string, string])[];
  /** Why the list broke off before its end, after some of them had been dealt with. */
  readonly failure?: ProviderError;
}

/** Looks at every session and writes to none. `pending` names those that are not as declared. */
export async function surveyFleet(
  fleet: Fleet,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<FleetReport> {
  const report = await forEachDiffering(
    fleet,
    dependencies,
    context,
    async (_first, sessionId, _place, difference) => [
      sessionId,
      `is not as declared: ${difference}`,
    ],
  );
  if (report.failure !== undefined) {
    throw report.failure;
  }
  if (report.sessions === 0) {
    refuseForeignEmptiness(fleet.scope.agentId, "read", dependencies, context);
  }
  return report;
}

/**
 * Makes every session what is declared. Pages are handled as they come and forgotten; a session that is busy waits
 * without holding up another; one that fails, or cannot be read, is named in `pending`. A session that is gone or has ended meanwhile is
 * none of the agent's live sessions any more, and done.
 *
 * Requests: the list pages and one write per session that differs, under `shared` one events read each; a fresh look
 * only where a page is older than two seconds when it has its place.
 */
export async function reconcileFleet(
  fleet: Fleet,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<FleetReport> {
  const { clock } = dependencies;
  const progress = createFleetProgress(fleet.scope.agentId, clock, context.reporter);
  // One deadline for the verb, however late a session has its place.
  const timeLeftMs = timeLeft(context, clock);
  const quiet = quietReporter(context.reporter);
  const report = await forEachDiffering(
    fleet,
    dependencies,
    context,
    async (first, sessionId, place) => {
      const row = progress.start();
      const onWait = () => {
        place.leave();
        row.waits();
      };
      const ofSession = { ...context, reporter: quiet, onWait, timeoutMs: timeLeftMs() };
      const target = fleet.targetFor(sessionId);
      const outcome = await reconcile(target, dependencies, ofSession, { first, place });
      const reason = outcome.kind === "failed" ? reasonToStay(outcome.error) : undefined;
      if (outcome.kind === "failed" && reason === undefined) {
        context.reporter.info(leftSentence(sessionId));
      }
      row.ends(reason === undefined ? "done" : "failed");
      return reason === undefined ? undefined : ([sessionId, reason] as const);
    },
  );
  progress.end();
  if (report.sessions === 0) {
    refuseForeignEmptiness(fleet.scope.agentId, intent, dependencies, context);
  }
  return report;
}

/** `first` is emptied by whoever has it; the place is left while the session only waits. */
type Handle = (
  first: FirstLook,
  sessionId: string,
  place: Place,
  difference: string,
) => Promise<readonly [string, string] | undefined>;

async function forEachDiffering(
  fleet: Fleet,
  dependencies: Dependencies,
  context: VerbContext,
  handle: Handle,
): Promise<FleetReport> {
  const report = { sessions: 0, differing: 0, busy: 0 };
  const pending: (readonly [string, string])[] = [];
  const differences = new Map<string, number>();
  const work = createSideBySide();
  const startOn = (first: FirstLook, sessionId: string, difference: string) =>
    work.start(async (place) => {
      const left = await handle(first, sessionId, place, difference);
      if (left !== undefined) {
        pending.push(left);
      }
    });
  try {
    for await (const first of sessionsInScope(fleet.scope, dependencies, context)) {
      report.sessions += 1;
      if (first.kind === "unreadable") {
        report.differing += 1;
        pending.push([first.name, first.reason]);
        continue;
      }
      const { session } = first;
      const { sessionId } = session;
      const plan = planWrite(fleet.targetFor(sessionId).effective(session), session);
      if (plan.kind !== "nothing") {
        const sentences = sentencesOf(plan);
        countEach(sentences, differences);
        report.differing += 1;
        report.busy += standingOf(session) === "busy" ? 1 : 0;
        await startOn(first, sessionId, listed(sentences));
      }
    }
  } catch (error) {
    // What is under way is finished first, so that nothing is written after the verb has ended.
    await work.end();
    if (!isProviderError(error) || report.differing === 0) {
      throw error;
    }
    return { ...report, differences, pending, failure: error };
  }
  await work.end();
  return { ...report, differences, pending };
}

function sentencesOf(plan: Exclude<UpdatePlan, { readonly kind: "nothing" }>): readonly string[] {
  return plan.kind === "write" ? plan.changes.map(({ sentence }) => sentence) : plan.reasons;
}

/** Sessions of an agent mostly differ in the same way; where each has its own, so many tell what it is about. */
const differencesMax = 100;

function countEach(sentences: readonly string[], counts: Map<string, number>): void {
  for (const sentence of sentences) {
    if (counts.has(sentence) || counts.size < differencesMax) {
      counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
    }
  }
}

/** Undefined if the session has left the agent's live sessions, which is no failure. */
function reasonToStay(error: ProviderError): string | undefined {
  return error.kind === "notFound" || error.kind === "final" ? undefined : error.message;
}

function leftSentence(sessionId: string): string {
  return `session ${sessionId} was archived, deleted or has terminated meanwhile; it is none of the agent's live sessions any more`;
}

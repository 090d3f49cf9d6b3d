import { isProviderError } from "../../errors";
import type { AgentSessionOverridesInputs } from "../../model/agent-inputs";
import type { PendingAction } from "../../model/session";
import { shownText } from "../../model/shown-text";
import { keysFor } from "../../reconcile/awaited-tools";
import type { Dependencies } from "../../reconcile/dependencies";
import { lookAt } from "../../reconcile/look-at";
import { openRunsOf } from "../../reconcile/open-runs";
import type { Reporter } from "../../reconcile/reporter";
import { sessionsInScope } from "../../reconcile/scope";
import { createSideBySide } from "../../reconcile/side-by-side";
import { callOf, type VerbContext } from "../../reconcile/verb";
import { alarm } from "../../wait/clock";
import { createSharedStop } from "../../wait/stop";
import type { Operation, Resource } from "../facts";
import { type Look, livePlan, liveTold, type SeenSession, type Told } from "../judge/live";

/** How long the looks may take, and what time it is. */
export interface LookBounds {
  readonly timeoutMs: number;
  readonly timeOfDay: () => number;
}

const quiet: Reporter = { progress() {}, info() {}, warn() {} };

/**
 * Asks the sessions that a preview is about how they are now. Reads only: the looks of sessions of one agent are gathered
 * into list pages, and the client paces all of them. A look that fails is told where its session stands; none fails the
 * report.
 */
export async function lookAtSessions(
  operation: Operation,
  world: Dependencies,
  { timeoutMs, timeOfDay }: LookBounds,
): Promise<ReadonlyMap<string, Look>> {
  const over = createSharedStop();
  const disarm = alarm(timeoutMs, () => over.abort());
  const context: VerbContext = { reporter: quiet, signal: over.signal };
  const lookOnce = async (resource: Resource): Promise<readonly [string, Look]> => {
    try {
      return [resource.urn, await lookOf(resource, world, context, timeOfDay)];
    } catch (error) {
      if (!isProviderError(error)) {
        throw error;
      }
      const reason = over.signal.aborted
        ? `it took longer than ${timeoutMs / 1000} s`
        : shownText(error.message);
      return [resource.urn, { kind: "failed", reason }];
    }
  };
  try {
    return new Map(await Promise.all(operation.resources.filter(isConcerned).map(lookOnce)));
  } finally {
    disarm();
  }
}

/** What does not change needs no look, and what has been done cannot be foreseen any more. */
export function isConcerned({ step, isRetained, declared, hasFailed }: Resource): boolean {
  return (
    step !== "same" && step !== "refresh" && !isRetained && !(hasFailed && declared === undefined)
  );
}

async function lookOf(
  resource: Resource,
  world: Dependencies,
  context: VerbContext,
  timeOfDay: () => number,
): Promise<Look> {
  const { sessionId, agentId } = { ...resource.found, ...resource.declared };
  if (typeof sessionId === "string") {
    const known = typeof agentId === "string" ? agentId : undefined;
    const look = await lookAt(sessionId, known, world, context);
    if (look.kind === "gone") {
      return { kind: "gone" };
    }
    const { session } = look;
    const plan = livePlan(resource, session);
    const told = await toldOf(resource, { session, plan }, world, context, timeOfDay);
    return { kind: "seen", sessions: [{ sessionId, told }], inScope: 1 };
  }
  return typeof agentId === "string"
    ? lookAtFleet(resource, world, context, timeOfDay)
    : { kind: "failed", reason: "which session it is about is not known before the deployment" };
}

/** Pages are handled as they come; of a session that would change only the sentences are kept. */
async function lookAtFleet(
  resource: Resource,
  world: Dependencies,
  context: VerbContext,
  timeOfDay: () => number,
): Promise<Look> {
  // What was checked, or stored after it was.
  const scope = {
    ...resource.found,
    ...resource.declared,
  } as unknown as AgentSessionOverridesInputs;
  const sessions: { sessionId: string; told: Told }[] = [];
  const work = createSideBySide();
  let inScope = 0;
  try {
    for await (const seen of sessionsInScope(scope, world, context)) {
      inScope += 1;
      if (seen.kind === "unreadable") {
        sessions.push({ sessionId: seen.name, told: [["unknown", seen.reason]] });
        continue;
      }
      const { session } = seen;
      const plan = livePlan(resource, session);
      if (resource.step === "delete" || plan?.kind !== "nothing") {
        await work.start(async () => {
          const told = await toldOf(resource, { session, plan }, world, context, timeOfDay);
          sessions.push({ sessionId: session.sessionId, told });
        });
      }
    }
  } finally {
    await work.end();
  }
  return { kind: "seen", sessions, inScope };
}

/** A session as it was found, and what a deployment would write to it. */
type Planned = Pick<SeenSession, "session" | "plan">;

/** What cannot be asked of a session is said of that one; all else about it holds. */
async function toldOf(
  resource: Resource,
  planned: Planned,
  world: Dependencies,
  context: VerbContext,
  timeOfDay: () => number,
): Promise<Told> {
  const runs = await openRunsOf(planned.session, world, context);
  const seen = { ...planned, runs, awaited: [], nowMs: timeOfDay() };
  try {
    const awaited = await awaitedBy(resource, planned, world, context);
    return liveTold(resource, { ...seen, awaited });
  } catch (error) {
    if (!isProviderError(error)) {
      throw error;
    }
    const sentence = `whether it waits for a person's answer could not be asked: ${shownText(error.message)}`;
    return [...liveTold(resource, seen), ["unknown", sentence]];
  }
}

/** One request, and only where a tool goes away or the session ends. */
async function awaitedBy(
  { step, found }: Resource,
  { session, plan }: Planned,
  { api }: Dependencies,
  context: VerbContext,
): Promise<readonly PendingAction[]> {
  const ends = step === "delete" && (found?.onDelete === "archive" || found?.onDelete === "delete");
  const disabled = plan?.kind === "write" ? plan.changes.filter(({ disables }) => disables) : [];
  if (!ends && disabled.length === 0) {
    return [];
  }
  const pending = await api.listPendingActions(session.sessionId, callOf(context));
  const keys = new Set(disabled.map(({ key }) => key));
  return ends ? pending : pending.filter((action) => keysFor(action).some((key) => keys.has(key)));
}

import { isProviderError, ProviderError } from "../errors";
import type { AgentSessionOverridesInputs } from "../model/agent-inputs";
import type { EndingPolicy } from "../plan/plan-delete";
import { tellEmptiness } from "./absence";
import type { Dependencies } from "./dependencies";
import { createFleetProgress } from "./fleet-progress";
import { removeSession } from "./remove";
import { sessionsInScope } from "./scope";
import { listed, namedOnce, sparedWarning } from "./sentences";
import { createSideBySide, type Place } from "./side-by-side";
import { timeLeft, type VerbContext } from "./verb";

/**
 * Archives or deletes every live session in scope that no other resource declares; `declarantOf` names the one that
 * does. One that fails holds up no other. Requests: the list pages, and per session one GET and one write. Run again
 * after a failure, it finds what is left by itself.
 */
export async function endFleet(
  policy: EndingPolicy,
  scope: AgentSessionOverridesInputs,
  declarantOf: (sessionId: string) => string | undefined,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<void> {
  const failures: string[] = [];
  const spared: string[] = [];
  // One deadline for the verb, however late a session has its place.
  const timeLeftMs = timeLeft(context, dependencies.clock);
  const progress = createFleetProgress(scope.agentId, dependencies.clock, context.reporter);
  const reporter = { ...context.reporter, progress() {} };
  const end = async (sessionId: string, place: Place) => {
    const row = progress.start();
    const onWait = () => {
      place.leave();
      row.waits();
    };
    const ofSession = { ...context, reporter, onWait, timeoutMs: timeLeftMs() };
    try {
      await removeSession(policy, { ...scope, sessionId }, dependencies, ofSession);
      row.ends("done");
    } catch (error) {
      if (!isProviderError(error)) {
        throw error;
      }
      row.ends("failed");
      failures.push(namedOnce(sessionId, error.message));
    }
  };
  const work = createSideBySide();
  const { ids, nameless } = await idsInScope(scope, dependencies, context);
  failures.push(...nameless);
  for (const sessionId of ids) {
    const declarant = declarantOf(sessionId);
    if (declarant === undefined) {
      await work.start((place) => end(sessionId, place));
    } else {
      spared.push(`${sessionId} (${declarant})`);
    }
  }
  await work.end();
  progress.end();
  if (ids.length + nameless.length === 0) {
    tellEmptiness(scope.agentId, policy, dependencies, context);
  }
  if (spared.length > 0) {
    context.reporter.warn(sparedWarning(policy, spared));
  }
  if (failures.length > 0) {
    throw new ProviderError(
      "busy",
      `cannot ${policy} ${failures.length} of the live sessions of ${scope.agentId}; the others are done. Run again; only what is left will be done. ${listed(failures)}`,
    );
  }
}

/**
 * Ids first and work afterwards, because a list whose members vanish while it is read may skip some. A session that
 * cannot be read is tried by its id; without one, all that can be done is to name it.
 */
async function idsInScope(
  scope: AgentSessionOverridesInputs,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<{ readonly ids: readonly string[]; readonly nameless: readonly string[] }> {
  const ids: string[] = [];
  const nameless: string[] = [];
  for await (const each of sessionsInScope(scope, dependencies, context)) {
    if (each.kind === "readable") {
      ids.push(each.session.sessionId);
    } else if (each.hasId) {
      ids.push(each.name);
    } else {
      nameless.push(`${each.name}: ${each.reason}`);
    }
  }
  return { ids, nameless };
}

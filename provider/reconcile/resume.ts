import { ProviderError } from "../errors";
import { whyStopped } from "../wait/stop";
import type { Target } from "./target";
import { callOf, type Dependencies, type VerbContext } from "./verb";

/**
 * Sets a session going again that was interrupted for us: one user message, sent once, whatever became of the update.
 * How that ended is a sentence for the log or the error; a message lost on the way is not sent again, because it may
 * have arrived (API §1.4).
 */
export async function resumeWork(
  target: Target,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<string> {
  const { sessionId } = target.bounds;
  if (context.signal?.aborted) {
    return `The session was interrupted and resumeMessage was not sent, because ${whyStopped(context.signal)}; session ${sessionId} stays as the interrupt left it.`;
  }
  const outcome = await dependencies.api
    .sendMessage(sessionId, target.resumeMessage ?? "", callOf(context))
    .catch((error: unknown) => failedSend(error));
  switch (outcome.kind) {
    case "done":
      return "The session was interrupted, and resumeMessage was sent so that its work goes on.";
    case "refused":
      return `The session was interrupted and the API refused resumeMessage (${outcome.refusal.message}); set its work going by hand.`;
    case "unclear":
      return `The session was interrupted, and whether resumeMessage arrived is not known (${outcome.failure.message}). It is not sent again; look at the session and set its work going by hand if it is idle.`;
    case "gone":
      return "The session was interrupted, and is gone, so resumeMessage was not sent.";
  }
}

/** Nothing arrived: the API client throws only where that is certain. */
function failedSend(error: unknown) {
  const refusal =
    error instanceof ProviderError
      ? error
      : new ProviderError("unavailable", error instanceof Error ? error.message : String(error));
  return { kind: "refused" as const, refusal };
}

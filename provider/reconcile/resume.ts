import { ProviderError } from "../errors";
import { alarm } from "../wait/clock";
import type { Interruption } from "../wait/shared-interrupts";
import { orStopped, whyStopped } from "../wait/stop";
import type { Dependencies } from "./dependencies";
import { effectOf, type InterruptEffect } from "./interruption";
import type { Target } from "./target";
import { callOf, type VerbContext } from "./verb";

/** What became of the message, for the log or the error. */
export interface Resumed {
  readonly isSent: boolean;
  readonly sentence: string;
}

/** How long the message waits for others to write first; a part of what a verb may still take when its time is over. */
const queueMaxMs = 3_000;

/**
 * Sets a session going again that was interrupted: one user message for one interrupt that took, whoever of those that
 * it served has one, and whatever became of the update. Where the session's events do not show that a turn ended by the
 * interrupt, there is nothing to set going again, and a message would start work that nobody wanted. First whoever waits for the same session writes too, because work that
 * goes on again would be in their way. A message lost on the way is not sent again: it may have arrived (API §1.4).
 *
 * Undefined where there is nothing to send, or somebody else has sent theirs.
 */
export async function resumeAfter(
  interruption: Interruption | undefined,
  target: Target,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<Resumed | undefined> {
  const message = target.resumeMessage;
  const { sessionId } = target.bounds;
  const { signal } = context;
  if (interruption === undefined || typeof message !== "string") {
    return undefined;
  }
  await othersHaveWritten(sessionId, dependencies, signal);
  if (interruption.isResumed) {
    return undefined;
  }
  if (signal?.aborted) {
    return unsent(
      `The session was interrupted and resumeMessage was not sent, because ${whyStopped(signal)}; session ${sessionId} stays as the interrupt left it.`,
    );
  }
  interruption.isResumed = true;
  const effect = await effectOf(interruption, sessionId, dependencies, context);
  if (effect.kind !== "took") {
    return unsent(withoutEffect(effect));
  }
  const outcome = await dependencies.api
    .sendMessage(sessionId, message, callOf(context))
    .catch((error: unknown) => failedSend(error));
  switch (outcome.kind) {
    case "done":
      return {
        isSent: true,
        sentence:
          "The session was interrupted, and resumeMessage was sent so that its work goes on.",
      };
    case "refused":
      return unsent(
        `The session was interrupted and the API refused resumeMessage (${outcome.refusal.message}); set its work going by hand.`,
      );
    case "unclear":
      return unsent(
        `The session was interrupted, and whether resumeMessage arrived is not known (${outcome.failure.message}). It is not sent again; look at the session and set its work going by hand if it is idle.`,
      );
    case "gone":
      return unsent("The session was interrupted, and is gone, so resumeMessage was not sent.");
  }
}

function withoutEffect(effect: Exclude<InterruptEffect, { readonly kind: "took" }>): string {
  switch (effect.kind) {
    case "queued":
      return "An interrupt was sent and has not taken effect yet, so resumeMessage was not sent; if the session comes to rest by it, set its work going by hand.";
    case "idle":
      return "An interrupt was sent, and no turn of the session ended by it, so there is nothing to resume and resumeMessage was not sent.";
    case "absent":
      return "An interrupt was sent and is not among the session's events, so there is nothing to resume and resumeMessage was not sent.";
    case "gone":
      return "The session was interrupted, and is gone, so resumeMessage was not sent.";
    case "unknown":
      return `An interrupt was sent, and whether it took effect is not known (${effect.reason}), so resumeMessage was not sent; look at the session and set its work going by hand if it was stopped.`;
  }
}

async function othersHaveWritten(
  sessionId: string,
  { queue }: Dependencies,
  signal: AbortSignal | undefined,
): Promise<void> {
  let disarm = () => {};
  const patience = new Promise<void>((resolve) => {
    disarm = alarm(queueMaxMs, resolve);
  });
  await orStopped(Promise.race([queue.free(sessionId), patience]), signal);
  disarm();
}

function unsent(sentence: string): Resumed {
  return { isSent: false, sentence };
}

/** Nothing arrived: the API client throws only where that is certain. */
function failedSend(error: unknown) {
  const refusal =
    error instanceof ProviderError
      ? error
      : new ProviderError("unavailable", error instanceof Error ? error.message : String(error));
  return { kind: "refused" as const, refusal };
}

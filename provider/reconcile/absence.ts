import { noEffect, ProviderError } from "../errors";
import { isElsewhere, originText } from "../model/origin";
import type { PropertyRecord } from "../model/property-record";
import { parseLedger } from "../model/state";
import type { Dependencies } from "./dependencies";
import { type Intent, noneFound, nothingFound } from "./sentences";
import type { VerbContext } from "./verb";

/**
 * A session that is not there is gone only if the party that says so is the one where it was seen: another address, or a
 * key of another organisation, knows nothing of it, and believing them would drop a living session from the stack.
 */
export function refuseForeignAbsence(
  sessionId: string,
  intent: Intent | "read",
  { api }: Dependencies,
  { origin }: VerbContext,
): void {
  const now = api.origin();
  if (origin !== undefined && isElsewhere(origin, now)) {
    throw new ProviderError(
      "configuration",
      {
        seen: `cannot ${intent} session ${sessionId}: it is not at ${originText(now)}, and this stack last saw it at ${originText(origin)}, so that says nothing about it.`,
        effect: noEffect,
        advice:
          "Set managed-agents:baseUrl and the key to where the session is. If it has really gone elsewhere, take the resource out of the state (pulumi state delete) and declare it anew.",
      },
      { sessionId, status: 404 },
    );
  }
}

/** The context of a verb with the party that the state remembers. */
export function seenAt(state: PropertyRecord | undefined, context: VerbContext): VerbContext {
  return { ...context, origin: parseLedger(state).origin };
}

/** As {@link refuseForeignAbsence}, where the list of an agent's sessions is empty. */
export function refuseForeignEmptiness(
  agentId: string,
  intent: Intent | "read",
  { api }: Dependencies,
  { origin }: VerbContext,
): void {
  const now = api.origin();
  if (origin !== undefined && isElsewhere(origin, now)) {
    throw new ProviderError("configuration", {
      seen: `cannot ${intent} the sessions of ${agentId}: there is none at ${originText(now)}, and this stack last saw them at ${originText(origin)}, so that says nothing about them.`,
      effect: noEffect,
      advice:
        "Set managed-agents:baseUrl and the key to where the sessions are. If they have really gone elsewhere, take the resource out of the state (pulumi state delete) and declare it anew.",
    });
  }
}

/** What the removal of an agent's sessions says where it finds none. */
export function tellEmptiness(
  agentId: string,
  intent: Intent,
  dependencies: Dependencies,
  context: VerbContext,
): void {
  refuseForeignEmptiness(agentId, intent, dependencies, context);
  context.reporter.warn(noneFound(agentId, intent));
}

/** What a removal says of a session that is not there any more: there is nothing to do, and always a line about it. */
export function tellAbsence(
  sessionId: string,
  intent: Intent,
  dependencies: Dependencies,
  context: VerbContext,
): void {
  refuseForeignAbsence(sessionId, intent, dependencies, context);
  context.reporter.warn(nothingFound(sessionId, intent));
}

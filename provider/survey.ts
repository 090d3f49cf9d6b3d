import { isOutOfReach, isProviderError } from "./errors";
import type { Lifecycle } from "./lifecycle";
import type { PropertyRecord } from "./model/property-record";
import { containsUnknown } from "./model/unknown";
import type { Planned } from "./preview";
import type { VerbContext } from "./reconcile/verb";
import { nothingSurveyed, type Survey } from "./take-over";

/** The state to come; what changes, and where it can be told how much of it there is, goes to the resource's row. */
export async function previewResource(
  lifecycle: Lifecycle,
  [inputs, prior]: readonly [PropertyRecord, PropertyRecord?],
  context: VerbContext,
  mayLook: boolean,
): Promise<Planned> {
  const planned = lifecycle.plan(inputs, prior, context.urn);
  const survey = mayLook ? await surveyed(lifecycle, inputs, prior, context) : nothingSurveyed;
  const foreseen = survey.outdoes ? [] : planned.sentences;
  [...foreseen, ...survey.sentences, ...planned.cautions].forEach(context.reporter.info);
  return planned;
}

/**
 * What a look at the sessions adds to a preview, in sentences. A preview must work without credentials and without a
 * network: where the sessions cannot be looked at, that is said instead, unless it has been said already.
 */
async function surveyed(
  lifecycle: Lifecycle,
  inputs: PropertyRecord,
  prior: PropertyRecord | undefined,
  context: VerbContext,
): Promise<Survey> {
  if (containsUnknown(inputs)) {
    return nothingSurveyed;
  }
  try {
    return await lifecycle.survey(inputs, prior, context);
  } catch (error) {
    if (!isProviderError(error)) {
      throw error;
    }
    return inputs.sessionId !== undefined && isOutOfReach(error)
      ? nothingSurveyed
      : { sentences: [unseenSentence(inputs, error.message)], outdoes: false };
  }
}

function unseenSentence({ sessionId }: PropertyRecord, reason: string): string {
  const what =
    sessionId === undefined ? "how many sessions would be changed" : "what the session has now";
  return `${what} could not be looked at: ${reason}`;
}

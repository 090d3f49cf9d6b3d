import { isProviderError } from "./errors";
import type { Lifecycle } from "./lifecycle";
import { containsUnknown } from "./model/unknown";
import type { Planned } from "./preview";
import type { VerbContext } from "./reconcile/verb";

type PropertyRecord = Readonly<Record<string, unknown>>;

/** The state to come; what changes, and where it can be told how much of it there is, goes to the resource's row. */
export async function previewResource(
  lifecycle: Lifecycle,
  [inputs, prior]: readonly [PropertyRecord, PropertyRecord?],
  context: VerbContext,
  mayLook: boolean,
): Promise<Planned> {
  const planned = lifecycle.plan(inputs, prior);
  const survey = mayLook ? await surveyed(lifecycle, inputs, prior, context) : [];
  [...planned.sentences, ...planned.cautions, ...survey].forEach(context.reporter.info);
  return planned;
}

/**
 * What a look at the sessions adds to a preview, in sentences. A preview must work without credentials and without a
 * network: where the sessions cannot be looked at, that is said instead.
 */
async function surveyed(
  lifecycle: Lifecycle,
  inputs: PropertyRecord,
  prior: PropertyRecord | undefined,
  context: VerbContext,
): Promise<readonly string[]> {
  if (lifecycle.survey === undefined || containsUnknown(inputs)) {
    return [];
  }
  try {
    return await lifecycle.survey(inputs, prior, context);
  } catch (error) {
    if (!isProviderError(error)) {
      throw error;
    }
    return [`how many sessions would be changed could not be looked at: ${error.message}`];
  }
}

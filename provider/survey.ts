import { isProviderError } from "./errors";
import type { Lifecycle } from "./lifecycle";
import { containsUnknown } from "./model/unknown";
import type { VerbContext } from "./reconcile/verb";

type PropertyRecord = Readonly<Record<string, unknown>>;

/**
 * What a look at the sessions adds to a preview, in sentences. A preview must work without credentials and without a
 * network: where the sessions cannot be looked at, that is said instead.
 */
export async function surveyed(
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

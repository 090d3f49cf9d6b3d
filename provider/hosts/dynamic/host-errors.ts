import { isPartialStateError, isProviderError } from "../../errors";
import { redacted, withoutSecretReasons } from "../properties/redaction";
import { noSecrets, type SecretMarks } from "../properties/secret-marks";
import { hiddenFor } from "./host-secrets";
import { type HostProperties, toHost } from "./property-values";

/** What a failed call was given, for the state that is left of it, and what may not be told of it. */
export interface FailedCall {
  readonly properties: HostProperties;
  readonly secrets: SecretMarks;
}

export const nothingGiven: FailedCall = {
  properties: { visible: {}, hidden: {} },
  secrets: noSecrets,
};

/**
 * An error as the dynamic host understands it. It prints the stack of whatever is thrown, so an expected failure has
 * none; a bug of ours keeps its own and asks for a report.
 */
export function toHostError(error: unknown, { properties, secrets }: FailedCall): Error {
  if (!isProviderError(error)) {
    return bug(error, secrets);
  }
  const message = redacted(secrets, error.message);
  const thrown = new Error(message);
  thrown.stack = "";
  if (isPartialStateError(error)) {
    const state = withoutSecretReasons(error.state, secrets);
    return Object.assign(thrown, {
      id: error.id,
      properties: toHost(state, hiddenFor(state, properties)),
      reasons: [message],
    });
  }
  return thrown;
}

function bug(error: unknown, secrets: SecretMarks): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  const thrown = new Error(
    `this is a bug in pulumi-managed-agents, please report it: ${redacted(secrets, cause.message)}`,
  );
  thrown.stack = redacted(secrets, cause.stack ?? "");
  return thrown;
}

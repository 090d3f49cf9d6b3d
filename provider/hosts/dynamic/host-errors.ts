import { isPartialStateError, isProviderError } from "../../errors";
import { toHost } from "./property-values";

/**
 * An error as the dynamic host understands it. It prints the stack of whatever is thrown, so an expected failure has
 * none; a bug of ours keeps its own and asks for a report.
 */
export function toHostError(error: unknown, hidden: Readonly<Record<string, unknown>>): Error {
  if (!isProviderError(error)) {
    return bug(error);
  }
  const thrown = new Error(error.message);
  thrown.stack = "";
  if (isPartialStateError(error)) {
    return Object.assign(thrown, {
      id: error.id,
      properties: toHost(error.state, hidden),
      reasons: [error.message],
    });
  }
  return thrown;
}

function bug(error: unknown): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  const thrown = new Error(
    `this is a bug in pulumi-managed-agents, please report it: ${cause.message}`,
  );
  thrown.stack = cause.stack ?? "";
  return thrown;
}

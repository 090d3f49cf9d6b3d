import { ProviderError } from "../errors";

/** Ids are opaque (API §2), but one that names no single path segment would address something else. */
export function sessionPath(sessionId: string): string {
  if (sessionId === "" || sessionId === "." || sessionId === ".." || sessionId.startsWith(";")) {
    throw new ProviderError(
      "invalid",
      `“${sessionId}” is not a session's id. No request was made.`,
    );
  }
  return `/v1/sessions/${encodeURIComponent(sessionId)}`;
}

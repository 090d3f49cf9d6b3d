import { ProviderError } from "../errors";

/** Ids are opaque (API §2), but one that names no single path segment would address something else. */
export function sessionPath(sessionId: string): string {
  // A lone surrogate has no encoding.
  if (/^(|\.|\.\.|;.*)$|\p{Cs}/su.test(sessionId)) {
    throw new ProviderError(
      "invalid",
      `“${sessionId}” is not a session's id. No request was made.`,
    );
  }
  return `/v1/sessions/${encodeURIComponent(sessionId)}`;
}

/** Parameters, each with any number of values; bracketed names are literal on this API (API §2.2). */
export type Query = Readonly<Record<string, readonly string[]>>;

export function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of values) {
      parameters.append(name, value);
    }
  }
  return `${path}?${parameters}`;
}

import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { ApiRefusal, invalidRequest, notFound } from "./errors";
import { hasOauthBeta } from "./token-exchange";
import type { World } from "./world";

const BETA = "managed-agents-2026-04-01";

/** Steps 2 to 4 of API §1.1, in this order: credentials, beta, version. */
export function checkHeaders(headers: IncomingHttpHeaders, world: World): void {
  if (!isSigned(headers, world)) {
    throw new ApiRefusal(401, "authentication_error", "Authentication failed");
  }
  const betas = String(headers["anthropic-beta"] ?? "").split(",");
  if (!betas.some((beta) => beta.trim() === BETA)) throw notFound("not found");
  if (!headers["anthropic-version"]) throw invalidRequest("anthropic-version: header is required");
}

/** The headers for the log: credentials are replaced by the kind of header they came in. */
export function loggedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const logged: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) logged[name] = String(value);
  }
  if (logged["x-api-key"] !== undefined) logged["x-api-key"] = "<api key>";
  if (logged.authorization !== undefined) {
    const isBearer = logged.authorization.toLowerCase().startsWith("bearer ");
    logged.authorization = isBearer ? "<bearer token>" : "<other>";
  }
  return logged;
}

/** Exactly one of the two headers, with the right value (API §1.1), or with a token of the exchange (API §10.3). */
export function isSigned(headers: IncomingHttpHeaders, world: World): boolean {
  const { apiKey } = world.settings;
  const key = headers["x-api-key"];
  const authorization = headers.authorization;
  if (key !== undefined && authorization !== undefined) return false;
  if (key !== undefined) return same(String(key), apiKey);
  if (authorization === undefined) return false;
  const [, token = ""] = /^Bearer (.+)$/.exec(authorization) ?? [];
  return same(token, apiKey) || (world.tokens.isValid(token) && hasOauthBeta(headers));
}

function same(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}

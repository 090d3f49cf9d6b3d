import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./answers";
import { isObject, type JsonObject, parsedJson } from "./shape";
import type { World } from "./world";

export const TOKEN_PATH = "/v1/oauth/token";
const OAUTH_BETA = "oauth-2025-04-20";
const FEDERATION_BETA = "oidc-federation-2026-04-01";
const ASSERTION_MAX = 16 * 1024;

/** What the exchange refuses with, in the form of RFC 6749 §5.2 and not in the API's own (API §10.2). */
class OauthRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    description: string,
  ) {
    super(description);
  }
}

/** `POST /v1/oauth/token` (API §10.2): needs no credentials and no version, only the right betas. */
export function exchangeToken(
  world: World,
  headers: IncomingHttpHeaders,
  bodyText: string | undefined,
): Answer {
  try {
    const body = parsedJson(bodyText);
    if (!isObject(body)) throw invalid("the body must be a JSON object");
    return answer(200, grant(world, betasOf(headers), body));
  } catch (error) {
    if (!(error instanceof OauthRefusal)) throw error;
    return answer(error.status, { error: error.code, error_description: error.message });
  }
}

/** The organisation that an exchange is for; undefined if the body does not say. */
export function organizationOf(bodyText: string | undefined): string | undefined {
  const body = parsedJson(bodyText);
  const id = isObject(body) ? body.organization_id : undefined;
  return typeof id === "string" ? id : undefined;
}

export function hasOauthBeta(headers: IncomingHttpHeaders): boolean {
  return betasOf(headers).includes(OAUTH_BETA);
}

/** The body for the log, its tokens replaced by what they are. */
export function loggedBody(path: string, body: unknown): unknown {
  if (path !== TOKEN_PATH || !isObject(body)) return body;
  return {
    ...body,
    ...(body.assertion === undefined ? {} : { assertion: "<identity token>" }),
    ...(body.refresh_token === undefined ? {} : { refresh_token: "<refresh token>" }),
  };
}

function grant(world: World, betas: readonly string[], body: JsonObject): JsonObject {
  switch (body.grant_type) {
    case "urn:ietf:params:oauth:grant-type:jwt-bearer":
      if (!betas.includes(OAUTH_BETA) || !betas.includes(FEDERATION_BETA)) {
        throw invalid("anthropic-beta: the federation betas are required");
      }
      return federate(world, body);
    case "refresh_token":
      if (!betas.includes(OAUTH_BETA) || betas.includes(FEDERATION_BETA)) {
        throw invalid("anthropic-beta: the OAuth beta alone is required");
      }
      return refresh(world, body);
    default:
      throw new OauthRefusal(400, "unsupported_grant_type", "the grant type is not supported");
  }
}

function federate(world: World, body: JsonObject): JsonObject {
  const { tokens, settings } = world;
  const assertion = text(body, "assertion");
  const rule = tokens.federation;
  if (assertion.length > ASSERTION_MAX) throw invalid("the assertion is too large");
  const fits =
    text(body, "organization_id") === settings.organizationId &&
    text(body, "federation_rule_id") === rule?.ruleId &&
    assertion.split(".").length === 3 &&
    tokens.takes(assertion) &&
    [undefined, rule.serviceAccountId ?? body.service_account_id].includes(body.service_account_id);
  if (!fits) throw refused("the assertion does not satisfy the federation rule");
  const workspaces = rule.workspaceIds ?? ["default"];
  const workspaceId = body.workspace_id ?? (workspaces.length === 1 ? workspaces[0] : undefined);
  if (typeof workspaceId !== "string" || !workspaces.includes(workspaceId)) {
    throw refused("the federation rule is enabled for other workspaces: workspace_id");
  }
  const { token } = tokens.issue(workspaceId, assertion, tokens.tokenSeconds);
  return { access_token: token, token_type: "Bearer", expires_in: tokens.tokenSeconds };
}

function refresh({ tokens }: World, body: JsonObject): JsonObject {
  const login = tokens.renew(text(body, "refresh_token"), text(body, "client_id"));
  if (login === undefined) {
    throw new OauthRefusal(400, "invalid_grant", "the refresh token is not valid");
  }
  return {
    access_token: login.accessToken,
    refresh_token: login.refreshToken,
    token_type: "Bearer",
    expires_in: tokens.tokenSeconds,
  };
}

function text(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== "string" || value === "") throw invalid(`${name} is required`);
  return value;
}

function betasOf(headers: IncomingHttpHeaders): readonly string[] {
  return String(headers["anthropic-beta"] ?? "")
    .split(",")
    .map((beta) => beta.trim());
}

function invalid(description: string): OauthRefusal {
  return new OauthRefusal(400, "invalid_request", description);
}

function refused(description: string): OauthRefusal {
  return new OauthRefusal(401, "invalid_grant", description);
}

function answer(status: number, body: JsonObject): Answer {
  return { kind: "json", status, body, headers: { "cache-control": "no-store" } };
}

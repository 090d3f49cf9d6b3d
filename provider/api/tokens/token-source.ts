import { addressOf, type Endpoint } from "../../config";
import type { FederatedCredential, LoginCredential } from "../../credentials/credential";
import { timeOfDay } from "../../wait/clock";
import type { RetryOptions } from "../retry";
import type { Transport } from "../transport";
import { userAgent } from "../version";
import { readIdentityToken } from "./identity-token";
import { exchangeFailure, loginFailure, unreadableToken } from "./token-failure";
import type { Renew, Renewed } from "./token-keeper";
import { createTokenRequests } from "./token-requests";

/** What a token is got with. */
export interface TokenWorld {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly waits: RetryOptions;
}

/** Loaded with the first token, like everything that a preview does without. */
function official(): typeof import("./official-tokens") {
  return require("./official-tokens");
}

export function createTokenSource(
  credential: FederatedCredential | LoginCredential,
  world: TokenWorld,
): Renew {
  return credential.kind === "federation"
    ? (_isForced, signal) => exchanged(credential, signal, world)
    : (isForced, signal) => loggedIn(credential, { isForced, signal }, world);
}

async function exchanged(
  credential: FederatedCredential,
  signal: AbortSignal,
  world: TokenWorld,
): Promise<Renewed> {
  const identity = await readIdentityToken(credential.identityToken);
  if (identity.kind === "unreadable") {
    return unreadableToken(identity.problem);
  }
  const { baseURL, requests } = officialWorld(world, signal);
  const { ruleId, organizationId, serviceAccountId, workspaceId } = credential;
  try {
    const exchange = official().oidcFederationProvider({
      identityTokenProvider: () => identity.text,
      federationRuleId: ruleId,
      organizationId,
      serviceAccountId,
      workspaceId,
      baseURL,
      fetch: requests.send,
      userAgent,
    });
    return tokenOf(await exchange());
  } catch {
    // What came of the request says more than the official message, and says it without a token.
    return exchangeFailure(requests.ended(), { credential, jwt: identity.text }, world.endpoint);
  }
}

async function loggedIn(
  credential: LoginCredential,
  { isForced, signal }: { readonly isForced: boolean; readonly signal: AbortSignal },
  world: TokenWorld,
): Promise<Renewed> {
  const { baseURL, requests } = officialWorld(world, signal);
  const { credentialsFile: credentialsPath, clientId } = credential;
  try {
    const login = official().userOAuthProvider({
      credentialsPath,
      clientId,
      baseURL,
      fetch: requests.send,
      userAgent,
      // It would be printed, and belongs to whoever set the file up.
      onSafetyWarning: () => undefined,
    });
    return tokenOf(await login(isForced ? { forceRefresh: true } : {}));
  } catch {
    return loginFailure(requests.ended(), credential, world.endpoint);
  }
}

function officialWorld({ endpoint, transport, waits }: TokenWorld, signal: AbortSignal) {
  const baseURL = addressOf(endpoint);
  return { baseURL, requests: createTokenRequests(transport, baseURL, { ...waits, signal }) };
}

/** The official code tells the end by the time of day; what counts here is how long it is until then. */
function tokenOf(got: { readonly token: string; readonly expiresAt: number | null }): Renewed {
  const { token, expiresAt } = got;
  const lifetimeMs = expiresAt === null ? undefined : expiresAt * 1000 - timeOfDay();
  return { kind: "token", token, lifetimeMs };
}

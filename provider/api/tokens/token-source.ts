import { addressOf, type Endpoint } from "../../config";
import type { FederatedCredential, LoginCredential } from "../../credentials/credential";
import { credentialText } from "../../credentials/environment";
import { timeOfDay } from "../../wait/clock";
import type { RetryOptions } from "../retry";
import type { Transport } from "../transport";
import { userAgent } from "../version";
import { type ReadToken, readIdentityToken } from "./identity-token";
import { whyNotStorable } from "./login-file";
import { exchangeFailure, loginFailure, unreadableToken, unstorableLogin } from "./token-failure";
import type { Renew, Renewed } from "./token-keeper";
import { createTokenRequests, type OfficialRequest } from "./token-requests";

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
    : toTheEnd((isForced) => loggedIn(credential, isForced, world));
}

/**
 * A refresh token works once: a renewal that has begun goes on until what it brought is stored, whoever has stopped
 * waiting for it, and is shared. It has the bounds of its requests.
 */
function toTheEnd(renew: (isForced: boolean) => Promise<Renewed>): Renew {
  let running: Promise<Renewed> | undefined;
  return (isForced) => {
    running ??= renew(isForced).finally(() => {
      running = undefined;
    });
    return running;
  };
}

const emptyLooksMax = 4;
const betweenLooksMs = 500;

/** A file that is being written may be empty for a moment. */
async function identityNow(
  token: FederatedCredential["identityToken"],
  { clock }: RetryOptions,
  signal: AbortSignal,
): Promise<ReadToken> {
  let identity = await readIdentityToken(token);
  for (let look = 1; look < emptyLooksMax && !signal.aborted && mayPass(identity); look++) {
    await clock.sleep(betweenLooksMs, signal);
    identity = await readIdentityToken(token);
  }
  return identity;
}

function mayPass(identity: ReadToken): boolean {
  return identity.kind === "unreadable" && identity.mayPass;
}

async function exchanged(
  credential: FederatedCredential,
  signal: AbortSignal,
  world: TokenWorld,
): Promise<Renewed> {
  const identity = await identityNow(credential.identityToken, world.waits, signal);
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
  isForced: boolean,
  world: TokenWorld,
): Promise<Renewed> {
  const { baseURL, requests } = officialWorld(world, undefined);
  const { credentialsFile: credentialsPath, clientId } = credential;
  let problem: string | undefined;
  try {
    const login = official().userOAuthProvider({
      credentialsPath,
      clientId,
      baseURL,
      fetch: async (url, init) => {
        problem = await whyNotStorable(credentialsPath);
        if (problem !== undefined) {
          throw new Error(problem);
        }
        return requests.send(url, init as OfficialRequest);
      },
      userAgent,
      // It would be printed, and belongs to whoever set the file up.
      onSafetyWarning: () => undefined,
    });
    return tokenOf(await login(isForced ? { forceRefresh: true } : {}));
  } catch {
    return problem === undefined
      ? loginFailure(requests.ended(), credential, world.endpoint)
      : unstorableLogin(problem, credential);
  }
}

function officialWorld(
  { endpoint, transport, waits }: TokenWorld,
  signal: AbortSignal | undefined,
) {
  const baseURL = addressOf(endpoint);
  return { baseURL, requests: createTokenRequests(transport, baseURL, { ...waits, signal }) };
}

/**
 * The official code tells the end by the time of day; what counts here is how long it is until then. Throws for a text
 * that no header can hold, which is no token.
 */
function tokenOf(got: { readonly token: string; readonly expiresAt: number | null }): Renewed {
  const { expiresAt } = got;
  const token = credentialText.parse(got.token);
  const lifetimeMs = expiresAt === null ? undefined : expiresAt * 1000 - timeOfDay();
  return { kind: "token", token, lifetimeMs };
}

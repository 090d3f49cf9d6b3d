import type { FederatedCredential, LoginCredential } from "../../credentials/credential";
import type { RetryOptions } from "../retry";
import { userAgent } from "../version";
import { type ReadToken, readIdentityToken } from "./identity-token";
import { createLogin } from "./login";
import { exchangeFailure, unreadableToken } from "./token-failure";
import type { Renew, Renewed } from "./token-keeper";
import { official, officialWorld, type TokenWorld, tokenOf } from "./token-world";

export function createTokenSource(
  credential: FederatedCredential | LoginCredential,
  world: TokenWorld,
): Renew {
  return credential.kind === "federation"
    ? (_isForced, signal) => exchanged(credential, signal, world)
    : toTheEnd(createLogin(credential, world));
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

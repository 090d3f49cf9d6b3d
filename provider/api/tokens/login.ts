import type { LoginCredential } from "../../credentials/credential";
import type { Unsigned } from "../reason";
import { userAgent } from "../version";
import { whyNotStorable } from "./login-file";
import { isRefusal, loginFailure, unstorableLogin } from "./token-failure";
import type { Renewed } from "./token-keeper";
import { type OfficialRequest, presentedIn } from "./token-requests";
import { official, officialWorld, type Token, type TokenWorld, tokenOf } from "./token-world";

/** Whoever has renewed the login at the same time needs a moment to store what came of it. */
const looksMax = 4;
const betweenLooksMs = 500;

/**
 * The access token of a person's login, renewed where it has ended or, `isForced`, where the API has refused it. Other
 * processes renew the same login and store it in the same file: a token that they have got is taken instead of a
 * renewal, and before a refusal of one is believed. No refresh token that was refused is sent again.
 */
export function createLogin(
  credential: LoginCredential,
  world: TokenWorld,
): (isForced: boolean) => Promise<Renewed> {
  const { credentialsFile: credentialsPath, clientId } = credential;
  const { baseURL } = officialWorld(world, undefined);
  /** What was got last: where a renewal is forced, the API has refused it. */
  let lastGot: string | undefined;
  let refused: { readonly refreshToken: string; readonly failure: Unsigned } | undefined;

  /** What the file holds, or what the official code makes of it with a request. */
  async function login(
    isForced: boolean,
    send: (url: unknown, init: OfficialRequest) => Promise<Response>,
  ): Promise<Token> {
    const provider = official().userOAuthProvider({
      credentialsPath,
      clientId,
      baseURL,
      fetch: (url, init) => send(url, init as OfficialRequest),
      userAgent,
      // It would be printed, and belongs to whoever set the file up.
      onSafetyWarning: () => undefined,
    });
    return tokenOf(await provider(isForced ? { forceRefresh: true } : {}));
  }

  /** A token that the file holds, which has not ended and was not refused; nothing is sent. */
  async function stored(refusedToken: string | undefined): Promise<Token | undefined> {
    const unsent = () => Promise.reject(new Error("not to be renewed"));
    const found = await login(false, unsent).catch(() => undefined);
    return found?.token === refusedToken ? undefined : found;
  }

  async function storedByAnother(refusedToken: string | undefined): Promise<Token | undefined> {
    let found = await stored(refusedToken);
    for (let look = 1; look < looksMax && found === undefined; look++) {
      await world.waits.clock.sleep(betweenLooksMs);
      found = await stored(refusedToken);
    }
    return found;
  }

  async function renewed(isForced: boolean): Promise<Renewed> {
    const { requests } = officialWorld(world, undefined);
    let unsent: Unsigned | undefined;
    let refreshToken = "";
    try {
      return await login(isForced, async (url, init) => {
        refreshToken = presentedIn(String(init.body)).secret;
        unsent = await whyNotSent(refreshToken);
        return unsent === undefined ? requests.send(url, init) : Promise.reject(new Error());
      });
    } catch {
      const ended = requests.ended();
      const failure = unsent ?? loginFailure(ended, credential, world.endpoint);
      if (ended === undefined || !isRefusal(ended)) {
        return failure;
      }
      refused = { refreshToken, failure };
      return (await storedByAnother(isForced ? lastGot : undefined)) ?? failure;
    }
  }

  async function whyNotSent(refreshToken: string): Promise<Unsigned | undefined> {
    if (refreshToken === refused?.refreshToken) {
      return refused.failure;
    }
    const problem = await whyNotStorable(credentialsPath);
    return problem === undefined ? undefined : unstorableLogin(problem, credential);
  }

  return async (isForced) => {
    const known = isForced && lastGot !== undefined ? await stored(lastGot) : undefined;
    const outcome = known ?? (await renewed(isForced));
    if (outcome.kind === "token") {
      lastGot = outcome.token;
    }
    return outcome;
  };
}

import { baselineText } from "./api/baseline-text";
import { createSessionApi } from "./api/client";
import { profilesOf } from "./api/profile-files";
import { type Endpoint, resolveEndpoint } from "./config";
import { identityOf } from "./credentials/credential";
import type { Settings } from "./credentials/environment";
import type { Surroundings } from "./grants";
import type { Dependencies } from "./reconcile/dependencies";
import { createSessionLooks } from "./reconcile/session-looks";
import { systemClock, timeOfDay } from "./wait/clock";
import { createProcessWide } from "./wait/process-wide";

/**
 * One world per account, however many resource types ask for it: the pace, the queue and the looks are the account's,
 * not the type's. Keyed by everything that makes the account.
 */
const worlds = new Map<string, Dependencies>();

/** Everything the core needs from the world, for one account. Nothing is sent by connecting. */
export function connect(settings: Settings, environment: Settings): Dependencies {
  const endpoint = resolveEndpoint(settings, environment, profilesOf(environment));
  const { baseUrl, credential, workspaceId } = endpoint;
  const account = JSON.stringify([baseUrl.href, identityOf(credential), workspaceId]);
  const world = worlds.get(account) ?? createWorld(endpoint);
  worlds.set(account, world);
  return world;
}

/** What verbs have around them that needs no account. */
export const surroundings: Surroundings = { now: timeOfDay, baselineText };

function createWorld(endpoint: Endpoint): Dependencies {
  const clock = systemClock;
  const random = Math.random;
  const limits = endpoint.pace;
  const api = createSessionApi({ endpoint, clock, random, limits });
  const processWide = createProcessWide();
  const looks = createSessionLooks(api, clock, processWide.writes);
  return { api, baselineText, clock, random, looks, ...processWide };
}

/** Settings are read when a verb first needs them: check and diff work without any. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

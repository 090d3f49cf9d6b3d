import { baselineText } from "./api/baseline-text";
import { createSessionApi } from "./api/client";
import { resolveEndpoint } from "./config";
import type { Dependencies } from "./reconcile/verb";
import { systemClock } from "./wait/clock";
import { createSessionTurns } from "./wait/session-turns";

type Settings = Readonly<Record<string, string | undefined>>;

/** Everything the core needs from the world, for one account. Nothing is sent by connecting. */
export function connect(settings: Settings, environment: Settings): Dependencies {
  const clock = systemClock;
  const random = Math.random;
  const endpoint = resolveEndpoint(settings, environment);
  const api = createSessionApi({ endpoint, clock, random });
  return { api, baselineText, clock, random, turns: createSessionTurns() };
}

/** Settings are read when a verb first needs them: check and diff work without any. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

import type { dynamic } from "@pulumi/pulumi";
import { baselineText } from "./api/baseline-text";
import { createSessionApi } from "./api/client";
import { type Endpoint, resolveEndpoint, settingKeys } from "./config";
import { ProviderError } from "./errors";
import { createDynamicProvider } from "./hosts/dynamic/dynamic-provider";
import { createEngineLog, silentLog } from "./hosts/engine-log";
import { createLifecycle } from "./lifecycle";
import type { Dependencies } from "./reconcile/verb";
import { systemClock } from "./wait/clock";
import { createSessionTurns } from "./wait/session-turns";

/*
 * The `pulumi-managed-agents/provider` subpath, and the one place that puts the rooms together. It is what the text in
 * the state of every dynamic resource loads: `exports.handler=()=>require("pulumi-managed-agents/provider").get("…")`.
 * States live longer than versions, so `get` and the words it takes stay as they are.
 */

/** The provider of a resource type, for the dynamic host. Throws if this version does not have the type. */
export function get(type: string): dynamic.ResourceProvider {
  if (type !== "SessionOverrides") {
    throw new ProviderError(
      "configuration",
      `pulumi-managed-agents has no resource type ${JSON.stringify(type)}; the stack was written by a newer version, install that one`,
    );
  }
  let settings: Readonly<Record<string, string | undefined>> = {};
  return createDynamicProvider({
    configure: (getSetting) => {
      settings = Object.fromEntries(settingKeys.map((key) => [key, getSetting(key)]));
    },
    lifecycle: createLifecycle(once(() => connect(resolveEndpoint(settings, process.env)))),
    // The engine hands its own address to every provider as the last argument.
    log: isAddress(process.argv.at(-1)) ? createEngineLog(process.argv.at(-1) ?? "") : silentLog,
  });
}

/** Everything the core needs from the world, for one account. Nothing is sent by connecting. */
function connect(endpoint: Endpoint): Dependencies {
  const clock = systemClock;
  const random = Math.random;
  const api = createSessionApi({ endpoint, clock, random });
  return { api, baselineText, clock, random, turns: createSessionTurns() };
}

/** Settings are read when a verb first needs them: check and diff work without any. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function isAddress(argument: string | undefined): boolean {
  return argument !== undefined && /^[^\s/]+:\d+$/.test(argument);
}

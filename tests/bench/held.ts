import type * as pulumi from "@pulumi/pulumi";
import { derivedOutputs } from "../../sdk/session-overrides-outputs";
import { built } from "./built-package";
import { inputTools } from "./remote-emulator";

export type Host = "dynamic" | "native";

/**
 * The length of the text in the place of the baseline. It stands for all that an override holds beyond its inputs and
 * the agent's id, and is in the inputs, too, because resources that do nothing hold everything twice.
 */
const baselineLength: Readonly<Record<Host, number>> = { dynamic: 274, native: 168 };

/** The properties of an override, and as many bytes in them. */
export function heldByOverrides(host: Host, sessionId: string): pulumi.Inputs {
  const lifecycle = built("provider/lifecycle").createLifecycle(() => {
    throw new Error("checking needs no world");
  }, built("provider/compose").surroundings);
  const stated = { sessionId, tools: inputTools("always_ask") };
  const { inputs } = lifecycle.check(stated, undefined, undefined);
  const baseline = "x".repeat(baselineLength[host]);
  return { ...inputs, ...derivedOutputs, baseline } as pulumi.Inputs;
}

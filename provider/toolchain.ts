import { noEffect, ProviderError } from "./errors";

/**
 * Which versions of Pulumi's CLI and SDK work together with this package, and what is said of those that do not. An
 * engine is asked with a range; what it answers is the host's to find out.
 */

/** The first release that can be asked for its version. */
const oldestCli = "3.217.0";

/** From this release on the engine reads a resource that is only looked at in a way that older SDKs cannot answer. */
const firstToReadAnew = "3.268.0";

export const supportedEngines = `>=${oldestCli}`;
export const enginesThatReadAnew = `>=${firstToReadAnew}`;

/**
 * What an engine said to a range: `older` than any that can be asked, which is older than 3.217.0, or `unknown` where no
 * engine answered.
 */
export type EngineFit = "fits" | "differs" | "older" | "unknown";

/** @throws ProviderError where the answer to {@link supportedEngines} is not that the engine fits. */
export function requireSupported(fit: EngineFit): void {
  if (fit === "fits" || fit === "unknown") {
    return;
  }
  throw new ProviderError("configuration", {
    seen: `This Pulumi CLI is too old for pulumi-managed-agents, which needs ${oldestCli} or newer.`,
    effect: noEffect,
    advice:
      "Install a newer CLI and run again; `pulumi version` says which one is in use, and it is not the version of @pulumi/pulumi.",
  });
}

/** Whether this SDK cannot read what is only looked at, where the engine reads anew. */
export function readsAsBefore(sdk: string): boolean {
  return sdk.localeCompare(firstToReadAnew, "en", { numeric: true }) < 0;
}

export function unreadable(sdk: string): string {
  return `SessionOverrides.get does not work with @pulumi/pulumi ${sdk} and a Pulumi CLI of ${firstToReadAnew} or newer. Nothing was changed. Update @pulumi/pulumi to ${firstToReadAnew} or newer, which needs Node.js 22; or take SessionOverrides from "pulumi-managed-agents/native", or a CLI older than ${firstToReadAnew}.`;
}

import { connect } from "./compose";
import { settingsFrom } from "./config";
import { isProviderError } from "./errors";
import { createFunctions, type ProviderFunctions } from "./functions";
import { silentLog } from "./hosts/engine-log";
import { askEngineVersion } from "./hosts/engine-version";
import type { PropertyRecord } from "./model/property-record";
import { enginesThatReadAnew, readsAsBefore, unreadable } from "./toolchain";

export { refusedIgnore } from "./check/ignored-paths";

/**
 * The functions of this package inside a user's program, for the dynamic side. `getSetting` reads the stack's config.
 * Errors have no stack: Node prints one for whatever a program does not catch, and this one is not the program's bug.
 */
export async function callFunction(
  name: keyof ProviderFunctions,
  args: PropertyRecord,
  getSetting: (key: string) => string | undefined,
): Promise<unknown> {
  try {
    const functions = createFunctions(() => connect(settingsFrom(getSetting), process.env));
    return await functions[name](args, { reporter: silentLog.reporterFor(undefined) });
  } catch (error) {
    if (isProviderError(error)) {
      error.stack = "";
    }
    throw error;
  }
}

/** An engine as a program's SDK is connected to it. */
type Engine = Parameters<typeof askEngineVersion>[0];

/** Why a session cannot be looked at with the SDK of this version under this engine, in a sentence; else undefined. */
export async function refusedLook(
  engine: object | undefined,
  sdk: string,
): Promise<string | undefined> {
  if (engine === undefined || !readsAsBefore(sdk)) {
    return undefined;
  }
  const fit = await askEngineVersion(engine as Engine, enginesThatReadAnew);
  return fit === "fits" ? unreadable(sdk) : undefined;
}

/** The newest CLI, which the commands use: whoever installs Pulumi today has it. */
export const PULUMI_CLI_VERSION = "3.274.1";

/** The first that the provider can ask for its version; what the provider itself refuses is older too. */
export const OLDEST_CLI = "3.217.0";

/** Pulumi's SDK for Python, which is released after the CLI: the newest there is. */
export const PYTHON_SDK_VERSION = "3.272.0";

/** The oldest Go that compiles the CLI's modules. */
export const OLDEST_GO = "1.25.11";
/** From this release on Go fetches a newer toolchain by itself where a module asks for one. */
const FIRST_GO_WITH_TOOLCHAINS = "1.21.0";

type Version = readonly [major: number, minor: number, patch: number];

/** Reads the first `1.2.3` (or `1.2`) in a text such as `go version go1.26.8 linux/amd64`. */
function parseVersion(text: string): Version | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Compares the first versions in two texts; pre-release marks do not count. */
function isAtLeast(text: string, minimum: string): boolean {
  const found = parseVersion(text);
  const wanted = parseVersion(minimum);
  if (found === undefined || wanted === undefined) return false;
  for (const index of [0, 1, 2] as const) {
    if (found[index] !== wanted[index]) return found[index] > wanted[index];
  }
  return true;
}

/** Why a CLI of this version is not used, in a sentence; undefined if it is welcome. */
export function reasonToRefuseCli(
  version: string | undefined,
  oldest = PULUMI_CLI_VERSION,
): string | undefined {
  if (version === undefined || parseVersion(version) === undefined) {
    return "it does not say which version it is";
  }
  return isAtLeast(version, oldest) ? undefined : `it is ${version}, and ${oldest} is wanted`;
}

/**
 * Why the installed Go cannot build the CLI, in a sentence; undefined if it can.
 *
 * @param goVersion what `go version` printed, undefined where there is no Go.
 * @param goToolchain what `go env GOTOOLCHAIN` printed: `local` forbids Go to fetch a newer self.
 */
export function reasonToRefuseGo(
  goVersion: string | undefined,
  goToolchain: string,
): string | undefined {
  if (goVersion === undefined) return "Go is not installed";
  if (isAtLeast(goVersion, OLDEST_GO)) return undefined;
  const mayFetch = isAtLeast(goVersion, FIRST_GO_WITH_TOOLCHAINS) && goToolchain !== "local";
  return mayFetch ? undefined : `${goVersion} is older than ${OLDEST_GO}`;
}

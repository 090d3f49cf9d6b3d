import { spawnSync } from "node:child_process";
import path from "node:path";
import { PYTHON_SDK_VERSION } from "../setup/versions";
import { ensureCached } from "./cache-folder";
import { mustSucceed } from "./must-succeed";

const isWindows = process.platform === "win32";
const PYTHON = isWindows ? "python" : "python3";
/** The newest on PyPI when this was written, 25 November 2026. */
const ANTHROPIC_PYTHON_VERSION = "2.13.0";
/** What `python -m venv` needs; Debian has it in a package of its own. */
const PROBE = "import sys, venv, ensurepip; print('%d.%d.%d' % sys.version_info[:3])";

function pythonVersion(): string | undefined {
  const { status, stdout } = spawnSync(PYTHON, ["-c", PROBE], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** Why no Python program can be run here, in a sentence; undefined if one can. */
export function reasonNoPython(): string | undefined {
  return pythonVersion() === undefined ? `${PYTHON} with venv and pip is not installed` : undefined;
}

/**
 * The interpreter of a virtual environment with Pulumi's Python SDK, made once per version of both, and with what it
 * takes to install a package without asking a registry.
 */
export async function ensurePython(): Promise<string> {
  const packages = [`pulumi==${PYTHON_SDK_VERSION}`, "parver", "semver", "setuptools", "wheel"];
  return ensureEnvironment(`pulumi-${PYTHON_SDK_VERSION}`, packages);
}

/** The interpreter of a virtual environment with the official client of the API, made once per version of both. */
export async function ensureOfficialClient(): Promise<string> {
  return ensureEnvironment(`anthropic-${ANTHROPIC_PYTHON_VERSION}`, [
    `anthropic==${ANTHROPIC_PYTHON_VERSION}`,
  ]);
}

/** The interpreter of a virtual environment with these packages, made once per version of Python and label. */
export async function ensureEnvironment(
  label: string,
  packages: readonly string[],
): Promise<string> {
  const interpreter = isWindows ? ["Scripts", "python.exe"] : ["bin", "python"];
  const folder = await ensureCached(`python-${pythonVersion()}-${label}`, async (draft) => {
    await mustSucceed(PYTHON, ["-m", "venv", draft]);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
    await mustSucceed(path.join(draft, ...interpreter), install);
  });
  return path.join(folder, ...interpreter);
}

import { spawnSync } from "node:child_process";
import path from "node:path";
import { PULUMI_CLI_VERSION } from "../setup/versions";
import { ensureCached } from "./cache-folder";
import { mustSucceed } from "./must-succeed";

const isWindows = process.platform === "win32";
const PYTHON = isWindows ? "python" : "python3";
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
  const interpreter = isWindows ? ["Scripts", "python.exe"] : ["bin", "python"];
  const name = `python-${pythonVersion()}-pulumi-${PULUMI_CLI_VERSION}`;
  const folder = await ensureCached(name, async (draft) => {
    await mustSucceed(PYTHON, ["-m", "venv", draft]);
    const packages = [`pulumi==${PULUMI_CLI_VERSION}`, "parver", "semver", "setuptools", "wheel"];
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
    await mustSucceed(path.join(draft, ...interpreter), install);
  });
  return path.join(folder, ...interpreter);
}

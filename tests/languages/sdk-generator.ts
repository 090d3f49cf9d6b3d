import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { PULUMI_CLI_VERSION, reasonToRefuseGo } from "../setup/versions";
import { ensureCached, isCached } from "./cache-folder";
import { mustSucceed } from "./must-succeed";

const SOURCE = path.join(__dirname, "gen-sdk", "main.go");
const EXECUTABLE = process.platform === "win32" ? "gen-sdk.exe" : "gen-sdk";
const sourceHash = createHash("sha256").update(readFileSync(SOURCE)).digest("hex").slice(0, 8);
const CACHE_NAME = `sdk-generator-${PULUMI_CLI_VERSION}-${sourceHash}`;

/** Why there is no SDK generator and none can be built, in a sentence; undefined if there is or can be one. */
export function reasonNoGenerator(): string | undefined {
  if (isCached(CACHE_NAME)) return undefined;
  const ask = (...args: readonly string[]) => spawnSync("go", args, { encoding: "utf8" });
  const version = ask("version");
  const refusal = reasonToRefuseGo(
    version.status === 0 ? version.stdout.trim() : undefined,
    ask("env", "GOTOOLCHAIN").stdout?.trim() ?? "",
  );
  return refusal === undefined ? undefined : `the SDK generator cannot be built: ${refusal}`;
}

/**
 * The executable of `gen-sdk/main.go`, built once per version of Pulumi and of its source. Its module is made
 * here and thrown away, as for the CLI: Pulumi's modules have `replace` lines, which only a main module may have.
 */
export async function ensureSdkGenerator(): Promise<string> {
  const folder = await ensureCached(CACHE_NAME, async (draft) => {
    const workplace = mkdtempSync(path.join(os.tmpdir(), "pulumi-managed-agents-gen-sdk-"));
    const env = { ...process.env, GOFLAGS: "-mod=mod", CGO_ENABLED: "0", GOWORK: "off" };
    const go = (...args: readonly string[]) => mustSucceed("go", args, { cwd: workplace, env });
    try {
      copyFileSync(SOURCE, path.join(workplace, "main.go"));
      await go("mod", "init", "gen-sdk");
      const module = "github.com/pulumi/pulumi";
      await go(
        "get",
        `${module}/pkg/v3@v${PULUMI_CLI_VERSION}`,
        `${module}/sdk/v3@v${PULUMI_CLI_VERSION}`,
      );
      await go("build", "-trimpath", "-ldflags", "-s -w", "-o", path.join(draft, EXECUTABLE), ".");
    } finally {
      rmSync(workplace, { recursive: true, force: true });
    }
  });
  return path.join(folder, EXECUTABLE);
}

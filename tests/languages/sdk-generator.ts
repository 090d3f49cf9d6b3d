import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { buildGoCommand, reasonGoCannotBuild } from "../setup/go-build";
import { PULUMI_CLI_VERSION } from "../setup/versions";
import { ensureCached, isCached, say } from "./cache-folder";

const SOURCE = path.join(__dirname, "gen-sdk", "main.go");
const EXECUTABLE = process.platform === "win32" ? "gen-sdk.exe" : "gen-sdk";
/**
 * The generators for C# and Java are in modules of their own, at versions seen building together with this Pulumi.
 * Java's was called `pulumi-java/pkg` before.
 */
const modules = [
  `github.com/pulumi/pulumi/pkg/v3@v${PULUMI_CLI_VERSION}`,
  `github.com/pulumi/pulumi/sdk/v3@v${PULUMI_CLI_VERSION}`,
  "github.com/pulumi/pulumi-dotnet/pulumi-language-dotnet/v3@v3.110.0",
  "github.com/pulumi/pulumi-java@v1.34.0",
];
const contents = createHash("sha256").update(readFileSync(SOURCE)).update(modules.join());
const CACHE_NAME = `sdk-generator-${PULUMI_CLI_VERSION}-${contents.digest("hex").slice(0, 8)}`;

/** Why there is no SDK generator and none can be built, in a sentence; undefined if there is or can be one. */
export function reasonNoGenerator(): string | undefined {
  if (isCached(CACHE_NAME)) return undefined;
  const refusal = reasonGoCannotBuild();
  return refusal === undefined ? undefined : `the SDK generator cannot be built: ${refusal}`;
}

/** The executable of `gen-sdk/main.go`, built once per version of Pulumi and of its source. */
export async function ensureSdkGenerator(): Promise<string> {
  const folder = await ensureCached(CACHE_NAME, (draft) =>
    buildGoCommand(
      {
        title: "gen-sdk",
        packagePath: ".",
        sources: [SOURCE],
        modules,
        output: path.join(draft, EXECUTABLE),
      },
      { log: say },
    ),
  );
  return path.join(folder, EXECUTABLE);
}

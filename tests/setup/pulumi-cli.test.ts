import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensurePulumiCli, obtainPulumiCli } from "./pulumi-cli";
import { PULUMI_CLI_VERSION } from "./versions";

const searchPath = process.env.PATH;
let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(os.tmpdir(), "pulumi-cli-")));
  process.env.PATH = `${path.join(home, "tools")}${path.delimiter}/usr/bin${path.delimiter}/bin`;
});
afterEach(() => {
  process.env.PATH = searchPath;
  rmSync(home, { recursive: true, force: true });
});

/** A CLI that can do one thing: say its version. */
function place(directory: string, version: string): string {
  const folder = path.join(home, directory);
  mkdirSync(folder, { recursive: true });
  const executable = path.join(folder, "pulumi");
  writeFileSync(executable, `#!/bin/sh\necho v${version}\n`);
  chmodSync(executable, 0o755);
  return executable;
}

const cached = path.join(".pulumi", "versions", PULUMI_CLI_VERSION, "bin");

test("a CLI on PATH that is as new is preferred", async () => {
  const executable = place("tools", "3.999.0");
  place(cached, PULUMI_CLI_VERSION);
  await expect(ensurePulumiCli({ home })).resolves.toMatchObject({
    executable,
    directory: path.dirname(executable),
    version: "3.999.0",
    origin: "path",
  });
});

test("for an older CLI on PATH the versions cache is used, and it is said", async () => {
  const older = place("tools", "3.259.0");
  const executable = place(cached, PULUMI_CLI_VERSION);
  const lines: string[] = [];
  const cli = await ensurePulumiCli({ home, log: (line) => lines.push(line) });
  expect(cli).toMatchObject({ executable, version: PULUMI_CLI_VERSION, origin: "cache" });
  expect(lines).toEqual([
    `Pulumi CLI: ${older} is not used, because it is 3.259.0, and ${PULUMI_CLI_VERSION} is wanted`,
  ]);
});

test("one version is asked for by name, whatever lies on PATH", async () => {
  place("tools", "3.999.0");
  const executable = place(path.join(".pulumi", "versions", "3.217.0", "bin"), "3.217.0");
  await expect(obtainPulumiCli({ home, version: "3.217.0" })).resolves.toMatchObject({
    executable,
    version: "3.217.0",
  });
});

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ensurePulumiCli } from "./pulumi-cli";
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

test("a usable CLI on PATH is preferred", async () => {
  const executable = place("tools", "3.248.0");
  place(cached, PULUMI_CLI_VERSION);
  await expect(ensurePulumiCli({ home })).resolves.toMatchObject({
    executable,
    directory: path.dirname(executable),
    version: "3.248.0",
    origin: "path",
  });
});

test("a CLI on PATH that does not fit is explained, and the versions cache is used", async () => {
  const refused = place("tools", "3.300.1");
  const executable = place(cached, PULUMI_CLI_VERSION);
  const lines: string[] = [];
  const cli = await ensurePulumiCli({ home, log: (line) => lines.push(line) });
  expect(cli).toMatchObject({ executable, version: PULUMI_CLI_VERSION, origin: "cache" });
  expect(lines).toEqual([
    `the Pulumi CLI at ${refused} is not used: it is 3.300.1; from 3.268.0 on it does not work with @pulumi/pulumi 3.248`,
  ]);
});

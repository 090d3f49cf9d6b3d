import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { runCommand } from "../setup/child-process";

const script = path.resolve(__dirname, "../../examples/pipelines/pipeline/preview-fork.sh");

/** Runs the script with a `pulumi` that prints what it is asked for, where the stack has these settings. */
async function preview(settings: string | undefined) {
  const folder = temporaryDirectory("preview-fork");
  const file = path.join(folder, "Pulumi.prod.yaml");
  if (settings !== undefined) writeFileSync(file, settings);
  writeFileSync(path.join(folder, "pulumi"), '#!/bin/sh\necho "pulumi $1"\n');
  chmodSync(path.join(folder, "pulumi"), 0o755);
  const { exitCode, stderr } = await runCommand(script, [], {
    cwd: folder,
    env: { PATH: `${folder}:${process.env.PATH}`, TMPDIR: folder, STACK: "prod" },
  });
  const left = existsSync(file) ? readFileSync(file, "utf8") : undefined;
  return { exitCode, stderr, left };
}

const secret = (text: string) => `encryptionsalt: v1:a\nconfig:\n${text}`;

test.each([
  ["without a file", undefined, undefined],
  ["without a secret", "config:\n  a:b: c\n", "config:\n  a:b: c\n"],
  [
    "with a word that ends so",
    secret('  a:b: "insecure: no"\n'),
    'config:\n  a:b: "insecure: no"\n',
  ],
])("a stack %s is previewed, without the salt", async (_what, settings, left) => {
  expect(await preview(settings)).toEqual({ exitCode: 0, stderr: "", left });
});

test.each([
  ["as a value", secret("  a:b:\n    secure: v1:c\n")],
  ["in a list", secret("  a:b:\n    - secure: v1:c\n")],
])("a stack with a secret %s is not", async (_what, settings) => {
  expect(await preview(settings)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("Pulumi.prod.yaml holds a secret"),
  });
});

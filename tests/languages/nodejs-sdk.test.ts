import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describeUnless, generate, RUN_TIMEOUT_MS, SET_UP_TIMEOUT_MS } from "./generated-sdks";
import { mustSucceed } from "./must-succeed";
import { reasonNoGenerator } from "./sdk-generator";

const PROJECT = path.resolve(__dirname, "..", "..");

describeUnless(reasonNoGenerator(), "the generated SDK for Node.js", () => {
  let folder: string;

  beforeAll(async () => {
    folder = path.join(await generate("nodejs"), "nodejs");
  }, SET_UP_TIMEOUT_MS);

  test(
    "compiles",
    async () => {
      const modules = path.join(PROJECT, "node_modules");
      symlinkSync(modules, path.join(folder, "node_modules"), "junction");
      const compiler = require.resolve("typescript/bin/tsc");
      await mustSucceed(process.execPath, [compiler, "--noEmit", "--project", folder]);
    },
    RUN_TIMEOUT_MS,
  );

  test.each([
    "SessionOverrides",
    "AgentSessionOverrides",
    "Provider",
    "getSession",
    "listSessions",
  ])("has %s", (name) => {
    const index = readFileSync(path.join(folder, "index.ts"), "utf8");
    expect(index).toMatch(new RegExp(`export const ${name}\\b`));
  });
});

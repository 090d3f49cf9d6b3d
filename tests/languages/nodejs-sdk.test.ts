import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  describeUnless,
  examples,
  generate,
  RUN_TIMEOUT_MS,
  SET_UP_TIMEOUT_MS,
} from "./generated-sdks";
import { mustSucceed } from "./must-succeed";
import { reasonNoGenerator } from "./sdk-generator";

const PROJECT = path.resolve(__dirname, "..", "..");

describeUnless(reasonNoGenerator(), "the generated SDK for Node.js", () => {
  let folder: string;

  beforeAll(async () => {
    folder = path.join(await generate("nodejs"), "nodejs");
  }, SET_UP_TIMEOUT_MS);

  test(
    "compiles, and so do its examples",
    async () => {
      const modules = path.join(PROJECT, "node_modules");
      symlinkSync(modules, path.join(folder, "node_modules"), "junction");
      const project = withExamples(folder);
      const compiler = require.resolve("typescript/bin/tsc");
      await mustSucceed(process.execPath, [compiler, "--noEmit", "--project", project]);
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

/** Puts the examples beside the SDK; the project file that compiles both. */
function withExamples(folder: string): string {
  for (const [name, { typescript }] of examples) {
    const example = typescript.replace('"pulumi-managed-agents-native"', '"./index"');
    writeFileSync(path.join(folder, `example${name}.ts`), example);
  }
  const project = path.join(folder, "tsconfig.examples.json");
  const settings = { extends: "./tsconfig.json", include: ["**/*.ts"], exclude: ["node_modules"] };
  writeFileSync(project, JSON.stringify(settings));
  return project;
}

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { project } from "./source-files";

/** Reading the types of Pulumi takes a while. */

/*
 * Every program of the README and of the pages compiles as it stands, and, as a stack moves by changing the import, under
 * the native one as well.
 */

const packageName = "pulumi-managed-agents";
const emulatorPage = "tests/emulator/README.md";

interface DocumentedProgram {
  /** Where it stands, and which of the page's it is. */
  readonly file: string;
  readonly text: string;
}

function programsOf(page: string): DocumentedProgram[] {
  const text = readFileSync(path.join(project, page), "utf8");
  return [...text.matchAll(/```ts\n(.*?)```/gs)].flatMap(([, code = ""], index) => {
    // What has no import goes on from the page's first program.
    const text = code.includes("import ") ? code : `${beginOf(page, code)}\n${code}`;
    // Programs with the emulator are modules that wait at their top, as `*.test.mjs` are.
    const extension = text.includes("startEmulator") ? "mts" : "ts";
    const file = path.join(project, `${page.replaceAll("/", "-")}-${index}.${extension}`);
    return [{ file, text }];
  });
}

/** What a program that goes on from another one has from there. */
function beginOf(page: string, code: string): string {
  if (page !== emulatorPage) {
    return `import { AgentSessionOverrides, agentToolset, SessionOverrides } from "${packageName}";`;
  }
  const started = code.includes("const emulator") ? "" : "const emulator = await startEmulator();";
  return `import { startEmulator } from "${packageName}/testing";\n${started}`;
}

const pages = [
  "README.md",
  emulatorPage,
  ...readdirSync(path.join(project, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const programs = pages.flatMap(programsOf).filter(({ text }) => !text.includes("…"));
const underNative = programs
  .filter(({ text }) => text.includes(`"${packageName}"`))
  .map(({ file, text }) => ({
    file: file.replace(/\.ts$/, "-native.ts"),
    text: text.replace(`"${packageName}"`, `"${packageName}/native"`),
  }));

const settings = ts.readConfigFile(path.join(project, "tsconfig.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(settings.config, ts.sys, project);

function complaints(all: readonly DocumentedProgram[]): string[] {
  const texts = new Map(all.map(({ file, text }) => [file, text]));
  const compilerOptions: ts.CompilerOptions = {
    ...options,
    noEmit: true,
    noUnusedLocals: false,
    types: ["node"],
    paths: {
      [packageName]: ["./sdk/index.ts"],
      [`${packageName}/native`]: ["./sdk/native.ts"],
      [`${packageName}/testing`]: ["./tests/emulator/index.ts"],
    },
  };
  const host = ts.createCompilerHost(compilerOptions);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    return text === undefined
      ? getSourceFile(file, version, ...rest)
      : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...texts.keys()], compilerOptions, host);
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file !== undefined && texts.has(file.fileName))
    .map(({ file, messageText }) => {
      const where = path.basename(file?.fileName ?? "");
      return `${where}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
}

test("the documented programs compile", () => {
  expect(programs.length).toBeGreaterThan(5);
  expect(complaints(programs)).toEqual([]);
});

test("they compile under the native import, too", () => {
  expect(underNative.length).toBeGreaterThan(5);
  expect(complaints(underNative)).toEqual([]);
});

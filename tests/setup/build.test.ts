import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build, reasonToBuild } from "./build.cjs";

const SETTINGS = {
  compilerOptions: { outDir: "dist", rootDir: ".", module: "node16", target: "ES2022", types: [] },
  include: ["provider", "sdk", "tests/emulator"],
};

let project: string;
beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), "build-"));
  mkdirSync(path.join(project, "node_modules"));
  const typescript = path.dirname(require.resolve("typescript/package.json"));
  symlinkSync(typescript, path.join(project, "node_modules", "typescript"), "junction");
  write("tsconfig.build.json", JSON.stringify(SETTINGS));
  write("provider/index.ts", "export const answer: number = 42;\n");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function write(file: string, text: string): void {
  const place = path.join(project, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
}

const compiled = (file: string) => existsSync(path.join(project, "dist", file));

test("a built project is left alone until its sources change", () => {
  expect(reasonToBuild(project)).toBe("dist is missing");
  expect(build(project)).toEqual({ typeErrors: [] });
  expect(compiled("provider/index.js")).toBe(true);
  expect(reasonToBuild(project)).toBeUndefined();

  write("provider/index.test.ts", "// a test is not part of the package\n");
  expect(reasonToBuild(project)).toBeUndefined();
  write("provider/index.ts", "export const answer: number = 43;\n");
  expect(reasonToBuild(project)).toBe("sources have changed");
});

test("a file that is gone from the sources is gone from dist", () => {
  write("provider/outdated.ts", "export const outdated = true;\n");
  build(project);
  rmSync(path.join(project, "provider", "outdated.ts"));
  expect(reasonToBuild(project)).toBe("sources have changed");
  build(project);
  expect(compiled("provider/outdated.js")).toBe(false);
  expect(compiled("provider/index.js")).toBe(true);
});

test("a dist that lacks one of its files is built anew", () => {
  build(project);
  rmSync(path.join(project, "dist", "provider", "index.js"));
  expect(reasonToBuild(project)).toBe("provider/index.js is missing in dist");
  build(project);
  expect(reasonToBuild(project)).toBeUndefined();
});

test("type errors are reported, and the package is written all the same", () => {
  write("provider/index.ts", 'export const answer: number = "forty-two";\n');
  expect(build(project).typeErrors).toEqual([expect.stringContaining("TS2322")]);
  expect(compiled("provider/index.js")).toBe(true);
});

test("a dist of unknown age is built anew", () => {
  mkdirSync(path.join(project, "dist"));
  expect(reasonToBuild(project)).toBe("dist is of unknown age");
});

test("when nothing can be compiled it is an error, and dist stays as it was", () => {
  build(project);
  rmSync(path.join(project, "provider"), { recursive: true });
  expect(() => build(project)).toThrow("tsc could not compile the package");
  expect(compiled("provider/index.js")).toBe(true);
});

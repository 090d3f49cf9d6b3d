import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { reasonToInstall } from "./dependencies.cjs";

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/zod": { version: "4.6.7", integrity: "sha512-zod" },
  "node_modules/@esbuild/other-platform": { version: "1.0.0", optional: true },
};
const installed = { "node_modules/zod": wanted["node_modules/zod"] };

let project: string;
beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), "dependencies-"));
  writeFileSync(path.join(project, "package-lock.json"), JSON.stringify({ packages: wanted }));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

/** Puts node_modules there, with npm's own record of what it has installed, as text. */
function install(record: string | undefined): void {
  mkdirSync(path.join(project, "node_modules"));
  if (record !== undefined) {
    writeFileSync(path.join(project, "node_modules", ".package-lock.json"), record);
  }
}

test("a fresh clone is installed", () => {
  expect(reasonToInstall(project)).toBe("node_modules is missing");
});

test("a finished installation is left alone, packages of other platforms lacking or not", () => {
  install(JSON.stringify({ packages: installed }));
  expect(reasonToInstall(project)).toBeUndefined();
});

test.each([
  ["one that was interrupted", undefined, "an earlier installation was not finished"],
  ["one whose record is cut short", '{"packages": {', "an earlier installation was not finished"],
  ["one that lacks a package", JSON.stringify({ packages: {} }), "node_modules/zod is missing"],
  [
    "one made before the lock file changed",
    JSON.stringify({
      packages: { "node_modules/zod": { version: "4.0.0", integrity: "sha512-old" } },
    }),
    "node_modules/zod is 4.0.0, package-lock.json says 4.6.7",
  ],
  [
    "one with a package of its own",
    JSON.stringify({ packages: { ...installed, "node_modules/left": { version: "1.0.0" } } }),
    "node_modules/left is not in package-lock.json",
  ],
])("an installation is renewed: %s", (_case, record, reason) => {
  install(record);
  expect(reasonToInstall(project)).toBe(reason);
});

test("a folder without a lock file is refused", () => {
  rmSync(path.join(project, "package-lock.json"));
  expect(() => reasonToInstall(project)).toThrow("no readable package-lock.json");
});

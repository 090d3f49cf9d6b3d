import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { reasonForAnotherNode } from "./node-version.cjs";

let project: string;
beforeEach(() => {
  project = mkdtempSync(path.join(os.tmpdir(), "node-version-"));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function lock(node: string | undefined): void {
  const engines = node === undefined ? {} : { engines: { node } };
  const packages = { "node_modules/@pulumi/pulumi": { version: "3.270.0", ...engines } };
  writeFileSync(path.join(project, "package-lock.json"), JSON.stringify({ packages }));
}

test.each([
  [">=22", "20.20.2", "@pulumi/pulumi 3.270.0 asks for Node.js 22, and this is 20.20.2"],
  [">=22", "22.0.0", undefined],
  [">=22", "24.21.0", undefined],
  [">=20", "20.19.0", undefined],
  [undefined, "20.19.0", undefined],
])("an SDK for Node.js %s on %s", (wanted, running, reason) => {
  lock(wanted);
  expect(reasonForAnotherNode(project, running)).toBe(reason);
});

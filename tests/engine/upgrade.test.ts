import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ENGINE_TEST_TIMEOUT_MS, installPackedPackage, temporaryDirectory } from "./harness";
import {
  bashPolicy,
  closeEmulators,
  outputOf,
  sessionId,
  sessionStack,
  stored,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const NAME = "pulumi-managed-agents";

/** A user's folder with a copy of the packed package that may be changed. */
async function ownInstallation(): Promise<string> {
  const directory = temporaryDirectory("upgrade");
  const modules = path.join(directory, "node_modules");
  const packed = path.join(await installPackedPackage(), "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(packed).filter((entry) => entry !== NAME)) {
    symlinkSync(path.join(packed, name), path.join(modules, name));
  }
  cpSync(path.join(packed, NAME), path.join(modules, NAME), { recursive: true });
  return directory;
}

/** Puts another version in the place of the installed one, as an upgrade does. */
function upgrade(directory: string, version: string): void {
  const file = path.join(directory, "node_modules", NAME, "package.json");
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...manifest, version }));
}

describe("the provider in the state", () => {
  test("is a constant that names no path, and another version of the package shows no difference", async () => {
    const workDir = await ownInstallation();
    const stack = await sessionStack({ tools: [bashPolicy("always_ask")] }, { workDir });
    await outputOf(stack.up());
    const text =
      'exports.handler=()=>require("pulumi-managed-agents/provider").get("SessionOverrides")';
    const resource = await stored(stack);
    expect(resource).toMatchObject({
      type: "pulumi-nodejs:dynamic/managed-agents:SessionOverrides",
      id: sessionId,
      inputs: { __provider: text },
      outputs: { __provider: text },
    });
    expect(text.length).toBeLessThan(200);

    upgrade(workDir, "99.0.0");
    stack.requests();
    expect(await outputOf(stack.preview({ expectNoChanges: true }))).toContain("2 unchanged");
    await outputOf(stack.preview({ refresh: true, expectNoChanges: true }));
    expect(stack.requests()).toEqual(["GET session 200"]);
  });
});

import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import {
  ENGINE_TEST_TIMEOUT_MS,
  engineEnvironment,
  pluginByPath,
  projectStack,
} from "../engine/harness";
import { apiKey, closeEmulators, emulatorWith, plainSession } from "../engine/session-stack";
import { ensureNode } from "../setup/node-version.cjs";
import { OLDEST_CLI } from "../setup/versions";
import { say } from "./cache-folder";
import { installWithSdk } from "./sdk-install";
import { nodes, sdks } from "./version-rows";

/** The last one before the oldest that is promised; the stand-in of `tests/host/old-engine.test.ts` claims to be one. */
const lastTooOld = "3.216.0";

jest.setTimeout(10 * ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const hosts = [
  ["dynamic", "pulumi-managed-agents", ""],
  ["native", "pulumi-managed-agents/native", pluginByPath],
] as const;

const program = (from: string) => `
const { SessionOverrides } = require("${from}");
new SessionOverrides("support", { sessionId: "sesn_1", tools: [] });
`;

test.each(hosts)("CLI 3.216.0 is told what it lacks, %s host", async (_host, from, plugins) => {
  const emulator = await emulatorWith([plainSession]);
  const { overrides } = await engineEnvironment({}, lastTooOld);
  const project = await projectStack({
    files: {
      "Pulumi.yaml": `name: project\nruntime: nodejs\n${plugins}`,
      "index.js": program(from),
    },
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": apiKey },
    cliVersion: lastTooOld,
    env: { PATH: [await ensureNode(nodes[0] ?? "", say), overrides.PATH].join(path.delimiter) },
  });
  const own = path.join(project.directory, "node_modules");
  rmSync(own);
  symlinkSync(await installWithSdk(sdks[0] ?? ""), own, "junction");
  for (const args of [["preview"], ["up", "--yes", "--skip-preview"]]) {
    const { exitCode, stdout, stderr } = await project.pulumi(args);
    const told = stdout + stderr;
    expect(exitCode).not.toBe(0);
    expect(told).toContain(
      `This Pulumi CLI is too old for pulumi-managed-agents, which needs ${OLDEST_CLI} or newer. Nothing was changed.`,
    );
    expect(told).not.toMatch(/\n\s+at /);
  }
  expect(emulator.requests).toEqual([]);
});

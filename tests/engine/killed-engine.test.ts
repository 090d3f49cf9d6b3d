import type { Emulator } from "../emulator";
import { until } from "../native/plugin-world";
import { ENGINE_TEST_TIMEOUT_MS, type ProjectStack, pluginByPath, projectStack } from "./harness";
import { type KilledOperation, killDuring } from "./killed-engine";
import {
  apiKey,
  arraysOf,
  closeEmulators,
  emulatorWith,
  plainSession,
  requestsTo,
  sessionId,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

const killed: KilledOperation[] = [];
afterEach(async () => {
  for (const operation of killed.splice(0)) await operation.end();
  await closeEmulators();
});

/** The two hosts: what the program imports, and how the engine finds the plugin. */
const hosts = [
  ["dynamic", "pulumi-managed-agents", ""],
  ["native", "pulumi-managed-agents/native", pluginByPath],
] as const;

const program = (from: string, policy: string) => `
  const { SessionOverrides } = require("${from}");
  const { agentToolset } = require("pulumi-managed-agents");
  new SessionOverrides("support", {
    sessionId: "${sessionId}",
    tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "${policy}" } }] })],
  });`;

/** A project whose session asks before bash, deployed, and at work for ever since. */
async function working(from: string, plugins: string) {
  const emulator = await emulatorWith([plainSession]);
  const project = await projectStack({
    files: {
      "Pulumi.yaml": `name: project\nruntime: nodejs\n${plugins}`,
      "index.js": program(from, "always_ask"),
    },
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": apiKey },
  });
  await succeeds(project, "up", "--yes", "--skip-preview");
  emulator.startTurn(sessionId);
  requestsTo(emulator);
  return { emulator, project };
}

async function succeeds(project: ProjectStack, ...args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await project.pulumi(args);
  if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
}

/** The engine is killed while the operation waits; returns once no provider of it is left. */
async function killWhileWaiting(
  project: ProjectStack,
  emulator: Emulator,
  ...args: readonly string[]
): Promise<void> {
  // The refresh of the native host, the first look of the verb, then at least two looks of its wait.
  const isWaiting = () => emulator.requests.length >= 4;
  const operation = await killDuring(project, args, isWaiting);
  killed.push(operation);
  let alive = await operation.providers();
  expect(alive.length).toBeGreaterThan(0);
  for (let look = 0; look < 150 && alive.length > 0; look++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    alive = await operation.providers();
  }
  expect(alive).toEqual([]);
}

const writes = (emulator: Emulator) =>
  requestsTo(emulator).filter((line) => !line.startsWith("GET"));

describe.each(hosts)("an engine that is killed, %s host,", (_host, from, plugins) => {
  test("while a loosening waits leaves no process, and the session as it is when it rests", async () => {
    const { emulator, project } = await working(from, plugins);
    project.write("index.js", program(from, "always_allow"));
    await killWhileWaiting(project, emulator, "up", "--yes", "--skip-preview");
    emulator.finishTurn(sessionId);
    await until("the session rests", () => emulator.session(sessionId)?.status === "idle");
    expect(writes(emulator)).toEqual([]);

    project.write("index.js", program(from, "always_ask"));
    await succeeds(project, "cancel", "--yes");
    await succeeds(project, "up", "--yes", "--skip-preview");
    await succeeds(project, "preview", "--refresh", "--expect-no-changes");
    expect(writes(emulator)).toEqual([]);
    expect(arraysOf(emulator)?.tools).toMatchObject([
      { configs: [{ permission_policy: { type: "always_ask" } }] },
    ]);
  });

  test("while a destroy waits leaves no process, and the session alive when it rests", async () => {
    const { emulator, project } = await working(from, plugins);
    await killWhileWaiting(project, emulator, "destroy", "--yes", "--skip-preview");
    emulator.finishTurn(sessionId);
    await until("the session rests", () => emulator.session(sessionId)?.status === "idle");
    expect(writes(emulator)).toEqual([]);
    expect(emulator.session(sessionId)?.archived_at).toBeNull();
  });
});

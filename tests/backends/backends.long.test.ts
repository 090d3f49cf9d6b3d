import type { Emulator } from "../emulator";
import {
  ENGINE_TEST_TIMEOUT_MS,
  type ProjectStack,
  pluginByPath,
  projectStack,
} from "../engine/harness";
import { type KilledOperation, killDuring } from "../engine/killed-engine";
import {
  apiKey,
  arraysOf,
  closeEmulators,
  emulatorWith,
  plainSession,
  requestsTo,
  sessionId,
} from "../engine/session-stack";
import { until } from "../native/plugin-world";
import type { Backend } from "./backend";
import { folderBackend, postgresBackend, s3Backend } from "./backends";

/*
 * Where the state lies is the engine's business; that nothing is lost when deployments meet, or one is killed in the
 * middle of its wait, is what users of this provider rely on, wherever it lies.
 */

jest.setTimeout(4 * ENGINE_TEST_TIMEOUT_MS);

/** Where a program has the resource from, and what its Pulumi.yaml says of plugins. */
const hosts = {
  dynamic: ["pulumi-managed-agents", ""],
  native: ["pulumi-managed-agents/native", pluginByPath],
} as const;

const program = (from: string, policy: string) => `
  const { SessionOverrides } = require("${from}");
  const { agentToolset } = require("pulumi-managed-agents");
  new SessionOverrides("support", {
    sessionId: "${sessionId}",
    tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "${policy}" } }] })],
  });`;

const policyOf = (emulator: Emulator) =>
  JSON.stringify(arraysOf(emulator)?.tools).match(/always_\w+/)?.[0];

const writes = (emulator: Emulator) =>
  requestsTo(emulator).filter((line) => !line.startsWith("GET"));

interface Deployment {
  readonly emulator: Emulator;
  readonly project: ProjectStack;
  declare(policy: "always_ask" | "always_allow"): void;
}

async function deployment(
  { url, variables }: Backend,
  [from, plugins]: readonly [string, string],
): Promise<Deployment> {
  const emulator = await emulatorWith([plainSession]);
  const project = await projectStack({
    files: {
      "Pulumi.yaml": `name: project\nruntime: nodejs\n${plugins}`,
      "index.js": program(from, "always_ask"),
    },
    env: { PULUMI_BACKEND_URL: url, ...variables },
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": apiKey },
  });
  const declare = (policy: string) => project.write("index.js", program(from, policy));
  return { emulator, project, declare };
}

/** With who holds it, by which people find what they have to look at. */
const lockNamed = /currently locked by 1 lock[\s\S]*created by \S+@\S+ \(pid \d+\) at 20/;

const up = ["up", "--yes", "--skip-preview"] as const;

async function succeeds(project: ProjectStack, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await project.pulumi(args);
  if (exitCode !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** The refresh of the native host, the first look of the verb, then at least two looks of its wait. */
const isWaiting = ({ requests }: Emulator) => requests.length >= 4;

async function changesAreMadeAndDriftIsPutRight({ emulator, project }: Deployment): Promise<void> {
  await succeeds(project, ...up);
  expect(policyOf(emulator)).toBe("always_ask");
  const by = { tools: [{ type: "agent_toolset_20260401" }] };
  emulator.edit(sessionId, by);
  const drift = await project.pulumi(["preview", "--refresh", "--expect-no-changes"]);
  expect(drift.exitCode).toBe(7);
  await succeeds(project, "up", "--refresh", "--yes", "--skip-preview");
  expect(policyOf(emulator)).toBe("always_ask");
}

/** One waits for the session and holds the lock; the other ends with its name, and has changed nothing. */
async function twoAtOnce({ emulator, project, declare }: Deployment): Promise<void> {
  emulator.startTurn(sessionId);
  requestsTo(emulator);
  declare("always_allow");
  const first = project.pulumi(up);
  await until("the first waits", () => isWaiting(emulator));
  const second = await project.pulumi(up);
  expect(second.exitCode).not.toBe(0);
  expect(`${second.stdout}${second.stderr}`).toMatch(lockNamed);
  expect(writes(emulator)).toEqual([]);
  emulator.finishTurn(sessionId);
  expect(await first).toMatchObject({ exitCode: 0 });
  expect(policyOf(emulator)).toBe("always_allow");
}

const killed: KilledOperation[] = [];

async function killedInItsWait({ emulator, project, declare }: Deployment): Promise<void> {
  emulator.startTurn(sessionId);
  requestsTo(emulator);
  declare("always_ask");
  const operation = await killDuring(project, up, () => isWaiting(emulator));
  killed.push(operation);
  for (let look = 0; look < 150 && (await operation.providers()).length > 0; look++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(await operation.providers()).toEqual([]);
  emulator.finishTurn(sessionId);
  const locked = await project.pulumi(up);
  expect(locked.exitCode).not.toBe(0);
  expect(`${locked.stdout}${locked.stderr}`).toMatch(lockNamed);
  expect(policyOf(emulator)).toBe("always_allow");
  await succeeds(project, "cancel", "--yes");
  await succeeds(project, ...up);
  expect(policyOf(emulator)).toBe("always_ask");
}

/** Each with the host that the story of `tests/pipelines` is not told of there; a folder it tells of both. */
const cases = [
  ["native", folderBackend],
  ["native", s3Backend],
  ["dynamic", postgresBackend],
] as const;

describe.each(cases)("with the %s host, a stack", (host, { name, reasonNot, start }) => {
  const reason = reasonNot();
  let backend: Backend | undefined;
  afterEach(async () => {
    for (const operation of killed.splice(0)) await operation.end();
    await closeEmulators();
    await backend?.close();
  });

  (reason === undefined ? test : test.skip)(
    `in ${name}, goes through drift, two deployments at once, and one that is killed${reason === undefined ? "" : `: not run, because ${reason}`}`,
    async () => {
      backend = await start();
      const world = await deployment(backend, hosts[host]);
      await changesAreMadeAndDriftIsPutRight(world);
      await twoAtOnce(world);
      await killedInItsWait(world);
      await succeeds(world.project, "preview", "--refresh", "--expect-no-changes");
      const exported = await succeeds(world.project, "stack", "export");
      expect(JSON.parse(exported).deployment.pending_operations ?? []).toEqual([]);
      expect(exported).not.toContain(apiKey);
    },
  );
});

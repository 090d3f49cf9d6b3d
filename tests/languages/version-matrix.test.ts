import { readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator";
import {
  ENGINE_TEST_TIMEOUT_MS,
  engineEnvironment,
  type ProjectStack,
  projectStack,
  temporaryDirectory,
} from "../engine/harness";
import { mustSucceed } from "./must-succeed";
import { ensureNode } from "./node-version";
import { installWithSdk } from "./sdk-install";
import { sdkVersions, type VersionPair, versionPairs } from "./version-pairs";

const PROJECT = path.resolve(__dirname, "..", "..");

/** Both hosts in one program: each declares a session, and looks at one that it does not declare. */
const PROGRAM = `
const { agentToolset, SessionOverrides } = require("pulumi-managed-agents");
const native = require("pulumi-managed-agents/native");
const tools = [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }] })];
const dynamic = new SessionOverrides("dynamic", { sessionId: "sesn_dynamic", tools });
const plugin = new native.SessionOverrides("plugin", { sessionId: "sesn_plugin", tools });
exports.policies = [dynamic, plugin].map(({ access }) => access.apply(({ bash }) => bash));
exports.seen = [
  SessionOverrides.get("dynamic-seen", "sesn_dynamic_seen").agentId,
  native.SessionOverrides.get("plugin-seen", "sesn_plugin_seen").agentId,
];
exports.node = process.versions.node;
exports.sdk = require("@pulumi/pulumi/package.json").version;
`;
const TYPED_PROGRAM = `
import type { Output } from "@pulumi/pulumi";
import { agentToolset, Provider, SessionOverrides } from "pulumi-managed-agents";
import * as native from "pulumi-managed-agents/native";
const provider = new Provider("account", { apiKey: "key" });
const first = new SessionOverrides("first", { sessionId: "sesn_1", tools: [agentToolset()] }, { provider });
const second = new native.SessionOverrides("second", { sessionId: first.agentId }, { dependsOn: [first] });
export const agents: Output<string>[] = [first.agentId, second.agentId];
// @ts-expect-error: the session is required
new SessionOverrides("third", {});
`;
const PULUMI_YAML = `
name: versions
runtime: nodejs
plugins:
  providers:
    - name: managed-agents
      path: node_modules/pulumi-managed-agents/dist/plugin
`;
/** Preloaded into every Node.js process of an operation: notes which version runs what. */
const WITNESS = `
const line = JSON.stringify({ node: process.versions.node, script: process.argv[1] ?? "" });
require("node:fs").appendFileSync(process.env.VERSION_WITNESS, line + "\\n");
`;

const SESSIONS = ["sesn_dynamic", "sesn_plugin", "sesn_dynamic_seen", "sesn_plugin_seen"];

/** Sessions that are only looked at are looked at whenever the program runs. */
const SEEN = { sesn_dynamic_seen: ["GET 200"], sesn_plugin_seen: ["GET 200"] };
/**
 * By operation and session. The plugin compares a creation with its session in a preview, and
 * refreshes before it plans, without a flag.
 */
const REQUESTS = {
  preview: { ...SEEN, sesn_plugin: ["GET 200"] },
  up: {
    ...SEEN,
    sesn_dynamic: ["GET 200", "POST 200"],
    sesn_plugin: ["GET 200", "POST 200"],
  },
  noop: { ...SEEN, sesn_plugin: ["GET 200"] },
  destroy: {
    sesn_dynamic: ["GET 200", "POST /archive 200"],
    sesn_plugin: ["GET 200", "GET 200", "POST /archive 200"],
  },
};

/** The node_modules with the packed package and one version of the SDK, by that version. */
const installed = new Map<string, string>();

beforeAll(async () => {
  for (const sdk of sdkVersions) installed.set(sdk, await installWithSdk(sdk));
}, 10 * ENGINE_TEST_TIMEOUT_MS);

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator();
  for (const id of SESSIONS) emulator.seed({ id, tools: [{ type: "agent_toolset_20260401" }] });
});
afterEach(() => emulator.close());

test.each(versionPairs)(
  "Node.js $node with @pulumi/pulumi $sdk runs both hosts through preview, up, a no-op and destroy",
  async (pair) => {
    const { project, witnessed } = await projectOf(pair);
    await operate(project, "preview");
    expect(requestsBySession()).toEqual(REQUESTS.preview);

    await operate(project, "up", "--yes", "--skip-preview");
    expect(requestsBySession()).toEqual(REQUESTS.up);
    const outputs = JSON.parse(await operate(project, "stack", "output", "--json"));
    expect(outputs).toEqual({
      ...pair,
      policies: ["always_ask", "always_ask"],
      seen: [expect.any(String), expect.any(String)],
    });

    await operate(project, "preview", "--expect-no-changes");
    expect(requestsBySession()).toEqual(REQUESTS.noop);

    await operate(project, "destroy", "--yes", "--skip-preview");
    expect(requestsBySession()).toEqual(REQUESTS.destroy);
    expectOnly(pair, witnessed());
  },
  2 * ENGINE_TEST_TIMEOUT_MS,
);

test.each(sdkVersions)(
  "the package's types are right with @pulumi/pulumi %s",
  async (sdk) => {
    const directory = temporaryDirectory("types");
    writeFileSync(path.join(directory, "index.ts"), TYPED_PROGRAM);
    symlinkSync(modulesWith(sdk), path.join(directory, "node_modules"), "junction");
    const settings = ["--noEmit", "--strict", "--target", "es2022", "--module", "node16"];
    const nodeTypes = ["--types", "node", "--typeRoots", path.join(PROJECT, "node_modules/@types")];
    const compiler = require.resolve("typescript/bin/tsc");
    const args = [compiler, ...settings, ...nodeTypes, "index.ts"];
    await mustSucceed(process.execPath, args, { cwd: directory });
  },
  ENGINE_TEST_TIMEOUT_MS,
);

interface WitnessedProcess {
  readonly node: string;
  readonly script: string;
}

/** A project of the program above, with the pair's SDK, whose every Node.js process is the pair's. */
async function projectOf({ node, sdk }: VersionPair) {
  const directory = temporaryDirectory("witness");
  const witness = path.join(directory, "witness.cjs");
  const record = path.join(directory, "processes.jsonl");
  writeFileSync(witness, WITNESS);
  writeFileSync(record, "");
  const { overrides } = await engineEnvironment();
  const project = await projectStack({
    files: { "Pulumi.yaml": PULUMI_YAML, "index.js": PROGRAM },
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": emulator.apiKey },
    env: {
      PATH: [await ensureNode(node), overrides.PATH].join(path.delimiter),
      NODE_OPTIONS: `--require ${witness}`,
      VERSION_WITNESS: record,
    },
  });
  const modules = path.join(project.directory, "node_modules");
  rmSync(modules);
  symlinkSync(modulesWith(sdk), modules, "junction");
  const witnessed = () =>
    readFileSync(record, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as WitnessedProcess);
  return { project, witnessed };
}

function modulesWith(sdk: string): string {
  const modules = installed.get(sdk);
  if (modules === undefined) throw new Error(`@pulumi/pulumi ${sdk} was not installed`);
  return modules;
}

/** That program and providers ran, with the pair's SDK, and that no process was of another Node.js. */
function expectOnly({ node, sdk }: VersionPair, processes: readonly WitnessedProcess[]): void {
  expect([...new Set(processes.map((process) => process.node))]).toEqual([node]);
  const scripts = processes.map(({ script }) => script);
  const sdkFolder = realpathSync(path.join(modulesWith(sdk), "@pulumi", "pulumi"));
  for (const program of ["run", "dynamic-provider"]) {
    const folder = path.join(sdkFolder, "cmd", program);
    expect(scripts).toContainEqual(expect.stringContaining(folder));
  }
  expect(scripts).toContainEqual(expect.stringContaining(path.join("dist", "plugin", "index.js")));
}

/** Requests since the last call, by session, such as `GET 200` and `POST /archive 200`. */
function requestsBySession(): Record<string, readonly string[]> {
  const bySession: Record<string, string[]> = {};
  for (const { method, path: place, status } of emulator.requests) {
    const [, session = "", verb = ""] = /^\/v1\/sessions\/([^/]+)(\/.*)?$/.exec(place) ?? [];
    const list = bySession[session] ?? [];
    list.push([method, verb, status].filter((part) => part !== "").join(" "));
    bySession[session] = list;
  }
  emulator.clearRequests();
  return bySession;
}

async function operate(project: ProjectStack, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await project.pulumi(args);
  if (exitCode !== 0) throw new Error(`pulumi ${args[0]} failed:\n${stdout}${stderr}`);
  return stdout;
}

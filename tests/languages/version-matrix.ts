import { readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startEmulator } from "../emulator";
import {
  engineEnvironment,
  type ProjectStack,
  pluginByPath,
  projectStack,
  temporaryDirectory,
} from "../engine/harness";
import { ensureNode } from "../setup/node-version.cjs";
import { PULUMI_CLI_VERSION } from "../setup/versions";
import { say } from "./cache-folder";
import { looks, type VersionRow } from "./version-rows";

/** Both hosts in one program: each declares a session, and looks at one that it does not declare. */
const program = (looked: string) => `
const { agentToolset, SessionOverrides } = require("pulumi-managed-agents");
const native = require("pulumi-managed-agents/native");
const tools = [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }] })];
const dynamic = new SessionOverrides("dynamic", { sessionId: "sesn_dynamic", tools });
const plugin = new native.SessionOverrides("plugin", { sessionId: "sesn_plugin", tools });
exports.policies = [dynamic, plugin].map(({ access }) => access.apply(({ bash }) => bash));
exports.seen = [
  ${looked}
  native.SessionOverrides.get("plugin-seen", "sesn_plugin_seen").agentId,
];
exports.node = process.versions.node;
exports.sdk = require("@pulumi/pulumi/package.json").version;
`;
const LOOK = 'SessionOverrides.get("dynamic-seen", "sesn_dynamic_seen").agentId,';
const PULUMI_YAML = `
name: versions
runtime: nodejs
${pluginByPath}`;
/** Preloaded into every Node.js process of an operation: notes which version runs what. */
const WITNESS = `
const line = JSON.stringify({ node: process.versions.node, script: process.argv[1] ?? "" });
require("node:fs").appendFileSync(process.env.VERSION_WITNESS, line + "\\n");
`;

const SESSIONS = ["sesn_dynamic", "sesn_plugin", "sesn_dynamic_seen", "sesn_plugin_seen"];

/**
 * By operation and session. Sessions that are only looked at are looked at whenever the program runs. The plugin
 * compares a creation with its session in a preview, and refreshes before it plans, without a flag.
 */
function requestsOf(row: VersionRow) {
  const look = ["GET 200"];
  const seen = { sesn_plugin_seen: look, ...(looks(row) ? { sesn_dynamic_seen: look } : {}) };
  return {
    preview: { ...seen, sesn_plugin: look },
    up: {
      ...seen,
      sesn_dynamic: ["GET 200", "POST 200"],
      sesn_plugin: ["GET 200", "POST 200"],
    },
    noop: { ...seen, sesn_plugin: look },
    destroy: {
      sesn_dynamic: ["GET 200", "POST /archive 200"],
      sesn_plugin: ["GET 200", "GET 200", "POST /archive 200"],
    },
  };
}

/** Both hosts through preview, up, a no-op and destroy, with these versions and no others. `modules` holds the SDK. */
export async function liveWith(row: VersionRow, modules: string): Promise<void> {
  const emulator = await startEmulator();
  const requests = () => {
    const seen = requestsBySession(emulator.requests);
    emulator.clearRequests();
    return seen;
  };
  try {
    for (const id of SESSIONS) emulator.seed({ id, tools: [{ type: "agent_toolset_20260401" }] });
    const { project, witnessed } = await projectOf(row, modules, emulator);
    const expected = requestsOf(row);
    if (!looks(row)) await refuseLook(project, row);
    requests();

    await operate(project, "preview");
    expect(requests()).toEqual(expected.preview);

    await operate(project, "up", "--yes", "--skip-preview");
    expect(requests()).toEqual(expected.up);
    const { seen, ...outputs } = JSON.parse(await operate(project, "stack", "output", "--json"));
    const { node, sdk } = row;
    expect(outputs).toEqual({ node, sdk, policies: ["always_ask", "always_ask"] });
    expect(seen).toHaveLength(looks(row) ? 2 : 1);

    await operate(project, "preview", "--expect-no-changes");
    expect(requests()).toEqual(expected.noop);

    await operate(project, "destroy", "--yes", "--skip-preview");
    expect(requests()).toEqual(expected.destroy);
    expectOnly(row, modules, witnessed());
  } finally {
    await emulator.close();
  }
}

/** What the older SDK cannot do under the newer CLI is said in a sentence, and the rest works. */
async function refuseLook(project: ProjectStack, { sdk }: VersionRow): Promise<void> {
  project.write("index.js", program(LOOK));
  const { exitCode, stdout, stderr } = await project.pulumi(["preview"]);
  const told = stdout + stderr;
  expect(exitCode).not.toBe(0);
  expect(told).toContain(`SessionOverrides.get does not work with @pulumi/pulumi ${sdk}`);
  expect(told).not.toMatch(/\n\s+at /);
  project.write("index.js", program(""));
}

interface WitnessedProcess {
  readonly node: string;
  readonly script: string;
}

/** A project of the program above, with the row's SDK and CLI, whose every Node.js process is the row's. */
async function projectOf(row: VersionRow, modules: string, api: { url: string; apiKey: string }) {
  const directory = temporaryDirectory("witness");
  const witness = path.join(directory, "witness.cjs");
  const record = path.join(directory, "processes.jsonl");
  writeFileSync(witness, WITNESS);
  writeFileSync(record, "");
  // The newest is that of all tests, which may be newer still.
  const cliVersion = row.cli === PULUMI_CLI_VERSION ? undefined : row.cli;
  const { overrides } = await engineEnvironment({}, cliVersion);
  const project = await projectStack({
    files: { "Pulumi.yaml": PULUMI_YAML, "index.js": program(LOOK) },
    config: { "managed-agents:baseUrl": api.url },
    secretConfig: { "managed-agents:apiKey": api.apiKey },
    ...(cliVersion === undefined ? {} : { cliVersion }),
    env: {
      PATH: [await ensureNode(row.node, say), overrides.PATH].join(path.delimiter),
      NODE_OPTIONS: `--require ${witness}`,
      VERSION_WITNESS: record,
    },
  });
  const own = path.join(project.directory, "node_modules");
  rmSync(own);
  symlinkSync(modules, own, "junction");
  const witnessed = () =>
    readFileSync(record, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as WitnessedProcess);
  return { project, witnessed };
}

/** That program and providers ran, with the row's SDK, and that no process was of another Node.js. */
function expectOnly(
  { node }: VersionRow,
  modules: string,
  processes: readonly WitnessedProcess[],
): void {
  expect([...new Set(processes.map((process) => process.node))]).toEqual([node]);
  const scripts = processes.map(({ script }) => script);
  const sdkFolder = realpathSync(path.join(modules, "@pulumi", "pulumi"));
  for (const command of ["run", "dynamic-provider"]) {
    const folder = path.join(sdkFolder, "cmd", command);
    expect(scripts).toContainEqual(expect.stringContaining(folder));
  }
  expect(scripts).toContainEqual(expect.stringContaining(path.join("dist", "plugin", "index.js")));
}

/** By session, such as `GET 200` and `POST /archive 200`. */
function requestsBySession(
  requests: Awaited<ReturnType<typeof startEmulator>>["requests"],
): Record<string, readonly string[]> {
  const bySession: Record<string, string[]> = {};
  for (const { method, path: place, status } of requests) {
    const [, session = "", verb = ""] = /^\/v1\/sessions\/([^/]+)(\/.*)?$/.exec(place) ?? [];
    const list = bySession[session] ?? [];
    list.push([method, verb, status].filter((part) => part !== "").join(" "));
    bySession[session] = list;
  }
  return bySession;
}

async function operate(project: ProjectStack, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await project.pulumi(args);
  if (exitCode !== 0) throw new Error(`pulumi ${args[0]} failed:\n${stdout}${stderr}`);
  return stdout;
}

import { readFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, startEmulator } from "../emulator";
import {
  ENGINE_TEST_TIMEOUT_MS,
  type ProjectStack,
  projectStack,
  pulumiCli,
} from "../engine/harness";
import { arraysOf, plainSession, requestsTo, sessionId } from "../engine/session-stack";
import { ensureYamlHost } from "../setup/yaml-host";
import { say } from "./cache-folder";

const EXAMPLE = path.resolve(__dirname, "..", "..", "examples", "yaml");
const text = (file: string) => readFileSync(path.join(EXAMPLE, file), "utf8");

let emulator: Emulator;
let project: ProjectStack;

beforeAll(async () => {
  const cli = await pulumiCli();
  // Built from Go modules on a machine whose CLI came without it, which takes minutes once.
  const host = await ensureYamlHost(cli, { log: say });
  emulator = await startEmulator();
  emulator.seed(plainSession);
  project = await projectStack({
    files: { "Pulumi.yaml": text("Pulumi.yaml"), "package.json": text("package.json") },
    config: { session: sessionId, "managed-agents:baseUrl": emulator.url },
    env: { PATH: [host, cli.directory, process.env.PATH].join(path.delimiter) },
  });
}, 5 * ENGINE_TEST_TIMEOUT_MS);

afterAll(async () => {
  await project?.remove();
  await emulator?.close();
});

/** What the engine reads before it looks for changes. */
const REFRESH = "GET session 200";

/** What the page of inputs shows of a function. */
const INPUTS = readFileSync(path.resolve(__dirname, "..", "..", "docs", "inputs.md"), "utf8");
const [, LIVE = ""] = /```yaml\n(variables:.*?)```/s.exec(INPUTS) ?? [];

test(
  "the YAML example goes through preview, up, a no-op, an edit and destroy",
  async () => {
    expect(await pulumi("preview")).toMatch(/mcp:linear\/\* *: "always_ask"/);
    // No key yet, so nobody looked.
    expect(requestsTo(emulator)).toEqual([]);

    await pulumi("config", "set", "--secret", "managed-agents:apiKey", emulator.apiKey);
    await pulumi("preview");
    // What a new resource finds on its session is looked at.
    expect(requestsTo(emulator)).toEqual(["GET session 200"]);

    await pulumi("up", "--yes", "--skip-preview");
    expect(requestsTo(emulator)).toEqual(["GET session 200", "POST session 200"]);
    expect(arraysOf(emulator)).toMatchObject({
      tools: [
        { configs: [{ name: "bash", permission_policy: { type: "always_ask" } }] },
        { type: "mcp_toolset", mcp_server_name: "linear" },
      ],
      mcp_servers: [{ name: "linear", url: "https://mcp.linear.app/sse" }],
    });
    expect(JSON.parse(await pulumi("stack", "output", "--json"))).toMatchObject({
      access: { bash: "always_ask", read: "always_allow" },
    });

    await pulumi("preview", "--expect-no-changes");
    expect(requestsTo(emulator)).toEqual([REFRESH]);

    await pulumi("config", "set", "bash", "always_allow");
    const edit = await pulumi("preview", "--diff");
    expect(edit).toContain('~ type: "always_ask" => "always_allow"');
    expect(edit).toMatch(/~ 1 to update\n\s*1 unchanged/);
    requestsTo(emulator);
    await pulumi("up", "--yes", "--skip-preview");
    expect(requestsTo(emulator)).toEqual([REFRESH, "GET session 200", "POST session 200"]);
    expect(arraysOf(emulator)).toMatchObject({
      tools: [{ configs: [{ name: "bash", permission_policy: { type: "always_allow" } }] }, {}],
    });

    const [variables = "", outputs = ""] = LIVE.replaceAll("sesn_011abc", sessionId)
      .replace("outputs:\n", "")
      .split("\n\n");
    project.write("Pulumi.yaml", `${text("Pulumi.yaml")}${outputs}\n${variables}\n`);
    await pulumi("up", "--yes", "--skip-preview");
    expect(JSON.parse(await pulumi("stack", "output", "--json"))).toMatchObject({ status: "idle" });

    await pulumi("destroy", "--yes", "--skip-preview");
    // The example puts back what it changed.
    expect(arraysOf(emulator)).toMatchObject({
      tools: [{ type: "agent_toolset_20260401", configs: [] }],
      mcp_servers: [],
    });
    expect(emulator.session(sessionId)).toMatchObject({ archived_at: null });
  },
  ENGINE_TEST_TIMEOUT_MS,
);

/** Runs the CLI in the project, which must succeed; what it printed on stdout. */
async function pulumi(...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await project.pulumi(args);
  if (exitCode !== 0) throw new Error(`pulumi ${args[0]} failed:\n${stdout}${stderr}`);
  return stdout;
}

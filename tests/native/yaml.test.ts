import { readFileSync } from "node:fs";
import path from "node:path";
import {
  ENGINE_TEST_TIMEOUT_MS,
  installPackedPackage,
  projectStack,
  pulumiCli,
} from "../engine/harness";
import {
  apiKey,
  closeEmulators,
  emulatorWith,
  requestsTo,
  sessionId,
} from "../engine/session-stack";
import { ensureYamlHost } from "../setup/yaml-host";

jest.setTimeout(2 * ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

async function plugin(): Promise<string> {
  return path.join(await installPackedPackage(), "node_modules/pulumi-managed-agents/dist/plugin");
}

/** A project in YAML that knows the plugin by its folder. */
async function yamlProject() {
  const emulator = await emulatorWith([
    {
      id: sessionId,
      tools: [
        { type: "agent_toolset_20260401", configs: [{ name: "bash", enabled: false }] },
        { type: "mcp_toolset", mcp_server_name: "linear" },
      ],
      mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
    },
  ]);
  const cli = await pulumiCli();
  const yamlHost = await ensureYamlHost(cli);
  const standin = path.resolve(__dirname, "../host-standin");
  const own = process.env.PATH ?? "";
  const PATH = [cli.directory, yamlHost, own, standin].join(path.delimiter);
  const settings = { plugins: { providers: [{ name: "managed-agents", path: await plugin() }] } };
  const stack = await projectStack({
    files: {
      "Pulumi.yaml": `name: project\nruntime: yaml\nplugins: ${JSON.stringify(settings.plugins)}\n`,
    },
    env: { PATH },
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": apiKey },
  });
  return { emulator, stack };
}

describe("pulumi import", () => {
  test("writes nothing to the session, and the code it generates previews without a change", async () => {
    const { emulator, stack } = await yamlProject();
    const type = "managed-agents:index:SessionOverrides";
    const imported = await stack.pulumi([
      ...["import", type, "support", sessionId],
      ...["--yes", "--protect=false", "--out", "generated.yaml"],
    ]);
    expect(imported).toMatchObject({ exitCode: 0 });
    expect(requestsTo(emulator).filter((line) => !line.startsWith("GET"))).toEqual([]);

    const code = readFileSync(path.join(stack.directory, "generated.yaml"), "utf8");
    expect(code).toContain("mcpServerName: linear");
    const project = readFileSync(path.join(stack.directory, "Pulumi.yaml"), "utf8");
    stack.write("Pulumi.yaml", `${project}\n${code}`);
    const preview = await stack.pulumi(["preview", "--diff", "--expect-no-changes"]);
    expect(preview).toMatchObject({ exitCode: 0 });
    expect(requestsTo(emulator).filter((line) => !line.startsWith("GET"))).toEqual([]);
  });
});

describe("pulumi package add", () => {
  test("takes the folder in the npm package", async () => {
    const { stack } = await yamlProject();
    stack.write("Pulumi.yaml", "name: project\nruntime: yaml\n");
    expect(await stack.pulumi(["package", "add", await plugin()])).toMatchObject({ exitCode: 0 });
    const project = readFileSync(path.join(stack.directory, "Pulumi.yaml"), "utf8");
    expect(project).toMatch(/packages:\s+managed-agents: /);
  });
});

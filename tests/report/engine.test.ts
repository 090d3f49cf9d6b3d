import path from "node:path";
import { judge } from "../../provider/report/judge/judge";
import { renderMarkdown } from "../../provider/report/render/markdown";
import { ENGINE_TEST_TIMEOUT_MS, pluginByPath, projectStack } from "../engine/harness";
import { apiKey, closeEmulators, emulatorWith } from "../engine/session-stack";
import { runCommand } from "../setup/child-process";
import { jwt, organizationId, ruleId } from "../support/identity-token";
import { readRecorded } from "../unit/report/reading";
import { behindTheStack, mixedProgram, mixedSeeds } from "./mixed-change";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const pluginSettings = `name: office
runtime: nodejs
${pluginByPath}`;

test.each([
  ["dynamic", "pulumi-managed-agents", {}],
  ["native", "pulumi-managed-agents/native", { "Pulumi.yaml": pluginSettings }],
] as const)(
  "of the mixed change on the engine, in the %s host, the packed command writes the report of the page",
  async (host, from, files) => {
    const emulator = await emulatorWith(mixedSeeds, { federation: { ruleId, identityToken: jwt } });
    const project = await projectStack({
      projectName: "office",
      stackName: "prod",
      files: { "index.js": mixedProgram("before", from), ...files },
      config: { "managed-agents:baseUrl": emulator.url },
      secretConfig: { "managed-agents:apiKey": apiKey },
      env: { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    });
    expect((await project.pulumi(["up", "--yes", "--skip-preview"])).exitCode).toBe(0);
    behindTheStack(emulator);
    project.write("index.js", mixedProgram("after", from));
    const preview = await project.pulumi(["preview", "--json", "--refresh"]);
    project.write("preview.jsonl", preview.stdout);

    const command = path.join(
      project.directory,
      "node_modules/pulumi-managed-agents/dist/review/index.js",
    );
    const review = (credentials: NodeJS.ProcessEnv, ...args: readonly string[]) =>
      runCommand(process.execPath, [command, ...args, "preview.jsonl"], {
        cwd: project.directory,
        env: {
          PATH: process.env.PATH,
          ANTHROPIC_BASE_URL: emulator.url,
          ...credentials,
        },
      });
    const signed = { ANTHROPIC_API_KEY: apiKey };
    const operation = await readRecorded(`${host}-preview.events.jsonl`);
    const expected = judge([{ operation }], "Managed agents: review");
    expect(await review(signed)).toEqual({
      exitCode: 0,
      stdout: renderMarkdown(expected, 65_000),
      stderr: "",
    });
    const looked = await review(signed, "--look", "--fail-on", "interrupts");
    expect([looked.exitCode, looked.stderr]).toEqual([3, "stopped by --fail-on: interrupts\n"]);
    expect(looked.stdout).toContain("running now: will be waited for, interrupted after 120 s");
    const federated = {
      ANTHROPIC_FEDERATION_RULE_ID: ruleId,
      ANTHROPIC_ORGANIZATION_ID: organizationId,
      ANTHROPIC_IDENTITY_TOKEN: jwt,
    };
    expect(await review(federated, "--look", "--fail-on", "interrupts")).toEqual(looked);
  },
);

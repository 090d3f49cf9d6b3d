import type { Emulator } from "../emulator";
import { ENGINE_TEST_TIMEOUT_MS, type ProjectStack, projectStack } from "./harness";
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
afterEach(closeEmulators);

/** What every one of these programs declares, in the notation that JavaScript and TypeScript share. */
const declaration = (policy: string) => `
  const support = new SessionOverrides("support", {
    sessionId: "${sessionId}",
    tools: [
      agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "${policy}" } }] }),
      mcpToolset("linear"),
    ],
    mcpServers: [mcpServer("linear", "https://mcp.linear.app/sse")],
  });`;
const names = "SessionOverrides, agentToolset, mcpServer, mcpToolset";

const javascript = (policy: string) => ({
  "index.js": `
    const { ${names} } = require("pulumi-managed-agents");
    ${declaration(policy)}
    exports.access = support.access;`,
});
const typescript = (policy: string) => ({
  "index.ts": `
    import type { Output } from "@pulumi/pulumi";
    import { type Access, ${names} } from "pulumi-managed-agents";
    ${declaration(policy)}
    export const access: Output<Access> = support.access;`,
});
const modules = (policy: string) => ({
  "package.json": JSON.stringify({ name: "project", private: true, type: "module" }),
  "index.js": `
    import { ${names} } from "pulumi-managed-agents";
    ${declaration(policy)}
    export const access = support.access;`,
});

async function configured(files: Readonly<Record<string, string>>) {
  const emulator = await emulatorWith([plainSession]);
  const project = await projectStack({
    files,
    config: { "managed-agents:baseUrl": emulator.url },
    secretConfig: { "managed-agents:apiKey": apiKey },
  });
  return { emulator, project };
}

/** What a command printed on stdout; fails the test if it did not end with this exit code. */
async function printed(project: ProjectStack, args: readonly string[], exitCode = 0) {
  const outcome = await project.pulumi(args);
  if (outcome.exitCode === exitCode) return outcome.stdout;
  throw new Error(
    `pulumi ${args.join(" ")} ended with ${outcome.exitCode}:\n${outcome.stdout}${outcome.stderr}`,
  );
}

interface PreviewJson {
  readonly changeSummary: object;
  readonly steps: readonly { readonly op: string; readonly newState?: object }[];
}

async function previewJson(project: ProjectStack): Promise<PreviewJson> {
  return JSON.parse(await printed(project, ["preview", "--json"]));
}

const bashOf = (emulator: Emulator) => arraysOf(emulator)?.tools[0];

describe("a project with runtime: nodejs and the packed package", () => {
  test("in JavaScript goes the whole way, with the exit codes that pipelines look at", async () => {
    const { emulator, project } = await configured(javascript("always_ask"));
    const preview = await previewJson(project);
    expect(preview.changeSummary).toEqual({ create: 2 });
    expect(preview.steps).toContainEqual(
      expect.objectContaining({
        newState: expect.objectContaining({
          inputs: expect.objectContaining({
            access: expect.objectContaining({ bash: "always_ask" }),
          }),
        }),
      }),
    );
    expect(requestsTo(emulator)).toEqual([]);

    const up = await printed(project, ["up", "--yes", "--skip-preview"]);
    expect(up).toContain("2 created");
    expect(requestsTo(emulator)).toEqual(["GET session 200", "POST session 200"]);
    await printed(project, ["preview", "--expect-no-changes"]);
    expect(requestsTo(emulator)).toEqual([]);

    emulator.edit(sessionId, { tools: plainSession.tools ?? [], mcp_servers: [] });
    const pipeline = ["preview", "--refresh", "--expect-no-changes", "--diff"];
    expect(await printed(project, pipeline, 7)).toMatch(/bash +: "always_allow" => "always_ask"/);
    await printed(project, ["refresh", "--yes"]);
    for (const [file, text] of Object.entries(javascript("auto"))) project.write(file, text);
    expect(await printed(project, ["up", "--yes"])).toContain("1 updated");
    expect(bashOf(emulator)).toMatchObject({ configs: [{ permission_policy: { type: "auto" } }] });

    expect(await printed(project, ["destroy", "--yes"])).toContain("2 deleted");
    expect(emulator.session(sessionId)?.archived_at).toEqual(expect.any(String));
  });

  test.each([
    ["TypeScript", typescript],
    ["ECMAScript modules", modules],
  ])("in %s is previewed, deployed and destroyed", async (_language, program) => {
    const { emulator, project } = await configured(program("always_ask"));
    expect(await previewJson(project)).toMatchObject({ changeSummary: { create: 2 } });
    await printed(project, ["up", "--yes", "--skip-preview"]);
    expect(requestsTo(emulator)).toEqual(["GET session 200", "POST session 200"]);
    expect(bashOf(emulator)).toMatchObject({ configs: [{ name: "bash" }] });
    await printed(project, ["preview", "--expect-no-changes"]);
    await printed(project, ["destroy", "--yes", "--skip-preview"]);
    expect(emulator.session(sessionId)?.archived_at).toEqual(expect.any(String));
  });

  test.each([
    [
      "bad input",
      [/name: "bash"/, 'name: "bahs"'],
      "error: pulumi-nodejs:dynamic/managed-agents:SessionOverrides resource 'support' has a problem: tools[0].configs[0].name: \"bahs\" is not allowed",
    ],
    [
      "the import option",
      [/\}\);/, `}, { import: "${sessionId}" });`],
      'error: SessionOverrides "support": the import option does not work with this provider and is not needed.',
    ],
  ] as const)(
    "refuses %s with a sentence, and ends as a failure",
    async (_what, edit, sentence) => {
      const { emulator, project } = await configured({
        "index.js": javascript("always_ask")["index.js"].replace(edit[0], edit[1]),
      });
      const { exitCode, stdout, stderr } = await project.pulumi(["preview"]);
      expect(stdout).toContain(sentence);
      expect(exitCode).toBe(1);
      expect(stdout + stderr).not.toContain("    at ");
      expect(requestsTo(emulator)).toEqual([]);
    },
  );
});

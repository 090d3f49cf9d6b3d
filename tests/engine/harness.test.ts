import { existsSync } from "node:fs";
import path from "node:path";
import { CustomResource } from "@pulumi/pulumi";
import {
  ENGINE_TEST_TIMEOUT_MS,
  engineEnvironment,
  inlineStack,
  installPackedPackage,
  projectStack,
} from "./harness";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

/** The smallest dynamic resource: its provider is a constant text, so nothing has to be serialised. */
const PROVIDER_TEXT =
  'exports.handler=()=>({create:async(inputs)=>({id:"note-1",outs:{text:inputs.text}}),' +
  "diff:async()=>({changes:undefined}),update:async(id,old,inputs)=>({outs:{text:inputs.text}})})";

class Note extends CustomResource {
  constructor(name: string, text: string) {
    super("pulumi-nodejs:dynamic/test:Note", name, { __provider: PROVIDER_TEXT, text });
  }
}

describe("the engine's environment", () => {
  test("knows no key and no Pulumi setting of the person at the keyboard", async () => {
    process.env.ANTHROPIC_API_KEY = "sk-ant-not-for-tests";
    process.env.PULUMI_ACCESS_TOKEN = "pul-not-for-tests";
    const { variables } = await engineEnvironment();
    delete process.env.ANTHROPIC_API_KEY;
    delete process.env.PULUMI_ACCESS_TOKEN;
    expect(variables.ANTHROPIC_API_KEY).toBeUndefined();
    expect(variables.PULUMI_ACCESS_TOKEN).toBeUndefined();
    expect(variables.PULUMI_BACKEND_URL).toMatch(/^file:/);
  });
});

describe("the packed package", () => {
  test("is installed as files, with the SDK beside it", async () => {
    const modules = path.join(await installPackedPackage(), "node_modules");
    expect(existsSync(path.join(modules, "pulumi-managed-agents", "package.json"))).toBe(true);
    expect(existsSync(path.join(modules, "pulumi-managed-agents", "node_modules"))).toBe(false);
    expect(existsSync(path.join(modules, "@pulumi", "pulumi", "package.json"))).toBe(true);
  });
});

describe("an inline program", () => {
  test("goes through preview, up, an edit and destroy on the real engine", async () => {
    const inline = await inlineStack({
      program: async () => {
        new Note("note", "first");
        return { colour: "green" };
      },
    });
    try {
      const preview = await inline.preview();
      expect(preview.ok && preview.result.changeSummary).toEqual({ create: 2 });

      const up = await inline.up();
      expect(up.ok && up.result.outputs).toMatchObject({ colour: { value: "green" } });
      expect(await inline.resources()).toContainEqual(
        expect.objectContaining({
          id: "note-1",
          outputs: expect.objectContaining({ text: "first" }),
        }),
      );

      inline.setProgram(async () => {
        new Note("note", "second");
        return { colour: "green" };
      });
      const edit = await inline.previewDiff();
      expect(edit.output).toContain('"first" => "second"');

      const destroy = await inline.destroy();
      expect(destroy.ok && destroy.result.summary.resourceChanges).toEqual({ delete: 2 });
    } finally {
      await inline.remove();
    }
  });

  test("that fails is a value with the engine's words", async () => {
    const inline = await inlineStack({
      program: async () => {
        throw new Error("the program said no");
      },
    });
    const up = await inline.up();
    await inline.remove();
    expect(up.ok).toBe(false);
    expect(up.output).toContain("the program said no");
  });
});

describe("a project with runtime: nodejs", () => {
  const javascript = `
    const { Config, CustomResource } = require("@pulumi/pulumi");
    const text = new Config().require("text");
    new CustomResource("pulumi-nodejs:dynamic/test:Note", "note", {
      __provider: ${JSON.stringify(PROVIDER_TEXT)}, text });
    exports.text = text;`;
  const typescript = `
    import { Config, CustomResource, type Output } from "@pulumi/pulumi";
    const text: string = new Config().require("text");
    class Note extends CustomResource {}
    const note = new Note("pulumi-nodejs:dynamic/test:Note", "note", {
      __provider: ${JSON.stringify(PROVIDER_TEXT)}, text });
    export const id: Output<string> = note.id;`;

  test.each([
    ["JavaScript", { "index.js": javascript }],
    ["TypeScript", { "index.ts": typescript }],
  ])("in %s goes through up, an expected no-op and destroy", async (_language, files) => {
    const project = await projectStack({ files, config: { text: "hello" } });
    try {
      const up = await project.pulumi(["up", "--yes", "--skip-preview"]);
      expect(up).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("2 created") });

      const again = await project.pulumi(["preview", "--expect-no-changes"]);
      expect(again).toMatchObject({ exitCode: 0 });

      const destroy = await project.pulumi(["destroy", "--yes", "--skip-preview"]);
      expect(destroy).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("2 deleted") });
    } finally {
      await project.remove();
    }
  });

  test("reports a program that refuses to run, with the exit code of a failure", async () => {
    // Without a stack, because Node 20.20 needs 20 s to colour one that leads through Pulumi's resource.ts.
    const files = {
      "index.js": 'throw Object.assign(new Error("refused on purpose"), { stack: "" })',
    };
    const project = await projectStack({ files });
    const preview = await project.pulumi(["preview"]);
    expect(preview.exitCode).not.toBe(0);
    expect(preview.stdout + preview.stderr).toContain("refused on purpose");
  });
});

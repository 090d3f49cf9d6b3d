import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { packageSchema } from "../../provider/schema/package-schema";
import {
  ENGINE_TEST_TIMEOUT_MS,
  engineEnvironment,
  inlineStack,
  installPackedPackage,
  runCommand,
  temporaryDirectory,
} from "../engine/harness";
import {
  apiKey,
  bashPolicy,
  changesOf,
  closeEmulators,
  emulatorWith,
  plainSession,
} from "../engine/session-stack";
import { packagePlugin } from "../setup/package-plugin";
import { declaringNative } from "./native-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const name = "pulumi-resource-managed-agents";
const commandTimeoutMs = 120_000;

async function installedPlugin(): Promise<string> {
  return path.join(await installPackedPackage(), "node_modules/pulumi-managed-agents/dist/plugin");
}

describe("the plugin in the npm package", () => {
  test("is one bundled file, an executable and what names it a plugin", async () => {
    const folder = await installedPlugin();
    expect(statSync(path.join(folder, name)).mode & 0o111).not.toBe(0);
    expect(existsSync(path.join(folder, "index.js"))).toBe(true);
    expect(readFileSync(path.join(folder, "PulumiPlugin.yaml"), "utf8")).toContain("runtime:");
  });

  test.each<[string, () => Promise<readonly [string, ...string[]]>]>([
    ["by its path", async () => [path.join(await installedPlugin(), name)]],
    [
      "by npm's link to it",
      async () => [path.join(await installPackedPackage(), "node_modules/.bin", name)],
    ],
    [
      "by anybody's link to it",
      async () => {
        const link = path.join(temporaryDirectory("link"), name);
        symlinkSync(path.join(await installedPlugin(), name), link);
        return [link];
      },
    ],
    ["by a shell in its folder", async () => ["sh", name]],
  ])("starts %s and prints its port", async (_how, commandOf) => {
    const [command, ...args] = await commandOf();
    const child = spawn(command, args, {
      cwd: await installedPlugin(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = await once(child.stdout, "data");
    expect(String(port)).toMatch(/^\d+\n$/);
    const exited = once(child, "exit");
    child.kill();
    await exited;
  });

  test("prints its schema through the CLI, without a language host", async () => {
    const environment = await engineEnvironment();
    const executable = path.join(await installedPlugin(), name);
    const { exitCode, stdout } = await runCommand(
      environment.cli.executable,
      ["package", "get-schema", executable],
      {
        cwd: temporaryDirectory("schema"),
        env: environment.variables,
        timeoutMs: commandTimeoutMs,
      },
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      name: "managed-agents",
      version: packageSchema().version,
      resources: { "managed-agents:index:SessionOverrides": {} },
      functions: { "managed-agents:index:getSession": {} },
    });
  });
});

describe("the archive", () => {
  test("is installed by the CLI, and a project without a path to the plugin uses it", async () => {
    await installPackedPackage();
    const folder = temporaryDirectory("plugins");
    mkdirSync(folder, { recursive: true });
    const archives = await packagePlugin(folder);
    const { version } = packageSchema();
    expect(archives.map((archive) => path.basename(archive))).toEqual([
      expect.stringMatching(
        new RegExp(`^${name}-v${version.replaceAll(".", "\\.")}-[a-z]+-[a-z0-9]+\\.tar\\.gz$`),
      ),
    ]);
    const environment = await engineEnvironment();
    const installed = await runCommand(
      environment.cli.executable,
      [
        ...["plugin", "install", "resource", "managed-agents", version],
        ...["--file", archives[0] ?? ""],
      ],
      { cwd: folder, env: environment.variables, timeoutMs: commandTimeoutMs },
    );
    expect(installed).toMatchObject({ exitCode: 0 });

    const emulator = await emulatorWith([plainSession]);
    const stack = await inlineStack({
      environment,
      program: declaringNative({ tools: [bashPolicy("always_ask")] }),
      config: {
        "managed-agents:baseUrl": { value: emulator.url },
        "managed-agents:apiKey": { value: apiKey, secret: true },
      },
    });
    expect(await changesOf(stack.up())).toEqual({ create: 2 });
  });
});

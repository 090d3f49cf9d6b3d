import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type ConfigMap,
  LocalWorkspace,
  type LocalWorkspaceOptions,
  Stack,
} from "@pulumi/pulumi/automation";
import { withProcessLock } from "../setup/process-lock.cjs";
import { type EngineEnvironment, engineEnvironment } from "./engine-environment";
import { runDirectory, temporaryDirectory } from "./run-directory";

/*
 * A stack without resources, copied from one that was made before: a stack of its own for each test would cost a
 * second in which the CLI derives the same key from the same passphrase twice.
 */

export interface NewStack {
  readonly environment: EngineEnvironment;
  readonly workDir: string;
  readonly projectName: string;
  readonly stackName: string;
  readonly program: LocalWorkspaceOptions["program"];
  readonly config: ConfigMap;
}

const lockWaitMs = 120_000;

export async function newStack(options: NewStack): Promise<Stack> {
  const { environment, workDir, stackName, config } = options;
  const template = await stackTemplate({ ...options, config: withoutPorts(config) });
  cpSync(path.join(template, "backend"), backendOf(environment), { recursive: true });
  const settings = `Pulumi.${stackName}.yaml`;
  const written = Object.entries(config).reduce(
    (text, [key, { value }]) => text.replace(placeholderOf(key), value),
    readFileSync(path.join(template, settings), "utf8"),
  );
  writeFileSync(path.join(workDir, settings), written);
  const workspace = await workspaceOf(options);
  // Each command names its stack, so that none has to be selected.
  workspace.selectStack = async () => {};
  return Stack.select(stackName, workspace);
}

const backendOf = ({ directory }: EngineEnvironment) => path.join(directory, "backend");
const placeholderOf = (key: string) => `http://127.0.0.1:0/${key}`;

/** An emulator's port is another one each time, and no secret. */
function withoutPorts(config: ConfigMap): ConfigMap {
  const isPort = ({ value, secret }: ConfigMap[string]) =>
    !secret && /^http:\/\/127\.0\.0\.1:\d+$/.test(value);
  return Object.fromEntries(
    Object.entries(config).map(([key, entry]) => [
      key,
      isPort(entry) ? { ...entry, value: placeholderOf(key) } : entry,
    ]),
  );
}

/** The folder with the backend and the settings of such a stack; made once per run for all its processes. */
function stackTemplate(options: NewStack): Promise<string> {
  const { projectName, stackName, config } = options;
  const key = JSON.stringify([projectName, stackName, config]);
  const name = createHash("sha256").update(key).digest("hex").slice(0, 16);
  const directory = path.join(runDirectory(), `template-${name}`);
  return withProcessLock(`${directory}.lock`, { waitMs: lockWaitMs }, async () => {
    if (!existsSync(directory)) renameSync(await draftOf(options), directory);
    return directory;
  });
}

async function draftOf(options: NewStack): Promise<string> {
  const environment = await engineEnvironment();
  const workDir = temporaryDirectory("draft");
  const workspace = await workspaceOf({ ...options, environment, workDir });
  const stack = await Stack.create(options.stackName, workspace);
  await stack.setAllConfig(options.config);
  const settings = path.join(workDir, `Pulumi.${options.stackName}.yaml`);
  if (!existsSync(settings)) writeFileSync(settings, "");
  mkdirSync(path.join(workDir, "backend"), { recursive: true });
  cpSync(backendOf(environment), path.join(workDir, "backend"), { recursive: true });
  return workDir;
}

function workspaceOf({ environment, workDir, projectName, program }: NewStack) {
  return LocalWorkspace.create({
    workDir,
    pulumiCommand: environment.cli.command,
    envVars: environment.overrides,
    ...(program === undefined ? {} : { program }),
    // The Automation API's own settings would make this process's folder the one that packages are looked for in.
    projectSettings: { name: projectName, runtime: "nodejs" },
  });
}

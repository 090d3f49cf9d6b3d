import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Emulator } from "../emulator";
import { temporaryDirectory } from "../engine/harness";
import { apiKey, emulatorWith } from "../engine/session-stack";
import { mustSucceed } from "../languages/must-succeed";
import { type JobEnvironment, jobEnvironment } from "./job-environment";
import { type Program, projectFiles, toolset } from "./program";
import { type Clone, type UserRepository, userRepository } from "./user-repository";

/** What an office has before its first pipeline: sessions, a repository with the kit, and an empty stack `prod`. */
export interface Office {
  readonly emulator: Emulator;
  readonly repository: UserRepository;
  readonly job: JobEnvironment;
  /** What its jobs are given, as the kit's README lists it; credentials for the API are not among it. */
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

const passphrase = "of the stack";

/** For jobs that have an identity of their own and no key. */
export const identity = {
  ANTHROPIC_FEDERATION_RULE_ID: "fdrl_office",
  ANTHROPIC_ORGANIZATION_ID: "00000000-0000-4000-8000-000000000000",
};
/** The second choice. */
export const storedKey = { ANTHROPIC_API_KEY: apiKey };

/** A new empty folder as a backend. */
export function fileBackend(): string {
  const folder = path.join(temporaryDirectory("backend"), "state");
  mkdirSync(folder);
  return `file://${folder}`;
}

/** `backendUrl` is any that the CLI takes; `machine` what it wants beside it in the environment of jobs, as a role gives it. */
export async function openOffice(
  program: Program,
  backendUrl: string,
  machine: Readonly<Record<string, string>> = {},
): Promise<Office> {
  const emulator = await emulatorWith(
    ["sesn_support", "sesn_billing"].map((id) => ({ id, tools: [toolset("always_allow")] })),
    { federation: { ruleId: identity.ANTHROPIC_FEDERATION_RULE_ID } },
  );
  const repository = await userRepository(projectFiles(program));
  const job = await jobEnvironment(emulator.url);
  const office: Office = {
    emulator,
    repository,
    job: { ...job, variables: { ...job.variables, ...machine } },
    variables: { PULUMI_BACKEND_URL: backendUrl },
    secrets: { PULUMI_CONFIG_PASSPHRASE: passphrase },
  };
  await makeStack(await repository.clone(), office);
  return office;
}

/** What a person does once; the settings with the passphrase's salt go into the repository. */
async function makeStack(clone: Clone, { job, variables }: Office): Promise<void> {
  const { cli, PATH } = { cli: job.variables.STAND_IN_CLI_PATH ?? "", PATH: job.variables.PATH };
  const env = {
    ...job.variables,
    ...variables,
    PATH: [cli, PATH].join(path.delimiter),
    PULUMI_CONFIG_PASSPHRASE: passphrase,
  };
  const pulumi = path.join(cli.split(path.delimiter)[0] ?? "", "pulumi");
  const args = ["stack", "init", "prod", "--non-interactive"];
  await mustSucceed(pulumi, args, { cwd: clone.directory, env });
  await clone.push("main", "The stack prod");
}

/** Changes the program on a branch of the remote, from `main` on. */
export async function pushProgram(office: Office, branch: string, text: string): Promise<void> {
  const clone = await office.repository.clone();
  clone.write("index.js", text);
  await clone.push(branch, "A change of the program");
}

/** Merges a branch into `main`. */
export async function merge(office: Office, branch: string): Promise<void> {
  const clone = await office.repository.clone();
  await clone.git("merge", "--quiet", "--no-ff", "-m", `Merge ${branch}`, `origin/${branch}`);
  await clone.git("push", "--quiet", "origin", "main");
}

/** What was sent to sessions to change them; an exchange of tokens changes none. */
export const writesTo = ({ emulator }: Office) =>
  emulator.requests
    .filter(({ method, path: called }) => method !== "GET" && called.startsWith("/v1/sessions"))
    .map(({ method, path: called }) => `${method} ${called}`);

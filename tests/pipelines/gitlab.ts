import { readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { type CommandOutcome, runCommand } from "../setup/child-process";
import { identityToken } from "./code-host";
import { type Rule, ruleHolds, type Variables } from "./gitlab-rules";
import { shells } from "./gitlab-shell";
import type { JobEnvironment } from "./job-environment";

/**
 * A small runner for jobs of GitLab: `rules`, `extends`, `variables`, `id_tokens`, `before_script` and `script` in one
 * shell as GitLab's own runner has them, and `after_script` in another one.
 */

interface Job {
  readonly rules?: readonly Rule[];
  readonly extends?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly after_script?: readonly string[];
  readonly allow_failure?: { readonly exit_codes: number };
}

type GlobalVariable = string | { readonly value?: string };
type Pipelines = Readonly<Record<string, Job>> & {
  readonly variables: Readonly<Record<string, GlobalVariable>>;
  readonly workflow: { readonly rules: readonly Rule[] };
};

/** What a project has for a job: a machine, and the variables. */
export interface GitlabSettings {
  readonly job: JobEnvironment;
  readonly variables: Variables;
}

const jobTimeoutMs = 5 * 60_000;

/** The job with what it extends. */
function jobOf(pipelines: Pipelines, name: string): Job {
  const job = pipelines[name];
  if (job === undefined) throw new Error(`there is no job ${name}`);
  return job.extends === undefined ? job : { ...jobOf(pipelines, job.extends), ...job };
}

/** All jobs of the .gitlab-ci.yml in this folder; no templates, no settings. */
export function jobNames(directory: string): string[] {
  return Object.entries(read(directory))
    .filter(([name, job]) => !name.startsWith(".") && "rules" in job && name !== "workflow")
    .map(([name]) => name);
}

/** The lines that a job runs in one shell. */
export function jobLines(directory: string, name: string): string[] {
  const { before_script = [], script = [] } = jobOf(read(directory), name);
  return [...before_script, ...script];
}

/** Those that a pipeline with these variables has. */
export function jobsOfPipeline(directory: string, variables: Variables): string[] {
  const pipelines = read(directory);
  const all = { ...defaultsOf(pipelines), ...variables };
  return ruleHolds(pipelines.workflow.rules, all)
    ? jobNames(directory).filter((name) => ruleHolds(jobOf(pipelines, name).rules, all))
    : [];
}

/** The variables of the file, which a person or GitLab may give another value. */
const defaultsOf = ({ variables }: Pipelines): Variables =>
  Object.fromEntries(
    Object.entries(variables).map(([key, variable]) => [
      key,
      typeof variable === "string" ? variable : (variable.value ?? ""),
    ]),
  );

const read = (directory: string) =>
  load(readFileSync(path.join(directory, ".gitlab-ci.yml"), "utf8")) as Pipelines;

/** Everything that the shells of a job find in their environment. */
export function jobVariables(
  { job: machine, variables }: GitlabSettings,
  directory: string,
  name: string,
): NodeJS.ProcessEnv {
  const pipelines = read(directory);
  const job = jobOf(pipelines, name);
  const settings: Variables = { ...defaultsOf(pipelines), ...job.variables, ...variables };
  const tokens = Object.entries(job.id_tokens ?? {}).map(([key, { aud }]) => [
    key,
    identityToken(
      aud.replace(/^\$(\w+)$/, (_, name: string) => settings[name] ?? ""),
      1,
    ),
  ]);
  const { STAND_IN_CLI_PATH, STAND_IN_NPM_PATH, PATH } = machine.variables;
  return {
    ...machine.variables,
    // The image brings the CLI.
    PATH: [STAND_IN_NPM_PATH, STAND_IN_CLI_PATH, PATH].join(path.delimiter),
    ...settings,
    ...Object.fromEntries(tokens),
    GITLAB_CI: "true",
  };
}

/** Runs a job on the clone, on this machine, to its end; its exit code, and whether that counts as a warning only. */
export async function runJob(
  settings: GitlabSettings,
  directory: string,
  name: string,
): Promise<CommandOutcome & { readonly isWarning: boolean }> {
  const { after_script, allow_failure } = jobOf(read(directory), name);
  const env = jobVariables(settings, directory, name);
  const shell = (lines: readonly string[], more: Variables = {}) =>
    runCommand("bash", ["-c", shells["of a pipe"](lines)], {
      cwd: directory,
      env: { ...env, ...more },
      timeoutMs: jobTimeoutMs,
    });
  const main = await shell(jobLines(directory, name));
  const isWarning = main.exitCode === allow_failure?.exit_codes;
  if (after_script === undefined) return { ...main, isWarning };
  const CI_JOB_STATUS = main.exitCode === 0 ? "success" : "failed";
  const after = await shell(after_script, { CI_JOB_STATUS });
  // What became of after_script is passed over, unless the job says otherwise.
  const counts = env.AFTER_SCRIPT_IGNORE_ERRORS === "false" && main.exitCode === 0;
  return {
    exitCode: counts ? after.exitCode : main.exitCode,
    stdout: main.stdout + after.stdout,
    stderr: main.stderr + after.stderr,
    isWarning,
  };
}

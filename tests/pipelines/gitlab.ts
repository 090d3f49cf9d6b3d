import { readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { type CommandOutcome, runCommand } from "../setup/child-process";
import { type Rule, ruleHolds, type Variables } from "./gitlab-rules";
import type { JobEnvironment } from "./job-environment";

/**
 * A small runner for jobs of GitLab: `rules`, `extends`, `variables`, `id_tokens`, `before_script` and `script`, in one
 * shell as GitLab's own runner has them.
 */

interface Job {
  readonly rules?: readonly Rule[];
  readonly extends?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly artifacts?: { readonly paths: readonly string[] };
  readonly allow_failure?: { readonly exit_codes: number };
}

type GlobalVariable = string | { readonly value?: string };
type Pipelines = Readonly<Record<string, Job>> & {
  readonly variables: Readonly<Record<string, GlobalVariable>>;
  readonly workflow: { readonly rules: readonly Rule[] };
};

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

/** Runs a job on the clone, on this machine; its exit code, and whether that counts as a warning only. */
export async function runJob(
  { job: machine, variables }: { job: JobEnvironment; variables: Readonly<Record<string, string>> },
  directory: string,
  name: string,
): Promise<CommandOutcome & { readonly isWarning: boolean }> {
  const pipelines = read(directory);
  const job = jobOf(pipelines, name);
  const settings: Variables = { ...defaultsOf(pipelines), ...job.variables, ...variables };
  const tokens = Object.entries(job.id_tokens ?? {}).map(([key, { aud }]) => [
    key,
    `token for ${aud.replace(/^\$(\w+)$/, (_, name: string) => settings[name] ?? "")}`,
  ]);
  const lines = [...(job.before_script ?? []), ...(job.script ?? [])];
  const { STAND_IN_CLI_PATH, STAND_IN_NPM_PATH, PATH } = machine.variables;
  const outcome = await runCommand("bash", ["-eo", "pipefail", "-c", lines.join("\n")], {
    cwd: directory,
    env: {
      ...machine.variables,
      // The image brings the CLI.
      PATH: [STAND_IN_NPM_PATH, STAND_IN_CLI_PATH, PATH].join(path.delimiter),
      ...defaultsOf(pipelines),
      ...Object.fromEntries(tokens),
      ...job.variables,
      GITLAB_CI: "true",
      ...variables,
    },
    timeoutMs: jobTimeoutMs,
  });
  return { ...outcome, isWarning: outcome.exitCode === job.allow_failure?.exit_codes };
}

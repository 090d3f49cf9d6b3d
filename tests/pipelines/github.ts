import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/harness";
import { type CommandOutcome, runCommand } from "../setup/child-process";
import type { JobEnvironment } from "./job-environment";
import { ensureAct } from "./tools";

/** A repository's settings on GitHub, and what of GitHub its jobs reach. */
export interface GithubSettings {
  readonly job: JobEnvironment;
  readonly apiUrl: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Of the machine that runs the job. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What starts a workflow: `pull_request`, `push`, and what GitHub tells of it. */
export interface GithubEvent {
  readonly name: string;
  readonly payload?: Readonly<Record<string, unknown>>;
}

export const githubRepository = "office/sessions";
const runTimeoutMs = 5 * 60_000;

/** One run of a workflow of the clone: its jobs' steps, on this machine. Where it ended is a value. */
export async function runWorkflow(
  settings: GithubSettings,
  directory: string,
  workflow: string,
  event: GithubEvent,
  signal?: AbortSignal,
): Promise<CommandOutcome> {
  const act = await ensureAct();
  const args = actArguments(settings, directory, workflow, event);
  const env = { ...settings.job.variables, ...settings.environment };
  return runCommand(act, args, { cwd: directory, env, timeoutMs: runTimeoutMs, signal });
}

/** For who starts it otherwise, to kill it. */
export function actArguments(
  settings: GithubSettings,
  directory: string,
  workflow: string,
  event: GithubEvent,
): string[] {
  const folder = temporaryDirectory("act");
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  const lines = (values: Readonly<Record<string, string>>) =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
      .join("");
  const workflowFile = path.join(".github", "workflows", `${workflow}.yml`);
  return [
    event.name,
    ...["--workflows", workflowFile],
    ...["--eventpath", file("event.json", JSON.stringify(payloadOf(event)))],
    ...["--var-file", file("variables", lines(settings.variables))],
    ...["--secret-file", file("secrets", lines(settings.secrets))],
    ...["--env-file", file("environment", "")],
    ...["--env", `GITHUB_API_URL=${settings.apiUrl}`],
    ...["--env", `GITHUB_REPOSITORY=${githubRepository}`],
    ...["--actor", "ada", "--defaultbranch", "main", "--no-cache-server"],
    // Steps run here, in a copy of the clone, which is also what stands in for the checkout.
    ...["--platform", "ubuntu-latest=-self-hosted", "--action-cache-path", folder],
    ...standIns(path.join(directory, workflowFile)).flatMap((action) => [
      "--local-repository",
      action,
    ]),
  ];
}

const payloadOf = ({ payload = {} }: GithubEvent) => ({
  repository: { full_name: githubRepository, default_branch: "main" },
  ...payload,
});

const standInOf: Readonly<Record<string, string>> = {
  "actions/setup-node": "setup-node",
  "actions/upload-artifact": "upload-artifact",
  "actions/download-artifact": "download-artifact",
  "pulumi/actions": "pulumi",
};

/** `pulumi/actions@<commit>=<folder>` for each action that the workflow uses. */
function standIns(workflowFile: string): string[] {
  const used = readFileSync(workflowFile, "utf8").matchAll(/uses: (\S+)@(\S+)/g);
  return [...used].flatMap(([, action = "", commit]) => {
    const folder = standInOf[action];
    return folder === undefined
      ? []
      : [`${action}@${commit}=${path.join(__dirname, "actions", folder)}`];
  });
}

import type { CommandOutcome } from "../setup/child-process";
import { type CodeHost, forgeToken, startCodeHost } from "./code-host";
import { type GithubEvent, type GithubSettings, runWorkflow } from "./github";
import { identity, type Office, openOffice } from "./office";
import type { Program } from "./program";

/** An office on GitHub, which stores no key. */
export interface GithubWorld extends Office {
  readonly github: CodeHost;
  readonly settings: GithubSettings;
  /** Runs a workflow on a fresh clone of the branch, as GitHub would. */
  run(workflow: string, event: GithubEvent, branch?: string): Promise<CommandOutcome>;
}

/** The backend's URL is a variable, or a secret; `machine` as in `openOffice`. */
export async function githubWorld(
  program: Program,
  backendUrl: string,
  backendIs: "variable" | "secret" = "variable",
  machine: Readonly<Record<string, string>> = {},
): Promise<GithubWorld> {
  const office = await openOffice(program, backendUrl, machine);
  const github = await startCodeHost("github");
  const backend = office.variables;
  const settings: GithubSettings = {
    job: office.job,
    apiUrl: github.url,
    variables: { ...(backendIs === "variable" ? backend : {}), ...identity },
    secrets: {
      ...(backendIs === "secret" ? backend : {}),
      ...office.secrets,
      GITHUB_TOKEN: forgeToken,
    },
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/identity?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: forgeToken,
    },
  };
  return {
    ...office,
    github,
    settings,
    run: async (workflow, event, branch = "main") =>
      runWorkflow(settings, (await office.repository.clone(branch)).directory, workflow, event),
  };
}

/** What GitHub tells of a pull request of a branch of this repository, or of a fork of it. */
export const pullRequest = (number: number, branch: string, from = "office/sessions") => ({
  name: "pull_request",
  payload: {
    number,
    pull_request: {
      number,
      head: { ref: branch, repo: { full_name: from, fork: from !== "office/sessions" } },
      base: { ref: "main" },
    },
  },
});

export const push = { name: "push", payload: { ref: "refs/heads/main" } };
export const hourly = { name: "schedule", payload: { schedule: "17 * * * *" } };
/** `workflow_dispatch`, with the answers to the form, which are text in what GitHub tells. */
export const byHand = (inputs: Readonly<Record<string, string>> = {}, branch = "main") => ({
  name: "workflow_dispatch",
  payload: { ref: `refs/heads/${branch}`, inputs },
});

import { closeEmulators } from "../engine/session-stack";
import { describeUnless } from "../languages/generated-sdks";
import { forgeToken } from "./code-host";
import { type GithubEvent, runWorkflow } from "./github";
import { type GithubWorld, githubWorld, pullRequest } from "./github-world";
import { fileBackend, pushProgram, writesTo } from "./office";
import { programText, projectFiles } from "./program";
import { reasonNoGoTool, TOOLS_TIMEOUT_MS } from "./tools";

jest.setTimeout(TOOLS_TIMEOUT_MS);

const before = { host: "dynamic", support: "always_allow", billing: "always_allow" } as const;

describeUnless(reasonNoGoTool("act"), "a pull request on GitHub", () => {
  let world: GithubWorld;
  beforeEach(async () => {
    world = await githubWorld(before, fileBackend());
  });
  afterEach(async () => {
    await world.github.close();
    await closeEmulators();
  });

  const tightened = programText({ ...before, support: "always_ask" });

  test("of a branch gets the report, with a look at the sessions, and writes to none", async () => {
    await pushProgram(world, "tighten", tightened);
    const event = pullRequest(1, "tighten");
    const run = await world.run("managed-agents-pull-request", event, "tighten");
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining("Job succeeded")]);
    expect(world.github.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(/bash: always_allow → always_ask[\s\S]*idle now/),
    ]);
    expect(writesTo(world)).toEqual([]);
    for (const token of [
      ...world.github.tokens,
      ...world.emulator.tokens.issued.map(({ token }) => token),
    ]) {
      expect(run.stdout).not.toContain(token);
    }
  });

  test("whose preview fails fails, and its comment says why", async () => {
    await pushProgram(world, "broken", 'throw new Error("nobody wrote this program");');
    const run = await world.run("managed-agents-pull-request", pullRequest(1, "broken"), "broken");
    expect(run.exitCode).toBe(1);
    expect(world.github.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("nobody wrote this program"),
    ]);
  });

  test.each(["dynamic", "native"] as const)(
    "of a fork is previewed with nothing to steal, and another job comments on it (%s host)",
    async (host) => {
      const files = projectFiles({ ...before, host, support: "always_ask" });
      const patch = await world.repository.clone();
      for (const file of ["Pulumi.yaml", "index.js"]) patch.write(file, files[file] ?? "");
      const commit = await patch.push("patch-1", "A change");
      const ofFork = {
        ...world.settings,
        variables: {},
        secrets: { GITHUB_TOKEN: "may only read" },
      };
      const fork = await world.repository.clone("patch-1");
      const preview = await runWorkflow(
        ofFork,
        fork.directory,
        "managed-agents-pull-request",
        pullRequest(7, "patch-1", "stranger/sessions"),
      );
      expect([preview.exitCode, preview.stdout]).toEqual([0, expect.stringContaining("succeeded")]);
      expect([world.emulator.requests, world.github.requests]).toEqual([[], []]);

      const mayComment = { ...world.settings, secrets: { GITHUB_TOKEN: forgeToken } };
      const main = await world.repository.clone();
      const reportOn = async (event: GithubEvent) => {
        const name = "managed-agents-fork-report";
        const { exitCode, stdout } = await runWorkflow(mayComment, main.directory, name, event);
        return [exitCode, stdout];
      };
      // The same owner's branch of that name in another fork, and the branch as it is by now.
      const from = "stranger:patch-1";
      world.github.openPulls.push(
        { number: 5, from, repository: "stranger/other", commit },
        { number: 6, from, repository: "stranger/sessions", commit: "0".repeat(40) },
      );
      const event = endedRun("stranger", "patch-1", commit);
      expect(await reportOn(event)).toEqual([0, expect.stringContaining("No open pull request")]);
      expect(world.github.comments).toEqual([]);

      world.github.openPulls.push({ number: 7, from, repository: "stranger/sessions", commit });
      expect(await reportOn(event)).toEqual([0, expect.stringContaining("succeeded")]);
      expect(world.github.requests).toContain("POST /repos/office/sessions/issues/7/comments");
      expect(world.github.comments.map(({ body }) => body)).toEqual([
        expect.stringMatching(/From a fork, without the state[\s\S]*sesn_support/),
      ]);
      expect(world.emulator.requests).toEqual([]);
    },
  );
});

/** What GitHub tells of the run of a fork's pull request that has ended. */
const endedRun = (owner: string, branch: string, commit: string) => ({
  name: "workflow_run",
  payload: {
    action: "completed",
    workflow_run: {
      id: 1,
      event: "pull_request",
      head_branch: branch,
      head_sha: commit,
      head_repository: { full_name: `${owner}/sessions`, owner: { login: owner } },
      pull_requests: [],
    },
  },
});

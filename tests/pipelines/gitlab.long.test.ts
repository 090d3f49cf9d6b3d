import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { closeEmulators } from "../engine/session-stack";
import { type CodeHost, forgeToken, startCodeHost } from "./code-host";
import { jobNames, runJob } from "./gitlab";
import { endJobs, loseMachine, waitingJob } from "./gitlab-cancel";
import {
  fileBackend,
  identity,
  merge,
  type Office,
  openOffice,
  pushProgram,
  storedKey,
  writesTo,
} from "./office";
import { programText, toolset } from "./program";
import { TOOLS_TIMEOUT_MS } from "./tools";

jest.setTimeout(TOOLS_TIMEOUT_MS);

const cases = [
  ["dynamic", "a stored key", storedKey],
  ["native", "an identity", identity],
] as const;

describe.each(cases)("on GitLab, with the %s host and %s", (host, _what, credentials) => {
  const before = { host, support: "always_allow", billing: "always_allow" } as const;
  const tightened = { ...before, support: "always_ask" };
  const executed = new Set<string>();
  let office: Office;
  let gitlab: CodeHost;
  beforeAll(async () => {
    office = await openOffice(before, fileBackend());
    gitlab = await startCodeHost("gitlab");
  });
  afterAll(async () => {
    await endJobs();
    await gitlab.close();
    await closeEmulators();
  });

  const bash = (session = "sesn_support") => office.emulator.session(session)?.agent.tools;
  const openIssues = () => gitlab.issues.filter(({ isOpen }) => isOpen);

  /** What every job has, and what belongs to the environments. */
  const project = () => ({
    CI_API_V4_URL: gitlab.url,
    CI_PROJECT_ID: "34",
    CI_JOB_URL: "https://gitlab.example.com/office/sessions/-/jobs/1",
    GITLAB_USER_LOGIN: "ada",
  });
  const ofEnvironment = () => ({
    ...office.variables,
    ...office.secrets,
    ...credentials,
    GITLAB_TOKEN: forgeToken,
  });

  async function job(
    name: string,
    variables: Readonly<Record<string, string>> = {},
    branch = "main",
  ) {
    executed.add(name);
    const { directory } = await office.repository.clone(branch);
    const outcome = await runJob(settings(variables), directory, name);
    const { exitCode, isWarning, stdout, stderr } = outcome;
    const hasPackages = existsSync(path.join(directory, "node_modules"));
    return { exitCode, isWarning, hasPackages, log: stdout + stderr };
  }
  const settings = (variables: Readonly<Record<string, string>> = {}) => ({
    job: office.job,
    variables: { ...project(), ...ofEnvironment(), ...variables },
  });

  test("a merge deploys", async () => {
    expect(await job("deploy")).toMatchObject({ exitCode: 0 });
    const exchanges = office.emulator.requests.filter(({ path }) => path === "/v1/oauth/token");
    expect(exchanges.length > 0).toBe(credentials === identity);
    await pushProgram(office, "ask-first", programText(tightened));
    await merge(office, "ask-first");
    expect(await job("deploy")).toMatchObject({
      exitCode: 0,
      log: expect.stringContaining("bash: always_allow → always_ask"),
    });
    expect(bash()).toMatchObject([toolset("always_ask")]);
  });

  test("a merge request of a branch gets the report, and writes to no session", async () => {
    await pushProgram(office, "loosen", programText(before));
    office.emulator.clearRequests();
    const request = { CI_MERGE_REQUEST_IID: "12" };
    expect(await job("preview", request, "loosen")).toMatchObject({ exitCode: 0 });
    expect(gitlab.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("bash: always_ask → always_allow"),
    ]);
    expect(writesTo(office)).toEqual([]);
  });

  test("a fork's merge request is previewed with nothing to steal, and commented on by hand", async () => {
    const clone = await office.repository.clone("loosen");
    office.emulator.clearRequests();
    executed.add("preview-of-fork");
    const fork = await runJob(
      { job: office.job, variables: {} },
      clone.directory,
      "preview-of-fork",
    );
    expect(fork).toMatchObject({ exitCode: 0 });
    gitlab.forkPreviews.set(13, readFileSync(`${clone.directory}/preview.jsonl`, "utf8"));

    const report = await job("report-on-fork", { MERGE_REQUEST: "13" });
    expect(report).toMatchObject({ exitCode: 0 });
    expect(gitlab.requests).toContain("POST /projects/34/merge_requests/13/notes");
    expect(gitlab.comments.at(-1)?.body).toMatch(
      /From a fork, without the state[\s\S]*sesn_support/,
    );
    expect(office.emulator.requests).toEqual([]);
  });

  test("drift is a warning and one issue, until it is put right; no answer is a failure", async () => {
    office.emulator.edit("sesn_support", { tools: [toolset("always_allow")] });
    for (const _hour of [1, 2]) {
      expect(await job("drift")).toMatchObject({ exitCode: 7, isWarning: true });
      expect(openIssues()).toMatchObject([
        { number: 1, text: expect.stringContaining("bash: always_ask → always_allow") },
      ]);
    }
    expect(openIssues()).toMatchObject([
      { title: "The sessions of prod are not what its program says" },
    ]);
    const nobody = await job("drift", { ANTHROPIC_BASE_URL: "http://127.0.0.1:1" });
    expect(nobody).toMatchObject({ exitCode: 1, isWarning: false });
    expect(openIssues()).toHaveLength(1);

    expect(await job("deploy")).toMatchObject({ exitCode: 0 });
    expect(await job("drift")).toMatchObject({ exitCode: 0 });
    expect(openIssues()).toEqual([]);
  });

  test("break-glass deploys a branch, and leaves word of who did it and why", async () => {
    const reason = { REASON: "The approvals are stuck" };
    expect(await job("break-glass", reason, "loosen")).toMatchObject({ exitCode: 0 });
    expect(bash()).toMatchObject([toolset("always_allow")]);
    expect(openIssues()).toMatchObject([
      { text: expect.stringMatching(/`ada`[\s\S]*> The approvals are stuck[\s\S]*always_allow/) },
    ]);
    // Where that cannot be, the job is red.
    gitlab.refuse("POST", 403);
    expect((await job("break-glass", reason, "loosen")).exitCode).toBeGreaterThan(0);
  });

  test("a lock that a lost machine left is taken away, after the questions alone", async () => {
    await pushProgram(office, "ask-all", programText({ ...tightened, billing: "always_ask" }));
    await merge(office, "ask-all");
    office.emulator.startTurn("sesn_billing");
    const { directory } = await office.repository.clone();
    const watched = { emulator: office.emulator, sessionId: "sesn_billing" };
    await loseMachine(await waitingJob(settings(), directory, "deploy", watched));
    office.emulator.finishTurn("sesn_billing");
    expect(bash("sesn_billing")).toMatchObject([toolset("always_allow")]);

    expect(await job("deploy")).toMatchObject({
      exitCode: 1,
      log: expect.stringMatching(/currently locked by 1 lock\(s\)[\s\S]*created by .+@.+ at /),
    });
    const answers = { RUN_HAS_ENDED: "true", NOBODY_ELSE_DEPLOYS: "true" };
    expect(await job("cancel", answers)).toMatchObject({
      exitCode: 1,
      log: expect.stringContaining("somebody must deploy again at once"),
    });
    // No registry is asked for that.
    const all = { ...answers, DEPLOYS_NEXT: "true" };
    expect(await job("cancel", all)).toMatchObject({ exitCode: 0, hasPackages: false });

    expect(await job("deploy")).toMatchObject({ exitCode: 0 });
    expect(bash("sesn_billing")).toMatchObject([toolset("always_ask")]);
  });

  test("every job was executed", async () => {
    const { directory } = await office.repository.clone();
    expect(jobNames(directory).sort()).toEqual([...executed].sort());
  });
});

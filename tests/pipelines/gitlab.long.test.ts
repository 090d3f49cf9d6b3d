import { readFileSync } from "node:fs";
import { closeEmulators } from "../engine/session-stack";
import { type CodeHost, forgeToken, startCodeHost } from "./code-host";
import { jobNames, runJob } from "./gitlab";
import {
  fileBackend,
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

const before = { host: "dynamic", support: "always_allow", billing: "always_allow" } as const;
const tightened = programText({ ...before, support: "always_ask" });
const executed = new Set<string>();

describe("on GitLab", () => {
  let office: Office;
  let gitlab: CodeHost;
  beforeAll(async () => {
    office = await openOffice(before, fileBackend());
    gitlab = await startCodeHost("gitlab");
  });
  afterAll(async () => {
    await gitlab.close();
    await closeEmulators();
  });

  const bash = () => office.emulator.session("sesn_support")?.agent.tools;
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
    ...storedKey,
    GITLAB_TOKEN: forgeToken,
  });

  async function job(
    name: string,
    variables: Readonly<Record<string, string>> = {},
    branch = "main",
  ) {
    executed.add(name);
    const { directory } = await office.repository.clone(branch);
    const all = { ...project(), ...ofEnvironment(), ...variables };
    const outcome = await runJob({ job: office.job, variables: all }, directory, name);
    const { exitCode, isWarning, stdout, stderr } = outcome;
    return { exitCode, isWarning, log: stdout + stderr };
  }

  test("a merge deploys", async () => {
    expect(await job("deploy")).toMatchObject({ exitCode: 0 });
    await pushProgram(office, "ask-first", tightened);
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
  });

  test("a lock is taken away only after the questions", async () => {
    const answers = { RUN_HAS_ENDED: "true", NOBODY_ELSE_DEPLOYS: "true" };
    expect(await job("cancel", answers)).toMatchObject({
      exitCode: 1,
      log: expect.stringContaining("somebody must deploy again at once"),
    });
    expect(await job("cancel", { ...answers, DEPLOYS_NEXT: "true" })).toMatchObject({
      exitCode: 0,
    });
  });

  test("every job was executed", async () => {
    const { directory } = await office.repository.clone();
    expect(jobNames(directory).sort()).toEqual([...executed].sort());
  });
});

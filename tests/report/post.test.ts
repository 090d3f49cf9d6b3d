import { run } from "../../provider/report/run";
import { secureHost, startHttpsProxy } from "../support/https-proxy";
import { inputs, stepEvent } from "../unit/report/reading";
import { type Forge, forgeToken, startForge } from "./forge";

const kinds = ["github", "gitlab"] as const;
type Kind = (typeof kinds)[number];

const previews: Readonly<Record<string, string>> = {
  ends: stepEvent("delete", "b", { old: inputs("b", "auto") }),
  same: stepEvent("same", "b", { old: inputs("b", "auto"), next: inputs("b", "auto") }),
  nothing: "error: no stack selected",
};
const pullRequest = (isFork: boolean) =>
  JSON.stringify({ pull_request: { number: 12, head: { repo: { fork: isFork } } } });

let forge: Forge;
afterEach(() => forge.close());

function environmentOf(kind: Kind): Record<string, string> {
  return kind === "github"
    ? {
        GITHUB_TOKEN: forgeToken,
        GITHUB_API_URL: forge.url,
        GITHUB_REPOSITORY: "org/repo",
        GITHUB_EVENT_PATH: "event",
        GITHUB_STEP_SUMMARY: "summary",
        GITHUB_OUTPUT: "outputs",
      }
    : {
        GITLAB_TOKEN: forgeToken,
        CI_API_V4_URL: forge.url,
        CI_PROJECT_ID: "34",
        CI_MERGE_REQUEST_IID: "12",
      };
}

async function* textOf(file: string) {
  yield previews[file] ?? "";
}

async function posted(
  kind: Kind,
  preview: string,
  {
    args = [],
    environment = {},
    event = pullRequest(false),
  }: {
    readonly args?: readonly string[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly event?: string;
  } = {},
) {
  const files: Record<string, string> = {};
  let told = "";
  const exitCode = await run(["--post", kind, ...args, preview], {
    version: "1.2.3",
    isTerminal: false,
    open: textOf,
    print: () => {},
    complain: (text) => {
      told += text;
    },
    look: async () => new Map(),
    pipeline: {
      environment: { ...environmentOf(kind), ...environment },
      readFile: () => event,
      appendFile: (file, text) => {
        files[file] = (files[file] ?? "") + text;
      },
    },
  });
  expect(told).not.toContain(forgeToken);
  return { exitCode, told, files };
}

describe.each(kinds)("on %s", (kind) => {
  beforeEach(async () => {
    forge = await startForge(kind);
  });

  test("one comment is written, and updated from then on", async () => {
    expect(await posted(kind, "ends")).toMatchObject({
      exitCode: 0,
      told: "the comment was created\n",
    });
    expect(forge.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("**1 ended for good**"),
    ]);
    expect((await posted(kind, "same")).told).toBe("the comment was updated\n");
    expect(forge.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("**1 unchanged**"),
    ]);
  });

  test("the proxy of the environment is asked for a tunnel, and sees no token", async () => {
    const proxy = await startHttpsProxy(forge.url);
    const url = `https://${secureHost}`;
    const environment = { GITHUB_API_URL: url, CI_API_V4_URL: url, HTTPS_PROXY: proxy.url };
    // This process does not trust the certificate; what it takes to be trusted is tried on the engine.
    const { told } = await posted(kind, "ends", { environment });
    await proxy.close();
    expect(told).toContain("was not answered");
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${secureHost}:443`]));
    expect(proxy.carried()).not.toContain(forgeToken);
  });

  test("it is found behind hundreds of others", async () => {
    await posted(kind, "ends");
    const [ours] = forge.comments.splice(0);
    const others = Array.from({ length: 250 }, (_, id) => ({ id, body: "hi", author: "3" }));
    forge.comments.push(...others, ...(ours === undefined ? [] : [ours]));
    await posted(kind, "same");
    expect(forge.comments).toHaveLength(251);
    expect(forge.requests.filter((line) => line.endsWith("page 3"))).toHaveLength(1);
  });

  test("a comment of somebody else with our marker is left alone", async () => {
    await posted(kind, "ends");
    const [ours] = forge.comments.splice(0);
    forge.comments.push({ id: 1, body: ours?.body ?? "", author: "3" });
    expect((await posted(kind, "same")).told).toBe("the comment was created\n");
    expect(forge.comments[0]?.body).toBe(ours?.body);
  });

  test("reports of different titles have comments of their own", async () => {
    await posted(kind, "ends", { args: ["--title", "prod --> x"] });
    await posted(kind, "ends", { args: ["--title", "staging"] });
    await posted(kind, "same", { args: ["--title", "prod --> x"] });
    expect(forge.comments).toHaveLength(2);
    expect(forge.comments[0]?.body.split("\n")[0]).toMatch(/^<!-- [^>]* -->$/);
  });

  test("what cannot be edited is replaced", async () => {
    await posted(kind, "ends");
    forge.refuse(kind === "github" ? "PATCH" : "PUT", 403);
    expect((await posted(kind, "same")).told).toBe("the comment was replaced\n");
    expect(forge.comments.map(({ body }) => body)).toEqual([
      expect.stringContaining("**1 unchanged**"),
    ]);
  });

  test("a preview that gave nothing is said to have given nothing", async () => {
    await posted(kind, "ends");
    expect((await posted(kind, "nothing")).exitCode).toBe(2);
    expect(forge.comments).toHaveLength(1);
    expect(forge.comments[0]?.body).toContain("**There is no preview to report on.**");
  });

  test.each([
    [
      403,
      /refused the comment \(403: Resource not accessible by integration\)\. The token may not comment: .* (pull-requests: write|scope api)/,
    ],
    [422, /refused the comment \(422/],
    [404, /does not see the (pull|merge) request/],
    [500, /refused the comment \(500/],
  ])("%d is a failure that says what is missing", async (status, sentence) => {
    forge.refuse("POST", status);
    const { exitCode, told } = await posted(kind, "ends");
    expect(exitCode).toBe(4);
    expect(told).toMatch(sentence);
  });

  test("a token that is none, or nobody who answers, is a failure that says so", async () => {
    const name = kind === "github" ? "GITHUB_TOKEN" : "GITLAB_TOKEN";
    const wrong = await posted(kind, "ends", { environment: { [name]: "wrong" } });
    expect([wrong.exitCode, wrong.told]).toEqual([4, expect.stringContaining("is not valid")]);
    const missing = await posted(kind, "ends", { environment: { [name]: "" } });
    expect([missing.exitCode, missing.told]).toEqual([4, expect.stringContaining(name)]);
    const url = kind === "github" ? "GITHUB_API_URL" : "CI_API_V4_URL";
    const nobody = await posted(kind, "ends", { environment: { [url]: "http://127.0.0.1:1" } });
    expect([nobody.exitCode, nobody.told]).toEqual([4, expect.stringContaining("not answered")]);
  });

  test("--fail-on holds after the comment was written", async () => {
    expect((await posted(kind, "ends", { args: ["--fail-on", "ends"] })).exitCode).toBe(3);
    expect(forge.comments).toHaveLength(1);
  });
});

describe("a job of GitHub", () => {
  beforeEach(async () => {
    forge = await startForge("github");
  });

  test("gets a summary, and outputs for later steps", async () => {
    const { files } = await posted("github", "ends");
    expect(files.summary).toContain("**1 ended for good**");
    expect(files.outputs?.split("\n")).toEqual([
      "verdict=1 ended for good",
      "ends=1",
      "loosens=0",
      "new-hosts=0",
      "drift=0",
      "interrupts=0",
      "unknown=0",
      "policy=0",
      "",
    ]);
  });

  test("of a fork may only read: a line, and no failure", async () => {
    forge.refuse("POST", 403);
    const { exitCode, told, files } = await posted("github", "ends", { event: pullRequest(true) });
    expect(exitCode).toBe(0);
    expect(told).toMatch(
      /no comment was written: the token of a fork's pull request may only read/,
    );
    expect(files.summary).toContain("**1 ended for good**");
  });

  test.each([
    ["a pull request by its comment", { issue: { number: 12, pull_request: {} } }, 1],
    ["a run that another workflow ended", { workflow_run: { pull_requests: [{ number: 12 }] } }, 1],
    ["a push", {}, 0],
    ["an issue", { issue: { number: 12 } }, 0],
  ])("about %s", async (_what, event, count) => {
    const { exitCode, told } = await posted("github", "ends", { event: JSON.stringify(event) });
    expect(exitCode).toBe(0);
    expect(forge.comments).toHaveLength(count);
    expect(told).toMatch(count === 1 ? /created/ : /about no pull request; --pr names one/);
  });

  test("--pr names another one", async () => {
    await posted("github", "ends", { args: ["--pr", "99"] });
    expect(forge.requests[0]).toContain("/repos/org/repo/issues/99/comments");
  });
});

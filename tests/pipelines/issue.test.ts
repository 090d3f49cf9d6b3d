import { writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { mustSucceed } from "../languages/must-succeed";
import { certificate, secureHost, startHttpsProxy } from "../support/https-proxy";
import { type CodeHost, forgeToken, startCodeHost } from "./code-host";

const script = path.resolve(__dirname, "../../examples/pipelines/pipeline/issue.mjs");
const label = "managed-agents-drift-prod";

describe.each(["github", "gitlab"] as const)("issues on %s", (kind) => {
  let host: CodeHost;
  const file = path.join(temporaryDirectory("issue"), "text.md");
  beforeEach(async () => {
    host = await startCodeHost(kind);
    writeFileSync(file, "what differs");
  });
  afterEach(() => host.close());

  const run = (...args: readonly string[]) => runAt(host.url, {}, args);
  const runAt = (url: string, more: NodeJS.ProcessEnv, args: readonly string[]) =>
    mustSucceed(process.execPath, [script, ...args], {
      env: { ...more, ...hostAt(url) },
    });
  const hostAt = (url: string): NodeJS.ProcessEnv =>
    kind === "github"
      ? {
          GITHUB_API_URL: url,
          GITHUB_REPOSITORY: "office/sessions",
          GITHUB_TOKEN: forgeToken,
        }
      : {
          GITLAB_CI: "true",
          CI_API_V4_URL: url,
          CI_PROJECT_ID: "34",
          GITLAB_TOKEN: forgeToken,
        };
  const states = () => host.issues.map(({ isOpen, text }) => [isOpen, text]);

  test("all with a label are closed, and no other", async () => {
    for (const each of [label, "another", label]) await run("open", each, "Title", file);
    await run("close", label);
    expect(host.issues.map(({ isOpen }) => isOpen)).toEqual([false, true, false]);
  });

  test("one is kept up to date, and one is written by its number", async () => {
    await run("keep", label, "Title", file);
    writeFileSync(file, "what differs by now");
    await run("keep", label, "Title", file);
    expect(states()).toEqual([[true, "what differs by now"]]);
    expect(await run("open", "another", "Title", file)).toBe("opened issue 2\n");
    writeFileSync(file, "the end");
    await run("write", "2", file);
    expect(states()).toEqual([
      [true, "what differs by now"],
      [true, "the end"],
    ]);
  });

  test("a proxy of the environment is asked where NODE_USE_ENV_PROXY is 1", async () => {
    const { origin, pathname } = new URL(host.url);
    const proxy = await startHttpsProxy(origin);
    try {
      const behind = pathname === "/" ? "" : pathname;
      const more = {
        NODE_USE_ENV_PROXY: "1",
        HTTPS_PROXY: proxy.url,
        NODE_EXTRA_CA_CERTS: certificate,
      };
      await runAt(`https://${secureHost}${behind}`, more, ["keep", label, "Title", file]);
      expect(states()).toEqual([[true, "what differs"]]);
      expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${secureHost}:443`]));
      expect(proxy.carried()).not.toContain(forgeToken);
    } finally {
      await proxy.close();
    }
  });

  test("a pull request with the label is none", async () => {
    if (kind === "gitlab") return;
    const pull = { number: 1, title: "A change", text: "mine", label, isOpen: true, isPull: true };
    host.issues.push(pull);
    await run("keep", label, "Title", file);
    await run("close", label);
    expect(states()).toEqual([
      [true, "mine"],
      [false, "what differs"],
    ]);
  });
});

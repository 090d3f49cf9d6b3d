import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { until } from "../native/plugin-world";
import { runCommand } from "../setup/child-process";
import { type CodeHost, identityToken, startCodeHost } from "./code-host";

jest.setTimeout(60_000);

const script = path.resolve(__dirname, "../../examples/pipelines/pipeline/credentials.sh");

let github: CodeHost;
beforeAll(async () => {
  github = await startCodeHost("github");
});
afterAll(() => github.close());

/** Runs `command` where the script has been read, in a job with these variables and a `sleep` that takes no time. */
async function inJob(
  variables: Readonly<Record<string, string>>,
  command: string,
  folder = temporaryDirectory("credentials"),
) {
  const commands = path.join(folder, "commands");
  mkdirSync(commands);
  writeFileSync(path.join(commands, "sleep"), "#!/bin/sh\nexec /bin/sleep 0.01\n");
  chmodSync(path.join(commands, "sleep"), 0o755);
  const outcome = await runCommand("bash", ["-euc", `. ${script}; ${command}`], {
    env: { PATH: `${commands}:${process.env.PATH}`, RUNNER_TEMP: folder, ...variables },
    timeoutMs: 30_000,
  });
  return { ...outcome, tokenFile: path.join(folder, "anthropic-identity-token") };
}

const rule = { ANTHROPIC_FEDERATION_RULE_ID: "fdrl_1", ANTHROPIC_ORGANIZATION_ID: "org_1" };
const show = 'cat "$ANTHROPIC_IDENTITY_TOKEN_FILE"';
const onGithub = () => ({
  ...rule,
  ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/identity?api-version=1`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "forge-token-0123456789",
});

test.each([
  ["the token of GitLab, out of the environment", { ...rule, ANTHROPIC_IDENTITY_TOKEN: "jwt" }],
  ["a key where there is no rule", { ANTHROPIC_API_KEY: "sk-ant-1" }],
])("a job takes %s", async (_what, variables) => {
  const isRule = "ANTHROPIC_IDENTITY_TOKEN" in variables;
  const { exitCode, stdout, tokenFile } = await inJob(
    variables,
    `${isRule ? show : 'printf %s "$ANTHROPIC_API_KEY"'}; env | grep IDENTITY_TOKEN= || true`,
  );
  expect([exitCode, stdout]).toEqual([0, isRule ? "jwt" : "sk-ant-1"]);
  if (isRule) expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
});

test("a job on GitHub asks for a token, and renews it for as long as it runs", async () => {
  const before = github.tokens.length;
  const folder = temporaryDirectory("credentials");
  const untilToldTo = `${show}; until [ -e ${folder}/end ]; do /bin/sleep 0.02; done`;
  const running = inJob(onGithub(), untilToldTo, folder);
  await until("the token was renewed twice", () => github.tokens.length >= before + 3);
  writeFileSync(path.join(folder, "end"), "");
  const { exitCode, stdout, tokenFile } = await running;
  expect([exitCode, stdout]).toEqual([0, identityToken("https://api.anthropic.com", before + 1)]);
  expect(readFileSync(tokenFile, "utf8")).not.toBe(stdout);
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
});

test.each([
  ["nothing", {}, /No credentials: set ANTHROPIC_FEDERATION_RULE_ID/],
  ["a rule and no token", rule, /no identity token. GitHub: permissions: id-token: write/],
])("a job with %s says what to set", async (_what, variables, sentence) => {
  const { exitCode, stderr } = await inJob(variables, "true");
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(sentence);
});

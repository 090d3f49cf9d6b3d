import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { until } from "../native/plugin-world";
import { runCommand } from "../setup/child-process";
import { type CodeHost, identityToken, startCodeHost } from "./code-host";

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
  writeFileSync(
    path.join(commands, "sleep"),
    `#!/bin/sh\necho >> ${folder}/sleeps\nexec /bin/sleep 0.01\n`,
  );
  chmodSync(path.join(commands, "sleep"), 0o755);
  const outcome = await runCommand("bash", ["-euc", `. ${script}; ${command}`], {
    env: { PATH: `${commands}:${process.env.PATH}`, RUNNER_TEMP: folder, ...variables },
    timeoutMs: 30_000,
  });
  return outcome;
}

/** The folders for tokens that are there. */
const tokenFolders = (folder: string) =>
  readdirSync(folder).filter((name) => name.startsWith("anthropic-identity."));

const rule = { ANTHROPIC_FEDERATION_RULE_ID: "fdrl_1", ANTHROPIC_ORGANIZATION_ID: "org_1" };
const stored = { ANTHROPIC_API_KEY: "sk-ant-1", ANTHROPIC_AUTH_TOKEN: "sk-ant-2" };
const show = 'cat "$ANTHROPIC_IDENTITY_TOKEN_FILE"';
const showModes =
  'for each in . token; do ls -ld "$(dirname "$ANTHROPIC_IDENTITY_TOKEN_FILE")/$each" | cut -c1-10; done';
const waitFor = (file: string) => `until [ -e ${file} ]; do /bin/sleep 0.02; done`;
const onGithub = ({ url } = github) => ({
  ...rule,
  ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/identity?api-version=1`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "forge-token-0123456789",
});

test("a job takes the token of GitLab, out of the environment, and leaves no file", async () => {
  const folder = temporaryDirectory("credentials");
  const command = `${show}; ${showModes}; env | grep IDENTITY_TOKEN= || true`;
  const { exitCode, stdout } = await inJob(
    { ...rule, ANTHROPIC_IDENTITY_TOKEN: "jwt" },
    command,
    folder,
  );
  expect([exitCode, stdout]).toEqual([0, "jwtdrwx------\n-rw-------\n"]);
  await until("the file is gone", () => tokenFolders(folder).length === 0);
});

test("a job takes a key where there is no rule", async () => {
  const { exitCode, stdout } = await inJob(stored, 'printf %s "$ANTHROPIC_API_KEY"');
  expect([exitCode, stdout]).toEqual([0, "sk-ant-1"]);
});

test.each([
  ["GitHub", () => onGithub()],
  ["GitLab", () => ({ ...rule, ANTHROPIC_IDENTITY_TOKEN: "jwt" })],
  ["Kubernetes", () => ({ ...rule, ANTHROPIC_IDENTITY_TOKEN_FILE: "/there" })],
])("with a rule, what is stored is not used, on %s", async (_system, variables) => {
  const { exitCode, stdout } = await inJob(
    { ...stored, ANTHROPIC_PROFILE: "ada", ...variables() },
    "env | grep -E '^ANTHROPIC_(API_KEY|AUTH_TOKEN|PROFILE)=' || true",
  );
  expect([exitCode, stdout]).toEqual([0, ""]);
});

test("a job on GitHub asks for a token, and renews it for as long as it runs", async () => {
  const before = github.tokens.length;
  const folder = temporaryDirectory("credentials");
  const untilToldTo = `${show}; ${waitFor(`${folder}/end`)}; ${showModes}; ${show}`;
  const running = inJob(onGithub(), untilToldTo, folder);
  await until("the token was renewed twice", () => github.tokens.length >= before + 3);
  writeFileSync(path.join(folder, "end"), "");
  const { exitCode, stdout } = await running;
  const [, first, last] = /^(.*)drwx------\n-rw-------\n(.*)$/.exec(stdout) ?? [];
  expect([exitCode, first]).toEqual([0, identityToken("https://api.anthropic.com", before + 1)]);
  expect(github.tokens).toContain(last);
  expect(last).not.toBe(first);
  await until("the file is gone", () => tokenFolders(folder).length === 0);
});

test("a token that is not renewed stays, and is asked for again soon", async () => {
  const failing = await startCodeHost("github");
  const folder = temporaryDirectory("credentials");
  const running = inJob(onGithub(failing), `${waitFor(`${folder}/end`)}; ${show}`, folder);
  await until("there is a token", () => failing.tokens.length === 1);
  failing.refuse("GET", 403);
  await until("it was asked for four times more", () => failing.requests.length >= 5);
  writeFileSync(path.join(folder, "end"), "");
  const { exitCode, stdout } = await running;
  await failing.close();
  expect([exitCode, stdout]).toEqual([0, failing.tokens[0]]);
  // 180 seconds and then 10 for each attempt more; it would be 720 if each waited for a whole round.
  expect(readFileSync(path.join(folder, "sleeps"), "utf8").length).toBeLessThan(400);
});

test("the audience is sent as it is set", async () => {
  const audience = "https://api.example.com/?a=1&b=2 #3";
  const { stdout } = await inJob({ ...onGithub(), ANTHROPIC_AUDIENCE: audience }, show);
  expect(stdout).toBe(identityToken(audience, github.tokens.length));
});

test.each([
  ["nothing", {}, /No credentials: set ANTHROPIC_FEDERATION_RULE_ID/],
  ["a rule and no token", rule, /no identity token. GitHub: permissions: id-token: write/],
])("a job with %s says what to set", async (_what, variables, sentence) => {
  const { exitCode, stderr } = await inJob(variables, "true");
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(sentence);
});

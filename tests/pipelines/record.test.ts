import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryDirectory } from "../engine/run-directory";
import { mustSucceed } from "../languages/must-succeed";
import { type CodeHost, forgeToken, startCodeHost } from "./code-host";

const script = path.resolve(__dirname, "../../examples/pipelines/pipeline/record.sh");

let host: CodeHost;
let folder: string;
beforeEach(async () => {
  host = await startCodeHost("github");
  folder = temporaryDirectory("record");
  // The report's command is the package's affair; without one here npx would ask the registry.
  const commands = path.join(folder, "node_modules", ".bin");
  mkdirSync(commands, { recursive: true });
  const review = path.join(commands, "managed-agents-review");
  writeFileSync(review, "#!/bin/sh\necho the report\n", { mode: 0o755 });
});
afterEach(() => host.close());

const record = (...args: readonly string[]) =>
  mustSucceed(script, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      STACK: "prod",
      REASON: "fire",
      GITHUB_API_URL: host.url,
      GITHUB_REPOSITORY: "office/sessions",
      GITHUB_TOKEN: forgeToken,
      GITHUB_ACTOR: "ada",
      GITHUB_TRIGGERING_ACTOR: "grace",
    },
  });
const texts = () => host.issues.map(({ text }) => text);

test("a job that is cancelled has left word already, of who ran it", async () => {
  await record("begin");
  expect(texts()).toEqual([expect.stringMatching(/`grace`[\s\S]*> fire[\s\S]*It is under way/)]);
});

test("a job that came to no deployment says so, in the same issue", async () => {
  await record("begin");
  await record("end", "deployment.jsonl");
  expect(texts()).toEqual([expect.stringMatching(/> fire\n\nNothing was deployed/)]);
});

test("a deployment is recorded where there was no word of its beginning", async () => {
  writeFileSync(path.join(folder, "deployment.jsonl"), "");
  await record("end", "deployment.jsonl");
  expect(texts()).toEqual([
    expect.stringMatching(/> fire\n\nTo do: review the branch[\s\S]*the report/),
  ]);
});

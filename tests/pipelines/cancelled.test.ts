import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { temporaryDirectory } from "../engine/run-directory";
import { until } from "../native/plugin-world";

jest.setTimeout(60_000);

const kit = path.resolve(__dirname, "..", "..", "examples", "pipelines");

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

/** What the steps of GitHub's workflows run, by workflow, of those that deploy. */
const deployments = readdirSync(path.join(kit, "github")).flatMap((file) => {
  const { jobs } = load(readFileSync(path.join(kit, "github", file), "utf8")) as Workflow;
  return Object.values(jobs)
    .flatMap(({ steps }) => steps.map(({ run = "" }) => run))
    .filter((run) => run.includes("deploy.sh"))
    .map((run) => [file, run] as const);
});

test.each(deployments)("a run of %s that is cancelled tells the engine", async (_file, run) => {
  const folder = temporaryDirectory("cancelled");
  const step = path.join(folder, "step.sh");
  const commands = path.join(folder, "commands");
  mkdirSync(commands);
  writeFileSync(step, run);
  const pulumi = path.join(commands, "pulumi");
  const told =
    'trap "touch told; exit 1" INT; touch waits; for ((i = 0; i < 400; i++)); do sleep 0.05; done; exit 3';
  writeFileSync(pulumi, `#!/usr/bin/env bash\n${told}\n`);
  chmodSync(pulumi, 0o755);
  const project = path.join(folder, "project");
  cpSync(path.join(kit, "pipeline"), path.join(project, "pipeline"), { recursive: true });
  // As GitHub starts a step, and as it cancels one: its first process is told, and no other.
  const first = spawn("bash", ["-e", step], {
    cwd: project,
    env: {
      PATH: [commands, process.env.PATH].join(path.delimiter),
      STACK: "prod",
      ANTHROPIC_API_KEY: "key",
    },
    stdio: "ignore",
  });
  const ended = once(first, "exit");
  await until("the deployment waits", () => existsSync(path.join(project, "waits")));
  first.kill("SIGINT");
  expect(await ended).toEqual([1, null]);
  expect(existsSync(path.join(project, "told"))).toBe(true);
});

test("both workflows that deploy are among them", () => {
  expect(deployments).toHaveLength(2);
});

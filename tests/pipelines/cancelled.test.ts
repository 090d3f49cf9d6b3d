import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";
import { temporaryDirectory } from "../engine/run-directory";
import { until } from "../native/plugin-world";
import { jobLines, jobNames } from "./gitlab";
import { shells } from "./gitlab-shell";

jest.setTimeout(60_000);

const kit = path.resolve(__dirname, "..", "..", "examples", "pipelines");

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

/** What the steps of GitHub's workflows run, by workflow, of those that deploy. */
const onGithub = readdirSync(path.join(kit, "github")).flatMap((file) => {
  const { jobs } = load(readFileSync(path.join(kit, "github", file), "utf8")) as Workflow;
  return Object.values(jobs)
    .flatMap(({ steps }) => steps.map(({ run = "" }) => run))
    .filter((run) => run.includes("deploy.sh"))
    .map((run) => [file, run] as const);
});

/** GitLab's jobs that deploy, as either shell of its runner has them. */
const gitlab = path.join(kit, "gitlab");
const onGitlab = jobNames(gitlab)
  .map((name) => [name, jobLines(gitlab, name)] as const)
  .filter(([, lines]) => lines.join().includes("deploy.sh"))
  .flatMap(([name, lines]) =>
    Object.entries(shells).map(([shell, text]) => [name, shell, text(lines)] as const),
  );

/** Starts bash where `pulumi` waits to be told to end, and says whose child it is; resolves once it waits. */
async function started(args: readonly string[]) {
  const folder = temporaryDirectory("cancelled");
  const command = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), `#!/usr/bin/env bash\n${text}\n`);
    chmodSync(path.join(folder, name), 0o755);
  };
  command("npm", "exit 0");
  command(
    "pulumi",
    [
      'trap "touch told; exit 1" INT TERM',
      "echo $PPID > parent.new && mv parent.new parent",
      "for ((i = 0; i < 400; i++)); do sleep 0.05; done",
      "exit 3",
    ].join("\n"),
  );
  cpSync(path.join(kit, "pipeline"), path.join(folder, "pipeline"), { recursive: true });
  const first = spawn("bash", args, {
    cwd: folder,
    env: {
      PATH: [folder, process.env.PATH].join(path.delimiter),
      STACK: "prod",
      ANTHROPIC_API_KEY: "key",
    },
    detached: true,
    stdio: "ignore",
  });
  const ended = once(first, "exit");
  const parent = path.join(folder, "parent");
  await until("the deployment waits", () => existsSync(parent));
  return {
    id: first.pid ?? 0,
    ended,
    parentOfEngine: Number(readFileSync(parent, "utf8")),
    wasTold: () => existsSync(path.join(folder, "told")),
  };
}

test.each(onGithub)("a run of %s that is cancelled tells the engine", async (_file, run) => {
  // As GitHub starts a step, and as it cancels one: its first process is told, and no other.
  const step = path.join(temporaryDirectory("step"), "step.sh");
  writeFileSync(step, run);
  const { id, ended, wasTold } = await started(["-e", step]);
  process.kill(id, "SIGINT");
  expect(await ended).toEqual([1, null]);
  expect(wasTold()).toBe(true);
});

test.each(onGitlab)(
  "GitLab's job %s that is cancelled tells the engine, with the shell %s",
  async (_name, _shell, text) => {
    const { id, ended, parentOfEngine, wasTold } = await started(["-c", text]);
    // With a shell between, that one would go first, and in a container everything else with it.
    expect(parentOfEngine).toBe(id);
    process.kill(-id, "SIGTERM");
    expect(await ended).toEqual([1, null]);
    expect(wasTold()).toBe(true);
  },
);

test("all that deploy are among them", () => {
  expect(onGithub.map(([file]) => file)).toEqual([
    "managed-agents-break-glass.yml",
    "managed-agents-deploy.yml",
  ]);
  expect(onGitlab.map(([name]) => name)).toEqual([
    "deploy",
    "deploy",
    "break-glass",
    "break-glass",
  ]);
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Backend } from "../backends/backend";
import { folderBackend, postgresBackend, s3Backend } from "../backends/backends";
import { descendants, runningProcesses } from "../engine/killed-engine";
import { closeEmulators } from "../engine/session-stack";
import { describeUnless } from "../languages/generated-sdks";
import { until } from "../native/plugin-world";
import { actArguments } from "./github";
import { byHand, type GithubWorld, githubWorld, hourly, pullRequest, push } from "./github-world";
import { merge, pushProgram, writesTo } from "./office";
import { type Program, programText, toolset } from "./program";
import { ensureAct, reasonNoGoTool, TOOLS_TIMEOUT_MS } from "./tools";

jest.setTimeout(TOOLS_TIMEOUT_MS);

/** Each host on a folder, and on one of the backends that several machines share. */
const cases = [
  ["dynamic", folderBackend],
  ["native", folderBackend],
  ["dynamic", s3Backend],
  ["native", postgresBackend],
] as const;

const ruleGone = {
  kind: "refuse",
  status: 401,
  type: "authentication_error",
  message: "no rule takes this token",
} as const;

describeUnless(reasonNoGoTool("act"), "a life on GitHub", () => {
  let world: GithubWorld;
  let program: Program;
  let backend: Backend;
  afterEach(async () => {
    await world.github.close();
    await closeEmulators();
    await backend.close();
  });

  /** Ada changes words of the program on a branch, and pushes it. */
  async function change(branch: string, words: Partial<Program>): Promise<void> {
    program = { ...program, ...words };
    await pushProgram(world, branch, programText(program));
  }

  /** What the session is told about bash. */
  const bashOf = (session: string) => world.emulator.session(session)?.agent.tools;
  const comments = () => world.github.comments.map(({ body }) => body);
  const openIssues = () => world.github.issues.filter(({ isOpen }) => isOpen);
  const runs = async (...args: Parameters<GithubWorld["run"]>) => {
    const { exitCode, stdout, stderr } = await world.run(...args);
    return { exitCode, log: stdout + stderr };
  };

  describe.each(cases)("with the %s host, its state", (host, { name, reasonNot, start }) => {
    const reason = reasonNot();
    const tell = reason === undefined ? test : test.skip;
    tell(`in ${name}${reason === undefined ? "" : `: not run, because ${reason}`}`, async () => {
      backend = await start();
      program = { host, support: "always_allow", billing: "always_allow" };
      world = await githubWorld(program, backend.url, "secret", backend.variables);
      await live();
    });
  });

  async function live(): Promise<void> {
    // The first deployment takes the sessions over.
    expect(await runs("managed-agents-deploy", push)).toMatchObject({ exitCode: 0 });
    expect(bashOf("sesn_support")).toMatchObject([toolset("always_allow")]);
    expect(world.github.tokens.length).toBeGreaterThan(0);

    // Ada wants to be asked before bash: a branch, a pull request, a report.
    const before = writesTo(world);
    await change("ask-first", { support: "always_ask" });
    const preview = await runs(
      "managed-agents-pull-request",
      pullRequest(1, "ask-first"),
      "ask-first",
    );
    expect(preview).toMatchObject({ exitCode: 0 });
    expect(comments()).toEqual([expect.stringContaining("bash: always_allow → always_ask")]);
    expect(writesTo(world)).toEqual(before);

    // Merged, and deployed.
    await merge(world, "ask-first");
    expect(await runs("managed-agents-deploy", push)).toMatchObject({ exitCode: 0 });
    expect(bashOf("sesn_support")).toMatchObject([toolset("always_ask")]);
    expect(await runs("managed-agents-drift", hourly)).toMatchObject({ exitCode: 0 });
    expect(openIssues()).toEqual([]);

    // Somebody loosens by hand. Within the hour there is an issue, and an hour later it is still the same one.
    world.emulator.edit("sesn_support", { tools: [toolset("always_allow")] });
    for (const _hour of [1, 2]) {
      const drift = await runs("managed-agents-drift", hourly);
      expect(drift).toMatchObject({ exitCode: 0, log: expect.stringContaining("::warning::") });
      expect(openIssues()).toMatchObject([
        { number: 1, text: expect.stringContaining("bash: always_ask → always_allow") },
      ]);
    }

    // A deployment puts it right; the next drift job closes the issue.
    expect(await runs("managed-agents-deploy", byHand())).toMatchObject({ exitCode: 0 });
    expect(bashOf("sesn_support")).toMatchObject([toolset("always_ask")]);
    expect(await runs("managed-agents-drift", hourly)).toMatchObject({ exitCode: 0 });
    expect(openIssues()).toEqual([]);

    // When the question cannot be asked, the job fails, and says nothing about drift.
    world.emulator.faults.always(ruleGone);
    expect(await runs("managed-agents-drift", hourly)).toMatchObject({ exitCode: 1 });
    expect(openIssues()).toEqual([]);
    world.emulator.faults.clear();

    // The next change waits for a session at work, and the machine that runs the deployment is lost.
    world.emulator.startTurn("sesn_billing");
    await change("ask-first-in-billing", { billing: "always_ask" });
    await merge(world, "ask-first-in-billing");
    await loseMachineDuringWait();
    world.emulator.finishTurn("sesn_billing");
    expect(bashOf("sesn_billing")).toMatchObject([toolset("always_allow")]);

    // Its lock stays: the next deployment fails, and names it.
    const locked = await runs("managed-agents-deploy", byHand());
    expect(locked).toMatchObject({ exitCode: 1, log: expect.stringContaining("locked") });

    // Whoever has not answered the questions changes nothing; whoever has takes the lock away.
    const answers = {
      "run-has-ended": "true",
      "nobody-else-deploys": "true",
      "deploys-next": "true",
    };
    const unsure = byHand({ ...answers, "nobody-else-deploys": "false" });
    expect(await runs("managed-agents-cancel", unsure)).toMatchObject({
      exitCode: 1,
      log: expect.stringContaining("ask whether anybody deploys this stack from elsewhere"),
    });
    expect(await runs("managed-agents-cancel", byHand(answers))).toMatchObject({ exitCode: 0 });

    // The next deployment finishes what was begun, and everything is as declared.
    expect(await runs("managed-agents-deploy", byHand())).toMatchObject({ exitCode: 0 });
    expect(bashOf("sesn_billing")).toMatchObject([toolset("always_ask")]);
    expect(await runs("managed-agents-drift", hourly)).toMatchObject({ exitCode: 0 });
    expect(openIssues()).toEqual([]);
  }

  /** Starts the deployment of `main`, and kills everything of it once it waits for the session at work. */
  async function loseMachineDuringWait(): Promise<void> {
    const { directory } = await world.repository.clone();
    const args = actArguments(world.settings, directory, "managed-agents-deploy", push);
    const machine = spawn(await ensureAct(), args, {
      cwd: directory,
      env: { ...world.settings.job.variables, ...world.settings.environment },
      stdio: "ignore",
    });
    const ended = once(machine, "exit");
    const looks = () => world.emulator.requests.filter(({ path }) => path.includes("sesn_billing"));
    world.emulator.clearRequests();
    await until("the deployment waits", () => looks().length >= 6, 120_000);
    const running = descendants(machine.pid ?? 0, await runningProcesses());
    // The runner first, or it goes on to the next step.
    machine.kill("SIGKILL");
    for (const { pid } of running) killIfThere(pid);
    await ended;
  }
});

/** Some of them live for moments only. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

import { closeEmulators } from "../engine/session-stack";
import { until } from "../native/plugin-world";
import { runJob } from "./gitlab";
import { cancelAs, endJobs, waitingJob } from "./gitlab-cancel";
import { fileBackend, identity, merge, openOffice, pushProgram } from "./office";
import { programText, toolset } from "./program";
import { TOOLS_TIMEOUT_MS } from "./tools";

jest.setTimeout(TOOLS_TIMEOUT_MS);

/** How the engine ends that is told once, or by who tells it twice. */
const cancelledCodes = [1, 8];
const allowed = { support: "always_allow", billing: "always_allow" };
const hosts = ["dynamic", "native"] as const;
const ways = ["GitLab's shell executor", "GitLab's Docker executor", "GitHub"] as const;
const cases = hosts.flatMap((host) => ways.map((way) => [host, way] as const));

afterEach(async () => {
  await endJobs();
  await closeEmulators();
});

test.each(cases)(
  "with the %s host, a deployment in its wait that is cancelled by %s gives its lock back",
  async (host, way) => {
    const office = await openOffice({ host, ...allowed }, fileBackend());
    const variables = { ...office.variables, ...office.secrets, ...identity };
    const settings = { job: office.job, variables };
    const fresh = async () => (await office.repository.clone()).directory;
    expect(await runJob(settings, await fresh(), "deploy")).toMatchObject({ exitCode: 0 });

    const changed = programText({ host, ...allowed, billing: "always_ask" });
    await pushProgram(office, "ask-first", changed);
    await merge(office, "ask-first");
    const { emulator } = office;
    emulator.startTurn("sesn_billing");
    const job = await waitingJob(settings, await fresh(), "deploy", {
      emulator,
      sessionId: "sesn_billing",
    });
    await cancelAs[way](job);
    // Nobody tells the dynamic host: its engine waits for what is under way, and ends then.
    const engineWaits = host === "dynamic" && way === "GitLab's shell executor";
    if (engineWaits) {
      await until("the engine was told", () => job.log().includes("SIGTERM received"));
      emulator.finishTurn("sesn_billing");
    }
    expect(cancelledCodes).toContain(await job.ended);
    if (way === "GitLab's Docker executor") {
      expect(job.log()).toMatch(/sesn_billing.*cancelled/s);
      expect(job.log()).not.toMatch(/prematurely|reading from server/);
    }
    if (!engineWaits) emulator.finishTurn("sesn_billing");
    expect(await runJob(settings, await fresh(), "deploy")).toMatchObject({ exitCode: 0 });
    expect(emulator.session("sesn_billing")?.agent.tools).toMatchObject([toolset("always_ask")]);
  },
);

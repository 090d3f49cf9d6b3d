import { closeEmulators } from "../engine/session-stack";
import { describeUnless } from "../languages/generated-sdks";
import { byHand, type GithubWorld, githubWorld, push } from "./github-world";
import { fileBackend, pushProgram } from "./office";
import { programText, toolset } from "./program";
import { reasonNoGoTool, TOOLS_TIMEOUT_MS } from "./tools";

jest.setTimeout(TOOLS_TIMEOUT_MS);

const before = { host: "dynamic", support: "always_allow", billing: "always_allow" } as const;

describeUnless(reasonNoGoTool("act"), "break glass on GitHub", () => {
  let world: GithubWorld;
  afterEach(async () => {
    await world.github.close();
    await closeEmulators();
  });

  test("alone deploys a branch without review, and leaves an issue with who, why and what", async () => {
    world = await githubWorld(before, fileBackend(), "secret");
    expect(await world.run("managed-agents-deploy", push)).toMatchObject({ exitCode: 0 });
    await pushProgram(world, "incident", programText({ ...before, support: "always_ask" }));
    for (const workflow of [
      "managed-agents-deploy",
      "managed-agents-drift",
      "managed-agents-cancel",
    ]) {
      const before = world.emulator.requests.length;
      const onBranch = await world.run(workflow, byHand({}, "incident"), "incident");
      expect(onBranch.stdout).not.toContain("Job succeeded");
      expect(world.emulator.requests).toHaveLength(before);
    }
    const event = byHand({ reason: "A server is compromised" }, "incident");
    const run = await world.run("managed-agents-break-glass", event, "incident");
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining("Job succeeded")]);
    expect(world.emulator.session("sesn_support")?.agent.tools).toMatchObject([
      toolset("always_ask"),
    ]);
    expect(world.github.issues).toMatchObject([
      {
        isOpen: true,
        label: "managed-agents-break-glass",
        text: expect.stringMatching(
          /`ada`[\s\S]*> A server is compromised[\s\S]*bash: always_allow → always_ask/,
        ),
      },
    ]);
    expect(world.github.issues[0]?.text).not.toContain("<{%");
  });
});

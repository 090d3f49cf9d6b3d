import path from "node:path";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  ends,
  giving,
  pipelineHosts,
  pipelineProject,
  up,
  writePolicies,
} from "./pipeline-project";
import { closeEmulators, plainSession, sessionId } from "./session-stack";

/** What docs/ci-facts.md says of the CLI, in both hosts where a provider has a say. */

jest.setTimeout(3 * ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const expectingNone = ["preview", "--refresh", "--expect-no-changes"];
const wrote = (requests: readonly string[]) =>
  requests.filter((request) => !request.startsWith("GET"));

test.each(pipelineHosts)(
  "%s: a drift job tells changes from failures by the exit code",
  async (host) => {
    const { emulator, project, give, requests } = await pipelineProject(host);
    await ends(project, ["preview"], 0);
    await ends(project, ["preview", "--expect-no-changes"], 7);
    await ends(project, up, 0);
    await ends(project, expectingNone, 0);

    emulator.edit(sessionId, { tools: plainSession.tools ?? [] });
    const told = await ends(project, expectingNone, 7);
    expect(told).toContain("bash");

    emulator.faults.always({
      kind: "refuse",
      status: 403,
      type: "permission_error",
      message: "No.",
    });
    await ends(project, expectingNone, 1);
    give("always_allow");
    requests();
    await ends(project, up, 1);
    expect(wrote(requests())).toEqual([]);
  },
);

test("what goes wrong before a provider is asked has exit codes of its own", async () => {
  const { project, give } = await pipelineProject("dynamic");
  await ends(project, ["preview", "--stack", "nobodys"], 6);
  await ends(project, ["preview", "--no-such-flag"], 1);
  project.write("index.js", "throw new Error('not today');");
  await ends(project, ["preview"], 1);
  project.write("index.js", giving("dynamic", "always_ask").replace(sessionId, ""));
  await ends(project, ["preview"], 1);

  // It is a statement about what happened, and comes too late to prevent it.
  give("always_ask");
  await ends(project, [...up, "--expect-no-changes"], 7);
  await ends(project, expectingNone, 0);
});

const rules = `
const dynamic = require("pulumi-managed-agents");
const native = require("pulumi-managed-agents/native");
const rule = (name, kind) => ({
  name,
  description: "bash is asked for",
  enforcementLevel: "mandatory",
  validateResource: validateResourceOfType(kind, ({ access }, _args, report) => {
    if (access.bash === "always_allow") report(name + " wants bash to be asked for");
  }),
});`;
const policies = `[
  rule("dynamic", dynamic.SessionOverrides),
  rule("native", native.SessionOverrides),
  rule("agent", dynamic.AgentSessionOverrides),
]`;

test.each(pipelineHosts)(
  "%s: a rule of validateResourceOfType stops preview and deployment, for its class alone",
  async (host) => {
    const { project, give, requests } = await pipelineProject(host);
    const pack = ["--policy-pack", writePolicies(project, rules, policies)];
    await ends(project, [...up, ...pack], 0);
    requests();

    give("always_allow");
    for (const command of [["preview"], up]) {
      const told = await ends(project, [...command, ...pack], 1);
      const fired = [...told.matchAll(/(\w+) wants bash to be asked for/g)].map(([, name]) => name);
      expect(new Set(fired)).toEqual(new Set([host]));
    }
    expect(wrote(requests())).toEqual([]);
  },
);

test.each(pipelineHosts)(
  "%s: a plan binds what the program declares, and not what a session has",
  async (host) => {
    const { emulator, project, give, requests } = await pipelineProject(host);
    await ends(project, up, 0);
    give("always_allow");
    const plan = path.join(project.directory, "plan.json");
    await ends(project, ["preview", "--save-plan", plan], 0);
    requests();

    give("auto");
    const told = await ends(project, [...up, "--plan", plan], 1);
    expect(told).toContain("violates plan: properties changed");
    expect(wrote(requests())).toEqual([]);

    give("always_allow");
    emulator.edit(sessionId, { tools: [{ type: "agent_toolset_20260401" }], mcp_servers: [] });
    await ends(project, [...up, "--plan", plan], 0);
    await ends(project, expectingNone, 0);
  },
);

import path from "node:path";
import type { ProjectSettings } from "@pulumi/pulumi/automation";
import { AgentSessionOverrides, type AgentSessionOverridesArgs } from "../../sdk";
import { AgentSessionOverrides as NativeAgentSessionOverrides } from "../../sdk/native";
import type { Emulator } from "../emulator";
import { ENGINE_TEST_TIMEOUT_MS, inlineStack } from "../engine/harness";
import {
  apiKey,
  bashPolicy,
  changesOf,
  closeEmulators,
  emulatorWith,
  failureOf,
  outputOf,
  stored,
} from "../engine/session-stack";
import { agentId, seedSessions } from "./world";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

type Host = "dynamic" | "native";
type Config = Readonly<Record<string, string>>;
const classes = { dynamic: AgentSessionOverrides, native: NativeAgentSessionOverrides };
const asking: Partial<AgentSessionOverridesArgs> = {
  tools: [bashPolicy("always_ask")],
  waitTimeoutSeconds: 2,
};

/** Thirty sessions of an agent, and a program that declares them as the resource `support`. */
async function fleetStack(host: Host, config: Config = {}, key: string | null = apiKey) {
  const emulator = await emulatorWith([]);
  const ids = seedSessions(emulator, 30);
  const declaring = (args: Partial<AgentSessionOverridesArgs>) => async () => {
    const { access, pending } = new classes[host]("support", { agentId, ...args });
    return { access, pending };
  };
  const settings = Object.entries({ "managed-agents:baseUrl": emulator.url, ...config });
  const inline = await inlineStack({
    program: declaring(asking),
    config: {
      ...Object.fromEntries(settings.map(([name, value]) => [name, { value }])),
      ...(key === null ? {} : { "managed-agents:apiKey": { value: key, secret: true } }),
    },
  });
  if (host === "native") {
    const plugin = path.join(inline.workDir, "node_modules/pulumi-managed-agents/dist/plugin");
    const project = {
      name: "inline",
      runtime: "nodejs",
      plugins: { providers: [{ name: "managed-agents", path: plugin }] },
    };
    await inline.stack.workspace.saveProjectSettings(project as ProjectSettings);
  }
  return { ...inline, emulator, ids };
}

function writes({ requests }: Emulator): number {
  return requests.filter(({ method }) => method === "POST").length;
}

describe.each<[Host]>([["dynamic"], ["native"]])("%s: every live session of an agent", (host) => {
  test("up, a no-op, what a refresh finds, a failure in part, what is left, destroy", async () => {
    const stack = await fleetStack(host);
    const { emulator, ids } = stack;
    const [first = "", second = ""] = ids;
    // What will be left to do is not known before the deployment.
    expect(await outputOf(stack.previewDiff())).toMatch(/pending *: (\[unknown\]|output<string>)/);
    await outputOf(stack.up());
    expect(writes(emulator)).toBe(30);
    expect(await stored(stack)).toMatchObject({
      id: agentId,
      outputs: { sessionCount: 30, pending: { total: 0 } },
    });

    emulator.clearRequests();
    expect(await changesOf(stack.up())).toEqual({ same: 2 });
    expect(writes(emulator)).toBe(0);

    emulator.edit(first, { tools: [{ type: "agent_toolset_20260401" }] });
    emulator.seed({ id: "sesn_new", agent_id: agentId, tools: [] });
    const preview = await outputOf(stack.previewDiff({ refresh: true }));
    expect(preview).toContain("pending");
    expect(preview).toContain(first);
    expect(await changesOf(stack.up({ refresh: true }))).toMatchObject({ update: 1 });
    expect(writes(emulator)).toBe(2);

    emulator.edit(first, { tools: [] });
    emulator.edit(second, { tools: [] });
    emulator.startTurn(second, { polls: 1_000_000 });
    const failure = await failureOf(stack.up({ refresh: true }));
    expect(failure).toContain("1 of the 2 live sessions of agent_1 that differ are still to do");
    expect(failure).toContain(`${second}: `);
    expect(await stored(stack)).toMatchObject({
      outputs: { pending: { total: 1, sessions: { [second]: expect.any(String) } } },
    });

    emulator.finishTurn(second);
    emulator.clearRequests();
    expect(await changesOf(stack.up())).toMatchObject({ update: 1 });
    expect(writes(emulator)).toBe(1);
    expect(await changesOf(stack.up())).toEqual({ same: 2 });

    emulator.clearRequests();
    await outputOf(stack.destroy());
    expect(writes(emulator)).toBe(0);
    expect(emulator.session(first)).toMatchObject({ archived_at: null });
  });

  test("a replacement and a rename leave the sessions as they are, a destroy that runs the program ends them", async () => {
    const stack = await fleetStack(host);
    const { emulator, ids } = stack;
    const ending = { ...asking, agentId, onDelete: "archive" } as const;
    const isLive = (id: string) => emulator.session(id)?.archived_at === null;
    stack.setProgram(async () => void new classes[host]("support", ending));
    await outputOf(stack.up());
    emulator.clearRequests();
    const { urn = "" } = (await stored(stack)) ?? {};
    const inherited = (heir: string) =>
      `the sessions of agent_1 are left as they are, although onDelete is "archive", because the resource "${heir}" of this stack goes on`;
    expect(await outputOf(stack.up({ replace: [urn] }))).toContain(inherited("support"));
    stack.setProgram(
      async () => void new classes[host]("renamed", { ...ending, exclude: ids.slice(0, 1) }),
    );
    expect(await outputOf(stack.up())).toContain(inherited("renamed"));
    expect(writes(emulator)).toBe(0);
    expect(ids.filter(isLive)).toEqual(ids);

    await outputOf(stack.destroy({ runProgram: true }));
    expect(ids.filter(isLive)).toEqual(ids.slice(0, 1));
  });

  test("a limit of zero is refused in preview", async () => {
    const stack = await fleetStack(host, { "managed-agents:requestsPerMinute": "0" });
    const failure = await failureOf(stack.preview());
    expect(failure).toContain("managed-agents:requestsPerMinute must be a whole number from 1");
    expect(stack.emulator.requests).toEqual([]);
  });

  test("bad input is refused in preview", async () => {
    const stack = await fleetStack(host);
    stack.setProgram(async () => {
      new classes[host]("support", { agentId: "", absent: { mcpServers: ["linear"] } });
    });
    const failure = await failureOf(stack.preview());
    expect(failure).toContain("agentId: must be an agent's id");
    expect(failure).toContain("absent: goes with ownership");
  });
});

describe("native: the size in the preview", () => {
  test("is told", async () => {
    const stack = await fleetStack("native");
    expect(await outputOf(stack.preview())).toContain(
      "30 of 30 live sessions of agent_1 would be changed",
    );
    expect(writes(stack.emulator)).toBe(0);
  });

  test("costs nothing where previews are not to look", async () => {
    const stack = await fleetStack("native", { "managed-agents:previewLooks": "false" });
    expect(await outputOf(stack.preview())).not.toContain("would be changed");
    expect(stack.emulator.requests).toEqual([]);
  });

  test("without credentials it is said that nobody could look", async () => {
    const stack = await fleetStack("native", {}, null);
    expect(await outputOf(stack.preview())).toMatch(/could not be looked at: No credential/);
    expect(stack.emulator.requests).toEqual([]);
  });
});

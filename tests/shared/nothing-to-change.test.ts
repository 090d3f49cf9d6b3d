import { busyPolicies, deletePolicies, ownershipPolicies } from "../../provider/model/policies";
import { agentToolset, mcpToolset, pair, wire } from "./entries";
import { closeWorlds, sessionId, startWorld, type World } from "./world";

afterEach(closeWorlds);

/** Whatever the session may be doing; `become` is told of a session that is idle. */
const standings: Readonly<Record<string, (emulator: World["emulator"]) => void>> = {
  idle: () => undefined,
  "idle, waiting for an answer": (emulator) => void emulator.requireAction(sessionId),
  running: (emulator) => emulator.startTurn(sessionId),
  rescheduling: (emulator) => emulator.reschedule(sessionId),
  archived: (emulator) => emulator.archive(sessionId),
  terminated: (emulator) => emulator.terminate(sessionId),
};

const endings = ["archived", "terminated"];

const cases = Object.keys(standings).flatMap((standing) =>
  busyPolicies.flatMap((whenBusy) =>
    ownershipPolicies.map((ownership) => [standing, whenBusy, ownership] as const),
  ),
);

test("every status, policy and ownership is covered", () => {
  expect(cases).toHaveLength(6 * 4 * 2);
});

test.each(cases)(
  "%s, whenBusy %s, %s: one look, no write, no interrupt, no wait",
  async (standing, whenBusy, ownership) => {
    const world = await startWorld();
    const theirs = ownership === "shared" ? [wire.custom("theirs")] : [];
    world.emulator.seed({
      id: sessionId,
      tools: [...theirs, agentToolset(), wire.toolset("linear")],
      mcp_servers: [wire.server("linear")],
    });
    const { tools, mcpServers } = pair("linear");
    const inputs = {
      tools: [...tools, agentToolset()],
      mcpServers,
      ownership,
      whenBusy,
      resumeMessage: "Go on.",
      ...(ownership === "shared" ? { absent: { tools: ["custom:shell"] } } : {}),
    };
    const resource = world.resource();
    if (endings.includes(standing)) {
      // One that has ended cannot be taken over, so it ends afterwards.
      await resource.up(inputs);
      world.requests();
    }
    standings[standing]?.(world.emulator);
    const before = world.emulator.session(sessionId);
    const events = world.emulator.events(sessionId).length;

    await resource.up(inputs);
    expect(world.requests()).toEqual(["GET session 200"]);
    await resource.up(inputs);
    await resource.refresh();
    expect(world.requests()).toEqual(["GET session 200", "GET session 200"]);

    expect(world.clock.delaysMs).toEqual([]);
    expect(world.progress).toEqual([]);
    expect(world.emulator.events(sessionId)).toHaveLength(events);
    expect(world.emulator.session(sessionId)?.agent).toEqual(before?.agent);
    expect(world.emulator.session(sessionId)?.updated_at).toBe(before?.updated_at);
  },
);

/** As in configurations that people have published: a policy per tool, though the default says it already. */
const spelledOut = {
  tools: [
    agentToolset({
      defaultConfig: { enabled: true, permissionPolicy: { type: "always_allow" } },
      configs: ["bash", "read", "write", "edit", "glob", "grep"].map((name) => ({
        name,
        enabled: true,
        permissionPolicy: { type: "always_allow" },
      })),
    }),
    mcpToolset("linear", { configs: [{ name: "list_issues", enabled: true }] }),
  ],
  mcpServers: pair("linear").mcpServers,
};

test.each(ownershipPolicies)(
  "%s: entries that give a tool what it has already are no change on a running session, added, there or taken out",
  async (ownership) => {
    const world = await startWorld();
    const short = { ...pair("linear"), tools: [agentToolset(), ...pair("linear").tools] };
    world.emulator.seed({
      id: sessionId,
      tools: [agentToolset(), wire.toolset("linear")],
      mcp_servers: [wire.server("linear")],
    });
    world.emulator.startTurn(sessionId);
    const resource = world.resource();
    for (const arrays of [short, spelledOut, short]) {
      const inputs = { sessionId, ownership, whenBusy: "interrupt", ...arrays };
      const { inputs: checked } = world.lifecycle.check(inputs, resource.state, undefined);
      if (resource.state !== undefined) {
        expect(world.lifecycle.diff(resource.state, checked)).toEqual({ kind: "same" });
      }
      await resource.up(inputs);
      await resource.refresh();
      expect(resource.state).toMatchObject({ tools: arrays.tools });
    }
    expect(world.requests()).toEqual(Array.from({ length: 6 }, () => "GET session 200"));
    expect(world.clock.delaysMs).toEqual([]);
  },
);

test.each(deletePolicies.filter((policy) => policy === "retain" || policy === "restore"))(
  "destroying with %s where nothing was changed makes no write, whatever the session does",
  async (onDelete) => {
    for (const become of Object.values(standings)) {
      const world = await startWorld();
      world.emulator.seed({ id: sessionId, tools: [agentToolset()] });
      const resource = world.resource();
      await resource.up({ tools: [agentToolset()], onDelete, whenBusy: "interrupt" });
      become(world.emulator);
      world.requests();
      await resource.destroy();
      expect(world.requests()).toEqual(onDelete === "retain" ? [] : ["GET session 200"]);
      expect(world.clock.delaysMs).toEqual([]);
    }
  },
);

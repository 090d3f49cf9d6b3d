import { createFakeClock } from "../support/fake-clock";
import { agentToolset, customTool, mcpServer, mcpToolset, pair, shared, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  sessionId,
  startWorld,
  type World,
  type WorldOptions,
} from "./world";

afterEach(closeWorlds);

const theirs = wire.custom("theirs");
const late = wire.custom("late", "Came in between.");
const ours = wire.custom("ours");
const declared = shared({ tools: [customTool("ours")] });

async function seeded(options: WorldOptions = {}): Promise<World> {
  const clock = createFakeClock();
  const world = await startWorld({ clock, now: clock.now, ...options });
  world.emulator.seed({ id: sessionId, tools: [theirs], mcp_servers: [] });
  return world;
}

/** Somebody else's GET, edit and POST, done in one go at this moment. */
const append = (world: World, ...tools: readonly unknown[]) =>
  world.emulator.edit(sessionId, { tools: [...world.stored().tools, ...tools] });
const writes = (lines: readonly string[]) => lines.filter((line) => line === "POST session 200");

test("on an idle session shared ownership costs a GET, a POST and one read of its events", async () => {
  const world = await seeded();
  await world.resource().up(declared);
  expect(world.requests()).toEqual([
    "GET session 200",
    "POST session 200",
    "GET session/events 200",
  ]);
  expect(world.clock.delaysMs).toEqual([]);
  expect(world.emulator.requests.at(-1)?.query).toMatchObject({ "types[]": "session.updated" });
});

test("under exclusive ownership a GET and a POST are all", async () => {
  const world = await seeded();
  await world.resource().up({ tools: [customTool("theirs"), agentToolset()] });
  expect(world.requests()).toEqual(["GET session 200", "POST session 200"]);
});

test("what somebody wrote between our look and our write is kept, and the log names their event", async () => {
  const world = await seeded({
    before: (call, count, current) => {
      if (call === "updateSession" && count === 1) append(current, late);
    },
  });
  await world.resource().up(declared);
  expect(world.stored().tools).toEqual([theirs, late, ours]);
  const event = world.emulator.events(sessionId).find(({ type }) => type === "session.updated");
  expect(world.infos).toEqual([
    `another writer changed session sesn_1 at the same time (${event?.id} at ${event?.processed_at}); writing once more so that nobody's entries are lost: custom:late: added, answered by your client (definition ${digestOf(world)})`,
  ]);
  expect(writes(world.requests())).toHaveLength(2);
  expect(world.warnings).toEqual([]);
});

/** The digest of the late entry as access shows it. */
function digestOf(world: World): string {
  const { inputs } = world.lifecycle.check(
    { sessionId, tools: [customTool("late", "Came in between.")] },
    undefined,
    undefined,
  );
  const { access } = inputs as { readonly access: Readonly<Record<string, string>> };
  return /\w{8}(?=\))/.exec(access["custom:late"] ?? "")?.[0] ?? "";
}

test("what somebody removed or changed in between stays removed and changed", async () => {
  const world = await startWorld({
    before: (call, count, { emulator }) => {
      if (call !== "updateSession" || count !== 1) return;
      emulator.edit(sessionId, { tools: [wire.custom("b", "Changed."), wire.custom("c")] });
    },
  });
  world.emulator.seed({ id: sessionId, tools: ["a", "b", "c"].map((name) => wire.custom(name)) });
  await world.resource().up(declared);
  expect(world.stored().tools).toEqual([wire.custom("b", "Changed."), wire.custom("c"), ours]);
});

test("what somebody took out after another had written just what we write stays out", async () => {
  const world = await seeded({
    before: async (call, count, { emulator, clock }) => {
      if (call !== "updateSession" || count !== 1) return;
      for (const tools of [[theirs, ours], [ours]]) {
        emulator.edit(sessionId, { tools });
        await clock.sleep(1_000);
      }
    },
  });
  await world.resource().up(declared);
  expect(world.stored().tools).toEqual([ours]);
  expect(writes(world.requests())).toHaveLength(2);
  expect(world.infos).toEqual([expect.stringContaining("custom:theirs: removed")]);
});

test("nor does it come back for a third writer who saw it because of us", async () => {
  const world = await seeded({
    before: async (call, count, { emulator }) => {
      if (call !== "updateSession" || count !== 1) return;
      emulator.edit(sessionId, { tools: [] });
    },
    after: (call, count, current) => {
      if (call === "updateSession" && count === 1) append(current, late);
    },
  });
  await world.resource().up(declared);
  expect(new Set(world.stored().tools)).toEqual(new Set([late, ours]));
});

test("a server that somebody added with its toolset in between is kept with it", async () => {
  const world = await seeded({
    before: (call, count, { emulator }) => {
      if (call !== "updateSession" || count !== 1) return;
      emulator.edit(sessionId, {
        tools: [theirs, wire.toolset("github")],
        mcp_servers: [wire.server("github")],
      });
    },
  });
  await world.resource().up(shared(pair("linear")));
  expect(world.stored().mcp_servers).toEqual([wire.server("github"), mcpServer("linear")]);
  expect(world.stored().tools.slice(0, 2)).toEqual([theirs, wire.toolset("github")]);
});

test("somebody's write over ours, landing before our read of the events, is mended too", async () => {
  const world = await seeded({
    after: (call, count, { emulator }) => {
      if (call === "updateSession" && count === 1)
        emulator.edit(sessionId, { tools: [theirs, late] });
    },
  });
  await world.resource().up(declared);
  expect(new Set(world.stored().tools)).toEqual(new Set([theirs, late, ours]));
});

test("what its writer has put back itself during our pause is not written once more", async () => {
  const world = await seeded({
    before: (call, count, current) => {
      const isBeforeWrite = call === "updateSession" && count === 1;
      const isAfterPause = call === "getSession" && count === 2;
      if (isBeforeWrite || isAfterPause) append(current, late);
    },
  });
  await world.resource().up(declared);
  expect(world.stored().tools).toEqual([theirs, ours, late]);
  expect(world.requests()).toEqual([
    "GET session 200",
    "POST session 200",
    "GET session/events 200",
    "GET session 200",
    "GET session/events 200",
  ]);
  expect(world.infos).toEqual([]);
});

test("what is written during our pause is not overwritten by what was found before it", async () => {
  const later = wire.custom("later");
  const posted: unknown[] = [];
  const world = await seeded({
    before: (call, count, current) => {
      if (call === "updateSession" && count === 1) append(current, late);
      if (call === "getSession" && count === 2) append(current, later);
    },
    after: (call, _count, current) => {
      if (call === "updateSession") posted.push(current.stored().tools);
    },
  });
  await world.resource().up(declared);
  expect(posted.at(-1)).toEqual(world.stored().tools);
  expect(posted).toHaveLength(2);
  expect(new Set(world.stored().tools)).toEqual(new Set([theirs, late, ours, later]));
});

test.each([1, 2, 3])("an event list that lags behind by %i reads is read again", async (reads) => {
  const world = await seeded({
    before: (call, count, current) => {
      if (call === "updateSession" && count === 1) append(current, late);
    },
  });
  world.emulator.faults.next({ kind: "hideEvents", reads }, { method: "POST" });
  await world.resource().up(declared);
  expect(world.stored().tools).toEqual([theirs, late, ours]);
  expect(world.warnings).toEqual([]);
  expect(world.clock.delaysMs.slice(0, reads)).toEqual([250, 500, 1_000].slice(0, reads));
});

test("one that lags for ever ends in a warning after four reads and one more look", async () => {
  const world = await seeded();
  world.emulator.faults.next({ kind: "hideEvents", reads: 1_000 }, { method: "POST" });
  await world.resource().up(declared);
  expect(world.requests()).toEqual([
    "GET session 200",
    "POST session 200",
    ...Array.from({ length: 4 }, () => "GET session/events 200"),
    "GET session 200",
  ]);
  expect(world.warnings).toEqual([
    "the update of session sesn_1 took, but the session's events do not list it yet, or are more than are read, so it could not be made sure that nobody else wrote at the same moment; a refresh shows whether an entry was lost",
  ]);
});

test("somebody who writes without pause is given way to after five rewrites", async () => {
  const world = await seeded({
    before: (call, count, { emulator }) => {
      if (call !== "updateSession") return;
      emulator.edit(sessionId, { tools: [theirs, wire.custom(`late_${count}`)] });
    },
  });
  const resource = world.resource();
  const failure = await failureOf(resource.up(declared));
  expect(writes(world.requests())).toHaveLength(6);
  expect([failure.kind, failure.message]).toEqual([
    "busy",
    "gave up trying to update the tools of session sesn_1 after 6 writes: another writer changed it each time, so an entry of somebody's may be missing now. Run again when the other writer has finished; a refresh shows what the session has.",
  ]);
  expect(resource.state).toMatchObject({ dropping: { tools: [], mcpServers: [] } });
  const pauses = world.clock.delaysMs;
  expect(pauses).toHaveLength(5);
});

test.each([
  [2_000, 0],
  [2_001, 1],
])(
  "the gate's look is good for two seconds: after %i ms it is taken again %i times",
  async (ageMs, again) => {
    // While the gate opens for ours, another resource with nothing to do has its turn at the session.
    const world = await seeded({
      before: async (call, count, { clock }) => {
        if (call !== "getSession" || count !== 3) return;
        await new Promise(setImmediate);
        await clock.sleep(ageMs);
      },
      after: (call, count, current) => {
        if (call !== "getSession" || count !== 2) return;
        other = current.resource().up(shared({ tools: [customTool("theirs")] }));
      },
    });
    let other: Promise<void> | undefined;
    world.emulator.startTurn(sessionId, { polls: 1 });
    await world.resource().up(declared);
    await other;
    expect(world.requests()).toEqual([
      ...Array.from({ length: 3 + again }, () => "GET session 200"),
      "POST session 200",
      "GET session/events 200",
    ]);
  },
);

describe("several resources of one process", () => {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;

  test.each(orders.map((order) => [order.join(""), order] as const))(
    "started in the order %s at once, each write on a look of its own turn",
    async (_name, order) => {
      const world = await seeded();
      const names = ["one", "two", "three"];
      await Promise.all(
        order.map((index) =>
          world.resource().up(shared({ tools: [customTool(names[index] ?? "")] })),
        ),
      );
      expect(new Set(world.stored().tools)).toEqual(
        new Set([theirs, ...names.map((name) => wire.custom(name))]),
      );
      expect(world.requests()).toEqual(
        order.flatMap(() => ["GET session 200", "POST session 200", "GET session/events 200"]),
      );
    },
  );

  test("waiting for the same busy session together, none writes on a look from before another's write", async () => {
    const world = await seeded();
    world.emulator.startTurn(sessionId, { polls: 4 });
    await Promise.all(
      ["one", "two", "three"].map((name) =>
        world.resource().up(shared({ tools: [customTool(name)] })),
      ),
    );
    expect(world.stored().tools).toHaveLength(4);
    expect(world.infos).toEqual([]);
  });

  test("one that fails does not hold up the next", async () => {
    const world = await seeded();
    world.emulator.faults.next(
      { kind: "refuse", status: 403, type: "permission_error", message: "no" },
      { method: "POST" },
    );
    const [first, second] = await Promise.allSettled([
      world.resource().up(shared({ tools: [customTool("one")] })),
      world.resource().up(shared({ tools: [customTool("two")] })),
    ]);
    expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
    expect(world.stored().tools).toEqual([theirs, wire.custom("two")]);
  });

  test("that claim the same entry are refused in preview, with both names", async () => {
    const world = await seeded();
    const check = (name: string, inputs: object) =>
      world.lifecycle.check({ sessionId, ...inputs }, undefined, `urn:pulumi:s::p::t::${name}`);
    check("first", shared({ tools: [customTool("x"), mcpToolset("linear")] }));
    expect(check("second", shared({ tools: [customTool("x")] })).violations).toEqual([
      {
        path: "tools[0]",
        reason:
          '"custom:x" of session sesn_1 is declared by "first" as well; one resource may declare an entry, or use ownership "shared" in both and part the entries',
      },
    ]);
    expect(check("third", { tools: [] }).violations).toMatchObject([{ path: "tools" }]);
    expect(world.requests()).toEqual([]);
  });
});

test("two writers who only spell out defaults are not taken for us, and nothing is written for their sake", async () => {
  const spelling = (world: World, index: number, configs: readonly object[]) => {
    const tools = world
      .stored()
      .tools.map((tool, at) => (at === index ? { ...(tool as object), configs } : tool));
    world.emulator.edit(sessionId, { tools });
  };
  const policy = (type: string) => ({ enabled: true, permission_policy: { type } });
  const world = await startWorld({
    before: (call, count, current) => {
      if (call !== "updateSession" || count > 1) return;
      spelling(current, 1, [{ name: "q", ...policy("always_ask") }]);
    },
    after: (call, count, current) => {
      if (call !== "updateSession" || count > 1) return;
      spelling(current, 0, [{ name: "bash", ...policy("always_allow") }]);
    },
  });
  world.emulator.seed({
    id: sessionId,
    tools: [{ type: "agent_toolset_20260401" }, wire.toolset("gh")],
    mcp_servers: [wire.server("gh")],
  });
  await world.resource().up(declared);
  expect(writes(world.requests()).length).toBeLessThanOrEqual(2);
  expect(JSON.stringify(world.stored().tools)).toContain('"q"');
  expect(JSON.stringify(world.stored().tools)).toContain('"bash"');
});

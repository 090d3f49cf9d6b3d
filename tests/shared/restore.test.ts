import { agentToolset, customTool, mcpServer, mcpToolset, pair, shared, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  type Properties,
  sessionId,
  startWorld,
  type World,
} from "./world";

afterEach(closeWorlds);

const theirs = wire.custom("theirs", "Theirs.");
const replaced = wire.custom("replaced", "As it was.");
const taken = wire.toolset("github");
const before = {
  tools: [replaced, theirs, taken],
  mcp_servers: [wire.server("github")],
};
const restoring = (inputs: Properties) => shared({ ...inputs, onDelete: "restore" });
const changing = restoring({
  tools: [customTool("replaced", "Ours."), customTool("added"), mcpToolset("linear")],
  mcpServers: [mcpServer("linear")],
  absent: { mcpServers: ["github"] },
});

async function seeded(arrays = before): Promise<World> {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, ...arrays });
  return world;
}

const append = (world: World, tool: unknown) =>
  world.emulator.edit(sessionId, { tools: [...world.stored().tools, tool] });

test("entries that were added go, replaced and taken out ones return to their place, others stay", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(changing);
  append(world, wire.custom("later"));
  world.requests();
  await resource.destroy();
  expect(world.stored()).toMatchObject({
    tools: [replaced, theirs, taken, wire.custom("later")],
    mcp_servers: [wire.server("github")],
  });
  expect(world.requests().slice(0, 3)).toEqual([
    "GET session 200",
    "POST session 200",
    "GET session/events 200",
  ]);
  expect(world.emulator.session(sessionId)?.archived_at).toBeNull();
});

test("what others did to their entries meanwhile stays done", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(restoring({ tools: [customTool("added")] }));
  world.emulator.edit(sessionId, {
    tools: [taken, wire.custom("replaced", "Theirs now."), wire.custom("added")],
  });
  await resource.destroy();
  expect(world.stored().tools).toEqual([taken, wire.custom("replaced", "Theirs now.")]);
});

test("under exclusive the arrays return as they were at the first take-over", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up({ ...pair("linear"), onDelete: "restore" });
  append(world, wire.custom("later"));
  await resource.destroy();
  expect(world.stored()).toMatchObject(before);
});

test("an exclusive array that was never managed is not touched", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up({
    tools: [agentToolset(), mcpToolset("github")],
    onDelete: "restore",
  });
  const moved = [wire.server("github", "https://elsewhere.example.com/")];
  world.emulator.edit(sessionId, { mcp_servers: moved });
  await resource.destroy();
  expect(world.stored()).toMatchObject({ tools: before.tools, mcp_servers: moved });
});

test("it survives many updates, refreshes and an upgrade of the package in between", async () => {
  const world = await seeded();
  let resource = world.resource();
  for (const round of [1, 2, 3, 4]) {
    await resource.up(
      restoring({ tools: [customTool("replaced", `${round}`), customTool(`added_${round}`)] }),
    );
    await resource.refresh();
    append(world, wire.custom(`later_${round}`));
    // A new process knows no more than what the engine stored.
    resource = world.resource(resource.state);
  }
  await resource.up(changing);
  await resource.destroy();
  const later = [1, 2, 3, 4].map((round) => wire.custom(`later_${round}`));
  expect(new Set(world.stored().tools)).toEqual(new Set([replaced, theirs, taken, ...later]));
  expect(world.stored().mcp_servers).toEqual([wire.server("github")]);
});

test("an entry that is dropped and declared again has the same baseline as before", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(restoring({ tools: [customTool("replaced", "Ours.")] }));
  await resource.up(restoring({ tools: [] }));
  await resource.up(restoring({ tools: [customTool("replaced", "Ours again.")] }));
  await resource.destroy();
  expect(new Set(world.stored().tools)).toEqual(new Set(before.tools));
});

test("a delete that failed can be run again", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(changing);
  const post = { method: "POST", path: `/v1/sessions/${sessionId}` };
  for (const fault of [
    { kind: "refuse", status: 403, type: "permission_error", message: "no" },
    { kind: "serverError", effect: true },
    { kind: "noEffect" },
  ] as const) {
    world.emulator.faults.next(fault, post);
    await resource.destroy().catch(() => undefined);
  }
  await resource.destroy();
  expect(new Set(world.stored().tools)).toEqual(new Set(before.tools));
  expect(world.stored().mcp_servers).toEqual(before.mcp_servers);
});

test("restoring what is restored already needs no write, no wait and no interrupt", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up({ ...changing, whenBusy: "interrupt" });
  await resource.destroy();
  world.emulator.startTurn(sessionId);
  world.requests();
  await resource.destroy();
  expect(world.requests()).toEqual(["GET session 200"]);
});

test("an update that failed half way loses neither what was before nor what is to go", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(restoring({ tools: [customTool("first")] }));
  const path = `/v1/sessions/${sessionId}`;
  world.emulator.faults.next({ kind: "resetAfterEffect" }, { method: "POST", path });
  world.emulator.faults.next(
    { kind: "refuse", status: 403, type: "permission_error", message: "no" },
    { method: "GET", path, nth: 2 },
  );
  const next = restoring({ tools: [customTool("replaced", "Ours."), customTool("second")] });
  expect(await failureOf(resource.up(next))).toMatchObject({ kind: "unauthorised" });
  expect(resource.state).toMatchObject({ dropping: { tools: ["custom:first"], mcpServers: [] } });
  append(world, wire.custom("later"));
  await resource.refresh();
  await resource.up(next);
  expect(resource.state).not.toHaveProperty("dropping");
  expect(world.stored().tools).not.toContainEqual(wire.custom("first"));
  await resource.destroy();
  expect(new Set(world.stored().tools)).toEqual(new Set([...before.tools, wire.custom("later")]));
});

test("entries that a failed update was to drop go when the next one runs, though the program changed again", async () => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(restoring({ tools: [customTool("first")] }));
  world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
  const failure = await failureOf(resource.up(restoring({ tools: [customTool("second")] })));
  expect(failure.kind).toBe("unverified");
  await resource.up(restoring({ tools: [customTool("third")] }));
  expect(new Set(world.stored().tools)).toEqual(new Set([...before.tools, wire.custom("third")]));
});

test.each([
  ["archived", "there is nothing to restore any more: session sesn_1 was archived at "],
  [
    "terminated",
    "there is nothing to restore any more: session sesn_1 has terminated after an error, and such a session never changes again",
  ],
  [
    "removed",
    "there is nothing to restore the tools of any more: session sesn_1 does not exist for the credentials in use",
  ],
] as const)("a session that was %s meanwhile needs no restoring", async (how, sentence) => {
  const world = await seeded();
  const resource = world.resource();
  await resource.up(changing);
  if (how === "archived") world.emulator.archive(sessionId);
  else if (how === "terminated") world.emulator.terminate(sessionId);
  else world.emulator.remove(sessionId);
  world.requests();
  await resource.destroy();
  expect([world.infos.at(-1), world.warnings.at(-1)].join()).toContain(sentence);
  expect(world.requests().filter((line) => line.startsWith("POST"))).toEqual([]);
});

test("without a baseline nothing is guessed", async () => {
  const world = await seeded();
  const failure = await failureOf(world.resource({ sessionId, onDelete: "restore" }).destroy());
  expect([failure.kind, failure.message]).toEqual([
    "invalid",
    'cannot restore the tools of session sesn_1: the state does not hold how they were before. Nothing was changed. Put them right by hand, set onDelete to "retain" and deploy that first (a removal goes by what was last deployed), then remove the resource.',
  ]);
  expect(world.requests()).toEqual([]);
});

describe("ownership that changes in between keeps a baseline that restores", () => {
  test("exclusive, then shared: what was added under exclusive goes", async () => {
    const world = await seeded();
    const resource = world.resource();
    const ours = {
      tools: [customTool("replaced", "Ours."), customTool("added"), mcpToolset("github")],
    };
    await resource.up({ ...ours, onDelete: "restore" });
    await resource.up(restoring(ours));
    append(world, wire.custom("later"));
    await resource.destroy();
    expect(new Set(world.stored().tools)).toEqual(new Set([...before.tools, wire.custom("later")]));
  });

  test("shared, then exclusive: others' entries of that moment return", async () => {
    const world = await seeded();
    const resource = world.resource();
    await resource.up(restoring({ tools: [customTool("replaced", "Ours."), customTool("added")] }));
    append(world, wire.custom("later"));
    await resource.up({ tools: [customTool("added"), mcpToolset("github")], onDelete: "restore" });
    await resource.destroy();
    expect(new Set(world.stored().tools)).toEqual(new Set([...before.tools, wire.custom("later")]));
  });

  test("shared, then exclusive without the array: every entry stays, ours too", async () => {
    const world = await seeded();
    const resource = world.resource();
    await resource.up(restoring({ tools: [customTool("added")] }));
    await resource.up({ mcpServers: [mcpServer("github")], onDelete: "restore" });
    append(world, wire.custom("later"));
    const left = world.stored().tools;
    await resource.destroy();
    expect(world.stored().tools).toEqual(left);
  });
});

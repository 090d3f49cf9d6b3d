import { customTool, mcpServer, mcpToolset, pair, shared, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  type Properties,
  type Resource,
  sessionId,
  startWorld,
  type World,
} from "./world";

/** Going over to `shared` gives others' entries back to them; what this resource dropped goes all the same. */

afterEach(closeWorlds);

const theirs = {
  tools: [wire.custom("theirs"), wire.toolset("github")],
  mcp_servers: [wire.server("github")],
};

async function seeded(arrays: Properties = theirs): Promise<World> {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, ...arrays });
  return world;
}

const ours = (name: string) => shared({ tools: [customTool(name)], mcpServers: [] });

async function imported(world: World): Promise<Resource> {
  const found = await world.lifecycle.read(sessionId, undefined, world.context);
  if (found.kind === "gone") throw new Error("gone");
  return world.resource(found.state);
}

describe("others' entries stay where ownership becomes shared", () => {
  test("after an import", async () => {
    const world = await seeded();
    const resource = await imported(world);
    await resource.up(ours("ours"));
    expect(world.stored()).toEqual(
      expect.objectContaining({ ...theirs, tools: [...theirs.tools, wire.custom("ours")] }),
    );
  });

  test("after a refresh that found them under exclusive", async () => {
    const world = await seeded({});
    const resource = world.resource();
    const { tools } = ours("ours");
    await resource.up({ tools, mcpServers: [] });
    world.emulator.edit(sessionId, {
      ...theirs,
      tools: [...theirs.tools, wire.custom("ours")],
    });
    await resource.refresh();
    expect(resource.state).toMatchObject({ mcpServers: [mcpServer("github")] });
    world.requests();
    await resource.up(ours("ours"));
    expect(world.requests().filter((line) => line.startsWith("POST"))).toEqual([]);
    expect(world.stored()).toMatchObject({
      ...theirs,
      tools: [...theirs.tools, wire.custom("ours")],
    });
  });

  test("with those that the program itself declared under exclusive and does not any more", async () => {
    const world = await seeded({});
    const resource = world.resource();
    await resource.up({ tools: [customTool("first"), customTool("second")] });
    await resource.up(ours("second"));
    expect(world.stored().tools).toEqual([wire.custom("first"), wire.custom("second")]);
  });
});

describe("once ownership is shared, what is dropped goes", () => {
  test("if it was declared under shared", async () => {
    const world = await seeded();
    const resource = await imported(world);
    await resource.up(shared(pair("linear")));
    await resource.up(shared({ tools: [], mcpServers: [] }));
    expect(world.stored()).toMatchObject(theirs);
  });

  test("not if somebody else's entry was declared under exclusive in between", async () => {
    const world = await seeded();
    const resource = world.resource();
    await resource.up(ours("ours"));
    await resource.up({
      tools: [customTool("ours"), customTool("theirs"), mcpToolset("github")],
      mcpServers: [mcpServer("github")],
    });
    await resource.up(ours("ours"));
    expect(new Set(world.stored().tools.map((tool) => (tool as { name?: string }).name))).toEqual(
      new Set(["ours", "theirs", undefined]),
    );
    await resource.up(shared({ tools: [], mcpServers: [] }));
    expect(JSON.stringify(world.stored().tools)).not.toContain('"ours"');
    expect(world.stored().tools).toHaveLength(2);
  });
});

describe("an array that is left out is out of our hands", () => {
  const restoring = (inputs: Properties) => shared({ ...inputs, onDelete: "restore" });
  const standing = [...theirs.tools, wire.custom("ours")];

  test("for good: an empty one takes nothing out later, and restore leaves it alone", async () => {
    const world = await seeded();
    const resource = world.resource();
    await resource.up(restoring({ tools: [customTool("ours")] }));
    await resource.up(restoring({ absent: { tools: ["custom:shell"] } }));
    await resource.refresh();
    await resource.up(restoring({ tools: [] }));
    expect(world.stored().tools).toEqual(standing);
    await resource.destroy();
    expect(world.stored().tools).toEqual(standing);
  });

  test("so that what stands there then is what was before, if we take it over again", async () => {
    const world = await seeded();
    const resource = world.resource();
    await resource.up(restoring({ tools: [customTool("ours")] }));
    await resource.up(restoring({}));
    await resource.up(restoring({ tools: [customTool("ours", "Another.")] }));
    expect(world.stored().tools).not.toEqual(standing);
    await resource.destroy();
    expect(world.stored().tools).toEqual(standing);
  });

  test("also if the update that left it out failed half way", async () => {
    const world = await seeded();
    const resource = world.resource();
    await resource.up(ours("ours"));
    world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
    const next = shared({ absent: { tools: ["custom:theirs"] } });
    expect(await failureOf(resource.up(next))).toMatchObject({ kind: "unverified" });
    await resource.up(shared({ tools: [] }));
    expect(world.stored().tools).toEqual(standing);
  });

  test("and what absent took out of it comes back with restore", async () => {
    const world = await seeded();
    const resource = world.resource();
    await resource.up(restoring({ absent: { mcpServers: ["github"] } }));
    await resource.up(
      restoring({ tools: [customTool("ours")], absent: { mcpServers: ["github"] } }),
    );
    await resource.up(restoring({ absent: { mcpServers: ["github"] } }));
    await resource.destroy();
    expect(new Set(world.stored().tools)).toEqual(new Set(standing));
    expect(world.stored().mcp_servers).toEqual(theirs.mcp_servers);
  });

  test("under exclusive, too", async () => {
    const world = await seeded({ tools: [wire.custom("theirs")] });
    const resource = world.resource();
    const both = { tools: [customTool("ours")], mcpServers: [], onDelete: "restore" };
    await resource.up(both);
    await resource.up({ mcpServers: [], onDelete: "restore" });
    world.emulator.edit(sessionId, { tools: [wire.custom("later")] });
    await resource.up(both);
    await resource.destroy();
    expect(world.stored()).toMatchObject({ tools: [wire.custom("later")], mcp_servers: [] });
  });
});

describe("an update that failed after its write", () => {
  /** The resource declared `first` and is to declare `second`; a look after the write is refused. */
  async function halfFailed(world: World): Promise<Resource> {
    const resource = world.resource();
    await resource.up(ours("first"));
    world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
    expect(await failureOf(resource.up(ours("second")))).toMatchObject({ kind: "unverified" });
    return resource;
  }

  test("shows what it was to take out as drift, in the inputs and in access", async () => {
    const world = await seeded();
    const resource = await halfFailed(world);
    const found = await resource.refresh();
    expect(found).toMatchObject({ inputs: { tools: [customTool("first")] } });
    expect(resource.state?.access).toHaveProperty("custom:first");
    expect(JSON.stringify(found)).not.toContain("theirs");
    const { inputs } = world.lifecycle.check(
      { sessionId, ...ours("second") },
      resource.state,
      undefined,
    );
    expect(world.lifecycle.diff(resource.state ?? {}, inputs)).toEqual({
      kind: "update",
      keys: ["tools"],
    });
  });

  test("is finished by the next one, refreshed in between or not, and shows nothing afterwards", async () => {
    for (const isRefreshed of [true, false]) {
      const world = await seeded();
      const resource = await halfFailed(world);
      if (isRefreshed) await resource.refresh();
      await resource.up(ours("second"));
      expect(world.stored()).toMatchObject({
        ...theirs,
        tools: [...theirs.tools, wire.custom("second")],
      });
      expect(resource.state).not.toHaveProperty("dropping");
      const before = resource.state;
      await resource.refresh();
      expect(resource.state).toEqual(before);
    }
  });
});

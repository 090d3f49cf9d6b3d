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

import { customTool, shared, wire } from "./entries";
import {
  closeWorlds,
  failureOf,
  type Properties,
  type Resource,
  sessionId,
  startWorld,
  type World,
} from "./world";

/** `restore` puts back what is still the resource's to put back, from the first take-over on. */

afterEach(closeWorlds);

const replaced = wire.custom("replaced", "As it was.");
const before = { tools: [replaced, wire.custom("theirs")], mcp_servers: [] };
const restoring = (inputs: Properties) => shared({ ...inputs, onDelete: "restore" });

async function seeded(): Promise<{ readonly world: World; readonly resource: Resource }> {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, ...before });
  return { world, resource: world.resource() };
}

const append = (world: World, ...tools: readonly unknown[]) =>
  world.emulator.edit(sessionId, { tools: [...world.stored().tools, ...tools] });

describe("an entry that is the resource's no more", () => {
  test.each([
    ["added", wire.custom("added", "Theirs now.")],
    ["replaced", wire.custom("replaced", "Theirs now.")],
  ])("stays where somebody took it over: one that was %s", async (name, taken) => {
    const { world, resource } = await seeded();
    await resource.up(restoring({ tools: [customTool(name), customTool("kept")] }));
    await resource.up(restoring({ tools: [customTool("kept")] }));
    append(world, taken);
    await resource.destroy();
    expect(world.stored().tools).toContainEqual(taken);
    expect(JSON.stringify(world.stored().tools)).not.toContain('"kept"');
    expect(world.stored().tools).toContainEqual(wire.custom("theirs"));
  });

  test("returns where nobody took it over", async () => {
    const { world, resource } = await seeded();
    await resource.up(restoring({ tools: [customTool("replaced", "Ours.")] }));
    await resource.up(restoring({ tools: [] }));
    expect(world.stored().tools).toEqual([wire.custom("theirs")]);
    await resource.destroy();
    expect(world.stored().tools).toEqual(before.tools);
  });

  test.each(["with", "without"])(
    "does not return where somebody else took it out before it was dropped, %s a refresh between",
    async (refresh) => {
      const { world, resource } = await seeded();
      await resource.up(
        restoring({ tools: [customTool("replaced", "Ours."), customTool("kept")] }),
      );
      world.emulator.edit(sessionId, { tools: [wire.custom("theirs"), wire.custom("kept")] });
      if (refresh === "with") await resource.refresh();
      await resource.up(restoring({ tools: [customTool("kept")] }));
      await resource.destroy();
      expect(world.stored().tools).toEqual([wire.custom("theirs")]);
    },
  );

  test("returns where somebody else took it out and it is declared to the end", async () => {
    const { world, resource } = await seeded();
    await resource.up(restoring({ tools: [customTool("replaced", "Ours.")] }));
    world.emulator.edit(sessionId, { tools: [wire.custom("theirs")] });
    await resource.destroy();
    expect(world.stored().tools).toEqual(before.tools);
  });

  test("goes all the same if an update that failed was to take it out", async () => {
    const { world, resource } = await seeded();
    await resource.up(restoring({ tools: [customTool("first")] }));
    world.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
    const failure = await failureOf(resource.up(restoring({ tools: [] })));
    expect(failure.kind).toBe("unverified");
    expect(world.stored().tools).toContainEqual(wire.custom("first"));
    await resource.destroy();
    expect(world.stored().tools).toEqual(before.tools);
  });
});

test("a whole array that the program leaves alone by now stays as it is", async () => {
  const { world, resource } = await seeded();
  await resource.up({ tools: [customTool("ours")], onDelete: "restore" });
  await resource.up({ mcpServers: [], onDelete: "restore" });
  append(world, wire.custom("later"));
  await resource.destroy();
  expect(world.stored().tools).toEqual([wire.custom("ours"), wire.custom("later")]);
});

describe("what was before is recorded at the first write, whatever onDelete says then", () => {
  const changing = { tools: [customTool("replaced", "Ours."), customTool("added")] };

  test.each([
    ["exclusive", "archive"],
    ["exclusive", "retain"],
    ["shared", "delete"],
    ["shared", "retain"],
  ])("%s, %s at first", async (ownership, onDelete) => {
    const { world, resource } = await seeded();
    await resource.up({ ...changing, ownership, onDelete });
    await resource.up({ tools: [customTool("added")], ownership, onDelete });
    await resource.up({ tools: [customTool("added")], ownership, onDelete: "restore" });
    await resource.destroy();
    expect(new Set(world.stored().tools)).toEqual(new Set(before.tools));
  });

  test.each(["exclusive", "shared"])(
    "%s, where the first deployment had nothing to write",
    async (ownership) => {
      const { world, resource } = await seeded();
      const tools = [customTool("replaced", "As it was."), customTool("theirs")];
      world.requests();
      await resource.up({ tools, ownership, onDelete: "archive" });
      expect(world.requests()).toEqual(["GET session 200"]);
      await resource.up({ ...changing, ownership, onDelete: "restore" });
      await resource.destroy();
      expect(new Set(world.stored().tools)).toEqual(new Set(before.tools));
    },
  );

  test("an import, before anything was written", async () => {
    const { world } = await seeded();
    const found = await world.lifecycle.read(sessionId, undefined, world.context);
    const resource = world.resource(found.kind === "found" ? found.state : undefined);
    await resource.up({ ...changing, mcpServers: [], onDelete: "restore" });
    await resource.destroy();
    expect(world.stored()).toMatchObject(before);
  });
});

import { agentToolset } from "../shared/entries";
import { closeWorlds, type Properties, sessionId, startWorld } from "../shared/world";

/**
 * A refresh stores what the session has, and a session may have what this version would not let a user write. Such a
 * state stays readable for every verb; the next update makes the session what is declared.
 */

afterEach(closeWorlds);

const bash = { name: "bash", enabled: true, permission_policy: { type: "always_ask" } };

/** Arrays on the wire that no program of this version may declare. */
const found: readonly (readonly [string, Properties])[] = [
  [
    "a built-in tool of tomorrow",
    { tools: [agentToolset({ configs: [bash, { name: "dream" }] })] },
  ],
  [
    "a policy of tomorrow",
    {
      tools: [
        agentToolset({
          configs: [{ name: "bash", permission_policy: { type: "ask_twice", by: "two" } }],
        }),
      ],
    },
  ],
  [
    "a default of tomorrow",
    {
      tools: [
        agentToolset({ default_config: { permission_policy: { type: "ask_twice" }, mood: 1 } }),
      ],
    },
  ],
  [
    "a source of tomorrow",
    {
      tools: [
        agentToolset({
          configs: [
            {
              name: "web_fetch",
              url_sources: { user_input: { type: "some", tools: [{ type: "r", name: "x" }] } },
            },
          ],
        }),
      ],
    },
  ],
  ["a tool of tomorrow", { tools: [{ type: "toolset_of_tomorrow", depth: [1, { x: null }] }] }],
  [
    "a server of tomorrow",
    {
      tools: [agentToolset(), { type: "mcp_toolset", mcp_server_name: "pipe" }],
      mcp_servers: [{ type: "stdio", name: "pipe", url: "pipe:pipe", args: ["-x"] }],
    },
  ],
  [
    "a name that a program may not have",
    {
      tools: [
        {
          type: "custom",
          name: "é è",
          description: "",
          input_schema: { type: ["object", "null"] },
        },
      ],
    },
  ],
  [
    "two toolsets of one kind",
    { tools: [agentToolset(), agentToolset({ configs: [{ name: "bash", enabled: false }] })] },
  ],
];

const declared = {
  tools: [agentToolset({ configs: [{ name: "bash", enabled: false }] })],
  mcpServers: [],
};

/** A resource that was refreshed after somebody had put these arrays into its session. */
async function refreshed(arrays: Properties, onDelete = "archive") {
  const world = await startWorld();
  world.emulator.seed({ id: sessionId, tools: [agentToolset()] });
  const resource = world.resource();
  await resource.up({ ...declared, onDelete });
  const { tools, mcp_servers } = world.stored();
  world.emulator.edit(sessionId, { tools: [], mcp_servers: [], ...arrays });
  const seen = await resource.refresh();
  return { world, resource, seen, deployed: { tools, mcp_servers } };
}

describe.each(found)("a stored state with %s", (_name, arrays) => {
  test("came from a read that shows it as drift", async () => {
    const { world, resource, seen } = await refreshed(arrays);
    expect(seen.kind).toBe("found");
    const { inputs } = world.lifecycle.check({ sessionId, ...declared }, resource.state, undefined);
    expect(world.lifecycle.diff(resource.state ?? {}, inputs)).toMatchObject({ kind: "update" });
  });

  test("is read again, and is the same", async () => {
    const { resource } = await refreshed(arrays);
    const before = resource.state;
    expect(await resource.refresh()).toMatchObject({ kind: "found" });
    expect(resource.state).toEqual(before);
  });

  test("is left by an update that makes the session what is declared", async () => {
    const { world, resource, deployed } = await refreshed(arrays);
    await resource.up(declared);
    expect(world.stored()).toMatchObject(deployed);
    expect(resource.state).toMatchObject(declared);
  });

  test.each(["archive", "delete", "restore", "retain"])("is enough for %s", async (onDelete) => {
    const { world, resource } = await refreshed(arrays, onDelete);
    await resource.destroy();
    const session = world.emulator.session(sessionId);
    if (onDelete === "delete") expect(session).toBeUndefined();
    else expect(session?.archived_at !== null).toBe(onDelete === "archive");
    if (onDelete === "restore")
      expect(session?.agent.tools).toEqual([expect.objectContaining(agentToolset())]);
  });
});

test("a state with what is no tool at all is refused with its place, and nothing is changed", async () => {
  const { world, resource } = await refreshed({});
  const broken = world.resource({ ...resource.state, tools: [{ type: "custom", name: "half" }] });
  world.requests();
  await expect(broken.destroy()).rejects.toThrow(
    "the stored inputs cannot be read (tools.0: is no tool that can be compared). Nothing was changed. They were written by another version or edited by hand; refresh the stack, or restore the last good state.",
  );
  expect(world.requests()).toEqual([]);
});

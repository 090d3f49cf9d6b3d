import { DiffResponse, PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import { type Properties, revealed, unknown } from "./plugin";
import { bash, deployed, onePluginWorld, sessionId, toolset } from "./plugin-world";
import { urn } from "./verbs";

const world = onePluginWorld();

const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
const { ADD, DELETE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;

const lines = () => world().plugin.engine.lines.filter((line) => line.urn === urn);

describe("check and diff", () => {
  test("fill in defaults and the access map, and send nothing", async () => {
    const { inputs, failures } = await world().check({}, bash("always_ask"));
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({
      ...bash("always_ask"),
      onDelete: "archive",
      access: { bash: "always_ask", read: "always_allow" },
    });
    expect(world().requests()).toEqual([]);
  });

  test("a failure stands in its sentence with its path, because the engine prints what it finds under a property", async () => {
    const { failures } = await world().check({}, { ...bash("always_ask"), sessionId: "../x" });
    expect(failures).toEqual([
      { property: "", reason: expect.stringMatching(/^sessionId: must be a session's id/) },
    ]);
  });

  test.each<[string, Properties, Properties, object]>([
    [
      "another policy names the config and the right",
      bash("always_ask"),
      bash("always_allow"),
      { "tools[0].configs[0]": UPDATE, "access.bash": UPDATE },
    ],
    [
      "a server and its toolset are new elements",
      bash("always_ask"),
      {
        sessionId,
        tools: [
          ...(bash("always_ask").tools as []),
          { type: "mcp_toolset", mcpServerName: "linear" },
        ],
        mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
      },
      {
        "tools[1]": ADD,
        mcpServers: ADD,
        "access.mcpServers": DELETE,
        'access["mcp:linear"]': ADD,
        'access["mcp:linear/*"]': ADD,
      },
    ],
    [
      "a config taken out of the middle is one deletion",
      { sessionId, tools: [toolset({ configs: ["bash", "read", "write"].map(disabled) })] },
      { sessionId, tools: [toolset({ configs: ["bash", "write"].map(disabled) })] },
      { "tools[0].configs[1]": DELETE, "access.read": UPDATE },
    ],
    [
      "another session replaces",
      bash("always_ask"),
      bash("always_ask", { sessionId: "sesn_2" }),
      { sessionId: UPDATE_REPLACE },
    ],
    [
      "a policy of ours is named itself",
      bash("always_ask"),
      bash("always_ask", { onDelete: "retain" }),
      { onDelete: UPDATE },
    ],
  ])("%s", async (_name, before, after, paths) => {
    const olds = await world().check({}, before);
    const news = await world().check(olds.inputs, after);
    const difference = await world().diff(olds.inputs, news.inputs);
    expect(difference.changes).toBe(DIFF_SOME);
    expect(difference.paths).toEqual(paths);
    expect(world().requests()).toEqual([]);
  });

  test.each<[string, Properties]>([
    ["another order", { sessionId, tools: [toolset({ configs: ["read", "bash"].map(disabled) })] }],
    [
      "a default spelled out",
      {
        sessionId,
        tools: [
          toolset({
            defaultConfig: { enabled: true },
            configs: ["bash", "read"].map(disabled),
          }),
        ],
      },
    ],
  ])("%s is no change", async (_name, after) => {
    const before = { sessionId, tools: [toolset({ configs: ["bash", "read"].map(disabled) })] };
    const olds = await world().check({}, before);
    const news = await world().check(olds.inputs, after);
    expect(await world().diff(olds.inputs, news.inputs)).toMatchObject({
      changes: DIFF_NONE,
      paths: {},
    });
  });

  test("a replacement says once what becomes of the session it leaves", async () => {
    const olds = await world().check({}, bash("always_ask"));
    const news = await world().check(olds.inputs, bash("always_ask", { sessionId: "sesn_2" }));
    // An engine configures before every operation, and what was told in the last one is told again.
    await world().configure();
    const before = lines().length;
    await world().diff(olds.inputs, news.inputs);
    await world().diff(olds.inputs, news.inputs);
    expect(lines().slice(before)).toEqual([
      expect.objectContaining({
        message: `sessionId changes: session ${sessionId} is released and left as before; only removing the resource, or a destroy, does what its onDelete says ("archive")`,
      }),
    ]);
  });
});

function disabled(name: string) {
  return { name, enabled: false };
}

describe("previews", () => {
  test("of a create tell everything but the agent's id, and look at the session once", async () => {
    const { inputs } = await world().check({}, bash("always_ask"));
    const { id, properties } = await world().create(inputs, { preview: true });
    expect(id).toBe("");
    expect(properties).toEqual({ ...inputs, agentId: unknown });
    expect(world().requests()).toEqual(["GET session 200"]);
  });

  test("of an update carry the outputs on, and say what loosens and what tightens", async () => {
    const { inputs, properties } = await deployed(world(), bash("always_ask"));
    const declared = {
      sessionId,
      tools: [
        toolset({
          configs: [
            { name: "bash", permissionPolicy: { type: "always_allow" } },
            { name: "read", enabled: false },
          ],
        }),
      ],
    };
    const news = await world().check(inputs, declared);
    const before = lines().length;
    const planned = await world().update(sessionId, properties, news.inputs, { preview: true });
    expect(revealed(planned.properties)).toEqual({
      ...(revealed(properties) as object),
      ...news.inputs,
    });
    expect(
      lines()
        .slice(before)
        .map(({ message }) => message),
    ).toEqual([
      "loosens bash: always_ask → always_allow",
      "tightens read: always_allow → disabled",
    ]);
    expect(world().requests()).toEqual([]);
  });

  test("have the access of arrays that a policy changed after check, and show no right as it was before", async () => {
    const { inputs, properties } = await deployed(world(), bash("always_ask"));
    const { inputs: checked } = await world().check(inputs, bash("always_allow"));
    const remediated = { ...checked, tools: bash("auto").tools };
    const planned = await world().update(sessionId, properties, remediated, { preview: true });
    expect(revealed(planned.properties)).toMatchObject({ access: { bash: "auto" } });
    const created = await world().create(remediated, { preview: true });
    expect(revealed(created.properties)).toMatchObject({ access: { bash: "auto" } });
    const { paths } = await world().diff(inputs, remediated);
    expect(paths).toEqual({ "tools[0].configs[0]": UPDATE });
    const { properties: stored } = await world().update(sessionId, properties, remediated);
    expect(revealed(stored)).toMatchObject({ access: { bash: "auto" } });
    world().requests();
  });

  test.each<[string, Properties]>([
    ["the session", bash("always_ask", { sessionId: unknown })],
    ["all tools", { sessionId, tools: unknown }],
    ["a policy", bash(unknown)],
  ])("take unknown values in %s", async (_name, declared) => {
    const { inputs, failures } = await world().check({}, declared);
    expect(failures).toEqual([]);
    const { properties } = await world().create(inputs, { preview: true });
    expect(properties).toMatchObject(declared);
  });
});

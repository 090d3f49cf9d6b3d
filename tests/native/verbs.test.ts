import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { hidingSecrets } from "./plugin";
import { bash, deployed, onePluginWorld, sessionId, toolset } from "./plugin-world";

const world = onePluginWorld();

const { DIFF_NONE } = DiffResponse.DiffChanges;
const mcpToolset = { type: "mcp_toolset", mcp_server_name: "linear" };

describe("the verbs that reach the session", () => {
  test("create writes once; what it stored reads back without a difference", async () => {
    const { inputs } = await world().check({}, bash("always_ask"));
    const stored = await world().create(inputs);
    expect(world().requests()).toEqual(["GET session 200", "POST session 200"]);
    expect(stored).toMatchObject({ id: sessionId, refreshBeforeUpdate: true });
    expect(hidingSecrets(stored.properties)).toEqual({
      ...inputs,
      agentId: expect.any(String),
      baseline: "[secret]",
      origin: expect.objectContaining({ address: expect.stringContaining("http://127.0.0.1:") }),
    });

    const read = await world().read(sessionId, stored.properties, inputs);
    expect(read).toEqual({ ...stored, inputs });
    expect(world().requests()).toEqual(["GET session 200"]);
  });

  test("import takes the session as it is, writes nothing, and its inputs preview without a change", async () => {
    world().emulator.edit(sessionId, {
      tools: [toolset({ configs: [{ name: "bash", enabled: false }] }), mcpToolset],
      mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
    });
    const read = await world().read(sessionId);
    expect(read).toMatchObject({
      id: sessionId,
      refreshBeforeUpdate: true,
      inputs: {
        sessionId,
        mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
        access: { bash: "disabled", "mcp:linear": "https://mcp.linear.app/sse" },
      },
    });
    const { access: _access, ...written } = read.inputs;
    const { inputs, failures } = await world().check(read.inputs, written);
    expect(failures).toEqual([]);
    expect(await world().diff(read.inputs, inputs, read.properties)).toMatchObject({
      changes: DIFF_NONE,
    });
    expect(world().requests()).toEqual(["GET session 200"]);
  });

  test("a session that is not there reads as nothing", async () => {
    world().emulator.remove(sessionId);
    expect(await world().read(sessionId, bash("always_ask"))).toMatchObject({ id: "" });
    world().emulator.seed({ id: sessionId });
  });

  test("drift is read into inputs and state alike", async () => {
    const { inputs, properties } = await deployed(world(), bash("always_ask"));
    const configs = [{ name: "bash", permission_policy: { type: "always_allow" } }];
    world().emulator.edit(sessionId, { tools: [toolset({ configs })] });
    const read = await world().read(sessionId, properties, inputs);
    for (const found of [read.inputs, read.properties]) {
      expect(found).toMatchObject(bash("always_allow", { access: { bash: "always_allow" } }));
    }
  });

  test("delete works from the state", async () => {
    const { properties } = await deployed(world(), bash("always_ask", { onDelete: "delete" }));
    await world().configure(); // The engine's next operation, in which nothing was checked.
    await world().delete(sessionId, properties);
    expect(world().emulator.session(sessionId)).toBeUndefined();
  });
});

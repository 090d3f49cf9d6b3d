import { agentToolset, mcpToolset } from "../../sdk";
import type { SessionSeed } from "../emulator";
import { AGENT_TOOLSET, closeAll, startRaw } from "./raw-http";

afterEach(closeAll);

const asking = { configs: [{ name: "bash" as const, permissionPolicy: { type: "always_ask" } }] };

test.each<[string, SessionSeed, string]>([
  [
    "a toolset of a program",
    { tools: [agentToolset(asking)] },
    "tools[0].configs[0].permissionPolicy of the seed is spelt as in a program; the API has permission_policy there",
  ],
  [
    "an MCP toolset of a program",
    { tools: [AGENT_TOOLSET, mcpToolset("linear")] },
    "tools[1].mcpServerName of the seed is spelt as in a program; the API has mcp_server_name there",
  ],
  [
    "the same as text",
    { tools: JSON.stringify([mcpToolset("linear")]) },
    "tools[0].mcpServerName of the seed",
  ],
  [
    "an array that has another name",
    { mcpServers: [] } as SessionSeed,
    "A seed has no member mcpServers; its members are id, status, tools, mcp_servers, ",
  ],
])("a seed with %s is refused, and no session is made", async (_what, seed, reason) => {
  const { emulator, send } = await startRaw();
  expect(() => emulator.seed(seed)).toThrow(reason);
  expect((await send("GET", "/v1/sessions")).body.data).toEqual([]);
});

test("so is an agent's, and what somebody sets by hand", async () => {
  const { emulator } = await startRaw();
  const tools = [agentToolset(asking)];
  expect(() => emulator.seedAgent({ tools })).toThrow("the API has permission_policy there");
  expect(() => emulator.seedAgent({ mcpServers: [] } as never)).toThrow("no member mcpServers");
  const { id } = emulator.seed({ tools: [AGENT_TOOLSET] });
  expect(() => emulator.edit(id, { tools })).toThrow("the API has permission_policy there");
  expect(emulator.rights(id)?.builtIns.get("bash")).toEqual({ permission: "always_allow" });
});

test("the schema of a custom tool is its own, and what nobody knows stays", async () => {
  const { emulator } = await startRaw();
  const properties = { permissionPolicy: { type: "string" } };
  const tools = [
    {
      type: "custom",
      name: "lookup",
      description: "x",
      input_schema: { type: "object", properties },
    },
    { type: "tool_of_tomorrow", newWord: 1 },
  ];
  const { id } = emulator.seed({ tools });
  expect(emulator.session(id)?.agent.tools).toEqual(tools);
});

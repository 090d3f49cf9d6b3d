import { startEmulator } from "../emulator";
import { AGENT_TOOLSET, closeAll, startRaw } from "./raw-http";

afterEach(closeAll);

const policy = (type: string) => ({ permission_policy: { type } });
const ask = { permission: "always_ask" };
const allow = { permission: "always_allow" };

/** The rights of a session that has these arrays. */
async function rightsOf(tools: readonly object[], mcp_servers: readonly object[] = []) {
  const emulator = await startEmulator();
  try {
    const { id } = emulator.seed({ tools, mcp_servers });
    const rights = emulator.rights(id);
    if (rights === undefined) throw new Error("the session is gone");
    return rights;
  } finally {
    await emulator.close();
  }
}

test("built-in tools: by name, with the toolset's default where they have no entry of their own", async () => {
  const { builtIns } = await rightsOf([
    {
      type: "agent_toolset_20260401",
      default_config: policy("always_ask"),
      configs: [
        { name: "bash", ...policy("always_allow") },
        { name: "read", enabled: false },
        { name: "web_search", allowed_domains: ["a.com"], user_location: null },
      ],
    },
  ]);
  expect(Object.fromEntries(builtIns)).toEqual({
    bash: allow,
    edit: ask,
    glob: ask,
    grep: ask,
    read: { permission: "disabled" },
    web_fetch: ask,
    web_search: { ...ask, limits: { allowed_domains: ["a.com"] } },
    write: ask,
  });
});

test("none without an agent toolset; all of them allowed by one that says nothing", async () => {
  expect((await rightsOf([])).builtIns.size).toBe(0);
  const { builtIns } = await rightsOf([AGENT_TOOLSET]);
  expect([...builtIns.values()]).toEqual(Array.from({ length: 8 }, () => allow));
});

test("MCP servers: URL, default and named tools, whatever the names are", async () => {
  const { servers } = await rightsOf(
    [
      { type: "mcp_toolset", mcp_server_name: "a/b" },
      {
        type: "mcp_toolset",
        mcp_server_name: "__proto__",
        configs: [{ name: "*", ...policy("always_allow") }],
      },
    ],
    [
      { type: "url", name: "__proto__", url: "https://a.com" },
      { type: "url", name: "alone", url: "https://b.com" },
    ],
  );
  expect(servers.get("a/b")).toEqual({ tools: { others: ask, named: new Map() } });
  expect(servers.get("alone")).toEqual({ url: "https://b.com" });
  expect(servers.get("__proto__")).toEqual({
    url: "https://a.com",
    tools: { others: ask, named: new Map([["*", allow]]) },
  });
});

test("custom tools and kinds of tomorrow as they are held; unknown policies with their terms", async () => {
  const lookup = { type: "custom", name: "lookup", description: "d", input_schema: { x: null } };
  const tomorrow = { type: "bash", name: "bash" };
  const toolset = {
    type: "agent_toolset_20260401",
    default_config: { permission_policy: { type: "always_vote", quorum: 2, deadline: null } },
  };
  const { builtIns, customTools, others } = await rightsOf([lookup, tomorrow, toolset]);
  expect(customTools.get("lookup")).toEqual({ description: "d", input_schema: { x: null } });
  expect(others).toEqual([tomorrow]);
  expect(builtIns.get("bash")).toEqual({ permission: "always_vote", terms: { quorum: 2 } });
});

test("newerWords: an update may carry kinds and policies that are not known today, and nothing else that is wrong", async () => {
  const { emulator, update: send } = await startRaw({ newerWords: true });
  const { id } = emulator.seed();
  const update = (tools: readonly object[]) => send(id, { agent: { tools } });
  const newer = [
    { type: "toolset_of_tomorrow" },
    { type: "agent_toolset_20260401", default_config: policy("always_vote") },
  ];
  expect((await update(newer)).status).toBe(200);
  expect(emulator.rights(id)?.builtIns.get("bash")).toEqual({ permission: "always_vote" });
  const wrong = [{ ...newer[1], configs: [{ name: "bash", type: "read" }] }];
  expect((await update(wrong)).status).toBe(400);
});

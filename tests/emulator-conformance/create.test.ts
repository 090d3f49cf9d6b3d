import {
  AGENT_TOOLSET,
  closeAll,
  expectError,
  LINEAR,
  LINEAR_TOOLSET,
  message,
  type RawHttp,
  startRaw,
  typesOf,
} from "./raw-http";

afterEach(closeAll);

const NOTION = { type: "url", name: "notion", url: "https://mcp.notion.com/mcp" };
const NOTION_TOOLSET = { type: "mcp_toolset", mcp_server_name: "notion" };

async function startWithAgent(): Promise<RawHttp> {
  const raw = await startRaw();
  raw.emulator.seedAgent({
    id: "agent_one",
    version: 3,
    name: "One",
    tools: [AGENT_TOOLSET, LINEAR_TOOLSET, NOTION_TOOLSET],
    mcp_servers: [LINEAR, NOTION],
  });
  return raw;
}

function create(raw: RawHttp, body: object) {
  return raw.send("POST", "/v1/sessions", { agent: "agent_one", environment_id: "env_1", ...body });
}

test("C7: a minimal session is idle and empty", async () => {
  const raw = await startWithAgent();
  const { status, body } = await create(raw, {});
  expect(status).toBe(200);
  expect(body).toMatchObject({
    type: "session",
    status: "idle",
    archived_at: null,
    metadata: {},
    vault_ids: [],
    title: null,
    budget: null,
    environment_id: "env_1",
    agent: { id: "agent_one", version: 3, type: "agent" },
    usage: { input_tokens: 0, list_cost: { amount: "0", currency: "USD" } },
  });
  expect(body.id).toMatch(/^sesn_/);
  expect(body.updated_at).toBe(body.created_at);
  expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect((await raw.get(body.id)).body).toEqual(body);
});

test("C8: an unknown version, and an unknown agent, are 404", async () => {
  const raw = await startWithAgent();
  const version = await create(raw, { agent: { type: "agent", id: "agent_one", version: 999 } });
  expectError(version, 404, "not_found_error", "agent.version: 999 not found");
  expectError(await create(raw, { agent: "agent_two" }), 404, "not_found_error");
  expectError(
    await create(raw, { agent: "one" }),
    400,
    "invalid_request_error",
    "Invalid agent ID",
  );
});

test("C9: with initial events it is running from the start", async () => {
  const raw = await startWithAgent();
  const { status, body } = await create(raw, { initial_events: [message("hello")] });
  expect([status, body.status]).toEqual([200, "running"]);
  expect(typesOf(raw.emulator.events(body.id))).toContain("user.message");
  expect((await create(raw, { initial_events: [] })).body.status).toBe("idle");
});

test("C10: an override drops a server and its toolset, and the agent stays named", async () => {
  const raw = await startWithAgent();
  const overrides = { tools: [AGENT_TOOLSET, LINEAR_TOOLSET], mcp_servers: [LINEAR] };
  const agent = { type: "agent_with_overrides", id: "agent_one", ...overrides };
  const { status, body } = await create(raw, { agent });
  expect(status).toBe(200);
  expect(body.agent).toMatchObject({ id: "agent_one", version: 3, mcp_servers: [LINEAR] });
  expect(body.agent.tools).toHaveLength(2);
});

test("without a version the latest one is taken", async () => {
  const raw = await startWithAgent();
  raw.emulator.seedAgent({ id: "agent_one", version: 12, name: "Newer" });
  expect((await create(raw, {})).body.agent).toMatchObject({ version: 12, name: "Newer" });
  const old = await create(raw, { agent: { type: "agent", id: "agent_one", version: 3 } });
  expect(old.body.agent).toMatchObject({ version: 3, name: "One" });
});

const OVERRIDE = { type: "agent_with_overrides", id: "agent_one" };

test.each<[string, object, string]>([
  ["an unknown field", { status: "idle" }, 'unknown field "status"'],
  ["an empty title", { title: "" }, "title"],
  ["a title of 501 characters", { title: "x".repeat(501) }, "title"],
  ["17 pairs of metadata", { metadata: pairs(17) }, "at most 16"],
  ["metadata that is no text", { metadata: { a: 1 } }, "metadata.a"],
  ["no environment", { environment_id: undefined }, "environment_id"],
  ["51 initial events", { initial_events: Array(51).fill(message("x")) }, "at most 50"],
  ["an initial interrupt", { initial_events: [{ type: "user.interrupt" }] }, "not a valid value"],
  ["a budget of zero", { budget: budget("0") }, "budget.max_list_cost.amount"],
  ["a cleared model", { agent: { ...OVERRIDE, model: null } }, "agent_model_required"],
  [
    "servers cleared alone",
    { agent: { ...OVERRIDE, mcp_servers: null } },
    "not defined in mcp_servers",
  ],
  [
    "skills without read",
    { agent: { ...OVERRIDE, tools: null, mcp_servers: [], skills: [{}] } },
    "read",
  ],
])("%s is refused and nothing is created", async (_name, body, text) => {
  const raw = await startWithAgent();
  expectError(await create(raw, body), 400, "invalid_request_error", text);
  expect((await raw.send("GET", "/v1/sessions")).body.data).toEqual([]);
});

test("everything that can be given is echoed", async () => {
  const raw = await startWithAgent();
  const given = {
    title: "Title",
    metadata: { team: "a" },
    vault_ids: ["vlt_2", "vlt_1"],
    budget: budget("500"),
  };
  const resources = [
    { type: "file", file_id: "file_1" },
    { type: "github_repository", url: "https://github.com/org/repo", authorization_token: "t" },
    { type: "memory_store", memory_store_id: "memstore_1" },
  ];
  const { body } = await create(raw, { ...given, resources });
  expect(body).toMatchObject(given);
  expect(body.resources).toMatchObject([
    { type: "file", mount_path: "/mnt/session/uploads/file_1" },
    { type: "github_repository", mount_path: "/workspace/repo", checkout: null },
    { type: "memory_store", access: "read_write" },
  ]);
  expect(body.resources[0]?.file_id).toMatch(/^file_01EMU/);
  expect(body.resources[2]?.id).toBeUndefined();
  expect(JSON.stringify(body)).not.toContain("authorization_token");
});

function pairs(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, "v"]));
}

function budget(amount: string): object {
  return { type: "limit", max_list_cost: { amount, currency: "USD" } };
}

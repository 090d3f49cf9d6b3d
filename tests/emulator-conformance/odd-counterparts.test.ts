import type { Fault, UrlSpelling } from "../emulator";
import {
  AGENT_TOOLSET,
  closeAll,
  expectError,
  INTERRUPT,
  LINEAR,
  LINEAR_TOOLSET,
  message,
  startRaw,
  typesOf,
} from "./raw-http";

afterEach(closeAll);

const NEW = { agent: { tools: [AGENT_TOOLSET] } };
const BUSY: Fault = {
  kind: "refuse",
  status: 400,
  type: "invalid_request_error",
  message: "The session must be idle.",
};

test("a fault may last so many milliseconds: the status says idle, and updates are refused", async () => {
  let now = 1_000_000;
  const { emulator, get, update } = await startRaw({ now: () => now });
  const { id } = emulator.seed();
  emulator.faults.always(BUSY, { method: "POST", path: `/v1/sessions/${id}`, forMs: 6_000 });
  expectError(await update(id, NEW), 400, "invalid_request_error", "must be idle");
  expect((await get(id)).body.status).toBe("idle");
  now += 5_999;
  expectError(await update(id, NEW), 400, "invalid_request_error", "must be idle");
  now += 1;
  expect((await update(id, NEW)).status).toBe(200);
});

test("looks may fail for a while, and nothing else", async () => {
  let now = 1_000_000;
  const { emulator, get, update } = await startRaw({ now: () => now });
  const { id } = emulator.seed();
  emulator.faults.always({ kind: "serverError", status: 502 }, { method: "GET", forMs: 3_000 });
  expect((await get(id)).status).toBe(502);
  expect((await update(id, NEW)).status).toBe(200);
  now += 3_000;
  expect((await get(id)).status).toBe(200);
});

test.each<[string, Fault, number | "broken", string, boolean]>([
  ["refused", { ...BUSY, status: 409 }, 409, "running", false],
  ["refused, with effect", { ...BUSY, effect: true }, 400, "idle", true],
  ["500", { kind: "serverError" }, 500, "running", false],
  ["529, with effect", { kind: "serverError", status: 529, effect: true }, 529, "idle", true],
  ["reset", { kind: "resetBeforeEffect" }, "broken", "running", false],
  ["reset, with effect", { kind: "resetAfterEffect" }, "broken", "idle", true],
  ["200 and lost", { kind: "noEffect" }, 200, "running", false],
  ["200 and ignored", { kind: "ignoreInterrupt" }, 200, "running", true],
])("an interrupt may be %s", async (_name, fault, status, after, onRecord) => {
  const { emulator, get, sendEvents } = await startRaw({ interruptPolls: 0 });
  const { id } = emulator.seed({ status: "running" });
  emulator.faults.next(fault, { sends: "user.interrupt" });
  expect((await sendEvents(id, message("Hello"))).status).toBe(200);
  const outcome = await sendEvents(id, INTERRUPT).catch(() => "broken" as const);
  expect(outcome === "broken" ? outcome : outcome.status).toBe(status);
  expect(typesOf(emulator.events(id)).includes("user.interrupt")).toBe(onRecord);
  emulator.finishTurn(id);
  if (after === "running") return;
  expect((await get(id)).body.status).toBe("idle");
});

test("a gateway may know no such endpoint, and echo the path", async () => {
  const { emulator, get, send } = await startRaw();
  const { id } = emulator.seed();
  emulator.faults.next({ kind: "noSuchEndpoint", prefix: "/api" });
  const text = `no such endpoint: /api/v1/sessions/${id}`;
  expectError(await get(id), 404, "not_found_error", text);
  emulator.faults.next({ kind: "noSuchEndpoint", body: "text" });
  const plain = await send("GET", "/v1/sessions");
  expect(plain).toMatchObject({ status: 404, body: "no such endpoint: /v1/sessions" });
});

test("another organisation's key sees none of the sessions, and its answers say whose they are", async () => {
  const { emulator, get, send, headers } = await startRaw({
    organizationId: "org_a",
    workspaceId: "wrkspc_a",
    otherOrganizations: [{ apiKey: "key-b", organizationId: "org_b" }],
  });
  const { id } = emulator.seed();
  const own = await get(id);
  expect(own.headers.get("anthropic-organization-id")).toBe("org_a");
  expect(own.headers.get("anthropic-workspace-id")).toBe("wrkspc_a");
  const others = { ...headers, "x-api-key": "key-b" };
  const other = await send("GET", `/v1/sessions/${id}`, undefined, others);
  expectError(other, 404, "not_found_error", `Session ${id} not found`);
  expect(other.headers.get("anthropic-organization-id")).toBe("org_b");
  expect(other.headers.has("anthropic-workspace-id")).toBe(false);
  expect((await send("GET", "/v1/sessions", undefined, others)).body.data).toEqual([]);
});

test("answers may come without the organisation", async () => {
  const { emulator, get } = await startRaw({ organizationId: null });
  const answer = await get(emulator.seed().id);
  expect(answer.headers.has("anthropic-organization-id")).toBe(false);
});

test.each([[["agent_id", "agent_version"]], [["created_at"]], [["statuses"]]])(
  "a gateway may drop %j from the query of a list",
  async (names) => {
    const { emulator, send } = await startRaw();
    const mine = emulator.seed({ agent_id: "agent_a" }).id;
    const other = emulator.seed({
      agent_id: names[0] === "agent_id" ? "agent_b" : "agent_a",
      created_at: names[0] === "created_at" ? "2020-01-01T00:00:00Z" : "2026-11-01T00:00:00Z",
      status: names[0] === "statuses" ? "running" : "idle",
    }).id;
    const query = "agent_id=agent_a&agent_version=1&created_at[gte]=2025-01-01T00:00:00Z";
    const list = async () => {
      const answer = await send("GET", `/v1/sessions?${query}&statuses[]=idle`);
      return answer.body.data.map((session) => session.id);
    };
    expect(await list()).toEqual([mine]);
    emulator.faults.next({ kind: "ignoreQuery", names });
    expect((await list()).sort()).toEqual([mine, other].sort());
  },
);

test("one session of a list may be odd, in what it holds and in its members", async () => {
  const { emulator, send } = await startRaw();
  const deep = `${'{"properties":{"a":'.repeat(70)}{}${"}}".repeat(70)}`;
  const tools = `[{"type":"custom","name":"deep","input_schema":${deep}}]`;
  const odd = emulator.seed({ tools, mcp_servers: [{ type: "stdio", name: "x" }] }).id;
  const { id } = emulator.seed();
  emulator.distort(id, ({ agent, ...session }) => ({
    ...session,
    agent: { ...agent, tools: null },
  }));
  const answer = await send("GET", "/v1/sessions?order=asc");
  expect(answer.body.data.map((session) => [session.id, session.agent.tools])).toEqual([
    [odd, JSON.parse(tools)],
    [id, null],
  ]);
  emulator.distort(id);
  expect((await send("GET", `/v1/sessions/${id}`)).body.agent.tools).toEqual([]);
});

test("a status may have a name that nobody knows today; it is busy and in no filter", async () => {
  const { emulator, get, update, send } = await startRaw();
  const { id } = emulator.seed();
  emulator.startTurn(id, { as: "pending", polls: 2 });
  expect((await get(id)).body.status).toBe("pending");
  expectError(await update(id, NEW), 400, "invalid_request_error");
  const known = await send("GET", "/v1/sessions?statuses[]=idle&statuses[]=running");
  expect(known.body.data).toEqual([]);
  expect((await send("GET", "/v1/sessions")).body.data[0]?.status).toBe("pending");
  expect((await get(id)).body.status).toBe("idle");
});

test.each([
  ["moved", true],
  ["kept", false],
] as const)(
  "a server may echo an update and store nothing, updated_at %s",
  async (updatedAt, moves) => {
    const { emulator, get, update } = await startRaw();
    const { id } = emulator.seed();
    const before = (await get(id)).body;
    emulator.faults.next({ kind: "noEffect", echo: "new", updatedAt });
    const answer = (await update(id, NEW)).body;
    expect(answer.agent.tools).toHaveLength(1);
    expect(answer.updated_at === before.updated_at).toBe(!moves);
    expect((await get(id)).body).toEqual(before);
  },
);

test.each<[UrlSpelling, string, string]>([
  ["asSent", "https://MCP.example.com:443", "https://MCP.example.com:443"],
  ["normalised", "https://MCP.example.com:443", "https://mcp.example.com/"],
  ["upperCaseHost", "https://mcp.example.com/Sse?a=b", "https://MCP.EXAMPLE.COM/Sse?a=b"],
  ["withDefaultPort", "http://mcp.example.com/sse", "http://mcp.example.com:80/sse"],
  ["withoutEmptyPath", "https://mcp.example.com/", "https://mcp.example.com"],
])("%s: a server may spell a URL otherwise", async (urlSpelling, url, stored) => {
  const { emulator, update } = await startRaw({ urlSpelling });
  const { id } = emulator.seed();
  const agent = { tools: [LINEAR_TOOLSET], mcp_servers: [{ ...LINEAR, url }] };
  expect((await update(id, { agent })).body.agent.mcp_servers).toEqual([
    { ...LINEAR, url: stored },
  ]);
});

describe("custom tools keep every byte", () => {
  const schema =
    '{"type":"object","properties":{"b":{"maximum":1.0},"10":{},"2":{"default":12345678901234567890}}}';
  const tool = (text: string) =>
    `{"type":"custom","name":"lookup","description":"Looks up","input_schema":${text}}`;
  const body = (text: string) => `{"agent": {"tools": [\n  ${tool(text)}\n]}}`;

  test("in answers, in lists and in events", async () => {
    const { emulator, headers } = await startRaw();
    const { id } = emulator.seed();
    const fetched = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${emulator.url}/v1/sessions${path}`, { headers, ...init })).text();
    const expected = `"tools":[${tool(schema)}]`;
    const updated = await fetched(`/${id}`, { method: "POST", body: body(schema) });
    expect(updated).toContain(expected);
    expect(await fetched(`/${id}`)).toContain(expected);
    expect(await fetched("?limit=1")).toContain(expected);
    expect(await fetched(`/${id}/events?types[]=session.updated`)).toContain(expected);
    expect(emulator.text(id)).toContain(expected);
  });

  test("another order of keys in a schema is a change, the same text again is none", async () => {
    const { emulator, send } = await startRaw();
    const { id } = emulator.seed({ tools: `[${tool(schema)}]` });
    const updates = () => typesOf(emulator.events(id)).filter((type) => type === "session.updated");
    await send("POST", `/v1/sessions/${id}`, body(schema));
    expect(updates()).toHaveLength(0);
    const sorted =
      '{"properties":{"2":{"default":12345678901234567890},"10":{},"b":{"maximum":1.0}},"type":"object"}';
    await send("POST", `/v1/sessions/${id}`, body(sorted));
    expect(updates()).toHaveLength(1);
    expect(emulator.text(id)).toContain(sorted);
  });
});

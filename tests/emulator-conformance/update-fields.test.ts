import { AGENT_TOOLSET, closeAll, expectError, startRaw } from "./raw-http";

afterEach(closeAll);

function budget(amount: string): { budget: object } {
  return { budget: { type: "limit", max_list_cost: { amount, currency: "USD" } } };
}

test.each<[string, object, string]>([
  ["C25: agent.system", { agent: { system: "x" } }, "only `tools` and `mcp_servers` are updatable"],
  ["C26: environment_id", { environment_id: "env_2" }, 'unknown field "environment_id"'],
  ["C27: vault_ids", { vault_ids: ["vlt_x"] }, "not yet supported"],
  ["C30: a budget where there is none", budget("100"), "budget_create_only"],
  ["agent null", { agent: null }, "agent"],
  ["an empty title", { title: "" }, "title"],
  ["a metadata value that is no text", { metadata: { a: 1 } }, "metadata.a"],
])("%s is refused and changes nothing", async (_name, body, text) => {
  const { emulator, update } = await startRaw();
  const before = emulator.seed({ title: "Before" });
  expectError(await update(before.id, body), 400, "invalid_request_error", text);
  expect(emulator.session(before.id)).toEqual(before);
});

test("C28: metadata is patched key by key", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed({ metadata: { a: "1", b: "2" } });
  const { status, body } = await update(id, { metadata: { a: null, c: "3" } });
  expect([status, body.metadata]).toEqual([200, { b: "2", c: "3" }]);
  expect(emulator.events(id)).toMatchObject([
    { type: "session.updated", metadata: { b: "2", c: "3" } },
  ]);
});

test("C29: the patched metadata may not exceed 16 pairs", async () => {
  const { emulator, update } = await startRaw();
  const keys = Array.from({ length: 16 }, (_, index) => `k${index}`);
  const { id } = emulator.seed({ metadata: Object.fromEntries(keys.map((key) => [key, "v"])) });
  expectError(await update(id, { metadata: { k16: "v" } }), 400, "invalid_request_error", "16");
  expect((await update(id, { metadata: { k0: null, k16: "v" } })).status).toBe(200);
});

test("C31: a budget can be raised while the session runs, and not lowered below its cost", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed({ budget: "100", status: "running" });
  const { status, body } = await update(id, budget("200"));
  expect([status, body.budget]).toEqual([200, budget("200").budget]);
  emulator.finishTurn(id);
  expectError(await update(id, budget("1")), 400, "invalid_request_error", "budget_not_raised");
});

test("a budget that is removed is gone for good", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed({ budget: "100" });
  expect((await update(id, { budget: null })).body.budget).toBeNull();
  expect(emulator.events(id)).toMatchObject([{ type: "session.updated", budget: null }]);
  expectError(await update(id, budget("100")), 400, "invalid_request_error");
});

test.each([
  ["C32: running", "running", 400],
  ["rescheduling", "rescheduling", 400],
  ["running, with busyStatus 409", "running", 409],
] as const)("%s: the tools cannot be changed", async (_name, status, busyStatus) => {
  const { emulator, update } = await startRaw({ busyStatus });
  const { id } = emulator.seed({ status });
  const answer = await update(id, { agent: { tools: [AGENT_TOOLSET] } });
  expectError(answer, busyStatus, "invalid_request_error", `while session is ${status}`);
  expect(emulator.session(id)?.agent.tools).toEqual([]);
});

test("title and metadata can be changed while it runs", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed({ status: "running" });
  const { status, body } = await update(id, { title: "New", metadata: { a: "1" } });
  expect([status, body.title, body.metadata]).toEqual([200, "New", { a: "1" }]);
});

test.each([
  ["archived", { archived_at: "2026-11-01T00:00:00.000000Z" }],
  ["terminated", { status: "terminated" as const }],
])("an %s session takes no update", async (word, seed) => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed(seed);
  expectError(await update(id, { title: "x" }), 400, "invalid_request_error", word);
});

test("C59: of two updates that race, both succeed and the later one stands", async () => {
  const { emulator, get, update } = await startRaw();
  const { id } = emulator.seed();
  const answers = await Promise.all([
    update(id, { agent: { tools: [AGENT_TOOLSET] } }),
    update(id, { agent: { tools: [] } }),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
  const last = emulator.requests.at(-1)?.body as { agent: { tools: unknown[] } };
  expect((await get(id)).body.agent.tools).toHaveLength(last.agent.tools.length);
});

test.each([
  ["nothing", {}],
  ["an empty agent", { agent: {} }],
  ["null metadata", { metadata: null }],
  ["a null title", { title: null }],
  ["an empty patch", { metadata: {} }],
  ["the same title", { title: "Same" }],
])("%s is no change and no event", async (_name, body) => {
  const { emulator, update } = await startRaw();
  const before = emulator.seed({ title: "Same", metadata: { a: "1" } });
  expect(await update(before.id, body)).toMatchObject({ status: 200, body: before });
  expect(emulator.events(before.id)).toEqual([]);
});

test("cleared metadata is absent from the event", async () => {
  const { emulator, update } = await startRaw();
  const { id } = emulator.seed({ metadata: { a: "1" } });
  expect((await update(id, { metadata: { a: null } })).body.metadata).toEqual({});
  const [event] = emulator.events(id);
  expect(event?.type).toBe("session.updated");
  expect(event).not.toHaveProperty("metadata");
});

test("updated_at moves with changes and with the status", async () => {
  const { emulator, get, update } = await startRaw();
  const { id, updated_at } = emulator.seed();
  const changed = (await update(id, { title: "New" })).body.updated_at;
  emulator.startTurn(id);
  const running = (await get(id)).body.updated_at;
  expect([updated_at < changed, changed < running]).toEqual([true, true]);
});

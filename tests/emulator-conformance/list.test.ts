import { closeAll, expectError, type RawAnswer, type RawHttp, startRaw } from "./raw-http";

afterEach(closeAll);

async function startWithSessions(count: number): Promise<RawHttp & { readonly ids: string[] }> {
  const raw = await startRaw();
  const ids = Array.from({ length: count }, () => raw.emulator.seed().id);
  return { ...raw, ids };
}

const idsOf = (answer: RawAnswer): string[] => answer.body.data.map((item) => item.id);

test("C42: archived sessions are listed only on request", async () => {
  const { emulator, send, ids } = await startWithSessions(2);
  await send("POST", `/v1/sessions/${ids[0]}/archive`);
  expect(idsOf(await send("GET", "/v1/sessions"))).toEqual([ids[1]]);
  const all = await send("GET", "/v1/sessions?include_archived=true&order=asc");
  expect(idsOf(all)).toEqual(ids);
  expect(all.body.data[0]?.status).toBe("terminated");
  expect(emulator.session(ids[0] ?? "")?.archived_at).toEqual(expect.any(String));
});

test("C47: pages forward and back, with exactly three keys", async () => {
  const { send, ids } = await startWithSessions(5);
  const page = (cursor: string | null) =>
    send("GET", `/v1/sessions?limit=2${cursor === null ? "" : `&page=${cursor}`}`);
  const newest = [...ids].reverse();
  const first = await page(null);
  expect(Object.keys(first.body).sort()).toEqual(["data", "next_page", "prev_page"]);
  const second = await page(first.body.next_page);
  const third = await page(second.body.next_page);
  expect([idsOf(first), idsOf(second), idsOf(third)]).toEqual([
    newest.slice(0, 2),
    newest.slice(2, 4),
    newest.slice(4),
  ]);
  expect([first.body.prev_page, third.body.next_page]).toEqual([null, null]);
  const back = await page(third.body.prev_page);
  expect(idsOf(back)).toEqual(idsOf(second));
  expect((await page(back.body.prev_page)).body).toEqual(first.body);
});

test("C48: a cursor belongs to the order it was made for", async () => {
  const { send } = await startWithSessions(3);
  const { next_page } = (await send("GET", "/v1/sessions?limit=1")).body;
  const answer = await send("GET", `/v1/sessions?limit=1&order=asc&page=${next_page}`);
  expectError(answer, 400, "invalid_request_error", "page token order does not match request");
});

test.each(["garbage", "e30", "W10", "WyJkZXNjIiwxXQ"])("C49: %s is no cursor", async (cursor) => {
  const { send } = await startRaw();
  const answer = await send("GET", `/v1/sessions?page=${cursor}`);
  expectError(answer, 400, "invalid_request_error", "invalid page cursor");
});

test("a cursor outlives the session it points at, and new sessions do not shift it", async () => {
  const { emulator, send, ids } = await startWithSessions(4);
  const first = await send("GET", "/v1/sessions?limit=2");
  emulator.remove(idsOf(first)[1] ?? "");
  emulator.seed();
  const second = await send("GET", `/v1/sessions?limit=2&page=${first.body.next_page}`);
  expect(idsOf(second)).toEqual([ids[1], ids[0]]);
});

test("a filter that leaves out the cursor's place is refused", async () => {
  const { emulator, send } = await startRaw();
  for (const day of ["01", "02", "03"]) {
    emulator.seed({ created_at: `2026-10-${day}T00:00:00.000000Z` });
  }
  const { next_page } = (await send("GET", "/v1/sessions?limit=1")).body;
  const query = `limit=1&page=${next_page}&created_at[lt]=2026-10-02T00:00:00Z`;
  expectError(await send("GET", `/v1/sessions?${query}`), 400, "invalid_request_error");
});

test.each<[string, string, string[]]>([
  ["agent", "agent_id=agent_a", ["sesn_1", "sesn_2"]],
  ["version", "agent_id=agent_a&agent_version=2", ["sesn_2"]],
  ["one status", "statuses[]=running", ["sesn_2"]],
  ["two statuses", "statuses[]=running&statuses[]=rescheduling", ["sesn_2", "sesn_3"]],
  ["created after", "created_at[gt]=2026-10-02T00:00:00Z", ["sesn_3"]],
  ["created at or after", "created_at[gte]=2026-10-02T00:00:00Z", ["sesn_2", "sesn_3"]],
  ["created before", "created_at[lt]=2026-10-02T02:00:00%2B02:00", ["sesn_1"]],
  ["created at or before", "created_at[lte]=2026-10-02T00:00:00.000000Z", ["sesn_1", "sesn_2"]],
  ["deployment", "deployment_id=depl_1", ["sesn_3"]],
  ["memory store", "memory_store_id=memstore_1", ["sesn_1"]],
  ["status terminated needs archived ones", "statuses[]=terminated", []],
  ["archived by status", "statuses[]=terminated&include_archived=true", ["sesn_4"]],
])("filter by %s", async (_name, query, expected) => {
  const { emulator, send } = await startRaw();
  const at = (day: number) => `2026-10-0${day}T00:00:00.000000Z`;
  const memory = { type: "memory_store", memory_store_id: "memstore_1" };
  const agentA = { agent_id: "agent_a" };
  emulator.seed({
    id: "sesn_1",
    ...agentA,
    agent_version: 1,
    created_at: at(1),
    resources: [memory],
  });
  emulator.seed({
    id: "sesn_2",
    ...agentA,
    agent_version: 2,
    created_at: at(2),
    status: "running",
  });
  emulator.seed({
    id: "sesn_3",
    status: "rescheduling",
    created_at: at(3),
    deployment_id: "depl_1",
  });
  emulator.seed({ id: "sesn_4", created_at: at(1), archived_at: at(2) });
  const answer = await send("GET", `/v1/sessions?order=asc&${query}`);
  expect(idsOf(answer)).toEqual(expected);
});

test.each([
  "limit=0",
  "limit=1001",
  "limit=x",
  "order=up",
  "statuses[]=pending",
  "agent_version=1",
  "agent_id=a&agent_version=x",
  "created_at[gt]=yesterday",
  "include_archived=1",
])("%s is refused", async (query) => {
  const { send } = await startRaw();
  expectError(await send("GET", `/v1/sessions?${query}`), 400, "invalid_request_error");
});

test("a page is a look at each session on it", async () => {
  const { emulator, send, ids } = await startWithSessions(2);
  for (const id of ids) emulator.startTurn(id, { polls: 1 });
  const statuses = async (query: string) =>
    (await send("GET", `/v1/sessions?${query}`)).body.data.map((item) => item.status);
  expect(await statuses("limit=1")).toEqual(["running"]);
  expect(await statuses("")).toEqual(["idle", "running"]);
  expect(await statuses("statuses[]=running")).toEqual([]);
  expect(await statuses("")).toEqual(["idle", "idle"]);
});

test("5,000 sessions are listed once each, 100 a page", async () => {
  const { send, ids } = await startWithSessions(5000);
  const seen: string[] = [];
  let cursor: string | null = "";
  for (let pages = 0; cursor !== null && pages < 51; pages += 1) {
    const answer = await send("GET", `/v1/sessions?limit=100&order=asc&page=${cursor}`);
    seen.push(...idsOf(answer));
    cursor = answer.body.next_page;
  }
  expect(cursor).toBeNull();
  expect(seen).toEqual(ids);
});

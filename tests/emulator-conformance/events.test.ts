import { closeAll, expectError, INTERRUPT, message, startRaw, typesOf } from "./raw-http";

afterEach(closeAll);

const INTERRUPTED = [
  "user.interrupt",
  "session.thread_status_idle",
  "session.usage",
  "session.status_idle",
];

test("C36: an interrupted session runs on for a while, then is idle by end_turn", async () => {
  const { emulator, get, sendEvents } = await startRaw({ interruptPolls: 2 });
  const { id } = emulator.seed({ status: "running" });
  const { status, body } = await sendEvents(id, INTERRUPT);
  expect([status, body.data[0]?.processed_at]).toEqual([200, null]);
  const statuses = [];
  for (let look = 0; look < 4; look += 1) statuses.push((await get(id)).body.status);
  expect(statuses).toEqual(["running", "running", "idle", "idle"]);
  const events = emulator.events(id);
  expect(typesOf(events).slice(-4)).toEqual(INTERRUPTED);
  expect(events.at(-4)).toMatchObject({ id: body.data[0]?.id });
  expect(events.at(-4)?.processed_at).toEqual(expect.any(String));
  expect(events.at(-1)).toMatchObject({ stop_reason: { type: "end_turn" }, stop_details: null });
});

test("C39: while it waits for an answer, only answers and interrupts may be sent", async () => {
  const { emulator, sendEvents } = await startRaw();
  const { id } = emulator.seed();
  const eventId = emulator.requireAction(id);
  const text = `Invalid user.message event at events[0]: waiting on responses to events [${eventId}]; only`;
  expectError(await sendEvents(id, message("hello")), 400, "invalid_request_error", text);
  expect((await sendEvents(id, INTERRUPT, message("hello"))).status).toBe(200);
});

test("C50: a message to a running session is taken up inside the same turn", async () => {
  const { emulator, sendEvents } = await startRaw();
  const { id } = emulator.seed({ status: "running" });
  const { status, body } = await sendEvents(id, message("more"));
  expect([status, body.data[0]?.processed_at]).toEqual([200, null]);
  expect(emulator.events(id).at(-1)).toEqual(body.data[0]);
  emulator.finishTurn(id);
  const types = typesOf(emulator.events(id));
  expect(types.filter((type) => type === "session.status_running")).toHaveLength(1);
  expect(types.indexOf("user.message")).toBeLessThan(types.indexOf("session.status_idle"));
  expect(types.at(-1)).toBe("session.status_idle");
});

test("C51: right after a message the session may still read idle", async () => {
  const { emulator, get, sendEvents } = await startRaw({ getLagPolls: 1 });
  const { id } = emulator.seed();
  await sendEvents(id, message("hello"));
  const statuses = [(await get(id)).body.status, (await get(id)).body.status];
  expect(statuses).toEqual(["idle", "running"]);
  expect(typesOf(emulator.events(id))).toContain("session.status_running");
});

test.each<[string, object[], string]>([
  [
    "C60: an unknown type",
    [{ type: "user.foo" }],
    'events[0].type: "user.foo" is not a valid value',
  ],
  ["no events", [], "at least one"],
  ["a good and a bad one", [message("x"), { type: "user.foo" }], "events[1].type"],
  ["an unknown field", [{ ...INTERRUPT, now: true }], 'unknown field "now"'],
  ["a message without content", [{ type: "user.message" }], "events[0].content"],
  [
    "a system message alone",
    [{ type: "system.message", content: [{ type: "text", text: "x" }] }],
    "system.message",
  ],
  [
    "an answer nobody waits for",
    [{ type: "user.tool_confirmation", tool_use_id: "x", result: "allow" }],
    "not waiting",
  ],
  [
    "a denial text with allow",
    [{ type: "user.tool_confirmation", tool_use_id: "x", result: "allow", deny_message: "no" }],
    "deny_message",
  ],
])("%s is refused as a whole", async (_name, events, text) => {
  const { emulator, sendEvents } = await startRaw();
  const { id } = emulator.seed();
  expectError(await sendEvents(id, ...events), 400, "invalid_request_error", text);
  expect(emulator.events(id)).toEqual([]);
});

test("a turn over HTTP has the order of the wire", async () => {
  const { emulator, get, sendEvents } = await startRaw();
  const { id } = emulator.seed();
  await sendEvents(id, message("hello"));
  const statuses = [(await get(id)).body.status, (await get(id)).body.status];
  expect(statuses).toEqual(["running", "idle"]);
  expect(typesOf(emulator.events(id))).toEqual([
    "session.status_running",
    "session.thread_status_running",
    "user.message",
    "span.model_request_start",
    "agent.message",
    "span.model_request_end",
    "session.thread_status_idle",
    "session.usage",
    "session.status_idle",
  ]);
  const stamps = emulator.events(id).map((event) => event.processed_at);
  expect(stamps).toEqual([...new Set(stamps)].sort());
});

test("an interrupt with a message redirects: idle, then the next turn", async () => {
  const { emulator, sendEvents } = await startRaw({ interruptPolls: 0 });
  const { id } = emulator.seed({ status: "running" });
  await sendEvents(id, INTERRUPT, message("rather this"));
  const types = typesOf(emulator.events(id));
  expect(types.slice(types.indexOf("user.interrupt"))).toEqual([
    ...INTERRUPTED,
    "session.status_running",
    "session.thread_status_running",
    "user.message",
    "span.model_request_start",
  ]);
});

test("an interrupt of an idle session is logged and nothing else", async () => {
  const { emulator, sendEvents } = await startRaw();
  const { id } = emulator.seed();
  const { body } = await sendEvents(id, INTERRUPT);
  expect(body.data[0]?.processed_at).toEqual(expect.any(String));
  expect(typesOf(emulator.events(id))).toEqual(["user.interrupt"]);
});

test("an interrupt of a waiting session closes the call and is idle by end_turn", async () => {
  const { emulator, sendEvents } = await startRaw();
  const { id } = emulator.seed();
  const eventId = emulator.requireAction(id, { kind: "mcp", mcp_server_name: "linear" });
  await sendEvents(id, INTERRUPT);
  const events = emulator.events(id);
  expect(typesOf(events).slice(-5)).toEqual(["agent.mcp_tool_result", ...INTERRUPTED]);
  expect(events.at(-5)).toMatchObject({ mcp_tool_use_id: eventId, is_error: true });
  expect(events.at(-1)).toMatchObject({ stop_reason: { type: "end_turn" } });
});

test("an interrupt cancels a pending retry", async () => {
  const { emulator, get, sendEvents } = await startRaw();
  const { id } = emulator.seed({ status: "rescheduling" });
  await sendEvents(id, INTERRUPT);
  const statuses = [(await get(id)).body.status, (await get(id)).body.status];
  expect(statuses).toEqual(["rescheduling", "idle"]);
});

test("answers are taken one by one; the last sets the session going", async () => {
  const { emulator, get, sendEvents } = await startRaw();
  const { id } = emulator.seed();
  const bash = emulator.requireAction(id);
  const lookup = emulator.requireAction(id, { kind: "custom", name: "lookup" });
  const idle = () => emulator.events(id).at(-1);
  expect(idle()).toMatchObject({
    stop_reason: { type: "requires_action", event_ids: [bash, lookup] },
  });
  await sendEvents(id, { type: "user.tool_confirmation", tool_use_id: bash, result: "allow" });
  expect(idle()).toMatchObject({ stop_reason: { type: "requires_action", event_ids: [lookup] } });
  await sendEvents(id, { type: "user.custom_tool_result", custom_tool_use_id: lookup });
  expect((await get(id)).body.status).toBe("running");
});

test("event lists are filtered, ordered and paged", async () => {
  const { emulator, send, sendEvents } = await startRaw();
  const { id } = emulator.seed({ status: "running" });
  await sendEvents(id, message("queued"));
  const list = async (query: string) =>
    (await send("GET", `/v1/sessions/${id}/events${query}`)).body;
  const all = (await list("")).data;
  expect(typesOf(all).at(-1)).toBe("user.message");
  expect(typesOf((await list("?order=desc")).data)).toEqual(typesOf(all).reverse());
  const running = "?types[]=session.status_running&types[]=user.message";
  expect((await list(running)).data).toHaveLength(2);
  // A queued event has no time, so no bound matches it.
  const since = `?created_at[gte]=${all[1]?.processed_at}`;
  expect((await list(since)).data).toEqual(all.slice(1, -1));
  const first = await list("?limit=2");
  const second = await list(`?limit=2&page=${first.next_page}`);
  expect([...first.data, ...second.data]).toEqual(all);
  expect(second.next_page).toBeNull();
  const path = `/v1/sessions/${id}/events`;
  expectError(await send("GET", `${path}?page=x`), 400, "invalid_request_error", "invalid page");
  expectError(await send("GET", `${path}?types[]=x`), 400, "invalid_request_error", "types[]");
});

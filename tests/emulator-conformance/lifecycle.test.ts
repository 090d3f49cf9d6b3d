import type { SessionSeed } from "../emulator";
import { closeAll, expectError, INTERRUPT, message, startRaw } from "./raw-http";

afterEach(closeAll);

const ARCHIVED: SessionSeed = { archived_at: "2026-11-01T00:00:00.000000Z" };

test.each([
  ["C33: running", "running", 400],
  ["rescheduling", "rescheduling", 400],
  ["running, with busyStatus 409", "running", 409],
] as const)("%s: archive is refused and the turn goes on", async (_name, status, busyStatus) => {
  const { emulator, get, send } = await startRaw({ busyStatus });
  const { id } = emulator.seed({ status });
  const answer = await send("POST", `/v1/sessions/${id}/archive`);
  const text = `Session ${id} cannot be archived while its status is "${status}". Only pending or idle`;
  expectError(answer, busyStatus, "invalid_request_error", text);
  expect((await get(id)).body).toMatchObject({ status, archived_at: null });
});

test.each([
  ["C34: running", "running", 400],
  ["rescheduling", "rescheduling", 400],
  ["running, with busyStatus 409", "running", 409],
] as const)("%s: delete is refused", async (_name, status, busyStatus) => {
  const { emulator, get, send } = await startRaw({ busyStatus });
  const { id } = emulator.seed({ status });
  const answer = await send("DELETE", `/v1/sessions/${id}`);
  const text = `Cannot delete session while it is ${status}. Send an interrupt event`;
  expectError(answer, busyStatus, "invalid_request_error", text);
  expect((await get(id)).body.status).toBe(status);
});

test("C35: of an interrupt and a delete at once, the interrupt is taken and the delete refused", async () => {
  const { emulator, send, sendEvents } = await startRaw();
  const { id } = emulator.seed({ status: "running" });
  const [interrupt, removal] = await Promise.all([
    sendEvents(id, INTERRUPT),
    send("DELETE", `/v1/sessions/${id}`),
  ]);
  expect(interrupt.status).toBe(200);
  expectError(removal, 400, "invalid_request_error", "Cannot delete session");
});

test("C38: a session that waits for an answer can be archived", async () => {
  const { emulator, get, send } = await startRaw();
  const { id } = emulator.seed({ stop_reason: "requires_action" });
  const { status, body } = await send("POST", `/v1/sessions/${id}/archive`);
  expect([status, body.status]).toEqual([200, "terminated"]);
  expect(body.archived_at).toEqual(expect.any(String));
  expect((await get(id)).body).toEqual(body);
});

test("C40: an archived session can still be read, events too", async () => {
  const { emulator, get, send } = await startRaw();
  const { id } = emulator.seed();
  await send("POST", `/v1/sessions/${id}/archive`);
  expect(await get(id)).toMatchObject({ status: 200, body: { status: "terminated" } });
  const events = await send("GET", `/v1/sessions/${id}/events`);
  expect(events.status).toBe(200);
  expect(events.body.data.at(-1)?.type).toBe("session.status_terminated");
});

test.each<[string, SessionSeed]>([
  ["C41: archived", ARCHIVED],
  ["C58: ended by an error", { status: "terminated" }],
])("%s: nothing can be sent, in the same words", async (_name, seed) => {
  const { emulator, sendEvents } = await startRaw();
  const { id } = emulator.seed(seed);
  for (const event of [message("hello"), INTERRUPT]) {
    const text = `Cannot send events to archived session: ${id}`;
    expectError(await sendEvents(id, event), 400, "invalid_request_error", text);
  }
});

test.each<[string, SessionSeed]>([
  ["C43: archived", ARCHIVED],
  ["C57: ended by an error", { status: "terminated" }],
  ["idle", {}],
  ["waiting for an answer", { stop_reason: "requires_action" }],
])("%s: it can be deleted", async (_name, seed) => {
  const { emulator, send } = await startRaw();
  const { id } = emulator.seed(seed);
  const { status, body } = await send("DELETE", `/v1/sessions/${id}`);
  expect([status, body]).toEqual([200, { id, type: "session_deleted" }]);
});

test("C44, C45: what is deleted is not there, for any request", async () => {
  const { emulator, send, update, sendEvents } = await startRaw();
  const { id } = emulator.seed();
  await send("DELETE", `/v1/sessions/${id}`);
  const answers = [
    await send("GET", `/v1/sessions/${id}`),
    await send("GET", `/v1/sessions/${id}/events`),
    await send("DELETE", `/v1/sessions/${id}`),
    await send("POST", `/v1/sessions/${id}/archive`),
    await send("GET", `/v1/sessions/${id}/events/stream`),
    await update(id, { title: "x" }),
    await sendEvents(id, message("hello")),
  ];
  for (const answer of answers) expectError(answer, 404, "not_found_error");
});

test.each<[string, SessionSeed, 200 | 400]>([
  ["archived", ARCHIVED, 200],
  ["archived", ARCHIVED, 400],
  ["terminated", { status: "terminated" }, 200],
  ["terminated", { status: "terminated" }, 400],
])(
  "archiving an %s session answers %#: as finalArchiveStatus says",
  async (_name, seed, status) => {
    const { emulator, send } = await startRaw({ finalArchiveStatus: status });
    const before = emulator.seed(seed);
    const answer = await send("POST", `/v1/sessions/${before.id}/archive`);
    expect(answer.status).toBe(status);
    const after = emulator.session(before.id);
    if (status === 400 || before.archived_at !== null) expect(after).toEqual(before);
    else expect(after?.archived_at).toEqual(expect.any(String));
  },
);

test("a fatal error leaves archived_at null", async () => {
  const { emulator, get } = await startRaw();
  const { id } = emulator.seed({ status: "running" });
  emulator.terminate(id);
  expect((await get(id)).body).toMatchObject({ status: "terminated", archived_at: null });
  expect(emulator.events(id).at(-1)?.type).toBe("session.status_terminated");
});

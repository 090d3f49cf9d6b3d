import type { Fault } from "../emulator";
import { AGENT_TOOLSET, closeAll, expectError, type RawHttp, startRaw, typesOf } from "./raw-http";

afterEach(closeAll);

const NEW = { agent: { tools: [AGENT_TOOLSET] } };

const toolsOf = (raw: RawHttp, id: string) => raw.emulator.session(id)?.agent.tools.length;

/** Meets one update with a fault; tells what came back and how many tools are stored afterwards. */
async function updateWith(fault: Fault) {
  const raw = await startRaw();
  const { id } = raw.emulator.seed();
  raw.emulator.faults.next(fault);
  const outcome = await raw.update(id, NEW).catch(() => "broken" as const);
  return { raw, id, outcome, stored: toolsOf(raw, id) };
}

test.each<[string, Fault, number, string | undefined]>([
  [
    "refuse",
    { kind: "refuse", status: 403, type: "permission_error", message: "No" },
    403,
    "permission_error",
  ],
  ["rateLimited", { kind: "rateLimited", retryAfterSeconds: 3 }, 429, "rate_limit_error"],
  ["serverError", { kind: "serverError" }, 500, "api_error"],
  ["serverError 529", { kind: "serverError", status: 529 }, 529, "overloaded_error"],
  ["serverError in HTML", { kind: "serverError", status: 502, body: "html" }, 502, undefined],
  ["redirect", { kind: "redirect", location: "https://example.com/" }, 307, undefined],
])("%s: answered without effect", async (_name, fault, status, type) => {
  const { raw, outcome, stored } = await updateWith(fault);
  if (outcome === "broken") throw new Error("no answer came");
  expect([outcome.status, stored]).toEqual([status, 0]);
  if (type !== undefined) expectError(outcome, status, type);
  expect(raw.emulator.requests[0]).toMatchObject({ status, fault: fault.kind });
});

test("headers of faults are what clients look at", async () => {
  const limited = await updateWith({ kind: "rateLimited", retryAfterSeconds: 3 });
  const spent = await updateWith({ kind: "rateLimited" });
  const moved = await updateWith({ kind: "redirect", status: 308, location: "/elsewhere" });
  const header = (outcome: unknown, name: string) =>
    (outcome as { headers: Headers }).headers.get(name);
  expect(header(limited.outcome, "retry-after")).toBe("3");
  expect(header(spent.outcome, "retry-after")).toBeNull();
  expect(header(moved.outcome, "location")).toBe("/elsewhere");
});

test.each<[string, Fault, number]>([
  ["resetBeforeEffect", { kind: "resetBeforeEffect" }, 0],
  ["resetAfterEffect", { kind: "resetAfterEffect" }, 1],
  ["truncatedBody", { kind: "truncatedBody" }, 1],
  ["truncatedBody without effect", { kind: "truncatedBody", effect: false }, 0],
])("%s: the connection breaks", async (_name, fault, expected) => {
  const { outcome, stored } = await updateWith(fault);
  expect(outcome).toBe("broken");
  expect(stored).toBe(expected);
});

test.each<[string, Fault, number, unknown]>([
  ["malformedBody", { kind: "malformedBody" }, 1, '{"id": "sesn_'],
  ["malformedBody without effect", { kind: "malformedBody", effect: false }, 0, '{"id": "sesn_'],
  ["answerWith", { kind: "answerWith", body: "[1]" }, 1, [1]],
  [
    "serverError with effect",
    { kind: "serverError", body: "html", effect: true },
    1,
    expect.stringContaining("<html>"),
  ],
])("%s: the answer says nothing of the effect", async (_name, fault, expected, body) => {
  const { outcome, stored } = await updateWith(fault);
  expect(stored).toBe(expected);
  expect(outcome).toMatchObject({ body });
});

test.each([
  [true, 1],
  [false, 0],
])("neverAnswer with effect %s: only the client can end it", async (effect, expected) => {
  const { emulator, headers } = await startRaw();
  const { id } = emulator.seed();
  emulator.faults.next({ kind: "neverAnswer", effect });
  const client = new AbortController();
  const request = fetch(`${emulator.url}/v1/sessions/${id}`, {
    method: "POST",
    headers: { ...headers },
    body: JSON.stringify(NEW),
    signal: client.signal,
  });
  const isThere = () => emulator.requests.some((each) => each.fault === "neverAnswer");
  for (let look = 0; look < 1_000 && !isThere(); look++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  client.abort();
  await expect(request).rejects.toThrow();
  expect(emulator.session(id)?.agent.tools).toHaveLength(expected);
  expect(emulator.requests[0]?.status).toBeUndefined();
});

test("endlessBody goes on for as long as somebody reads", async () => {
  const { emulator, headers } = await startRaw();
  emulator.faults.next({ kind: "endlessBody" });
  const response = await fetch(`${emulator.url}/v1/sessions`, { headers: { ...headers } });
  const reader = response.body?.getReader();
  let bytes = 0;
  while (bytes < 1_000_000) bytes += (await reader?.read())?.value?.length ?? Number.NaN;
  expect(bytes).toBeGreaterThanOrEqual(1_000_000);
  await reader?.cancel();
});

test("close ends what is held open", async () => {
  const { emulator, send } = await startRaw();
  emulator.faults.always({ kind: "neverAnswer" });
  const held = send("GET", "/v1/sessions").catch(() => "ended");
  while (emulator.requests.length === 0) await new Promise(setImmediate);
  await emulator.close();
  expect(await held).toBe("ended");
});

test.each(["answer", "effect"] as const)(
  "delay before the %s answers all the same",
  async (before) => {
    const { outcome, stored } = await updateWith({ kind: "delay", ms: 5, before });
    expect([outcome, stored]).toMatchObject([{ status: 200 }, 1]);
  },
);

test("otherSession answers under another id", async () => {
  const { outcome, id, stored } = await updateWith({ kind: "otherSession", id: "sesn_other" });
  expect(outcome).toMatchObject({ status: 200, body: { id: "sesn_other" } });
  expect([id === "sesn_other", stored]).toEqual([false, 1]);
});

test.each([
  ["old", 0],
  ["new", 1],
] as const)("noEffect with the %s echo says 200 and does nothing", async (echo, echoed) => {
  const { raw, id, outcome, stored } = await updateWith({ kind: "noEffect", echo });
  if (outcome === "broken") throw new Error("no answer came");
  expect([outcome.status, outcome.body.agent.tools.length, stored]).toEqual([200, echoed, 0]);
  expect(raw.emulator.events(id)).toEqual([]);
  expect((await raw.update(id, NEW)).body.agent.tools).toHaveLength(1);
});

test("noEffect holds for every kind of write", async () => {
  const { emulator, send, sendEvents } = await startRaw();
  emulator.seedAgent({ id: "agent_a" });
  const before = emulator.seed({ status: "running" });
  const idle = emulator.seed();
  emulator.faults.always({ kind: "noEffect" });
  await sendEvents(before.id, { type: "user.interrupt" });
  await send("POST", `/v1/sessions/${idle.id}/archive`);
  await send("DELETE", `/v1/sessions/${idle.id}`);
  await send("POST", "/v1/sessions", { agent: "agent_a", environment_id: "env_1" });
  expect(emulator.requests.map((request) => request.status)).toEqual([200, 200, 200, 200]);
  emulator.faults.clear();
  const { data } = (await send("GET", "/v1/sessions")).body;
  expect(data).toMatchObject([idle, { id: before.id, status: "running" }]);
  expect(typesOf(emulator.events(before.id))).not.toContain("user.interrupt");
});

test("staleEcho: the answer is old, the session new", async () => {
  const { outcome, stored } = await updateWith({ kind: "staleEcho" });
  expect(outcome).toMatchObject({ status: 200, body: { agent: { tools: [] } } });
  expect(stored).toBe(1);
});

test("lagAfter: the answer is new, the next looks are old", async () => {
  const { raw, id, outcome } = await updateWith({ kind: "lagAfter", looks: 1 });
  expect(outcome).toMatchObject({ body: { agent: { tools: [AGENT_TOOLSET] } } });
  expect((await raw.get(id)).body.agent.tools).toEqual([]);
  expect((await raw.get(id)).body.agent.tools).toHaveLength(1);
});

test("shuffle reverses tools, servers and configs in the answer", async () => {
  const { emulator, get } = await startRaw();
  const configs = [{ name: "bash" }, { name: "read" }];
  const custom = { type: "custom", name: "x", description: "d", input_schema: { type: "object" } };
  const stored = emulator.seed({ tools: [{ ...AGENT_TOOLSET, configs }, custom] });
  emulator.faults.next({ kind: "shuffle" });
  const { tools } = (await get(stored.id)).body.agent;
  expect(tools.map((tool) => tool.type)).toEqual(["custom", AGENT_TOOLSET.type]);
  expect(tools[1]).toMatchObject({ configs: [{ name: "read" }, { name: "bash" }] });
  expect((await get(stored.id)).body).toEqual(stored);
});

test("hideEvents: the event comes late to the list", async () => {
  const { raw, id } = await updateWith({ kind: "hideEvents", reads: 2 });
  const counts = [];
  for (let read = 0; read < 3; read += 1) {
    counts.push((await raw.send("GET", `/v1/sessions/${id}/events`)).body.data.length);
  }
  expect(counts).toEqual([0, 0, 1]);
});

test("faults are matched by method, path and number", async () => {
  const { emulator, get, send } = await startRaw();
  const { id } = emulator.seed();
  const fault: Fault = { kind: "serverError" };
  emulator.faults.next(fault, { method: "POST" });
  emulator.faults.next(fault, { path: `/v1/sessions/${id}`, nth: 2 });
  emulator.faults.next(fault, { path: /\/events$/g });
  expect(emulator.faults.pending).toBe(3);
  expect([(await get(id)).status, (await get(id)).status, (await get(id)).status]).toEqual([
    200, 500, 200,
  ]);
  expect((await send("GET", `/v1/sessions/${id}/events`)).status).toBe(500);
  expect(emulator.faults.pending).toBe(1);
  emulator.faults.clear();
  expect([emulator.faults.pending, (await send("POST", `/v1/sessions/${id}`, {})).status]).toEqual([
    0, 200,
  ]);
});

test("always holds until clear, and lets those of next go first", async () => {
  const { emulator, get } = await startRaw();
  const { id } = emulator.seed();
  emulator.faults.always({ kind: "serverError", status: 503 });
  emulator.faults.next({ kind: "serverError", status: 500 });
  const statuses = [(await get(id)).status, (await get(id)).status, (await get(id)).status];
  emulator.faults.clear();
  expect([...statuses, (await get(id)).status]).toEqual([500, 503, 503, 200]);
});

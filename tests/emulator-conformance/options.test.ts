import { AGENT_TOOLSET, closeAll, expectError, startRaw } from "./raw-http";

afterEach(closeAll);

const NEW = { agent: { tools: [AGENT_TOOLSET] } };

test("staleEcho: update answers lag until the next look", async () => {
  const { emulator, get, update } = await startRaw({ staleEcho: true });
  const { id } = emulator.seed();
  expect((await update(id, NEW)).body.agent.tools).toEqual([]);
  expect((await update(id, { title: "x" })).body).toMatchObject({
    title: "x",
    agent: { tools: [] },
  });
  expect((await get(id)).body.agent.tools).toHaveLength(1);
  expect((await update(id, { title: "y" })).body.agent.tools).toHaveLength(1);
});

test("shuffleArrays: every answer has the other order, the store keeps its own", async () => {
  const { emulator, get, send } = await startRaw({ shuffleArrays: true });
  const custom = { type: "custom", name: "x", description: "d", input_schema: { type: "object" } };
  const { id, agent } = emulator.seed({ tools: [AGENT_TOOLSET, custom] });
  const reversed = [...agent.tools].reverse();
  expect((await get(id)).body.agent.tools).toEqual(reversed);
  expect((await send("GET", "/v1/sessions")).body.data[0]?.agent.tools).toEqual(reversed);
  expect(emulator.session(id)?.agent.tools).toEqual(agent.tools);
});

test("turnPolls: how long a message keeps a session at work", async () => {
  const { emulator, get, sendEvents } = await startRaw({ turnPolls: 0 });
  const { id } = emulator.seed();
  await sendEvents(id, { type: "user.message", content: [{ type: "text", text: "x" }] });
  expect(emulator.session(id)?.status).toBe("running");
  expect((await get(id)).body.status).toBe("idle");
});

test("rateLimit: no more than the budget in any 60 seconds", async () => {
  let nowMs = 1_000_000;
  const { emulator, get } = await startRaw({
    now: () => nowMs,
    rateLimit: { requestsPerMinute: 2 },
  });
  const { id } = emulator.seed();
  expect((await get(id)).status).toBe(200);
  nowMs += 20_000;
  expect((await get(id)).status).toBe(200);
  const refused = await get(id);
  expectError(refused, 429, "rate_limit_error");
  expect(refused.headers.get("retry-after")).toBe("40");
  nowMs += 40_000;
  expect([(await get(id)).status, (await get(id)).status]).toEqual([200, 429]);
});

test("rateLimit: writes can have a budget of their own", async () => {
  const { emulator, get, update } = await startRaw({
    now: () => 0,
    rateLimit: { requestsPerMinute: 1, writesPerMinute: 1 },
  });
  const { id } = emulator.seed();
  const statuses = [await get(id), await update(id, NEW), await get(id), await update(id, NEW)];
  expect(statuses.map((answer) => answer.status)).toEqual([200, 200, 429, 429]);
});

test("a clock that stands still gives different stamps all the same", async () => {
  const { emulator } = await startRaw({ now: () => Date.UTC(2026, 10, 22) });
  const first = emulator.seed();
  const second = emulator.seed();
  expect([first.created_at, second.created_at]).toEqual([
    "2026-11-22T00:00:00.000000Z",
    "2026-11-22T00:00:00.000001Z",
  ]);
});

test("rateLimit: a bucket holds a burst and fills evenly, and answers tell the rest where that is asked for", async () => {
  let nowMs = 1_000_000;
  const { emulator, get } = await startRaw({
    now: () => nowMs,
    rateLimit: { requestsPerMinute: 60, kind: "bucket", burst: 2, headers: true },
  });
  const { id } = emulator.seed();
  const told = async () => {
    const { status, headers } = await get(id);
    const names = ["anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining"];
    return [status, ...names.map((name) => headers.get(name)), headers.get("retry-after")];
  };
  expect(await told()).toEqual([200, "60", "1", null]);
  expect(await told()).toEqual([200, "60", "0", null]);
  expect(await told()).toEqual([429, "60", "0", "1"]);
  nowMs += 1_000;
  expect(await told()).toEqual([200, "60", "0", null]);
});

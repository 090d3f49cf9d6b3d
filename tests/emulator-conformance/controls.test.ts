import { startEmulator } from "../emulator";
import { readArguments, startDemo } from "../emulator/cli";
import { AGENT_TOOLSET, closeAll, LINEAR, LINEAR_TOOLSET, startRaw, typesOf } from "./raw-http";

afterEach(closeAll);

async function statuses(
  get: (id: string) => Promise<{ body: { status: string } }>,
  id: string,
  looks: number,
) {
  const seen: string[] = [];
  while (seen.length < looks) seen.push((await get(id)).body.status);
  return seen;
}

test("a turn ends after its looks, after its time, or when it is finished", async () => {
  let nowMs = Date.UTC(2026, 10, 22);
  const { emulator, get } = await startRaw({ now: () => nowMs });
  const { id } = emulator.seed();
  emulator.startTurn(id, { polls: 2 });
  expect(await statuses(get, id, 3)).toEqual(["running", "running", "idle"]);
  emulator.startTurn(id, { ms: 1000 });
  expect(await statuses(get, id, 3)).toEqual(["running", "running", "running"]);
  nowMs += 1000;
  expect(emulator.session(id)?.status).toBe("idle");
  emulator.startTurn(id);
  expect(await statuses(get, id, 3)).toEqual(["running", "running", "running"]);
  emulator.finishTurn(id, "refusal");
  expect(await statuses(get, id, 1)).toEqual(["idle"]);
  expect(emulator.events(id).at(-1)).toMatchObject({
    stop_reason: { type: "refusal" },
    stop_details: { type: "refusal" },
  });
});

test("figures move while a session runs and after each turn", async () => {
  let nowMs = Date.UTC(2026, 10, 22);
  const { emulator, get } = await startRaw({ now: () => nowMs });
  const { id, usage } = emulator.seed();
  emulator.startTurn(id);
  nowMs += 3000;
  expect((await get(id)).body.usage.active_seconds).toBe(3);
  emulator.finishTurn(id);
  const after = emulator.session(id);
  expect(after?.usage.active_seconds).toBe(3);
  expect(after?.usage.input_tokens).toBeGreaterThan(usage.input_tokens);
});

test("a retry goes back to work after its looks", async () => {
  const { emulator, get } = await startRaw();
  const { id } = emulator.seed();
  emulator.reschedule(id, { polls: 1 });
  expect(await statuses(get, id, 4)).toEqual(["rescheduling", "running", "running", "idle"]);
  expect(typesOf(emulator.events(id))).toContain("session.status_rescheduled");
});

test("getLagPolls: looks show the status of before, and busyness counts either way", async () => {
  const { emulator, get, update } = await startRaw({ getLagPolls: 1 });
  const { id } = emulator.seed();
  emulator.startTurn(id);
  expect((await update(id, { agent: { tools: [AGENT_TOOLSET] } })).status).toBe(400);
  expect(await statuses(get, id, 2)).toEqual(["idle", "running"]);
  emulator.finishTurn(id);
  expect((await update(id, { agent: { tools: [AGENT_TOOLSET] } })).status).toBe(400);
  expect(await statuses(get, id, 2)).toEqual(["running", "idle"]);
  expect((await update(id, { agent: { tools: [AGENT_TOOLSET] } })).status).toBe(200);
});

test.each([
  ["agent", "agent.tool_use"],
  ["mcp", "agent.mcp_tool_use"],
  ["custom", "agent.custom_tool_use"],
] as const)("requireAction of kind %s logs %s and parks the session", async (kind, type) => {
  const { emulator } = await startRaw();
  const { id } = emulator.seed();
  const eventId = emulator.requireAction(id, { kind, name: "do_it", mcp_server_name: "linear" });
  const events = emulator.events(id);
  expect(events.find((event) => event.id === eventId)).toMatchObject({ type, name: "do_it" });
  expect(emulator.session(id)?.status).toBe("idle");
  expect(events.at(-1)).toMatchObject({
    stop_reason: { type: "requires_action", event_ids: [eventId] },
  });
});

test("edit changes a session behind the API's back, even a running one", async () => {
  const { emulator, get, send } = await startRaw();
  const { id } = emulator.seed({ status: "running" });
  emulator.edit(id, { tools: [LINEAR_TOOLSET], mcp_servers: [LINEAR] }, { hiddenReads: 1 });
  expect(emulator.requests).toEqual([]);
  expect((await get(id)).body.agent.tools[0]).toMatchObject({ ...LINEAR_TOOLSET, configs: [] });
  expect(emulator.events(id).at(-1)).toMatchObject({
    type: "session.updated",
    agent: { mcp_servers: [LINEAR] },
  });
  const listed = async () => typesOf((await send("GET", `/v1/sessions/${id}/events`)).body.data);
  expect(await listed()).not.toContain("session.updated");
  expect(await listed()).toContain("session.updated");
});

test("archive and remove ask nobody", async () => {
  const { emulator, get } = await startRaw();
  const [archived, removed] = [
    emulator.seed({ status: "running" }),
    emulator.seed({ status: "running" }),
  ];
  emulator.archive(archived.id);
  emulator.remove(removed.id);
  expect((await get(archived.id)).body).toMatchObject({ status: "terminated" });
  expect((await get(removed.id)).status).toBe(404);
});

test("what tests get from the emulator is a copy", async () => {
  const { emulator } = await startRaw();
  const tools: object[] = [AGENT_TOOLSET];
  const seeded = emulator.seed({ tools });
  tools.pop();
  const copy = emulator.session(seeded.id);
  (copy?.agent.tools as unknown[] | undefined)?.pop();
  expect(emulator.session(seeded.id)).toEqual(seeded);
});

test("mistakes in tests are errors", async () => {
  const { emulator } = await startRaw();
  const { id } = emulator.seed({ id: "sesn_a" });
  expect(() => emulator.seed({ id })).toThrow("has a session sesn_a already");
  expect(() => emulator.startTurn("sesn_b")).toThrow("no session sesn_b");
  expect(() => emulator.finishTurn(id)).toThrow("no turn to finish");
  expect(() => emulator.seed({ tools: ["bash"] })).toThrow("tools[0]");
  expect(() => emulator.seed({ created_at: "yesterday" })).toThrow("RFC 3339");
  emulator.archive(id);
  expect(() => emulator.startTurn(id)).toThrow("terminated");
});

test("two emulators know nothing of each other, and a port in use is an error", async () => {
  const [first, second] = [await startRaw(), await startRaw()];
  first.emulator.seed({ id: "sesn_a" });
  expect((await second.get("sesn_a")).status).toBe(404);
  const port = Number(new URL(first.emulator.url).port);
  await expect(startEmulator({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("the command line seeds one session in each state and introduces them", async () => {
  const { emulator, text } = await startDemo(0);
  try {
    for (const word of [
      emulator.url,
      emulator.apiKey,
      "sesn_demo_idle",
      "managed-agents:baseUrl",
    ]) {
      expect(text).toContain(word);
    }
    const seen = ["idle", "working", "asking", "retrying", "failed"].map(
      (name) => emulator.session(`sesn_demo_${name}`)?.status,
    );
    expect(seen).toEqual(["idle", "running", "idle", "rescheduling", "terminated"]);
    expect(emulator.session("sesn_demo_reviewing")?.status).toBe("idle");
    expect(emulator.openRuns("sesn_demo_reviewing")).toHaveLength(1);
    expect(emulator.session("sesn_demo_archived")?.archived_at).toEqual(expect.any(String));
  } finally {
    await emulator.close();
  }
});

test.each<[string[], object]>([
  [[], { kind: "start", port: 4010, turnPolls: 20 }],
  [["--turn-looks", "3"], { kind: "start", turnPolls: 3 }],
  [["--turn-looks", "0"], { kind: "wrong" }],
  [["--port", "0"], { kind: "start", port: 0 }],
  [["--port", "x"], { kind: "wrong" }],
  [["--port", "70000"], { kind: "wrong" }],
  [["--nope"], { kind: "wrong", text: expect.stringContaining("usage") }],
  [["--help"], { kind: "help" }],
])("arguments %j", (args, expected) => {
  expect(readArguments(args)).toMatchObject(expected);
});

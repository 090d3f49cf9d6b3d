import type { RawAnswer } from "./raw-http";
import {
  AGENT_TOOLSET,
  closeAll,
  expectError,
  INTERRUPT,
  message,
  startRaw,
  typesOf,
} from "./raw-http";

afterEach(closeAll);

const NO_TOOLS = { agent: { tools: [] } };
const MULTIAGENT = { type: "multiagent_20261001" };

function expectRunOpen(answer: RawAnswer): void {
  expectError(answer, 400, "invalid_request_error");
  expect(answer.body.error).toMatchObject({ details: { error_code: "workflow_run_open" } });
}

test.each([
  ["running", "running"],
  ["paused", "idle"],
] as const)(
  "C61: an open run that is %s refuses an update of the agent while the session is %s",
  async (state, status) => {
    const { emulator, get, update } = await startRaw();
    const { id } = emulator.seed({ tools: [AGENT_TOOLSET] });
    emulator.openRun(id, { state });
    expect((await get(id)).body.status).toBe(status);
    const before = emulator.session(id);
    expectRunOpen(await update(id, { ...NO_TOOLS, title: "New" }));
    expect(emulator.session(id)).toEqual(before);
    expect((await update(id, { title: "New" })).body.title).toBe("New");
    emulator.endRun(id);
    expect((await update(id, NO_TOOLS)).body.agent.tools).toEqual([]);
  },
);

test.each([
  ["refuse", "idle", 400, { details: { error_code: "workflow_run_open" } }],
  ["refuse", "running", 400, { details: { error_code: "workflow_run_open" } }],
  ["refuseWithoutCode", "idle", 400, {}],
  ["refuseWithoutCode", "running", 400, {}],
  ["end", "running", 400, {}],
] as const)(
  "C62: archive and delete with an open run, %s and %s, are refused",
  async (endWithOpenRun, status, code, error) => {
    const { emulator, send, get } = await startRaw({ endWithOpenRun });
    const { id } = emulator.seed();
    emulator.openRun(id, { state: status === "idle" ? "paused" : "running" });
    for (const [method, path] of [
      ["POST", "/archive"],
      ["DELETE", ""],
    ] as const) {
      const answer = await send(method, `/v1/sessions/${id}${path}`);
      expect(answer).toMatchObject({ status: code, body: { error } });
      expect("details" in answer.body.error).toBe("details" in error);
    }
    expect((await get(id)).body).toMatchObject({ status, archived_at: null });
  },
);

test("C63: an archive that succeeds ends each open run as stopped; a delete takes all with it", async () => {
  const { emulator, send } = await startRaw({ endWithOpenRun: "end" });
  const { id } = emulator.seed();
  const runs = [
    emulator.openRun(id, { state: "paused" }),
    emulator.openRun(id, { state: "paused" }),
  ];
  expect((await send("POST", `/v1/sessions/${id}/archive`)).body.status).toBe("terminated");
  const ended = await send("GET", `/v1/sessions/${id}/events?types[]=workflow_run.status_ended`);
  expect(ended.body.data).toMatchObject(
    runs.map((workflow_run_id) => ({ workflow_run_id, result: { type: "stopped" } })),
  );
  const other = emulator.seed().id;
  emulator.openRun(other, { state: "paused" });
  expect((await send("DELETE", `/v1/sessions/${other}`)).status).toBe(200);
});

test("C64: the threads of an open run are listed and not archived", async () => {
  const { emulator, send } = await startRaw();
  const { id } = emulator.seed();
  const runId = emulator.openRun(id, { threads: 2 });
  const path = `/v1/sessions/${id}/threads`;
  const [primary, first, second] = (await send("GET", path)).body.data;
  expect(primary).toMatchObject({ parent_thread_id: null, status: "idle", workflow_run_id: null });
  const ofRun = { parent_thread_id: primary?.id, status: "running", workflow_run_id: runId };
  expect([first, second]).toMatchObject([ofRun, ofRun]);
  const one = `${path}/${first?.id}`;
  expectRunOpen(await send("POST", `${one}/archive`));
  expect(typesOf((await send("GET", `${one}/events`)).body.data)).toEqual([
    "session.thread_created",
    "session.thread_status_running",
  ]);
  emulator.endRun(id);
  expect((await send("GET", one)).body.status).toBe("terminated");
  expect((await send("POST", `${one}/archive`)).body.archived_at).toEqual(expect.any(String));
});

test.each([
  ["pause", "idle", true],
  ["pauseSilently", "idle", false],
  ["goOn", "running", false],
] as const)(
  "C65: an interrupt stops the turn and ends no run, which may %s",
  async (runsOnInterrupt, status, isTold) => {
    const { emulator, get, update, sendEvents } = await startRaw({
      runsOnInterrupt,
      interruptPolls: 0,
    });
    const { id } = emulator.seed();
    emulator.startTurn(id, { opensRun: {} });
    await sendEvents(id, INTERRUPT);
    expect((await get(id)).body.status).toBe(status);
    const types = typesOf(emulator.events(id));
    expect(types.includes("workflow_run.status_idle")).toBe(isTold);
    expect(types).not.toContain("workflow_run.status_ended");
    expectRunOpen(await update(id, NO_TOOLS));
  },
);

test("C66: a running run keeps the session running when the turn has ended", async () => {
  const { emulator, get } = await startRaw();
  const { id } = emulator.seed();
  emulator.startTurn(id, { polls: 0, opensRun: { polls: 1 } });
  // The first look ends the turn, the second the run.
  expect((await get(id)).body.status).toBe("running");
  expect(typesOf(emulator.events(id))).toContain("session.thread_status_idle");
  expect(typesOf(emulator.events(id))).not.toContain("session.status_idle");
  expect((await get(id)).body.status).toBe("idle");
  expect(typesOf(emulator.events(id)).slice(-3)).toEqual([
    "workflow_run.status_ended",
    "session.usage",
    "session.status_idle",
  ]);
});

test("C67: what is open is created and not ended, in the events of these types", async () => {
  const { emulator, send } = await startRaw();
  const { id } = emulator.seed();
  const first = emulator.openRun(id, { name: "Review\n*all*", phases: ["Read", "Judge"] });
  const second = emulator.openRun(id, { state: "paused", description: "Second" });
  emulator.endRun(id, "program_error", first);
  const query = "types[]=workflow_run.created&types[]=workflow_run.status_ended&limit=2";
  const page = (await send("GET", `/v1/sessions/${id}/events?${query}`)).body;
  expect(page.data).toEqual([
    {
      id: expect.stringMatching(/^sevt_/),
      type: "workflow_run.created",
      workflow_run_id: first,
      name: "Review\n*all*",
      description: null,
      phases: [
        { id: expect.any(String), name: "Read", description: null },
        { id: expect.any(String), name: "Judge", description: null },
      ],
      processed_at: expect.any(String),
    },
    expect.objectContaining({ type: "workflow_run.created", workflow_run_id: second, phases: [] }),
  ]);
  expect(first).toMatch(/^wrun_/);
  const rest = await send("GET", `/v1/sessions/${id}/events?${query}&page=${page.next_page}`);
  expect(rest.body).toMatchObject({
    data: [
      {
        type: "workflow_run.status_ended",
        workflow_run_id: first,
        result: { type: "error", error: { type: "program_error", message: expect.any(String) } },
      },
    ],
    next_page: null,
  });
  expect(emulator.openRuns(id)).toEqual([second]);
});

test("C68: ten runs are open at most; the eleventh is an event and no run", async () => {
  const { emulator } = await startRaw();
  const { id } = emulator.seed();
  for (let run = 0; run < 10; run++) emulator.openRun(id);
  emulator.startTurn(id, { opensRun: {} });
  expect(emulator.openRuns(id)).toHaveLength(10);
  expect(emulator.events(id).at(-1)).toMatchObject({
    type: "workflow_run.error",
    workflow_run_id: null,
    error: { type: "max_workflow_runs_error" },
  });
  expect(() => emulator.openRun(id)).toThrow("as many open runs");
});

test("C69: a call of a run's thread waits through an interrupt, refuses messages, and goes on when answered", async () => {
  const { emulator, get, sendEvents } = await startRaw({ interruptPolls: 0 });
  const { id } = emulator.seed();
  const runId = emulator.openRun(id);
  const eventId = emulator.requireRunAction(id);
  emulator.startTurn(id);
  expect((await sendEvents(id, message("Hello"))).status).toBe(200);
  await sendEvents(id, INTERRUPT);
  emulator.finishTurn(id);
  const idle = emulator.events(id).at(-1);
  expect(idle).toMatchObject({ stop_reason: { type: "requires_action", event_ids: [eventId] } });
  const refused = await sendEvents(id, message("Hello"));
  expectError(refused, 400, "invalid_request_error", `waiting on responses to events [${eventId}]`);
  const yes = { type: "user.tool_confirmation", tool_use_id: eventId, result: "allow" };
  expect((await sendEvents(id, yes)).status).toBe(200);
  expect((await get(id)).body.status).toBe("running");
  expect(emulator.openRuns(id)).toEqual([runId]);
});

test("C70: a message asks the agent to stop its runs, or to continue them", async () => {
  const { emulator, get, sendEvents } = await startRaw({ turnPolls: 0 });
  const { id } = emulator.seed();
  emulator.openRun(id, { state: "paused" });
  await sendEvents(id, message("Please continue your runs."));
  expect((await get(id)).body.status).toBe("running");
  await sendEvents(id, message("Stop your runs."));
  expect((await get(id)).body.status).toBe("idle");
  expect(emulator.openRuns(id)).toEqual([]);
  const ended = emulator.events(id).find(({ type }) => type === "workflow_run.status_ended");
  expect(ended).toMatchObject({ result: { type: "stopped" } });
});

test("C71: a message is refused while the budget is reached", async () => {
  const { emulator, sendEvents } = await startRaw();
  const { id } = emulator.seed({ budget: "5", stop_reason: "budget_reached" });
  expectError(await sendEvents(id, message("Go on")), 400, "invalid_request_error", "budget");
  expect((await sendEvents(id, INTERRUPT)).status).toBe(200);
});

test.each([
  [24 * 60, undefined],
  [5, 5 * 60_000],
])(
  "C72: a run that nobody ends reaches its lifetime after %d minutes",
  async (minutes, lifetimeMs) => {
    let now = Date.parse("2026-11-25T00:00:00Z");
    const { emulator, get, update } = await startRaw({ now: () => now });
    const { id } = emulator.seed();
    emulator.openRun(id, { state: "paused", ...(lifetimeMs === undefined ? {} : { lifetimeMs }) });
    now += minutes * 60_000 - 1;
    expectRunOpen(await update(id, NO_TOOLS));
    now += 1;
    expect((await get(id)).body.status).toBe("idle");
    expect(emulator.events(id).at(-1)).toMatchObject({
      type: "workflow_run.status_ended",
      result: { type: "error", error: { type: "timeout_error" } },
    });
    expect((await update(id, NO_TOOLS)).status).toBe(200);
  },
);

test.each([
  ["enabled by default", MULTIAGENT, 1],
  ["disabled", { ...MULTIAGENT, workflows: { type: "disabled" } }, 0],
  ["not there", null, 0],
])("C73: a turn opens a run where workflows are %s", async (_name, multiagent, runs) => {
  const { emulator, get, sendEvents } = await startRaw({ turnOpensRun: {}, turnPolls: 0 });
  const { id } = emulator.seed({ multiagent });
  await sendEvents(id, message("Review all contracts."));
  expect((await get(id)).body.status).toBe(runs === 1 ? "running" : "idle");
  expect(emulator.openRuns(id)).toHaveLength(runs);
});

test("a run may end by reads of the events, and be hidden from them at first", async () => {
  const { emulator, send } = await startRaw();
  const { id } = emulator.seed();
  emulator.openRun(id, { state: "paused", reads: 2, hiddenReads: 1 });
  const read = async () => {
    const query = "types[]=workflow_run.created&types[]=workflow_run.status_ended";
    return typesOf((await send("GET", `/v1/sessions/${id}/events?${query}`)).body.data);
  };
  expect(await read()).toEqual([]);
  expect(await read()).toEqual(["workflow_run.created"]);
  expect(await read()).toEqual(["workflow_run.created", "workflow_run.status_ended"]);
});

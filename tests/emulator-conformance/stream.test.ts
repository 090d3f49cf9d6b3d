import { closeAll, expectError, INTERRUPT, type RawHttp, startRaw, typesOf } from "./raw-http";

afterEach(closeAll);

type Frame = { readonly type: string; readonly id?: string };

/** Opens a stream; `next` gives the data of the next frame that is no ping, undefined at the end. */
async function open(raw: RawHttp, path: string) {
  const response = await fetch(`${raw.emulator.url}${path}`, { headers: { ...raw.headers } });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("the stream has no body");
  let buffered = "";
  const next = async (): Promise<Frame | undefined> => {
    for (;;) {
      const end = buffered.indexOf("\n\n");
      if (end !== -1) {
        const frame = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        const [event, data] = frame.split("\n");
        if (event === "event: ping") continue;
        const parsed = JSON.parse(data?.slice("data: ".length) ?? "") as Frame;
        expect(event).toBe(`event: ${parsed.type}`);
        return parsed;
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      buffered += value;
    }
  };
  return { response, next };
}

async function take(stream: { next(): Promise<Frame | undefined> }, count: number) {
  const frames: Frame[] = [];
  while (frames.length < count) {
    const frame = await stream.next();
    if (frame === undefined) break;
    frames.push(frame);
  }
  return frames;
}

test("C37: archive at the stream's idle may come too early; it works once the session reads idle", async () => {
  const raw = await startRaw({ interruptPolls: 0, getLagPolls: 2 });
  const { emulator, get, send, sendEvents } = raw;
  const { id } = emulator.seed({ status: "running" });
  const stream = await open(raw, `/v1/sessions/${id}/events/stream`);
  await sendEvents(id, INTERRUPT);
  let frame = await stream.next();
  while (frame !== undefined && frame.type !== "session.status_idle") frame = await stream.next();
  expect(frame?.type).toBe("session.status_idle");
  const early = await send("POST", `/v1/sessions/${id}/archive`);
  expectError(early, 400, "invalid_request_error", 'while its status is "running"');
  const statuses = [];
  for (let look = 0; look < 3; look += 1) statuses.push((await get(id)).body.status);
  expect(statuses).toEqual(["running", "running", "idle"]);
  expect((await send("POST", `/v1/sessions/${id}/archive`)).status).toBe(200);
});

test("C46: an open stream hears of the deletion and ends", async () => {
  const raw = await startRaw();
  const { id } = raw.emulator.seed();
  const stream = await open(raw, `/v1/sessions/${id}/events/stream`);
  await raw.send("DELETE", `/v1/sessions/${id}`);
  expect(await stream.next()).toMatchObject({ type: "session.deleted" });
  expect(await stream.next()).toBeUndefined();
});

test("a stream has the SSE type, no history, and stays open across idle and archive", async () => {
  const raw = await startRaw();
  const { id } = raw.emulator.seed();
  raw.emulator.startTurn(id);
  const stream = await open(raw, `/v1/sessions/${id}/events/stream`);
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
  expect(stream.response.headers.get("request-id")).toMatch(/^req_/);
  raw.emulator.finishTurn(id);
  raw.emulator.archive(id);
  raw.emulator.remove(id);
  expect(typesOf(await take(stream, 9))).toEqual([
    "agent.message",
    "span.model_request_end",
    "session.thread_status_idle",
    "session.usage",
    "session.status_idle",
    "session.thread_status_terminated",
    "session.status_terminated",
    "session.deleted",
  ]);
});

test("what was sent appears when queued and when processed, under one id", async () => {
  const raw = await startRaw({ interruptPolls: 1 });
  const { id } = raw.emulator.seed({ status: "running" });
  const stream = await open(raw, `/v1/sessions/${id}/events/stream`);
  await raw.sendEvents(id, INTERRUPT);
  await raw.get(id);
  await raw.get(id);
  const interrupts = (await take(stream, 4)).filter((frame) => frame.type === "user.interrupt");
  expect(interrupts).toHaveLength(2);
  expect(new Set(interrupts.map((frame) => frame.id)).size).toBe(1);
});

test("the thread's stream leaves out what is about the session", async () => {
  const raw = await startRaw();
  const { id } = raw.emulator.seed();
  const threads = await raw.send("GET", `/v1/sessions/${id}/threads`);
  const stream = await open(raw, `/v1/sessions/${id}/threads/${threads.body.data[0]?.id}/stream`);
  raw.emulator.startTurn(id);
  raw.emulator.remove(id);
  expect(typesOf(await take(stream, 4))).toEqual([
    "session.thread_status_running",
    "span.model_request_start",
    "session.deleted",
  ]);
});

test("only known previews can be asked for", async () => {
  const { emulator, send } = await startRaw();
  const { id } = emulator.seed();
  const answer = await send(
    "GET",
    `/v1/sessions/${id}/events/stream?event_deltas[]=agent.tool_use`,
  );
  expectError(answer, 400, "invalid_request_error", "event_deltas[]");
});

test("a turn that ends by time reaches the stream without a look", async () => {
  const raw = await startRaw();
  const { id } = raw.emulator.seed();
  const stream = await open(raw, `/v1/sessions/${id}/events/stream`);
  raw.emulator.startTurn(id, { ms: 1 });
  expect(typesOf(await take(stream, 8)).at(-1)).toBe("session.status_idle");
});

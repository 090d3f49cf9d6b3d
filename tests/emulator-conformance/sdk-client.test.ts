import Anthropic, {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from "@anthropic-ai/sdk";
import type { EmulatorOptions } from "../emulator";
import { AGENT_TOOLSET, closeAll, LINEAR, LINEAR_TOOLSET, startRaw } from "./raw-http";

afterEach(closeAll);

/** The official client, pointed at an emulator of its own. */
async function startClient(options: EmulatorOptions = {}, maxRetries = 0) {
  const { emulator } = await startRaw(options);
  const client = new Anthropic({
    baseURL: emulator.url,
    apiKey: emulator.apiKey,
    maxRetries,
    logLevel: "off",
  });
  return { emulator, sessions: client.beta.sessions };
}

const HELLO = {
  type: "user.message" as const,
  content: [{ type: "text" as const, text: "Hello" }],
};

test("creates, retrieves, updates, archives and deletes", async () => {
  const { emulator, sessions } = await startClient();
  emulator.seedAgent({ id: "agent_a", tools: [AGENT_TOOLSET] });
  const created = await sessions.create({ agent: "agent_a", environment_id: "env_1", title: "T" });
  expect(created).toMatchObject({ status: "idle", title: "T", agent: { id: "agent_a" } });
  const updated = await sessions.update(created.id, {
    agent: {
      tools: [
        {
          type: "agent_toolset_20260401",
          configs: [{ name: "bash", permission_policy: { type: "always_ask" } }],
        },
        { type: "mcp_toolset", mcp_server_name: "linear" },
      ],
      mcp_servers: [{ type: "url", name: LINEAR.name, url: LINEAR.url }],
    },
    metadata: { team: "a" },
  });
  expect(await sessions.retrieve(created.id)).toEqual(updated);
  expect(updated.agent.tools[1]).toMatchObject(LINEAR_TOOLSET);
  expect(updated.agent.mcp_servers).toEqual([LINEAR]);
  const archived = await sessions.archive(created.id);
  expect(archived.status).toBe("terminated");
  expect(archived.archived_at).toEqual(expect.any(String));
  const deleted = await sessions.delete(created.id);
  expect(deleted).toEqual({ id: created.id, type: "session_deleted" });
});

test("lists every session through its pages", async () => {
  const { emulator, sessions } = await startClient();
  const ids = Array.from({ length: 7 }, () => emulator.seed({ agent_id: "agent_a" }).id);
  emulator.seed({ agent_id: "agent_b" });
  const seen: string[] = [];
  for await (const session of sessions.list({
    agent_id: "agent_a",
    statuses: ["idle", "running"],
    "created_at[gte]": "2020-01-01T00:00:00Z",
    order: "asc",
    limit: 3,
  })) {
    seen.push(session.id);
  }
  expect(seen).toEqual(ids);
  expect(emulator.requests.map((request) => request.query["statuses[]"])).toEqual(
    Array(3).fill(["idle", "running"]),
  );
});

test("sends events, lists them and follows the stream to the end of the turn", async () => {
  const { emulator, sessions } = await startClient();
  const { id } = emulator.seed();
  const stream = await sessions.events.stream(id);
  const sent = await sessions.events.send(id, { events: [HELLO] });
  expect(sent.data).toMatchObject([{ type: "user.message", processed_at: null }]);
  emulator.finishTurn(id);
  const streamed: string[] = [];
  for await (const event of stream) {
    streamed.push(event.type);
    if (event.type === "session.status_idle") break;
  }
  const listed: string[] = [];
  for await (const event of sessions.events.list(id, { limit: 4 })) listed.push(event.type);
  // The stream shows the message twice: queued, and processed.
  expect(streamed).toEqual(["user.message", ...listed]);
  const idle = await sessions.events.list(id, { types: ["session.status_idle"], order: "desc" });
  expect(idle.data).toMatchObject([{ stop_reason: { type: "end_turn" } }]);
});

test("interrupts", async () => {
  const { emulator, sessions } = await startClient({ interruptPolls: 1 });
  const { id } = emulator.seed({ status: "running" });
  await sessions.events.send(id, { events: [{ type: "user.interrupt" }] });
  expect((await sessions.retrieve(id)).status).toBe("running");
  expect((await sessions.retrieve(id)).status).toBe("idle");
});

test("finds the resources and the primary thread", async () => {
  const { emulator, sessions } = await startClient();
  const { id } = emulator.seed();
  const added = await sessions.resources.add(id, { type: "file", file_id: "file_1" });
  const listed = await sessions.resources.list(id);
  expect(listed.data).toEqual([added]);
  await sessions.resources.delete(added.id, { session_id: id });
  expect((await sessions.resources.list(id)).data).toEqual([]);
  const threads = await sessions.threads.list(id);
  expect(threads.data).toMatchObject([{ session_id: id, parent_thread_id: null, status: "idle" }]);
});

test.each([
  ["a missing session", {}, "sesn_missing", NotFoundError, "not_found_error"],
  ["a running session", {}, "sesn_running", BadRequestError, "invalid_request_error"],
  [
    "the same, as 409",
    { busyStatus: 409 as const },
    "sesn_running",
    ConflictError,
    "invalid_request_error",
  ],
])("%s is thrown as the class of its status", async (_name, options, id, errorClass, type) => {
  const { emulator, sessions } = await startClient(options);
  emulator.seed({ id: "sesn_running", status: "running" });
  const error = await sessions.archive(id).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(errorClass);
  expect(error).toMatchObject({ type, requestID: expect.stringMatching(/^req_/) });
});

test("a wrong key is an authentication error", async () => {
  const { emulator } = await startClient();
  const client = new Anthropic({ baseURL: emulator.url, apiKey: "wrong", maxRetries: 0 });
  await expect(client.beta.sessions.list()).rejects.toBeInstanceOf(AuthenticationError);
});

test("a fault with details carries them", async () => {
  const { emulator, sessions } = await startClient();
  const refusal = { kind: "refuse" as const, status: 429, type: "rate_limit_error", message: "No" };
  emulator.faults.next({ ...refusal, details: { error_code: "ramp_limit_exceeded" } });
  const error = await sessions.list().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    status: 429,
    error: { error: { details: { error_code: "ramp_limit_exceeded" } } },
  });
});

test("C52: a 429 names its pause, and the client comes back after it", async () => {
  const { emulator, sessions } = await startClient({}, 1);
  const { id } = emulator.seed();
  emulator.faults.next({ kind: "rateLimited", retryAfterSeconds: 2 });
  const error = await sessions.retrieve(id, {}, { maxRetries: 0 }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(RateLimitError);
  expect(error.headers.get("retry-after")).toBe("2");
  emulator.faults.next({ kind: "rateLimited", retryAfterSeconds: 0.01 });
  expect((await sessions.retrieve(id)).id).toBe(id);
  expect(emulator.requests.map((request) => request.status)).toEqual([429, 429, 200]);
});

test("C53: a 500 on a read is tried again", async () => {
  const { emulator, sessions } = await startClient({}, 1);
  const { id } = emulator.seed();
  const headers = { "retry-after-ms": "1" };
  const fault = {
    kind: "refuse" as const,
    status: 500,
    type: "api_error",
    message: "Oops",
    headers,
  };
  emulator.faults.next(fault);
  expect((await sessions.retrieve(id)).id).toBe(id);
  emulator.faults.always(fault);
  await expect(sessions.retrieve(id)).rejects.toBeInstanceOf(InternalServerError);
  expect(emulator.requests.map((request) => request.status)).toEqual([500, 200, 500, 500]);
});

test("a refusal because of busyness is not carried out by trying again", async () => {
  const { emulator, sessions } = await startClient({ busyStatus: 409 });
  const { id } = emulator.seed({ status: "running" });
  await expect(sessions.update(id, { agent: { tools: [] } })).rejects.toThrow("running");
  expect(emulator.requests).toHaveLength(1);
});

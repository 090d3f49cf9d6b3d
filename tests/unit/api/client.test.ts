import type { SessionApi } from "../../../provider/reconcile/session-api";
import { errorOf, found, id, writes } from "./calls";
import {
  type Answerer,
  apiError,
  breakOff,
  closeAll,
  connect,
  hangUp,
  json,
  sessionDocument,
  text,
} from "./loopback";

afterEach(closeAll);

describe("a look", () => {
  test("yields the session in the user's spelling, beside what came", async () => {
    const tool = { type: "mcp_toolset", mcp_server_name: "a", configs: [], extra: 1 };
    const server = { type: "url", name: "a", url: "https://a.example" };
    const document = sessionDocument(id, { tools: [tool], mcp_servers: [server] });
    const { api } = await connect([
      json(200, { ...document, archived_at: "2026-01-01T00:00:00Z" }),
    ]);
    expect(await api.getSession(id, {})).toEqual({
      kind: "found",
      session: {
        sessionId: id,
        status: "idle",
        agentId: "agent_1",
        agentVersion: 1,
        archivedAt: "2026-01-01T00:00:00Z",
        updatedAt: "2026-11-05T12:00:00.123456Z",
        tools: [
          { entry: { type: "mcp_toolset", mcpServerName: "a", configs: [], extra: 1 }, raw: tool },
        ],
        mcpServers: [{ entry: server, raw: server }],
      },
    });
  });

  test.each([
    ["500", text(500, "")],
    ["529", apiError(529, "overloaded_error", "Overloaded")],
    ["429", apiError(429, "rate_limit_error", "slow down", { "retry-after": "2" })],
    ["408", text(408, "")],
    ["a lost connection", hangUp],
    ["JSON that breaks off", text(200, '{"id":"sesn_1","agent":')],
    ["a body that breaks off", breakOff],
  ] as const)("is taken again after %s", async (title, failure) => {
    const { api, received, delaysMs } = await connect([failure, failure, failure, found]);
    expect((await api.getSession(id, {})).kind).toBe("found");
    expect(received).toHaveLength(4);
    expect(delaysMs).toEqual(title === "429" ? [2000, 2000, 2000] : [500, 1000, 2000]);
  });

  test("of a session that does not exist is an answer", async () => {
    const { api, received } = await connect([
      apiError(404, "not_found_error", "Session sesn_1 not found"),
      json(200, { data: [], next_page: null }),
    ]);
    expect(await api.getSession(id, {})).toEqual({ kind: "gone" });
    expect(received).toHaveLength(2);
  });
});

describe.each(writes)("%s", (name, call, success) => {
  test("that succeeds is done", async () => {
    const { api, received } = await connect([success]);
    const outcome = await call(api);
    expect(outcome).toMatchObject(
      name === "update" || name === "archive"
        ? { kind: "done", session: { sessionId: id } }
        : { kind: "done" },
    );
    expect(received).toHaveLength(1);
  });

  test("that is turned away by the rate limit is sent again", async () => {
    const busy = apiError(429, "rate_limit_error", "slow down", { "retry-after": "3" });
    const { api, received, delaysMs } = await connect([busy, busy, success]);
    expect((await call(api)).kind).toBe("done");
    expect([received.length, delaysMs]).toEqual([3, [3000, 3000]]);
  });

  test.each([
    ["408", text(408, "")],
    ["500", text(500, "")],
    ["503", apiError(503, "api_error", "x", { "retry-after": "1" })],
    ["529", apiError(529, "overloaded_error", "x", { "x-should-retry": "true" })],
    ["no answer", hangUp],
    ["a body that breaks off", breakOff],
    ["JSON that breaks off", text(200, '{"id"')],
    ["a page", text(200, "<html>", { "content-type": "text/html" })],
    ["JSON of another shape", json(200, { hello: 1 })],
    ["nothing, and 204", text(204, "")],
  ] as const)("that meets %s is unclear and is not sent again", async (_title, answerer) => {
    const { api, received } = await connect([answerer]);
    const outcome = await call(api);
    expect(outcome.kind).toBe("unclear");
    expect(outcome.kind === "unclear" && outcome.failure.facts.sessionId).toBe(id);
    expect(received).toHaveLength(1);
  });

  test.each([400, 409])("that is answered %i is refused, in the API's words", async (status) => {
    const { api, url, received } = await connect([
      apiError(status, "invalid_request_error", "Not while\nrunning."),
    ]);
    const outcome = await call(api);
    expect(
      outcome.kind === "refused" && { ...outcome.refusal, message: outcome.refusal.message },
    ).toMatchObject({
      kind: "refused",
      message: `cannot ${name} session sesn_1: ${url} answered ${status} invalid_request_error, “Not while running.”. Nothing was changed. (request id req_1)`,
      facts: { sessionId: id, status, requestId: "req_1" },
    });
    expect(received).toHaveLength(1);
  });

  test("of a session that does not exist is gone", async () => {
    const { api } = await connect([
      apiError(404, "not_found_error", "no session sesn_1"),
      json(200, { data: [], next_page: null }),
    ]);
    expect(await call(api)).toEqual({ kind: "gone" });
  });
});

describe("failures that no caller can act on", () => {
  const cases: readonly (readonly [Answerer, string, string])[] = [
    [
      apiError(401, "authentication_error", "Authentication failed"),
      "unauthorised",
      "the API key from managed-agents:apiKey was refused, 401 authentication_error, “Authentication failed”. Nothing was changed. Check that managed-agents:apiKey is complete, still valid and made for URL. (request id req_1)",
    ],
    [
      apiError(403, "permission_error", "no"),
      "unauthorised",
      "the API key from managed-agents:apiKey has no access, 403 permission_error, “no”. Nothing was changed. Check the permissions of managed-agents:apiKey and its workspace (managed-agents:workspaceId). (request id req_1)",
    ],
    [
      apiError(402, "billing_error", "pay"),
      "refused",
      "URL answered 402 billing_error, “pay”. Nothing was changed. Check the account's billing. (request id req_1)",
    ],
    [
      apiError(413, "request_too_large", "big"),
      "refused",
      "URL answered 413 request_too_large, “big”. Nothing was changed. The declared tools are too large for the API: shorten descriptions or input schemas. (request id req_1)",
    ],
    [
      apiError(429, "rate_limit_error", "spend cap"),
      "unavailable",
      "URL answered 429 rate_limit_error, “spend cap”, in the last of 4 attempts. Nothing was changed. The account's rate limit or spend limit is reached: try again later. (request id req_1)",
    ],
    [
      apiError(429, "rate_limit_error", "slow", { "retry-after": "3600" }),
      "unavailable",
      "URL answered 429 rate_limit_error, “slow”, asking for a pause of 60 minutes, longer than is waited. Nothing was changed. The account's rate limit or spend limit is reached: try again in 60 minutes. (request id req_1)",
    ],
    [
      apiError(418, "teapot", "no coffee"),
      "refused",
      "URL answered 418 teapot, “no coffee”. Nothing was changed. (request id req_1)",
    ],
  ];

  test.each(cases)(
    "case %#: thrown by a look and by every write, in a whole sentence",
    async (answerer, kind, sentence) => {
      const calls: readonly (readonly [string, (api: SessionApi) => Promise<unknown>])[] = [
        ["read", (api) => api.getSession(id, {})],
        ...writes.map(([name, call]) => [name, call] as const),
      ];
      for (const [name, call] of calls) {
        const { api, url } = await connect([answerer]);
        const failure = await errorOf(call(api));
        expect([failure.kind, failure.message]).toEqual([
          kind,
          `cannot ${name} session sesn_1: ${sentence.replace("URL", url)}`,
        ]);
        expect(failure.facts).toMatchObject({ sessionId: id, requestId: "req_1" });
      }
    },
  );

  test("a look that the server fails to the end", async () => {
    const { api, url } = await connect([apiError(529, "overloaded_error", "Overloaded")]);
    const failure = await errorOf(api.getSession(id, {}));
    expect([failure.kind, failure.message]).toEqual([
      "unavailable",
      `cannot read session sesn_1: ${url} answered 529 overloaded_error, “Overloaded”, in the last of 4 attempts. Nothing was changed. Try again later. (request id req_1)`,
    ]);
  });

  test("nobody listens: every call is tried again, since nothing was sent", async () => {
    const { url, close } = await connect([found]);
    await close();
    for (const call of [
      (api: SessionApi) => api.getSession(id, {}),
      ...writes.map(([, write]) => write),
    ]) {
      const { api, delaysMs } = await connect([], {}, { "managed-agents:baseUrl": url });
      const failure = await errorOf(call(api));
      expect(failure.kind).toBe("unavailable");
      expect(failure.message).toContain(
        `: ${url} could not be reached, the connection was refused, in the last of 4 attempts. Nothing was changed. Check the network, and managed-agents:baseUrl or ANTHROPIC_BASE_URL if one is set.`,
      );
      expect(delaysMs).toEqual([500, 1000, 2000]);
    }
  });

  test("an unclear write says so", async () => {
    const { api, url } = await connect([apiError(503, "api_error", "oops")]);
    const outcome = await api.archiveSession(id, {});
    expect(outcome.kind === "unclear" && outcome.failure.message).toBe(
      `It is not known whether the attempt to archive session sesn_1 took effect: ${url} answered 503 api_error, “oops”. The request may have arrived all the same. (request id req_1)`,
    );
  });
});

describe("cancelling", () => {
  test("before a call: nothing is sent", async () => {
    const { api, received } = await connect([found]);
    const signal = AbortSignal.abort();
    const failures = [
      await errorOf(api.getSession(id, { signal })),
      await errorOf(api.updateSession(id, {}, { signal })),
    ];
    expect(failures.map(({ kind, message }) => [kind, message])).toEqual([
      [
        "cancelled",
        "cannot read session sesn_1: the operation was cancelled. Nothing was changed.",
      ],
      [
        "cancelled",
        "cannot update session sesn_1: the operation was cancelled. Nothing was changed.",
      ],
    ]);
    expect(received).toHaveLength(0);
  });

  test("during a look ends it", async () => {
    const controller = new AbortController();
    const { api, received } = await connect([() => controller.abort()]);
    const failure = await errorOf(api.getSession(id, { signal: controller.signal }));
    expect([failure.kind, received.length]).toEqual(["cancelled", 1]);
  });

  test("during a write leaves it unclear, and nothing more is sent", async () => {
    const controller = new AbortController();
    const { api, received } = await connect([() => controller.abort()]);
    const outcome = await api.updateSession(id, {}, { signal: controller.signal });
    expect(outcome.kind === "unclear" && [outcome.failure.kind, outcome.failure.message]).toEqual([
      "cancelled",
      "It is not known whether the attempt to update session sesn_1 took effect: the operation was cancelled while the request was under way. The request may have arrived all the same.",
    ]);
    expect(received).toHaveLength(1);
  });
});

import { closeAll, expectError, startRaw } from "./raw-http";

afterEach(closeAll);

test("C1: without the beta header there is nothing to be found", async () => {
  const { send, headers } = await startRaw();
  for (const beta of [undefined, "files-api-2025-04-14"]) {
    const own: Record<string, string> = { ...headers, "anthropic-beta": beta ?? "" };
    if (beta === undefined) delete own["anthropic-beta"];
    const answer = await send("GET", "/v1/sessions", undefined, own);
    expectError(answer, 404, "not_found_error", "not found");
  }
});

test.each([
  ["no key", {}],
  ["a wrong key", { "x-api-key": "wrong" }],
  ["a wrong bearer token", { authorization: "Bearer wrong" }],
  ["both headers at once", { "x-api-key": "emulator-key", authorization: "Bearer emulator-key" }],
])("C2: %s is 401, before the beta header is missed", async (_name, headers) => {
  const { send } = await startRaw();
  const answer = await send("GET", "/v1/sessions/sesn_x", undefined, headers);
  expectError(answer, 401, "authentication_error", "Authentication failed");
});

test("C3: without anthropic-version nothing is read", async () => {
  const { send, headers } = await startRaw();
  const { "anthropic-version": _, ...own } = headers as Record<string, string>;
  const answer = await send("GET", "/v1/sessions", undefined, own);
  expectError(answer, 400, "invalid_request_error", "anthropic-version: header is required");
});

test("C4: an unknown path is 404, even without a key", async () => {
  const { send } = await startRaw();
  for (const path of ["/v1/nope", "/v1/sessions/x/nope", "/", "/v1/sessions/"]) {
    expectError(await send("GET", path, undefined, {}), 404, "not_found_error", "Not found");
  }
});

test("C5: unknown beta values beside the right one do no harm", async () => {
  const { send, headers } = await startRaw();
  const own = { ...headers, "anthropic-beta": "future-2030-01-01,managed-agents-2026-04-01" };
  expect((await send("GET", "/v1/sessions", undefined, own)).status).toBe(200);
});

test("C6: every answer has a request id, and errors repeat it", async () => {
  const { send, emulator, get } = await startRaw();
  const { id } = emulator.seed();
  const good = await get(id);
  const bad = await get("sesn_missing");
  expect(good.headers.get("request-id")).toMatch(/^req_/);
  expect(bad.body.request_id).toBe(bad.headers.get("request-id"));
  expect(bad.body.request_id).not.toBe(good.headers.get("request-id"));
  expectError(await send("GET", "/nowhere"), 404, "not_found_error");
});

test("the key works as bearer token too", async () => {
  const { send, headers } = await startRaw({ apiKey: "secret" });
  const { "x-api-key": _, ...rest } = headers as Record<string, string>;
  const own = { ...rest, authorization: "Bearer secret" };
  expect((await send("GET", "/v1/sessions", undefined, own)).status).toBe(200);
});

test("a wrong method is 405, as observed without a request id", async () => {
  const { send } = await startRaw();
  const answer = await send("PATCH", "/v1/sessions/sesn_x", {});
  expect([answer.status, answer.body.error.type]).toEqual([405, "invalid_request_error"]);
  expect(answer.headers.get("request-id")).toBeNull();
});

test("a body that is no JSON object is 400", async () => {
  const { update, emulator } = await startRaw();
  const { id } = emulator.seed();
  expectError(await update(id, "{"), 400, "invalid_request_error", "not valid JSON");
  expectError(await update(id, []), 400, "invalid_request_error", "must be a JSON object");
});

test("a body above 32 MB is 413", async () => {
  const { update, emulator } = await startRaw();
  const { id } = emulator.seed();
  const answer = await update(id, { title: "x".repeat(33 * 1024 * 1024) });
  expectError(answer, 413, "request_too_large");
});

test("the log names the kind of credential and never holds it", async () => {
  const { send, emulator, headers } = await startRaw({ apiKey: "very-secret" });
  await send("GET", "/v1/sessions?limit=3&statuses[]=idle&statuses[]=running");
  const { "x-api-key": _, ...rest } = headers as Record<string, string>;
  await send(
    "POST",
    "/v1/sessions/x",
    { title: "t" },
    { ...rest, authorization: "Bearer very-secret" },
  );
  const [list, update] = emulator.requests;
  expect(list).toMatchObject({
    method: "GET",
    path: "/v1/sessions",
    query: { limit: "3", "statuses[]": ["idle", "running"] },
    headers: { "x-api-key": "<api key>" },
    body: undefined,
    status: 200,
  });
  expect(update).toMatchObject({
    method: "POST",
    headers: { authorization: "<bearer token>" },
    body: { title: "t" },
    status: 404,
  });
  expect(JSON.stringify(emulator.requests)).not.toContain("very-secret");
  emulator.clearRequests();
  expect(emulator.requests).toEqual([]);
});

test("the log keeps the newest requests only", async () => {
  const { send, emulator } = await startRaw({ requestLogMax: 2 });
  for (const path of ["/v1/a", "/v1/b", "/v1/c"]) await send("GET", path);
  expect(emulator.requests.map((request) => request.path)).toEqual(["/v1/b", "/v1/c"]);
});

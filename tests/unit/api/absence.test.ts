import type { SessionApi } from "../../../provider/reconcile/session-api";
import { errorOf, found, id, writes } from "./calls";
import { apiError, closeAll, connect, json, text } from "./loopback";

afterEach(closeAll);

describe("a 404 that might come from somewhere else", () => {
  const bare = apiError(404, "not_found_error", "Not found");

  test("asks for the list once, and believes it if that is there", async () => {
    const { api, received } = await connect([bare, json(200, { data: [], next_page: null }), bare]);
    expect(await api.getSession(id, {})).toEqual({ kind: "gone" });
    expect(await api.getSession(id, {})).toEqual({ kind: "gone" });
    expect(await api.deleteSession(id, {})).toEqual({ kind: "gone" });
    expect(received.map(({ url }) => url)).toEqual([
      "/v1/sessions/sesn_1",
      "/v1/sessions?limit=1",
      "/v1/sessions/sesn_1",
      "/v1/sessions/sesn_1",
    ]);
  });

  test("is believed at once after a good answer", async () => {
    const { api, received } = await connect([found, bare]);
    await api.getSession(id, {});
    expect(await api.archiveSession(id, {})).toEqual({ kind: "gone" });
    expect(received).toHaveLength(2);
  });

  test("is not believed because the answer names the session: a path is echoed, too", async () => {
    const echo = apiError(404, "not_found_error", "no such endpoint: /api/v1/sessions/sesn_1");
    const { api } = await connect([echo]);
    expect((await errorOf(api.getSession(id, {}))).kind).toBe("configuration");
  });

  test.each([
    ["is not there either", bare],
    ["is not a list", json(200, { hello: 1 })],
    ["is a page", text(200, "<html>")],
  ])("is an error if the list %s", async (_title, list) => {
    const { api, url } = await connect([bare, list]);
    const failure = await errorOf(api.getSession(id, {}));
    expect([failure.kind, failure.message]).toEqual([
      "configuration",
      `cannot read session sesn_1: ${url} answered 404 not_found_error, “Not found”, and the list of sessions is not there either. So this says nothing about the session: the address is not that of the API, or this account has no access to Managed Agents. Nothing was changed. Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API. (request id req_1)`,
    ]);
  });

  test("is the list's own failure if that has one", async () => {
    const { api } = await connect([bare, apiError(401, "authentication_error", "no")]);
    expect((await errorOf(api.deleteSession(id, {}))).kind).toBe("unauthorised");
  });

  test.each([
    [
      "a page",
      text(404, "<html><h1>Not\nFound</h1></html>", { "content-type": "text/html" }),
      "404 with text/html, beginning with “<html><h1>Not Found</h1></html>”",
    ],
    ["nothing", text(404, ""), "404 with an empty body, no content type"],
    [
      "another API's JSON",
      json(404, { message: "no Route matched" }),
      "404 with JSON that is not the API's",
    ],
    [
      "another error of the API",
      apiError(404, "invalid_request_error", "what?"),
      "404 invalid_request_error, “what?”",
    ],
  ])("never means gone where it carries %s", async (_title, answerer, seen) => {
    for (const call of [
      (api: SessionApi) => api.getSession(id, {}),
      ...writes.map(([, write]) => write),
    ]) {
      const { api, url, received } = await connect([answerer]);
      const failure = await errorOf(call(api));
      expect(failure.kind).toBe("configuration");
      expect(failure.message).toContain(
        `: ${url} answered ${seen}, which is not how the API says that a session does not exist. Nothing was changed. Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API.`,
      );
      expect(received).toHaveLength(1);
    }
  });
});

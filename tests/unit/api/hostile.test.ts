import { createServer } from "node:net";
import { isProviderError } from "../../../provider/errors";
import type { SessionApi } from "../../../provider/reconcile/session-api";
import { endless, neverAnswers, trickles } from "./ill-will";
import {
  apiError,
  apiKey,
  closeAll,
  connect,
  json,
  sessionDocument,
  startLoopback,
  text,
} from "./loopback";

/** A counterpart that means harm or is not the API at all. Each case ends in bounded time with a sentence. */

afterEach(closeAll);

const id = "sesn_1";
const failedAt = { kind: "no error", message: "" };

async function lookFailure(api: SessionApi): Promise<{ kind: string; message: string }> {
  try {
    await api.getSession(id, {});
  } catch (error) {
    return isProviderError(error) ? error : { kind: "not ours", message: String(error) };
  }
  return failedAt;
}

test.each([
  ["never answers", neverAnswers],
  ["lets an answer trickle for ever", trickles],
])(
  "an endpoint that %s is left after the time of an attempt, four times",
  async (_title, answerer) => {
    const { api, url, received } = await connect([answerer], { attemptTimeoutMs: 400 });
    const failure = await lookFailure(api);
    expect([failure.kind, failure.message]).toEqual([
      "unavailable",
      `cannot read session sesn_1: ${url} did not answer, no whole answer came within 0.4 s, in the last of 4 attempts. Nothing was changed. Try again later.`,
    ]);
    expect(received).toHaveLength(4);
  },
);

test("one that sends no head in time is left sooner", async () => {
  const { api, url } = await connect([neverAnswers], { headersTimeoutMs: 20, attemptsMax: 1 });
  expect((await lookFailure(api)).message).toBe(
    `cannot read session sesn_1: ${url} did not answer, no answer came within 0.02 s. Nothing was changed. Try again later.`,
  );
});

test("an answer without end is cut off at the limit and not asked for again", async () => {
  const { api, url, received } = await connect([endless]);
  const failure = await lookFailure(api);
  expect([failure.kind, failure.message]).toEqual([
    "unavailable",
    `cannot read session sesn_1: ${url} did not answer, the answer is larger than 32 MiB. Nothing was changed. Try again later.`,
  ]);
  expect(received).toHaveLength(1);
});

test("an endless answer to a write leaves it unclear", async () => {
  const { api } = await connect([endless]);
  expect((await api.archiveSession(id, {})).kind).toBe("unclear");
});

test.each([301, 302, 303, 307, 308])(
  "a redirect (%i) is not followed, and the key goes nowhere",
  async (status) => {
    const elsewhere = await startLoopback(json(200, sessionDocument(id)));
    try {
      const redirect = text(status, "", { location: `${elsewhere.url}/v1/sessions/sesn_1?k=1` });
      const { api, url, received } = await connect([redirect]);
      const failure = await lookFailure(api);
      expect([failure.kind, failure.message]).toEqual([
        "configuration",
        `cannot read session sesn_1: ${url} answered ${status} with an empty body, no content type, a redirect to ${elsewhere.url}; redirects are not followed, and the credential was not sent on. Nothing was changed. Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API.`,
      ]);
      const written = api.updateSession(id, { tools: [] }, {}).catch(({ kind }) => ({ kind }));
      // 303 says that it was done.
      expect(await written).toMatchObject({ kind: status === 303 ? "unclear" : "configuration" });
      expect([received.length, elsewhere.received.length]).toEqual([2, 0]);
    } finally {
      await elsewhere.close();
    }
  },
);

test("a page instead of JSON is shown in part, on one line", async () => {
  const page = `<!doctype html>\n<title>Log in\u001b[2J</title>${"x".repeat(5000)}`;
  const { api, url } = await connect([text(200, page, { "content-type": "text/html" })]);
  const failure = await lookFailure(api);
  expect([failure.kind, failure.message]).toEqual([
    "malformed",
    `cannot read session sesn_1: the answer of ${url} is not JSON: text/html, beginning with “<!doctype html> <title>Log in\\u{1b}[2J</title>${"x".repeat(33)}…”, in the last of 4 attempts. Nothing was changed. Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API.`,
  ]);
});

test("another session's answer is never used", async () => {
  const { api, url, received } = await connect([json(200, sessionDocument("sesn_2"))]);
  expect((await lookFailure(api)).message).toBe(
    `cannot read session sesn_1: the answer of ${url} speaks of another session, "sesn_2". Nothing was changed. Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API.`,
  );
  const outcome = await api.updateSession(id, {}, {});
  expect(outcome.kind === "unclear" && outcome.failure.message).toBe(
    `cannot update session sesn_1: the answer of ${url} speaks of another session, "sesn_2". The request may have taken effect all the same; the answer was not used. Check that managed-agents:baseUrl or ANTHROPIC_BASE_URL is the address of the Claude API.`,
  );
  expect(received).toHaveLength(2);
});

test.each([
  ["as its error", apiError(403, "permission_error", `no: ${apiKey}`)],
  ["as a page", text(500, `<pre>x-api-key: ${apiKey}</pre>`)],
  ["as a request id", text(401, "{}", { "request-id": apiKey })],
  ["as another session", json(200, sessionDocument(apiKey))],
])(
  "a server that quotes our key back %s does not get it into a message",
  async (_title, answerer) => {
    const { api } = await connect([answerer]);
    const failure = await lookFailure(api);
    expect(failure.kind).not.toBe(failedAt.kind);
    expect(JSON.stringify([failure.message, failure])).not.toContain(apiKey);
    expect(failure.message).toContain("[redacted]");
  },
);

/** So much of the key that nobody should read it anywhere. */
const beginning = apiKey.slice(0, 10);
/** Puts the key where a text is cut after so many characters, in its middle. */
const upTo = (length: number, before = "") =>
  `${before}${"x".repeat(length - before.length - 12)}${apiKey}`;

test.each([
  ["its error", apiError(403, "permission_error", upTo(1000))],
  ["its error's type", apiError(403, upTo(80), "no")],
  ["a page", text(500, upTo(80, "<pre>"))],
  ["JSON that breaks off", text(200, upTo(80, '{"'))],
  ["a request id", text(401, "{}", { "request-id": upTo(80) })],
  ["a content type", text(500, "oops", { "content-type": upTo(80) })],
  ["another session's id", json(200, sessionDocument(upTo(100)))],
])("nor does a part of it, where %s is cut in its middle", async (_title, answerer) => {
  const { api } = await connect([answerer]);
  const failure = await lookFailure(api);
  expect(failure.kind).not.toBe(failedAt.kind);
  expect(JSON.stringify([failure.message, failure])).not.toContain(beginning);
});

test.each([
  ["deep nesting", text(200, `${"[".repeat(200_000)}${"]".repeat(200_000)}`)],
  ["a number", text(200, "5")],
  ["null", text(200, "null")],
  ["another shape", json(200, { id, agent: { tools: "none" } })],
])("JSON of a wrong shape (%s) is malformed, asked for once", async (_title, answerer) => {
  const { api, received } = await connect([answerer]);
  expect((await lookFailure(api)).kind).toBe("malformed");
  expect(received).toHaveLength(1);
});

test("something that speaks no HTTP is unavailable", async () => {
  const server = createServer((socket) => {
    socket
      .on("error", () => undefined)
      .resume()
      .end("SSH-2.0-OpenSSH_9.9\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const url = `http://127.0.0.1:${port}`;
  try {
    const { api } = await connect([], {}, { "managed-agents:baseUrl": url });
    expect((await lookFailure(api)).message).toBe(
      `cannot read session sesn_1: ${url} did not answer, what it sent is not HTTP/1.1, in the last of 4 attempts. Nothing was changed. Try again later.`,
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test("plain HTTP where TLS was expected is not tried again, and a write of it was never sent", async () => {
  const { url } = await connect([json(200, sessionDocument(id))]);
  const { api, delaysMs } = await connect(
    [],
    {},
    { "managed-agents:baseUrl": url.replace("http:", "https:") },
  );
  expect((await lookFailure(api)).message).toMatch(
    /^cannot read session sesn_1: https:\S+ could not be reached, the server's TLS certificate or handshake was not accepted \(ERR_SSL_\w+\)\. Nothing was changed\./,
  );
  await expect(api.deleteSession(id, {})).rejects.toMatchObject({ kind: "unavailable" });
  expect(delaysMs).toEqual([]);
});

import { type AddressInfo, createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { createFunctions } from "../../../provider/functions";
import type { Dependencies } from "../../../provider/reconcile/dependencies";
import type { SessionApi } from "../../../provider/reconcile/session-api";
import { errorOf, id } from "./calls";
import {
  type Answerer,
  apiError,
  closeAll,
  connect,
  json,
  sessionDocument,
  startClient,
  text,
} from "./loopback";

/** Lists whose pages overlap or lead back, and answers that look like successes: each once, each by whom it is. */

afterEach(closeAll);

const event = (name: string) => ({
  id: name,
  type: "session.updated",
  processed_at: "2026-11-05T12:00:00Z",
  agent: { tools: [], mcp_servers: [] },
});
const page = (data: readonly object[], next: string | null) => json(200, { data, next_page: next });

describe("events", () => {
  test.each<[string, readonly Answerer[]]>([
    [
      "whose pages overlap",
      [page([event("a"), event("b")], "2"), page([event("b"), event("c")], null)],
    ],
    [
      "of which a page is told twice",
      [
        page([event("a"), event("b"), event("c")], "2"),
        page([event("a"), event("b"), event("c")], "2"),
      ],
    ],
    [
      "that lead in a circle",
      [page([event("a")], "B"), page([event("b"), event("c")], "A"), page([event("a")], "B")],
    ],
  ])("%s are each one update, in their order", async (_title, answerers) => {
    const { api, received } = await connect(answerers);
    const updates = await api.listUpdates(id, undefined, {});
    expect(updates?.map(({ eventId }) => eventId)).toEqual(["a", "b", "c"]);
    expect(received).toHaveLength(answerers.length);
  });
});

test("events of which there are more than are read are not known, not all of them", async () => {
  const more = (number: number) => page([event(`e_${number}`)], `p_${number}`);
  const pages = Array.from({ length: 10 }, (_, number) => more(number));
  const { api, received } = await connect(pages);
  expect(await api.listUpdates(id, undefined, {})).toBeUndefined();
  expect(received).toHaveLength(10);
});

describe("the function listSessions", () => {
  const list = async (api: SessionApi, args: object = {}) => {
    const warnings: string[] = [];
    const reporter = { warn: (line: string) => warnings.push(line), info() {}, progress() {} };
    const { listSessions } = createFunctions(() => ({ api }) as Dependencies);
    const { sessions } = await listSessions({ ...args }, { reporter });
    return (sessions as { readonly sessionId: string }[]).map(({ sessionId }) => sessionId);
  };
  const [one, two] = [sessionDocument("sesn_1"), sessionDocument("sesn_2")];

  test("returns a session once that is on two pages", async () => {
    const { api } = await connect([page([one, two], "2"), page([two], null)]);
    expect(await list(api)).toEqual(["sesn_1", "sesn_2"]);
  });

  test("ends where the list leads back", async () => {
    const { api, received } = await connect([page([one], "A"), page([two], "B"), page([one], "A")]);
    const failure = await errorOf(list(api));
    expect(failure.kind).toBe("malformed");
    expect(failure.message).toBe(
      "listSessions: gave up after 3 pages: the list leads back to a page that was read before. Nothing was changed. Narrow it with agentId, createdAfter or limit.",
    );
    expect(received).toHaveLength(3);
  });

  test("ends where page after page is empty, and not with a short list", async () => {
    let pages = 0;
    const endless = async () => ({ sessions: [], unreadable: [], next: String(++pages) });
    const failure = await errorOf(list({ listSessions: endless } as unknown as SessionApi));
    expect(failure.message).toBe(
      "listSessions: gave up after 1000 pages: the last 1000 of them hold no session, and the list goes on. Nothing was changed. Narrow it with agentId, createdAfter or limit.",
    );
  });

  test("reads past empty pages, however few sessions are asked for", async () => {
    const { api } = await connect([page([], "2"), page([], "3"), page([one, two], null)]);
    expect(await list(api, { limit: 1 })).toEqual(["sesn_1"]);
  });
});

describe("an answer that is no document", () => {
  const described = async (answerer: Answerer) => {
    const { api } = await connect([answerer]);
    return (await errorOf(api.getSession(id, {}))).message;
  };
  const document = Buffer.from(JSON.stringify(sessionDocument(id, { tools: [] })));
  const bytes =
    (body: Buffer, headers: Record<string, string> = {}): Answerer =>
    (response) => {
      response.writeHead(200, { "content-type": "application/json", ...headers }).end(body);
    };

  test("because it is compressed, which nobody asked for, is told as that", async () => {
    expect(await described(bytes(gzipSync(document), { "content-encoding": "gzip" }))).toContain(
      'is not JSON: application/json, with the content-encoding "gzip", which was not asked for',
    );
  });

  test("because it is not UTF-8 is told as that, and nothing of it is used", async () => {
    const latin1 = Buffer.from(
      JSON.stringify({ ...sessionDocument(id), title: "caf\u00e9" }),
      "latin1",
    );
    expect(await described(bytes(latin1))).toContain(
      "is not JSON: application/json, whose text is not UTF-8",
    );
  });

  test("as an error it is quoted all the same", async () => {
    const body = { type: "error", error: { type: "api_error", message: "caf\u00e9" } };
    const answer: Answerer = (response) => {
      response.writeHead(400, { "content-type": "application/json" });
      response.end(Buffer.from(JSON.stringify(body), "latin1"));
    };
    expect(await described(answer)).toContain("400 api_error, “caf\ufffd”");
  });

  test("a version that no number holds is not told", async () => {
    const huge = JSON.stringify(sessionDocument(id)).replace('"version":1', '"version":1e999');
    const { api } = await connect([text(200, huge, { "content-type": "application/json" })]);
    const look = await api.getSession(id, {});
    expect(look).toMatchObject({ kind: "found", session: { sessionId: id } });
    expect(look).not.toHaveProperty("session.agentVersion");
  });

  test("a gateway that ends TLS with an alert is told as that", async () => {
    const alert = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x50]);
    const gateway = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(alert));
    });
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    const { port } = gateway.address() as AddressInfo;
    const { api } = startClient(`https://127.0.0.1:${port}`);
    const { message } = await errorOf(api.getSession(id, {}));
    expect(message).toMatch(
      /did not answer, TLS failed \((EPROTO|ERR_SSL_\w+)\): the server, or a gateway before it, ended the encrypted connection/,
    );
    await api.close();
    await new Promise((resolve) => gateway.close(resolve));
  });
});

describe("who answered", () => {
  const organization = { "anthropic-organization-id": "org_1" };

  test.each([
    ["a page of a portal", text(200, "<html>log in</html>", { "content-type": "text/html" })],
    ["JSON that is no session", json(200, { hello: 1 })],
    ["a page of a gateway that failed", text(502, "<html>bad gateway</html>")],
  ])("is not learnt from %s", async (_title, answerer) => {
    const { api } = await connect([json(200, sessionDocument(id), organization), answerer]);
    await api.getSession(id, {});
    await errorOf(api.getSession(id, {}));
    expect(api.origin()).toMatchObject({ organizationId: "org_1" });
  });

  test("is learnt from the API's own refusal", async () => {
    const refusal = apiError(400, "invalid_request_error", "no", {
      "anthropic-organization-id": "org_2",
    });
    const { api } = await connect([json(200, sessionDocument(id), organization), refusal]);
    await api.getSession(id, {});
    await errorOf(api.getSession(id, {}));
    expect(api.origin()).toMatchObject({ organizationId: "org_2" });
  });
});

test("an error under a status of success is told in the API's words", async () => {
  const { api, url } = await connect([apiError(200, "overloaded_error", "come back")]);
  const failure = await errorOf(api.getSession(id, {}));
  expect(failure.message).toBe(
    `cannot read session sesn_1: ${url} answered an error as a success, 200 overloaded_error, “come back”. Nothing was changed. Try again later. (request id req_1)`,
  );
});

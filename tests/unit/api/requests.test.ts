import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionPatch } from "../../../provider/model/patch";
import { errorOf, found, id, writes } from "./calls";
import { apiKey, closeAll, connect, json, sessionDocument, text } from "./loopback";

afterEach(closeAll);

describe("what is sent", () => {
  test("a look: method, path and every header", async () => {
    const { api, received } = await connect([found]);
    await api.getSession(id, {});
    const [request] = received;
    const { host, connection, ...headers } = request?.headers ?? {};
    expect([request?.method, request?.url, request?.body]).toEqual([
      "GET",
      "/v1/sessions/sesn_1",
      "",
    ]);
    const { version } = JSON.parse(readFileSync(join(__dirname, "../../../package.json"), "utf8"));
    expect(headers).toEqual({
      "x-api-key": apiKey,
      "anthropic-version": "2023-06-01",
      "anthropic-beta": "managed-agents-2026-04-01",
      accept: "application/json",
      "user-agent": `pulumi-managed-agents/${version}`,
    });
  });

  test("a bearer token instead of a key, and a workspace", async () => {
    const config = {
      "managed-agents:authToken": "token-1234",
      "managed-agents:workspaceId": "wrkspc_1",
    };
    const { api, received } = await connect(
      [found],
      {},
      { ...config, "managed-agents:apiKey": undefined as never },
    );
    await api.getSession(id, {});
    expect(received[0]?.headers).toMatchObject({
      authorization: "Bearer token-1234",
      "anthropic-workspace-id": "wrkspc_1",
    });
    expect(received[0]?.headers).not.toHaveProperty("x-api-key");
  });

  test("the writes: method, path, body, and a content type only with a body", async () => {
    for (const [name, call, success] of writes) {
      const { api, received } = await connect([success]);
      await call(api);
      const [request] = received;
      const type = request?.headers["content-type"];
      expect([name, `${request?.method} ${request?.url}`, request?.body, type]).toEqual(
        sentBy[name],
      );
    }
  });
  const sentBy: Record<string, readonly unknown[]> = {
    update: ["update", "POST /v1/sessions/sesn_1", '{"agent":{"tools":[]}}', "application/json"],
    interrupt: [
      "interrupt",
      "POST /v1/sessions/sesn_1/events",
      '{"events":[{"type":"user.interrupt"}]}',
      "application/json",
    ],
    archive: ["archive", "POST /v1/sessions/sesn_1/archive", "", undefined],
    delete: ["delete", "DELETE /v1/sessions/sesn_1", "", undefined],
  };

  test.each([
    ["nothing", {}, '{"agent":{}}'],
    ["tools only", { tools: [] }, '{"agent":{"tools":[]}}'],
    ["servers only", { mcpServers: [] }, '{"agent":{"mcp_servers":[]}}'],
    [
      "own and foreign entries, the foreign ones to the last digit",
      {
        tools: [
          {
            kind: "foreign",
            entry: { type: "x" },
            raw: { type: "x", zz: null, default_config: { b: 1, a: 2 } },
          },
          { kind: "own", entry: { type: "mcp_toolset", mcpServerName: "a" } },
        ],
        mcpServers: [{ kind: "own", entry: { type: "url", name: "a", url: "https://a.example" } }],
      },
      '{"agent":{"tools":[{"type":"x","zz":null,"default_config":{"b":1,"a":2}},{"type":"mcp_toolset","mcp_server_name":"a"}],"mcp_servers":[{"type":"url","name":"a","url":"https://a.example"}]}}',
    ],
  ] satisfies [string, SessionPatch, string][])("a patch with %s", async (_title, patch, body) => {
    const { api, received } = await connect([found]);
    await api.updateSession(id, patch, {});
    expect(received[0]?.body).toBe(body);
  });

  test("what a look saw goes back byte for byte, numbers beyond doubles included", async () => {
    const tool =
      '{"type":"custom","name":"a","description":"","input_schema":{"type":"object","maximum":12345678901234567890,"__proto__":{"a":1}},"new_key":[null]}';
    const document = JSON.stringify(sessionDocument(id)).replace('"tools":[]', `"tools":[${tool}]`);
    const { api, received } = await connect([text(200, document)]);
    const look = await api.getSession(id, {});
    const tools = look.kind === "found" ? look.session.tools : [];
    await api.updateSession(id, { tools: tools.map((tool) => ({ kind: "foreign", ...tool })) }, {});
    expect(received[1]?.body).toBe(`{"agent":{"tools":[${tool}]}}`);
  });

  test("below a path prefix, and with an id that needs encoding", async () => {
    const { url, received } = await connect([json(200, sessionDocument("a/b?c"))]);
    const { api } = await connect([], {}, { "managed-agents:baseUrl": `${url}/gateway/` });
    await api.getSession("a/b?c", {});
    expect(received[0]?.url).toBe("/gateway/v1/sessions/a%2Fb%3Fc");
  });

  test.each(["", ".", "..", ";x"])("nothing for an id that is none: “%s”", async (sessionId) => {
    const { api, received } = await connect([found]);
    const failures = [
      await errorOf(api.getSession(sessionId, {})),
      await errorOf(api.deleteSession(sessionId, {})),
    ];
    for (const failure of failures) {
      expect([failure.kind, failure.message]).toEqual([
        "invalid",
        `“${sessionId}” is not a session's id. No request was made.`,
      ]);
    }
    expect(received).toHaveLength(0);
  });
});

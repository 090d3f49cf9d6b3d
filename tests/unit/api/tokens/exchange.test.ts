import { writeFileSync } from "node:fs";
import { createFakeClock } from "../../../support/fake-clock";
import {
  fileWith,
  jwt,
  jwtOf,
  nextJwt,
  organizationId,
  secretParts,
} from "../../../support/identity-token";
import { errorOf, id } from "../calls";
import { apiError, json, sessionDocument, startLoopback, text } from "../loopback";
import { clientOf, closeAll, federated, logOf, startFederatedEmulator } from "./world";

/** Access tokens for identity tokens, by the official exchange over our own transport. */

afterEach(closeAll);

const exchange = { path: "/v1/oauth/token" };

function expectNoSecret(text: string): void {
  for (const part of secretParts) expect(text).not.toContain(part);
}

test("a request is signed with the token that was got for the identity token", async () => {
  const emulator = await startFederatedEmulator({ workspaceIds: ["wrkspc_a", "wrkspc_b"] });
  const others = { ANTHROPIC_SERVICE_ACCOUNT_ID: "svac_1", ANTHROPIC_WORKSPACE_ID: "wrkspc_b" };
  const api = clientOf(emulator.url, { ...federated, ...others });
  expect((await api.getSession(id, {})).kind).toBe("found");
  expect(logOf(emulator)).toEqual(["POST /v1/oauth/token 200", "GET session 200"]);
  const [asked, signed] = emulator.requests;
  expect(asked?.body).toEqual({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    assertion: "<identity token>",
    federation_rule_id: "fdrl_1",
    organization_id: organizationId,
    service_account_id: "svac_1",
    workspace_id: "wrkspc_b",
  });
  expect(asked?.headers["anthropic-beta"]).toBe("oauth-2025-04-20,oidc-federation-2026-04-01");
  expect(asked?.headers["user-agent"]).toMatch(/^pulumi-managed-agents\//);
  expect(signed?.headers).toMatchObject({
    authorization: "<bearer token>",
    "anthropic-beta": "managed-agents-2026-04-01,oauth-2025-04-20",
  });
  expect(signed?.headers).not.toHaveProperty("anthropic-workspace-id");
});

test("requests at once share one exchange", async () => {
  const emulator = await startFederatedEmulator();
  const api = clientOf(emulator.url);
  await Promise.all(Array.from({ length: 12 }, () => api.getSession(id, {})));
  expect(emulator.tokens.issued).toHaveLength(1);
});

test("the file is read anew for each exchange, however it is replaced", async () => {
  const emulator = await startFederatedEmulator({ tokenSeconds: 20 });
  const file = fileWith(`${jwt}\n`);
  const { ANTHROPIC_IDENTITY_TOKEN: _, ...rest } = federated;
  const api = clientOf(emulator.url, { ...rest, ANTHROPIC_IDENTITY_TOKEN_FILE: file });
  await api.getSession(id, {});
  writeFileSync(file, nextJwt);
  emulator.tokens.rotate(nextJwt);
  await api.getSession(id, {});
  expect(emulator.tokens.issued.map(({ identityToken }) => identityToken)).toEqual([jwt, nextJwt]);
});

test("a token that is refused is renewed once, for a write as for a read", async () => {
  const emulator = await startFederatedEmulator();
  const api = clientOf(emulator.url);
  await api.getSession(id, {});
  emulator.tokens.revoke();
  emulator.clearRequests();
  expect((await api.archiveSession(id, {})).kind).toBe("done");
  expect(logOf(emulator)).toEqual([
    "POST session/archive 401",
    "POST /v1/oauth/token 200",
    "POST session/archive 200",
  ]);
});

test("the new token that is refused, too, is an error that names the rule, not the token", async () => {
  const emulator = await startFederatedEmulator();
  emulator.faults.always(
    { kind: "refuse", status: 401, type: "authentication_error", message: "no" },
    { path: /sessions/ },
  );
  const failure = await errorOf(clientOf(emulator.url).getSession(id, {}));
  expect(failure.message).toMatch(
    /^cannot read session sesn_1: the access token by the federation rule from ANTHROPIC_FEDERATION_RULE_ID was refused, 401 authentication_error, “no”\. Nothing was changed\. Check the rule's service account in the Console/,
  );
  expect(logOf(emulator)).toHaveLength(4);
});

test("an exchange is repeated like a read, and what it waits for is not the write's to repeat", async () => {
  const emulator = await startFederatedEmulator();
  emulator.faults.next({ kind: "serverError", status: 529 }, exchange);
  emulator.faults.next({ kind: "resetBeforeEffect" }, exchange);
  emulator.faults.next({ kind: "rateLimited", retryAfterSeconds: 7 }, exchange);
  const clock = createFakeClock();
  expect((await clientOf(emulator.url, federated, clock).archiveSession(id, {})).kind).toBe("done");
  expect(clock.delaysMs).toEqual([500, 1000, 7000]);
  expect(logOf(emulator).filter((line) => line.includes("archive"))).toHaveLength(1);
});

describe("an exchange that is refused", () => {
  test("says what usually is wrong, and what the token claims to be", async () => {
    const emulator = await startFederatedEmulator({ identityToken: nextJwt });
    const failure = await errorOf(clientOf(emulator.url).archiveSession(id, {}));
    expect(failure).toMatchObject({ kind: "unauthorised", facts: { status: 401 } });
    expect(failure.message).toMatch(
      /^cannot archive session sesn_1: the identity token from ANTHROPIC_IDENTITY_TOKEN was not taken in exchange for an access token, 401 invalid_grant, “the assertion does not satisfy the federation rule”; it says iss “https:\/\/token\.actions\.githubusercontent\.com”, sub “repo:acme\/office:ref:refs\/heads\/main”, aud “https:\/\/api\.anthropic\.com”\. Nothing was changed\. Check that the federation rule fdrl_1 matches what the token says, and if the rule has several workspaces, name one \(managed-agents:workspaceId or ANTHROPIC_WORKSPACE_ID\)\. The Console lists what it refused under workload identity, with the reason\. ANTHROPIC_IDENTITY_TOKEN stays as it is while the deployment runs; ANTHROPIC_IDENTITY_TOKEN_FILE is read anew for each exchange\. \(request id req_\w+\)$/,
    );
    expectNoSecret(JSON.stringify([failure.message, failure]));
    expect(logOf(emulator)).toEqual(["POST /v1/oauth/token 401"]);
  });

  test("where a workspace is named, asks whether the rule has it", async () => {
    const emulator = await startFederatedEmulator({ workspaceIds: ["wrkspc_a"] });
    const environment = { ...federated, ANTHROPIC_WORKSPACE_ID: "wrkspc_b" };
    const failure = await errorOf(clientOf(emulator.url, environment).getSession(id, {}));
    expect(failure.message).toContain("and that it is enabled for the workspace wrkspc_b.");
  });

  test("of a token that has expired, says that and nothing of rules", async () => {
    const emulator = await startFederatedEmulator();
    const expired = jwtOf({ sub: "repo:acme", exp: 1_700_000_000 });
    const environment = { ...federated, ANTHROPIC_IDENTITY_TOKEN: expired };
    const failure = await errorOf(clientOf(emulator.url, environment).getSession(id, {}));
    expect(failure.message).toContain(
      "The identity token has expired (2023-11-14T22:13:20.000Z). Let the pipeline get a new one.",
    );
    expect(failure.message).not.toContain("federation rule fdrl_1");
  });

  test("in the API's own envelope is told the same", async () => {
    const emulator = await startFederatedEmulator();
    emulator.faults.next(
      { kind: "refuse", status: 401, type: "authentication_error", message: "no" },
      exchange,
    );
    const failure = await errorOf(clientOf(emulator.url).getSession(id, {}));
    expect(failure.message).toContain("401 authentication_error, “no”; it says iss");
  });
});

const noToken = "there is no access token, ";
test.each([
  ["unreachable", { kind: "resetBeforeEffect" }, "unavailable", `${noToken}http`],
  ["down", { kind: "serverError", status: 503 }, "unavailable", "answered 503 api_error"],
  ["a page", { kind: "malformedBody" }, "malformed", "is no access token with an end"],
  [
    "without an end",
    { kind: "answerWith", body: '{"access_token":"sk-ant-oat01-x"}' },
    "malformed",
    "is no access token with an end",
  ],
  [
    "without a token",
    { kind: "answerWith", body: '{"expires_in":60}' },
    "malformed",
    "is no access token with an end",
  ],
  [
    "of another kind",
    {
      kind: "answerWith",
      body: '{"access_token":"sk-ant-oat01-x","expires_in":60,"token_type":"mac"}',
    },
    "malformed",
    "is no access token with an end",
  ],
  ["not there", { kind: "noSuchEndpoint" }, "configuration", `${noToken}http`],
  [
    "elsewhere",
    { kind: "redirect", location: "https://evil.example/x" },
    "configuration",
    "redirects are not followed",
  ],
] as const)(
  "an exchange that is %s leaves the session alone",
  async (_title, fault, kind, told) => {
    const emulator = await startFederatedEmulator();
    emulator.faults.always(fault, exchange);
    const failure = await errorOf(clientOf(emulator.url).archiveSession(id, {}));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toContain(told);
    expect(failure.message).toContain("Nothing was changed.");
    expectNoSecret(JSON.stringify([failure.message, failure]));
    expect(logOf(emulator).join()).not.toContain("session");
  },
);

test.each([
  [
    "is not there",
    "/nowhere/token",
    'the identity token file "/nowhere/token" from ANTHROPIC_IDENTITY_TOKEN_FILE could not be read, ENOENT',
  ],
  ["is empty", "\n", "is empty"],
  ["is something else", "x".repeat(16 * 1024 + 1), "is larger than 16 KiB"],
  ["has no end to be seen", "x".repeat(70 * 1024), "is larger than 16 KiB"],
  ["is a folder", "/", 'the identity token file "/" from ANTHROPIC_IDENTITY_TOKEN_FILE is no file'],
  ["is a device", "/dev/zero", "is no file"],
])(
  "an identity token file that %s is an error before any request",
  async (_title, content, told) => {
    const emulator = await startFederatedEmulator();
    const { ANTHROPIC_IDENTITY_TOKEN: _, ...rest } = federated;
    const file = content.startsWith("/") ? content : fileWith(content);
    const environment = { ...rest, ANTHROPIC_IDENTITY_TOKEN_FILE: file };
    const failure = await errorOf(clientOf(emulator.url, environment).getSession(id, {}));
    // Without a status: a preview that only wanted to look goes on without.
    expect([failure.kind, failure.facts.status]).toEqual(["configuration", undefined]);
    expect(failure.message).toContain(told);
    expect(emulator.requests).toEqual([]);
  },
);

test("an identity token file that is empty while it is written is looked at again", async () => {
  const emulator = await startFederatedEmulator();
  const { ANTHROPIC_IDENTITY_TOKEN: _, ...rest } = federated;
  const file = fileWith("");
  const clock = createFakeClock();
  const environment = { ...rest, ANTHROPIC_IDENTITY_TOKEN_FILE: file };
  const sleep: typeof clock.sleep = async (ms, signal) => {
    await clock.sleep(ms, signal);
    if (clock.delaysMs.length === 2) writeFileSync(file, jwt);
  };
  const api = clientOf(emulator.url, environment, { ...clock, sleep });
  expect((await api.getSession(id, {})).kind).toBe("found");
  expect(clock.delaysMs).toEqual([500, 500]);
});

test.each(["tok\nen-0123456789", "tok en-0123456789", "tök-0123456789"])(
  "what came and no header can hold is no token: %j",
  async (token) => {
    const granted = json(200, { access_token: token, token_type: "Bearer", expires_in: 600 });
    const server = await startLoopback(granted);
    try {
      const failure = await errorOf(clientOf(server.url).archiveSession(id, {}));
      expect(failure.kind).toBe("malformed");
      expect(failure.message).toContain("is no access token with an end");
      expect(failure.message).not.toContain("0123456789");
      expect(server.received.map(({ url }) => url)).toEqual(["/v1/oauth/token"]);
    } finally {
      await server.close();
    }
  },
);

test("a token that ended at a moment that no calendar has is an error like another", async () => {
  const refused = json(401, { error: "invalid_grant", error_description: "no" });
  const server = await startLoopback(refused);
  try {
    const odd = jwtOf({ sub: "somebody", exp: -1e16 });
    const environment = { ...federated, ANTHROPIC_IDENTITY_TOKEN: odd };
    const failure = await errorOf(clientOf(server.url, environment).getSession(id, {}));
    expect(failure.message).toContain("The identity token has expired. Let the pipeline get");
  } finally {
    await server.close();
  }
});

describe("a server that quotes tokens back", () => {
  const token = "sk-ant-oat01-quoted-0123456789";
  const granted = json(200, { access_token: token, token_type: "Bearer", expires_in: 600 });

  test.each([
    [
      "the identity token as an error of OAuth",
      [json(401, { error: "invalid_grant", error_description: jwt })],
    ],
    ["the identity token in other members", [json(400, { error: "x", assertion: jwt })]],
    ["the identity token as a page", [text(500, jwt)]],
    ["the access token as its error", [granted, apiError(403, "permission_error", token)]],
    ["the access token as a page", [granted, text(400, token)]],
    ["the access token as another session", [granted, json(200, sessionDocument(token))]],
  ])("gets none of them into a message: %s", async (_title, answerers) => {
    const server = await startLoopback(...answerers);
    try {
      const failure = await errorOf(clientOf(server.url).getSession(id, {}));
      expectNoSecret(JSON.stringify([failure.message, failure]));
    } finally {
      await server.close();
    }
  });
});

test("whoever is cancelled while it waits for a token sends nothing", async () => {
  const emulator = await startFederatedEmulator();
  emulator.faults.always({ kind: "neverAnswer" }, exchange);
  const controller = new AbortController();
  const failure = errorOf(clientOf(emulator.url).archiveSession(id, { signal: controller.signal }));
  setImmediate(() => controller.abort());
  expect(await failure).toMatchObject({ kind: "cancelled" });
  expect(logOf(emulator).join()).not.toContain("archive");
});

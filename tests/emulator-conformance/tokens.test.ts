import Anthropic from "@anthropic-ai/sdk";
import type { EmulatorOptions, FederationOptions } from "../emulator";
import { closeAll, startRaw } from "./raw-http";

afterEach(closeAll);

const jwt = "e30.eyJzdWIiOiJyZXBvOmFjbWUifQ.c2ln";
const otherJwt = "e30.eyJzdWIiOiJyZXBvOm90aGVyIn0.c2ln";
const organizationId = "00000000-0000-4000-8000-000000000000";
const oauth = "oauth-2025-04-20";
const federationBetas = `${oauth},oidc-federation-2026-04-01`;
const fields = {
  grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
  assertion: jwt,
  federation_rule_id: "fdrl_1",
  organization_id: organizationId,
};

async function startFederated(
  federation: Partial<FederationOptions> = {},
  options: EmulatorOptions = {},
) {
  const raw = await startRaw({
    federation: { ruleId: "fdrl_1", identityToken: jwt, ...federation },
    ...options,
  });
  const exchange = async (change: object = {}, betas = federationBetas) => {
    const headers = { "anthropic-beta": betas, "content-type": "application/json" };
    const answer = await raw.send("POST", "/v1/oauth/token", { ...fields, ...change }, headers);
    return { status: answer.status, body: answer.body as unknown as Record<string, unknown> };
  };
  const list = (token: unknown, betas = `managed-agents-2026-04-01,${oauth}`) =>
    raw.send("GET", "/v1/sessions", undefined, {
      "anthropic-version": "2023-06-01",
      "anthropic-beta": betas,
      authorization: `Bearer ${token}`,
    });
  return { ...raw, exchange, list };
}

test("C80: an identity token that fits gives an access token, until it expires or is revoked", async () => {
  let nowMs = Date.UTC(2026, 10, 25);
  const { emulator, exchange, list } = await startFederated(
    { tokenSeconds: 600 },
    { now: () => nowMs },
  );
  const { status, body } = await exchange();
  expect([status, body.token_type, body.expires_in]).toEqual([200, "Bearer", 600]);
  expect((await list(body.access_token)).status).toBe(200);
  expect((await list(body.access_token, "managed-agents-2026-04-01")).status).toBe(401);
  nowMs += 600_000;
  expect((await list(body.access_token)).status).toBe(401);
  const second = (await exchange()).body.access_token;
  expect((await list(second)).status).toBe(200);
  emulator.tokens.revoke();
  expect((await list(second)).status).toBe(401);
  expect(emulator.tokens.issued.map(({ identityToken }) => identityToken)).toEqual([jwt, jwt]);
});

test.each([
  ["another identity token", { assertion: otherJwt }],
  ["what is no JWT", { assertion: "token" }],
  ["another rule", { federation_rule_id: "fdrl_2" }],
  ["another organisation", { organization_id: "another" }],
  ["another service account", { service_account_id: "svac_2" }],
])("C81: %s is 401", async (_title, change) => {
  const { exchange, emulator } = await startFederated({ serviceAccountId: "svac_1" });
  const { status, body } = await exchange({ service_account_id: "svac_1", ...change });
  expect([status, body.error]).toEqual([401, "invalid_grant"]);
  expect(emulator.tokens.issued).toEqual([]);
});

test("C81: so is everything without a rule, and an identity token that has been rotated", async () => {
  const none = await startRaw();
  expect((await none.send("POST", "/v1/oauth/token", fields, {})).status).toBe(400);
  const { exchange, emulator } = await startFederated();
  emulator.tokens.rotate(otherJwt);
  expect((await exchange()).status).toBe(401);
  expect((await exchange({ assertion: otherJwt })).status).toBe(200);
});

test.each([
  [undefined, 401],
  ["wrkspc_b", 200],
  ["wrkspc_c", 401],
])("C82: a rule of two workspaces, asked for %p, is %i", async (workspaceId, expected) => {
  const { exchange, emulator } = await startFederated({ workspaceIds: ["wrkspc_a", "wrkspc_b"] });
  const { status } = await exchange({ workspace_id: workspaceId });
  expect(status).toBe(expected);
  expect(emulator.tokens.issued.map((issued) => issued.workspaceId)).toEqual(
    expected === 200 ? [workspaceId] : [],
  );
});

test.each([
  ["no rule", { federation_rule_id: undefined }, federationBetas],
  ["no assertion", { assertion: "" }, federationBetas],
  ["a large assertion", { assertion: `e30.${"x".repeat(16 * 1024)}.c2ln` }, federationBetas],
  ["another grant", { grant_type: "password" }, federationBetas],
  ["no beta of federation", {}, oauth],
])("C83: %s is 400", async (_title, change, betas) => {
  const { exchange } = await startFederated();
  expect((await exchange(change, betas)).status).toBe(400);
});

test("C84: a refresh token works once, and the next one comes with the answer", async () => {
  const { exchange, list, emulator } = await startFederated();
  const { accessToken, refreshToken, clientId } = emulator.tokens.login();
  expect((await list(accessToken)).status).toBe(200);
  const renewal = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: clientId };
  const { status, body } = await exchange(renewal, oauth);
  expect(status).toBe(200);
  expect((await list(body.access_token)).status).toBe(200);
  expect((await exchange(renewal, oauth)).status).toBe(400);
  expect((await exchange({ ...renewal, refresh_token: body.refresh_token }, oauth)).status).toBe(
    200,
  );
});

test("the log holds neither identity nor access tokens", async () => {
  const { exchange, list, emulator } = await startFederated();
  const { body } = await exchange();
  await list(body.access_token);
  const log = JSON.stringify(emulator.requests);
  expect(log).toContain("<identity token>");
  expect(log).not.toMatch(/eyJzdWIi|sk-ant-oat01/);
});

test("each organisation has its own rule and tokens", async () => {
  const otherOrganizations = [
    {
      apiKey: "other",
      organizationId: "11111111-0000-4000-8000-000000000000",
      federation: { ruleId: "fdrl_1" },
    },
  ];
  const { emulator, exchange, list } = await startFederated({}, { otherOrganizations });
  emulator.seed({ id: "sesn_1" });
  const mine = (await exchange()).body.access_token;
  const theirs = (await exchange({ organization_id: otherOrganizations[0]?.organizationId })).body;
  expect((await list(mine)).body.data).toHaveLength(1);
  expect((await list(theirs.access_token)).body.data).toEqual([]);
});

test("the official client exchanges, and once more after a 401", async () => {
  const { emulator } = await startFederated({ workspaceIds: ["wrkspc_a", "wrkspc_b"] });
  emulator.seed({ id: "sesn_1" });
  process.env.ANTHROPIC_IDENTITY_TOKEN = jwt;
  const client = new Anthropic({
    baseURL: emulator.url,
    logLevel: "off",
    // The repetition after a 401 counts as one.
    maxRetries: 1,
    config: {
      organization_id: organizationId,
      workspace_id: "wrkspc_a",
      authentication: { type: "oidc_federation", federation_rule_id: "fdrl_1" },
    },
  });
  delete process.env.ANTHROPIC_IDENTITY_TOKEN;
  expect((await client.beta.sessions.retrieve("sesn_1")).id).toBe("sesn_1");
  emulator.tokens.revoke();
  expect((await client.beta.sessions.retrieve("sesn_1")).id).toBe("sesn_1");
  expect(emulator.requests.map(({ path, status }) => `${path} ${status}`)).toEqual([
    "/v1/oauth/token 200",
    "/v1/sessions/sesn_1 200",
    "/v1/sessions/sesn_1 401",
    "/v1/oauth/token 200",
    "/v1/sessions/sesn_1 200",
  ]);
});

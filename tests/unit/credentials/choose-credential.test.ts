import { inspect } from "node:util";
import { checkSettings, type Endpoint, resolveEndpoint } from "../../../provider/config";
import { identityOf } from "../../../provider/credentials/credential";
import type { Profile, ReadProfile } from "../../../provider/credentials/profile";
import { isProviderError } from "../../../provider/errors";
import { jwt, secretParts } from "../../support/identity-token";

/** Who wins, as docs/credentials.md has it in its table. */

type Settings = Readonly<Record<string, string>>;

const stackFederation: Settings = {
  "managed-agents:federationRuleId": "fdrl_stack",
  "managed-agents:organizationId": "org_stack",
  "managed-agents:identityTokenFile": "/stack/token",
};
const variables: Settings = {
  ANTHROPIC_API_KEY: "env-key",
  ANTHROPIC_AUTH_TOKEN: "env-token",
  ANTHROPIC_PROFILE: "named",
  ANTHROPIC_FEDERATION_RULE_ID: "fdrl_env",
  ANTHROPIC_ORGANIZATION_ID: "org_env",
  ANTHROPIC_IDENTITY_TOKEN_FILE: "/env/token",
};

const login = (name: string): Profile => ({
  name,
  authentication: { kind: "login", credentialsFile: `/credentials/${name}.json` },
});
const profiles: ReadProfile = (name) => login(name ?? "active");

function without(...names: readonly string[]): Settings {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !names.includes(name)));
}

function problemOf(stack: Settings, environment: Settings, read?: ReadProfile): string {
  try {
    resolveEndpoint(stack, environment, read);
  } catch (error) {
    if (isProviderError(error) && error.kind === "configuration") return error.message;
    throw error;
  }
  throw new Error("the settings were accepted");
}

const key = "ANTHROPIC_API_KEY";
const token = "ANTHROPIC_AUTH_TOKEN";
const profile = "ANTHROPIC_PROFILE";
const rule = "ANTHROPIC_FEDERATION_RULE_ID";

test.each<[string, Settings, Settings, string]>([
  ["the stack's key", { "managed-agents:apiKey": "k" }, variables, "managed-agents:apiKey"],
  ["the stack's token", { "managed-agents:authToken": "t" }, variables, "managed-agents:authToken"],
  ["the stack's federation", stackFederation, variables, "managed-agents:federationRuleId"],
  ["then the environment's key", {}, variables, key],
  ["then its token", {}, without(key), token],
  ["then the profile that it names", {}, without(key, token), "the profile named"],
  ["then its federation", {}, without(key, token, profile), rule],
  ["then the active profile", {}, without(key, token, profile, rule), "the profile active"],
  [
    "which stands in, too, where the federation has no identity token",
    {},
    without(key, token, profile, "ANTHROPIC_IDENTITY_TOKEN_FILE"),
    "the profile active",
  ],
  [
    "an empty variable counts as not set",
    {},
    { ...variables, [key]: "", [token]: " " },
    "the profile named",
  ],
])("first %s", (_title, stack, environment, source) => {
  expect(resolveEndpoint(stack, environment, profiles).credential.source).toBe(source);
});

function federationOf({ credential }: Endpoint) {
  if (credential.kind !== "federation") throw new Error(`it is ${credential.kind}`);
  return credential;
}

describe("federation", () => {
  const others = {
    ANTHROPIC_SERVICE_ACCOUNT_ID: "svac_env",
    ANTHROPIC_WORKSPACE_ID: "wrkspc_env",
  };
  const federated = { ...without(key, token, profile), ...others };

  test("from the environment, by the names of the official tools", () => {
    const endpoint = resolveEndpoint({}, federated);
    expect(federationOf(endpoint)).toEqual({
      kind: "federation",
      ruleId: "fdrl_env",
      organizationId: "org_env",
      serviceAccountId: "svac_env",
      workspaceId: "wrkspc_env",
      identityToken: {
        kind: "file",
        path: "/env/token",
        source: "ANTHROPIC_IDENTITY_TOKEN_FILE",
      },
      source: rule,
    });
    // No request can choose another workspace than the token's.
    expect(endpoint.workspaceId).toBeUndefined();
  });

  test("each setting of the stack comes before its variable, and the variables fill the rest", () => {
    const stack = {
      "managed-agents:federationRuleId": "fdrl_stack",
      "managed-agents:workspaceId": "wrkspc_stack",
    };
    expect(federationOf(resolveEndpoint(stack, { ...variables, ...others }))).toMatchObject({
      ruleId: "fdrl_stack",
      organizationId: "org_env",
      serviceAccountId: "svac_env",
      workspaceId: "wrkspc_stack",
      source: "managed-agents:federationRuleId",
    });
  });

  test("a file comes before a token in the environment, which is shown nowhere", () => {
    const both: Settings = { ...federated, ANTHROPIC_IDENTITY_TOKEN: jwt };
    expect(federationOf(resolveEndpoint({}, both)).identityToken.kind).toBe("file");
    const { ANTHROPIC_IDENTITY_TOKEN_FILE: _file, ...alone } = both;
    const endpoint = resolveEndpoint({}, { ...alone, ANTHROPIC_IDENTITY_TOKEN: `${jwt}\n` });
    expect(federationOf(endpoint).identityToken).toHaveProperty("value", jwt);
    const shown = [JSON.stringify(endpoint), inspect(endpoint, { depth: 9, showHidden: true })];
    for (const part of secretParts) expect(shown.join()).not.toContain(part);
  });

  test.each<[string, Settings, Settings, RegExp]>([
    [
      "the organisation and the token",
      { "managed-agents:federationRuleId": "fdrl_1" },
      {},
      /Set managed-agents:organizationId or ANTHROPIC_ORGANIZATION_ID; managed-agents:identityTokenFile, ANTHROPIC_IDENTITY_TOKEN_FILE or ANTHROPIC_IDENTITY_TOKEN\. No request was made\.$/,
    ],
    [
      "the rule",
      { "managed-agents:identityTokenFile": "/token" },
      { ANTHROPIC_ORGANIZATION_ID: "org" },
      /Set managed-agents:federationRuleId or ANTHROPIC_FEDERATION_RULE_ID\. No/,
    ],
    [
      "the token, in the environment alone",
      {},
      { ANTHROPIC_FEDERATION_RULE_ID: "fdrl_1", ANTHROPIC_ORGANIZATION_ID: "org" },
      /Set managed-agents:identityTokenFile, ANTHROPIC_IDENTITY_TOKEN_FILE or ANTHROPIC_IDENTITY_TOKEN\./,
    ],
  ])("without %s is an error that says so", (_title, stack, environment, told) => {
    expect(problemOf(stack, environment)).toMatch(told);
  });

  test.each([
    [
      "managed-agents:federationRuleId",
      "fdrl 1",
      "must be a federation rule's id such as fdrl_011abc.",
    ],
    ["managed-agents:organizationId", "", "must be an organisation's id such as 00000000"],
    [
      "managed-agents:serviceAccountId",
      "a\nb",
      "must be a service account's id such as svac_011abc.",
    ],
    ["managed-agents:identityTokenFile", "", "must be the path of a file."],
  ])("%s that cannot be right is refused before anything is asked", (name, value, told) => {
    expect(() => checkSettings({ [name]: value })).toThrow(`${name} ${told}`);
  });

  test.each([
    [
      ["apiKey", "federationRuleId"],
      "Both managed-agents:apiKey and managed-agents:federationRuleId",
    ],
    [
      ["authToken", "identityTokenFile"],
      "Both managed-agents:authToken and managed-agents:identityTokenFile",
    ],
    [
      ["apiKey", "authToken", "organizationId"],
      "All of managed-agents:apiKey, managed-agents:authToken and managed-agents:organizationId",
    ],
  ])("%j together are refused", (names, told) => {
    const stack = Object.fromEntries(names.map((name) => [`managed-agents:${name}`, "x"]));
    expect(() => checkSettings(stack)).toThrow(
      `${told} are set, and a request is signed in one way. Keep one.`,
    );
  });

  test("over plain http to another machine is refused, whatever is allowed for keys", () => {
    const stack = {
      ...stackFederation,
      "managed-agents:baseUrl": "http://10.0.0.1",
      "managed-agents:allowInsecureHttp": "true",
    };
    expect(problemOf(stack, {})).toContain("Tokens are exchanged over https only");
  });

  test("whatever distinguishes two accounts keeps their tokens apart", () => {
    const identity = (change: Settings) =>
      identityOf(resolveEndpoint({ ...stackFederation, ...change }, {}).credential);
    const changes: Settings[] = [
      {},
      { "managed-agents:federationRuleId": "fdrl_2" },
      { "managed-agents:organizationId": "org_2" },
      { "managed-agents:serviceAccountId": "svac_2" },
      { "managed-agents:workspaceId": "wrkspc_2" },
      { "managed-agents:identityTokenFile": "/other/token" },
    ];
    expect(new Set(changes.map(identity)).size).toBe(changes.length);
    expect(identity({})).toBe(identity({}));
  });
});

describe("a profile", () => {
  const named = { ANTHROPIC_PROFILE: "work" };

  test("that is named and not there is an error; one that is not named is not missed", () => {
    expect(problemOf({}, named)).toBe(
      "ANTHROPIC_PROFILE names the profile work, and there is none. Set it to a profile that exists, or unset it. No request was made.",
    );
    expect(problemOf({}, {})).toMatch(/^No credential for the Managed Agents API\./);
  });

  test("of federation: what it says comes before the environment, which fills the rest", () => {
    const read: ReadProfile = (name) => ({
      name: name ?? "",
      authentication: { kind: "federation", ruleId: "fdrl_profile" },
      organizationId: "org_profile",
    });
    const environment = { ...variables, ...named, [key]: "", [token]: "" };
    expect(federationOf(resolveEndpoint({}, environment, read))).toMatchObject({
      ruleId: "fdrl_profile",
      organizationId: "org_profile",
      identityToken: { path: "/env/token" },
      source: "the profile work",
    });
  });

  test("names the address, unless the stack or the environment does", () => {
    const read: ReadProfile = (name) => ({
      ...login(name ?? ""),
      baseUrl: "https://profile.example",
      workspaceId: "wrkspc_profile",
    });
    const endpoint = resolveEndpoint({}, named, read);
    expect([endpoint.baseUrl.href, endpoint.workspaceId]).toEqual([
      "https://profile.example/",
      "wrkspc_profile",
    ]);
    const elsewhere = { ...named, ANTHROPIC_BASE_URL: "https://env.example" };
    expect(resolveEndpoint({}, elsewhere, read).baseUrl.href).toBe("https://env.example/");
  });

  test("whose name leads out of its folder is refused", () => {
    expect(problemOf({}, { ANTHROPIC_PROFILE: "../secret" }, profiles)).toMatch(
      /^ANTHROPIC_PROFILE must be a profile's name/,
    );
  });
});

import { inspect } from "node:util";
import { checkSettings, type Endpoint, resolveEndpoint, settingsFrom } from "../../provider/config";
import { isProviderError } from "../../provider/errors";

type Settings = Record<string, string>;

const key = "sk-ant-secret-0123456789";

function problemOf(stack: Settings, environment: Settings = {}): string {
  try {
    resolveEndpoint(stack, environment);
  } catch (error) {
    if (isProviderError(error) && error.kind === "configuration") {
      return error.message;
    }
    throw error;
  }
  throw new Error("the settings were accepted");
}

function summaryOf({ baseUrl, credential, workspaceId }: Endpoint) {
  const value = "value" in credential ? credential.value : undefined;
  return [baseUrl.href, credential.kind, value, credential.source, workspaceId];
}

describe("the credential", () => {
  const everything = { ANTHROPIC_API_KEY: "env-key", ANTHROPIC_AUTH_TOKEN: "env-token" };
  test.each<[string, Settings, Settings, string[]]>([
    [
      "the stack's key first",
      { "managed-agents:apiKey": key },
      everything,
      ["apiKey", key, "managed-agents:apiKey"],
    ],
    [
      "the stack's token first",
      { "managed-agents:authToken": key },
      everything,
      ["bearer", key, "managed-agents:authToken"],
    ],
    ["then the environment's key", {}, everything, ["apiKey", "env-key", "ANTHROPIC_API_KEY"]],
    [
      "then its token",
      {},
      { ANTHROPIC_AUTH_TOKEN: "env-token" },
      ["bearer", "env-token", "ANTHROPIC_AUTH_TOKEN"],
    ],
    [
      "an empty variable counts as not set",
      {},
      { ...everything, ANTHROPIC_API_KEY: "" },
      ["bearer", "env-token", "ANTHROPIC_AUTH_TOKEN"],
    ],
    [
      "an unusable variable that is not needed is not looked at",
      { "managed-agents:apiKey": key },
      { ANTHROPIC_API_KEY: "a\nb" },
      ["apiKey", key, "managed-agents:apiKey"],
    ],
  ])("%s", (_title, stack, environment, expected) => {
    expect(summaryOf(resolveEndpoint(stack, environment)).slice(1, 4)).toEqual(expected);
  });

  test("none: the message names every setting that could supply it", () => {
    expect(problemOf({})).toBe(
      "No credential for the Managed Agents API. Set one of: the stack's config managed-agents:apiKey (pulumi config set --secret managed-agents:apiKey), managed-agents:authToken or managed-agents:federationRuleId, or the environment's ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN or ANTHROPIC_FEDERATION_RULE_ID. No request was made.",
    );
  });

  test("both in the stack: refused", () => {
    expect(problemOf({ "managed-agents:apiKey": key, "managed-agents:authToken": "token" })).toBe(
      "Both managed-agents:apiKey and managed-agents:authToken are set, and a request is signed in one way. Keep one.",
    );
  });

  test.each([
    ["a line break at the end", `${key}\n`],
    ["a line break inside", `${key}\r\nx-evil: 1`],
    ["a space", `${key} `],
    ["a letter that is not ASCII", `${key}é`],
    ["a null byte", `${key}\0`],
    ["nothing at all", ""],
  ])("with %s: refused without showing it", (_title, value) => {
    expect(problemOf({ "managed-agents:apiKey": value }, { ANTHROPIC_API_KEY: "other" })).toBe(
      "managed-agents:apiKey must be one line of printable ASCII characters without spaces; check it for a line break, a space or quotes that came along when it was copied.",
    );
  });

  test("the same for a variable, which is named", () => {
    expect(problemOf({}, { ANTHROPIC_AUTH_TOKEN: `${key}\n` })).toBe(
      "ANTHROPIC_AUTH_TOKEN must be one line of printable ASCII characters without spaces; check it for a line break, a space or quotes that came along when it was copied.",
    );
  });

  test("shows in no JSON, inspection, string or copy", () => {
    const endpoint = resolveEndpoint({ "managed-agents:apiKey": key }, {});
    const shown = [
      JSON.stringify(endpoint),
      inspect(endpoint, { depth: 9, showHidden: true, getters: true }),
      inspect(endpoint.credential, { customInspect: false, showHidden: true }),
      `${endpoint.credential}`,
      JSON.stringify({ ...endpoint.credential }),
      inspect(structuredClone({ ...endpoint.credential })),
    ];
    for (const text of shown) {
      expect(text).not.toContain(key);
    }
    expect(JSON.stringify(endpoint.credential)).toBe(
      '{"kind":"apiKey","value":"[redacted]","source":"managed-agents:apiKey"}',
    );
    expect(endpoint.credential).toHaveProperty("value", key);
  });
});

describe("the base URL", () => {
  const withKey = { "managed-agents:apiKey": key };
  test.each<[string, Settings, Settings, string]>([
    ["defaults to the Claude API", {}, {}, "https://api.anthropic.com/"],
    [
      "comes from the environment",
      {},
      { ANTHROPIC_BASE_URL: "https://gateway.example/claude" },
      "https://gateway.example/claude",
    ],
    [
      "comes from the stack first",
      { "managed-agents:baseUrl": "https://stack.example" },
      { ANTHROPIC_BASE_URL: "https://gateway.example" },
      "https://stack.example/",
    ],
    [
      "is the default if the variable is empty",
      {},
      { ANTHROPIC_BASE_URL: "" },
      "https://api.anthropic.com/",
    ],
    [
      "may be plain http to localhost",
      { "managed-agents:baseUrl": "http://localhost:8080" },
      {},
      "http://localhost:8080/",
    ],
    [
      "may be plain http to 127.0.0.0/8",
      { "managed-agents:baseUrl": "http://127.8.9.1:1" },
      {},
      "http://127.8.9.1:1/",
    ],
    [
      "may be plain http to [::1]",
      { "managed-agents:baseUrl": "http://[::1]:1/" },
      {},
      "http://[::1]:1/",
    ],
    [
      "may be plain http elsewhere if allowed",
      { "managed-agents:baseUrl": "http://10.0.0.1", "managed-agents:allowInsecureHttp": "true" },
      {},
      "http://10.0.0.1/",
    ],
  ])("%s", (_title, stack, environment, expected) => {
    expect(resolveEndpoint({ ...withKey, ...stack }, environment).baseUrl.href).toBe(expected);
  });

  const inTheClear =
    'is a plain http URL of another machine, which would send the credential in the clear. Use https, or set managed-agents:allowInsecureHttp to "true" if the network in between is yours.';
  const notAbsolute = "must be an absolute http or https URL such as https://api.anthropic.com.";
  const tooMuch =
    "must hold no user name, password, query or fragment: only scheme, host, port and path. Credentials belong in managed-agents:apiKey or managed-agents:authToken.";
  test.each([
    ["http://api.anthropic.com", inTheClear],
    ["http://127.evil.example", inTheClear],
    ["http://localhost.evil.example", inTheClear],
    ["http://0.0.0.0", inTheClear],
    ["http://[::ffff:10.0.0.1]", inTheClear],
    ["api.anthropic.com", notAbsolute],
    ["", notAbsolute],
    ["file:///etc/passwd", notAbsolute],
    ["https://user:sk-secret@api.example", tooMuch],
    ["https://sk-secret@api.example", tooMuch],
    ["https://api.example/?key=sk-secret", tooMuch],
    ["https://api.example/?", tooMuch],
    ["https://api.example/#sk-secret", tooMuch],
    [
      "https://api.anthropic.com/v1",
      "must not end in /v1: the paths of the API, which begin with /v1, are appended to it.",
    ],
    [
      "https://api.anthropic.com/v1/",
      "must not end in /v1: the paths of the API, which begin with /v1, are appended to it.",
    ],
    [
      "https://api.anthropic.com/x/v1/sessions",
      "must not end in /x/v1/sessions: the paths of the API, which begin with /v1, are appended to it.",
    ],
  ])("%s is refused, from stack and environment alike", (baseUrl, problem) => {
    expect(problemOf({ ...withKey, "managed-agents:baseUrl": baseUrl })).toBe(
      `managed-agents:baseUrl ${problem}`,
    );
    if (baseUrl !== "") {
      expect(problemOf(withKey, { ANTHROPIC_BASE_URL: baseUrl })).toBe(
        `ANTHROPIC_BASE_URL ${problem}`,
      );
    }
  });
});

test("a workspace is passed on, and a strange one refused together with everything else that is wrong", () => {
  const stack = { "managed-agents:apiKey": key, "managed-agents:workspaceId": "wrkspc_01" };
  expect(resolveEndpoint(stack, {}).workspaceId).toBe("wrkspc_01");
  expect("workspaceId" in resolveEndpoint({ "managed-agents:apiKey": key }, {})).toBe(false);
  expect(
    problemOf({ "managed-agents:workspaceId": "a b", "managed-agents:allowInsecureHttp": "yes" }),
  ).toBe(
    'managed-agents:allowInsecureHttp must be "true" or "false". managed-agents:workspaceId must be a workspace\'s id such as wrkspc_011abc.',
  );
});

describe("the number of requests", () => {
  const endpoint = (requestsPerMinute: string) =>
    resolveEndpoint(
      { "managed-agents:apiKey": key, "managed-agents:requestsPerMinute": requestsPerMinute },
      {},
    );

  test.each([
    ["60", 60],
    ["60000", 60_000],
    ["60.0", 60],
  ])("%s is taken", (text, requestsPerMinute) => {
    expect(endpoint(text).pace).toEqual({ requestsPerMinute });
  });

  test.each(["0", "60001", "60.5", "60.00", "6e1", "-1", "", "many"])("%s is refused", (text) => {
    expect(() => endpoint(text)).toThrow(
      "managed-agents:requestsPerMinute must be a whole number from 1 to 60000",
    );
  });
});

describe("a key that is nearly a setting", () => {
  const written = (keyWritten: string) =>
    settingsFrom((asked) => (asked === keyWritten ? "value" : undefined));

  test.each([
    ["managed-agents:apikey", "managed-agents:apiKey"],
    ["managed-agents:api_key", "managed-agents:apiKey"],
    ["managed-agents:auth-token", "managed-agents:authToken"],
    ["managed-agents:baseURL", "managed-agents:baseUrl"],
    ["managed-agents:workspaceID", "managed-agents:workspaceId"],
  ])("%s is found, and refused with the one that was meant", (keyWritten, meant) => {
    const problem = `${keyWritten} is no setting of this provider; did you mean ${meant}? It was not used. Set that one, and take this one out: pulumi config rm ${keyWritten}.`;
    expect(problemOf({ ...written(keyWritten), ANTHROPIC_API_KEY: key })).toBe(problem);
    expect(() => checkSettings({ [keyWritten]: "value" })).toThrow(problem);
  });

  test.each(["managed-agents:sessions", "managed-agents:version", "other:apikey"])(
    "%s is the program's own",
    (own) => {
      expect(() => checkSettings({ [own]: "value" })).not.toThrow();
    },
  );

  test("what is done as advised works", () => {
    const { credential } = resolveEndpoint(written("managed-agents:apiKey"), {});
    expect(credential).toHaveProperty("value", "value");
  });
});

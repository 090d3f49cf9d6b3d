import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { profilesOf } from "../../../../provider/api/profile-files";
import {
  fileWith,
  jwt,
  organizationId,
  ruleId,
  secretParts,
} from "../../../support/identity-token";
import { errorOf, id } from "../calls";
import { type Answerer, hangUp, json, sessionDocument, startLoopback, text } from "../loopback";
import { clientOf, closeAll, logOf, startFederatedEmulator } from "./world";

/** The profiles that `ant auth login` and the official SDKs keep (API §10.4). */

afterEach(closeAll);

/** A configuration folder with the profile `default`. */
function folderWith(profile: object | string): string {
  const content = typeof profile === "string" ? profile : JSON.stringify(profile);
  const folder = path.dirname(fileWith(""));
  mkdirSync(path.join(folder, "configs"));
  mkdirSync(path.join(folder, "credentials"));
  writeFileSync(path.join(folder, "configs", "default.json"), content);
  return folder;
}

const login = { authentication: { type: "user_oauth", client_id: "emulator-client" } };
const credentialsOf = (folder: string) => path.join(folder, "credentials", "default.json");

test("one of federation exchanges the token file that it names", async () => {
  const emulator = await startFederatedEmulator();
  const folder = folderWith({
    organization_id: organizationId,
    authentication: {
      type: "oidc_federation",
      federation_rule_id: ruleId,
      identity_token: { source: "file", path: fileWith(jwt) },
    },
  });
  const api = clientOf(emulator.url, { ANTHROPIC_CONFIG_DIR: folder });
  expect((await api.getSession(id, {})).kind).toBe("found");
  // Access tokens stay in this process.
  expect(() => statSync(credentialsOf(folder))).toThrow("ENOENT");
});

test("a login is used as it is stored, and renewed when it ends, once for the next process, too", async () => {
  const emulator = await startFederatedEmulator();
  const { accessToken, refreshToken } = emulator.tokens.login();
  const folder = folderWith(login);
  const stored = { access_token: accessToken, refresh_token: refreshToken, expires_at: 1 };
  writeFileSync(credentialsOf(folder), JSON.stringify(stored), { mode: 0o600 });
  const environment = { ANTHROPIC_CONFIG_DIR: folder, ANTHROPIC_PROFILE: "default" };
  expect((await clientOf(emulator.url, environment).getSession(id, {})).kind).toBe("found");
  expect((await clientOf(emulator.url, environment).getSession(id, {})).kind).toBe("found");
  expect(logOf(emulator)).toEqual([
    "POST /v1/oauth/token 200",
    "GET session 200",
    "GET session 200",
  ]);
  const renewed = JSON.parse(readFileSync(credentialsOf(folder), "utf8"));
  expect(renewed.refresh_token).not.toBe(refreshToken);
  expect(statSync(credentialsOf(folder)).mode & 0o777).toBe(0o600);
});

test("a login that the API refuses is renewed though it has not ended", async () => {
  const emulator = await startFederatedEmulator();
  const { accessToken, refreshToken } = emulator.tokens.login();
  emulator.tokens.revoke();
  const folder = folderWith(login);
  const stored = { access_token: accessToken, refresh_token: refreshToken, expires_at: 2e9 };
  writeFileSync(credentialsOf(folder), JSON.stringify(stored), { mode: 0o600 });
  const api = clientOf(emulator.url, { ANTHROPIC_CONFIG_DIR: folder });
  expect((await api.getSession(id, {})).kind).toBe("found");
});

test.each([
  ["is not there", undefined, 0o600],
  ["is no JSON", "sk-ant-oat01-secret", 0o600],
  ["others can read", '{"access_token":"sk-ant-oat01-secret"}', 0o644],
  [
    "has ended and cannot be renewed",
    '{"access_token":"sk-ant-oat01-secret","expires_at":1}',
    0o600,
  ],
])("a login that %s is an error without a word of it", async (_title, content, mode) => {
  const emulator = await startFederatedEmulator();
  const folder = folderWith(login);
  if (content !== undefined) writeFileSync(credentialsOf(folder), content, { mode });
  const api = clientOf(emulator.url, { ANTHROPIC_CONFIG_DIR: folder });
  const failure = await errorOf(api.getSession(id, {}));
  expect(failure.kind).toBe("configuration");
  expect(failure.message).toContain("Log in again (ant auth login).");
  for (const part of secretParts) expect(failure.message).not.toContain(part);
});

test("a refresh token that is refused is an error that says what to do", async () => {
  const emulator = await startFederatedEmulator();
  const folder = folderWith(login);
  const stored = { access_token: "sk-ant-oat01-a", refresh_token: "sk-ant-ort01-b", expires_at: 1 };
  writeFileSync(credentialsOf(folder), JSON.stringify(stored), { mode: 0o600 });
  const failure = await errorOf(
    clientOf(emulator.url, { ANTHROPIC_CONFIG_DIR: folder }).getSession(id, {}),
  );
  expect(failure.message).toMatch(/the login of the profile default|the login of the profile/);
  expect(failure.message).toContain("could not be renewed, 400 invalid_grant");
  expect(failure.message).not.toContain("ort01");
});

describe("a renewal of a login", () => {
  const refreshToken = "sk-ant-ort01/0123456789";
  const stored = { access_token: "sk-ant-oat01-a", refresh_token: refreshToken, expires_at: 1 };
  const granted = json(200, {
    access_token: "sk-ant-oat01-new",
    refresh_token: "sk-ant-ort01-new",
    token_type: "Bearer",
    expires_in: 600,
  });

  /** A login that has ended, and a server of which each answer is for one request. */
  async function begin(profile: object, ...answerers: readonly Answerer[]) {
    const server = await startLoopback(...answerers);
    servers.push(server);
    const folder = folderWith(profile);
    writeFileSync(credentialsOf(folder), JSON.stringify(stored), { mode: 0o600 });
    const api = clientOf(server.url, { ANTHROPIC_CONFIG_DIR: folder });
    return { api, folder, server };
  }

  const servers: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  test("goes on until it is stored though nobody waits for it any more, and is shared", async () => {
    let answer = () => {};
    const late: Answerer = (response, request) => {
      answer = () => granted(response, request);
    };
    const { api, folder, server } = await begin(login, late, json(200, sessionDocument(id)));
    const controller = new AbortController();
    const cancelled = errorOf(api.getSession(id, { signal: controller.signal }));
    for (let turn = 0; server.received.length === 0 && turn < 100_000; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    controller.abort();
    expect(await cancelled).toMatchObject({ kind: "cancelled" });
    const next = api.getSession(id, {});
    answer();
    expect((await next).kind).toBe("found");
    expect(server.received.map(({ url }) => url?.split("?")[0])).toEqual([
      "/v1/oauth/token",
      `/v1/sessions/${id}`,
    ]);
    expect(readFileSync(credentialsOf(folder), "utf8")).toContain("sk-ant-ort01-new");
  });

  test("whose answer was lost is not sent again, since what it was asked with works once", async () => {
    const { api, server } = await begin(login, hangUp);
    const failure = await errorOf(api.getSession(id, {}));
    expect(failure.kind).toBe("unavailable");
    expect(failure.message).toContain("there is no access token");
    expect(server.received).toHaveLength(1);
  });

  test("is not asked for where it could not be stored", async () => {
    const folder = path.dirname(fileWith(""));
    // With what is put behind it, longer than any system takes.
    const credentials_path = path.join(folder, `${"l".repeat(245)}.json`);
    writeFileSync(credentials_path, JSON.stringify(stored), { mode: 0o600 });
    const { api, server } = await begin(
      { authentication: { ...login.authentication, credentials_path } },
      granted,
    );
    const failure = await errorOf(api.getSession(id, {}));
    expect(failure.kind).toBe("configuration");
    expect(failure.message).toContain(
      "ENAMETOOLONG, and a login can be renewed from there only once",
    );
    expect(server.received).toEqual([]);
  });

  const refusal = json(400, { error: "invalid_grant", error_description: "used" });
  const byAnother = {
    access_token: "sk-ant-oat01-other",
    refresh_token: "sk-ant-ort01-other",
    expires_at: 4_000_000_000,
  };
  const paths = (received: readonly { readonly url: string }[]) => received.map(({ url }) => url);

  test("that another process came first with takes what that one stored, and asks no second time", async () => {
    let folder = "";
    const afterAnother: Answerer = (response, request) => {
      writeFileSync(credentialsOf(folder), JSON.stringify(byAnother), { mode: 0o600 });
      refusal(response, request);
    };
    const begun = await begin(login, afterAnother, json(200, sessionDocument(id)));
    folder = begun.folder;
    expect((await begun.api.getSession(id, {})).kind).toBe("found");
    expect(paths(begun.server.received)).toEqual(["/v1/oauth/token", `/v1/sessions/${id}`]);
    expect(begun.server.received[1]?.headers.authorization).toBe("Bearer sk-ant-oat01-other");
    expect(readFileSync(credentialsOf(folder), "utf8")).toBe(JSON.stringify(byAnother));
  });

  test("is not sent where the API has refused a token that another process has replaced", async () => {
    let folder = "";
    const revoked: Answerer = (response, request) => {
      writeFileSync(credentialsOf(folder), JSON.stringify(byAnother), { mode: 0o600 });
      json(401, {})(response, request);
    };
    const begun = await begin(login, granted, revoked, json(200, sessionDocument(id)));
    folder = begun.folder;
    expect((await begun.api.getSession(id, {})).kind).toBe("found");
    expect(paths(begun.server.received)).toEqual([
      "/v1/oauth/token",
      `/v1/sessions/${id}`,
      `/v1/sessions/${id}`,
    ]);
  });

  test("that is refused is refused once, until the login is another", async () => {
    const { api, folder, server } = await begin(login, refusal, json(200, sessionDocument(id)));
    const failures = [await errorOf(api.getSession(id, {})), await errorOf(api.getSession(id, {}))];
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringContaining("400 invalid_grant, “used”. Nothing was changed. Log in again"),
      failures[0]?.message,
    ]);
    expect(server.received).toHaveLength(1);
    writeFileSync(credentialsOf(folder), JSON.stringify(byAnother), { mode: 0o600 });
    expect((await api.getSession(id, {})).kind).toBe("found");
  });

  test("gets nothing of the login into a message, however the answer spells it", async () => {
    const body = `{"error":"invalid_grant","error_description":"${refreshToken.replace("/", "\\/")}"}`;
    const { api } = await begin(login, text(400, body, { "content-type": "application/json" }));
    const failure = await errorOf(api.getSession(id, {}));
    expect(failure.message).toContain("400 invalid_grant, “[redacted]”");
    expect(failure.message).not.toContain("0123456789");
  });
});

describe("the folder", () => {
  const home = (folder: string) => ({ HOME: path.dirname(path.dirname(folder)) });

  test("is ANTHROPIC_CONFIG_DIR, else below XDG_CONFIG_HOME or HOME; active_config names the profile", () => {
    const folder = folderWith(login);
    writeFileSync(path.join(folder, "configs", "work.json"), JSON.stringify(login));
    writeFileSync(path.join(folder, "active_config"), "work\n");
    expect(profilesOf({ ANTHROPIC_CONFIG_DIR: folder })(undefined)?.name).toBe("work");
    expect(profilesOf({ ANTHROPIC_CONFIG_DIR: folder })("default")?.name).toBe("default");
    expect(profilesOf({ ANTHROPIC_CONFIG_DIR: folder })("other")).toBeUndefined();
    expect(profilesOf(home(folder))(undefined)).toBeUndefined();
    expect(profilesOf({})(undefined)).toBeUndefined();
  });

  test.each([
    ["no JSON", "{secret", "is not JSON"],
    ["of no kind that is known", { authentication: { type: "magic" } }, "(authentication.type)"],
    ["without authentication", {}, "(authentication)"],
    ["with an id that is none", { ...login, workspace_id: "wrk\r\nx: secret" }, "(workspace_id)"],
  ])("a profile that is %s is an error that names its file", (_title, content, told) => {
    const folder = folderWith(content);
    expect(() => profilesOf({ ANTHROPIC_CONFIG_DIR: folder })(undefined)).toThrow(told);
    expect(() => profilesOf({ ANTHROPIC_CONFIG_DIR: folder })(undefined)).not.toThrow("secret");
  });
});

import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  federatedBy,
  fileWith,
  jwt,
  nextJwt,
  removeFiles,
  ruleId,
  secretParts,
} from "../support/identity-token";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import {
  apiKey,
  arraysOf,
  bashPolicy,
  closeEmulators,
  outputOf,
  type SessionStack,
} from "./session-stack";

/** The profiles that the official tools keep, among the credentials that an environment may have (API §10). */

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(async () => {
  await closeEmulators();
  removeFiles();
});

const federation = { ruleId, identityToken: jwt };
const folderOf = ({ environment }: SessionStack) =>
  environment.variables.ANTHROPIC_CONFIG_DIR as string;
const credentialsIn = (folder: string, name: string) =>
  path.join(folder, "credentials", `${name}.json`);

interface StoredLogin {
  readonly access_token: string;
  readonly refresh_token: string;
  /** Seconds of the epoch. */
  readonly expires_at: number;
}

/** Writes a profile as `ant auth login` leaves it behind. */
function writeLogin(stack: SessionStack, name: string, login: StoredLogin): void {
  const folder = folderOf(stack);
  for (const each of ["configs", "credentials"]) {
    mkdirSync(path.join(folder, each), { recursive: true });
  }
  const authentication = { type: "user_oauth", client_id: "emulator-client" };
  writeFileSync(path.join(folder, "configs", `${name}.json`), JSON.stringify({ authentication }));
  writeFileSync(credentialsIn(folder, name), JSON.stringify(login), { mode: 0o600 });
}

const farAhead = 4e9;
const wornOut: StoredLogin = {
  access_token: "sk-ant-oat01-worn-out",
  refresh_token: "sk-ant-ort01-worn-out",
  expires_at: farAhead,
};

describe.each(hosts)("%s host", (_host, start) => {
  test("a login is renewed in its file, once for all operations, and stands nowhere else", async () => {
    const args = { tools: [bashPolicy("always_ask")] };
    const stack = await start(args, { key: null, emulatorOptions: { federation } });
    const { accessToken, refreshToken } = stack.emulator.tokens.login();
    const login = { access_token: accessToken, refresh_token: refreshToken, expires_at: 1 };
    writeLogin(stack, "default", login);
    const printed = await outputOf(stack.up());
    expect(JSON.stringify(arraysOf(stack.emulator)?.tools)).toContain("always_ask");
    const again = await outputOf(stack.preview({ refresh: true, expectNoChanges: true }));
    const requests = stack.requests();
    expect(requests.filter((line) => line.includes("oauth"))).toEqual(["POST /v1/oauth/token 200"]);
    expect(requests.filter((line) => !line.endsWith(" 200"))).toEqual([]);

    const file = credentialsIn(folderOf(stack), "default");
    const renewed = JSON.parse(readFileSync(file, "utf8")) as StoredLogin;
    expect(renewed.refresh_token).not.toBe(refreshToken);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const part of [...secretParts, "sk-ant-ort01-"]) {
      expect(printed + again + stack.stateText()).not.toContain(part);
    }
  });

  test("what comes first in the order signs, whatever comes after it", async () => {
    const stack = await start({}, { emulatorOptions: { federation } });
    const { tokens } = stack.emulator;
    const { workspace } = stack.stack;
    const shared = { ...workspace.envVars };
    const goodLogin = (): StoredLogin => {
      const { accessToken, refreshToken } = tokens.login();
      return { access_token: accessToken, refresh_token: refreshToken, expires_at: farAhead };
    };
    writeLogin(stack, "office", wornOut);
    writeLogin(stack, "default", wornOut);
    /** From the first to the last; each as it is when it is good and when it is not. */
    const rungs: readonly (readonly [good: () => object, bad: object])[] = [
      [() => ({ ANTHROPIC_API_KEY: apiKey }), { ANTHROPIC_API_KEY: "sk-ant-worn-out" }],
      [() => ({ ANTHROPIC_AUTH_TOKEN: apiKey }), { ANTHROPIC_AUTH_TOKEN: "sk-ant-oat01-worn-out" }],
      [
        () => {
          writeLogin(stack, "office", goodLogin());
          return { ANTHROPIC_PROFILE: "office" };
        },
        { ANTHROPIC_PROFILE: "office" },
      ],
      [() => federatedBy(fileWith(jwt)), federatedBy(fileWith(nextJwt))],
      [
        () => {
          writeLogin(stack, "default", goodLogin());
          return {};
        },
        {},
      ],
    ];
    const from = (rung: number) => Object.assign({}, ...rungs.slice(rung).map(([, bad]) => bad));
    const works = async (variables: object) => {
      workspace.envVars = { ...shared, ...variables };
      await outputOf(stack.up({ refresh: true }));
      return stack.requests().filter((line) => !line.endsWith(" 200"));
    };
    expect(await works(from(0))).toEqual([]); // The stack has a key of its own.
    await stack.stack.removeConfig("managed-agents:apiKey");
    for (const [rung, [good]] of rungs.entries()) {
      expect(await works({ ...from(rung + 1), ...good() })).toEqual([]);
    }
  });
});

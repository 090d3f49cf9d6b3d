import {
  certificate,
  type HttpsProxy,
  proxyPassword,
  secureHost,
  startHttpsProxy,
} from "../support/https-proxy";
import {
  federatedBy,
  fileWith,
  jwt,
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
  emulatorWith,
  failureOf,
  outputOf,
  plainSession,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);

const withKey = {
  "managed-agents:baseUrl": { value: `https://${secureHost}` },
  "managed-agents:apiKey": { value: apiKey, secret: true },
};

let proxy: HttpsProxy;
afterEach(async () => {
  await proxy.close();
  await closeEmulators();
  removeFiles();
});

describe.each(hosts)("behind a proxy, %s host", (_host, start) => {
  test("a session is reached through a tunnel, trusted by NODE_EXTRA_CA_CERTS, and the proxy sees no key", async () => {
    const emulator = await emulatorWith([plainSession]);
    proxy = await startHttpsProxy(emulator.url);
    const stack = await start(
      { tools: [bashPolicy("always_ask")] },
      {
        config: withKey,
        env: { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate },
      },
    );
    const printed = await outputOf(stack.up());
    expect(JSON.stringify(arraysOf(emulator)?.tools)).toContain("always_ask");
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${secureHost}:443`]));
    expect(proxy.carried()).not.toMatch(new RegExp(`${apiKey}|sesn_1`));
    expect(printed).not.toContain(proxyPassword);
  });

  test("an identity token is exchanged through it, and it sees neither that token nor what comes for it", async () => {
    const federation = { ruleId, identityToken: jwt };
    const emulator = await emulatorWith([plainSession], { federation });
    proxy = await startHttpsProxy(emulator.url);
    const stack = await start(
      { tools: [bashPolicy("always_ask")] },
      {
        key: null,
        config: { "managed-agents:baseUrl": { value: `https://${secureHost}` } },
        env: {
          HTTPS_PROXY: proxy.url,
          NODE_EXTRA_CA_CERTS: certificate,
          ...federatedBy(fileWith(jwt)),
        },
      },
    );
    await outputOf(stack.up());
    expect(JSON.stringify(arraysOf(emulator)?.tools)).toContain("always_ask");
    expect(emulator.tokens.issued.length).toBeGreaterThan(0);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${secureHost}:443`]));
    for (const part of secretParts) expect(proxy.carried()).not.toContain(part);
  });

  test("it is not asked for what NO_PROXY names, nor for plain http, of which it would see the key", async () => {
    const emulator = await emulatorWith([plainSession]);
    proxy = await startHttpsProxy(emulator.url);
    const stack = await start(
      { tools: [bashPolicy("always_ask")] },
      {
        config: withKey,
        env: { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: `x.example,${secureHost}` },
      },
    );
    // A name that only the proxy knows.
    expect(await failureOf(stack.up())).toContain("name could not be resolved");
    await stack.stack.setConfig("managed-agents:baseUrl", { value: emulator.url });
    await outputOf(stack.up());
    expect(JSON.stringify(arraysOf(emulator)?.tools)).toContain("always_ask");
    expect(proxy.asked).toEqual([]);
  });
});

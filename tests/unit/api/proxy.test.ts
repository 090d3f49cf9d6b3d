import { inspect } from "node:util";
import { createSessionApi } from "../../../provider/api/client";
import { resolveEndpoint } from "../../../provider/config";
import type { SessionApi } from "../../../provider/reconcile/session-api";
import { type Emulator, startEmulator } from "../../emulator";
import { createFakeClock } from "../../support/fake-clock";
import {
  type HttpsProxy,
  proxyPassword,
  secureHost,
  startHttpsProxy,
} from "../../support/https-proxy";
import { errorOf, id } from "./calls";
import { apiKey } from "./loopback";

let emulator: Emulator;
const open: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  emulator = await startEmulator({ apiKey });
  emulator.seed({ id });
  open.push(emulator);
});
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function proxyWith(refusal?: number): Promise<HttpsProxy> {
  const proxy = await startHttpsProxy(emulator.url, refusal);
  open.push(proxy);
  return proxy;
}

function clientWith(
  environment: Readonly<Record<string, string>>,
  baseUrl = `https://${secureHost}`,
): SessionApi {
  const settings = { "managed-agents:apiKey": apiKey, "managed-agents:baseUrl": baseUrl };
  const endpoint = resolveEndpoint(settings, environment);
  const client = createSessionApi({ endpoint, clock: createFakeClock(), random: () => 0 });
  open.push(client);
  return client;
}

describe("the proxy of the environment", () => {
  test.each(["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"])(
    "%s is asked for a tunnel, and sees no key",
    async (name) => {
      const proxy = await proxyWith();
      const failure = await errorOf(clientWith({ [name]: proxy.url }).getSession(id, {}));
      // This process does not trust the certificate; what it takes to be trusted is tried on the engine.
      expect(failure.message).toContain("TLS certificate or handshake was not accepted");
      expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${secureHost}:443`]));
      expect(proxy.carried()).not.toContain(apiKey);
    },
  );

  test.each([secureHost, "managed-agents.test", ".test", "*", `x.example,${secureHost}:443`])(
    "is not asked where NO_PROXY says %s",
    async (except) => {
      const proxy = await proxyWith();
      const client = clientWith({ HTTPS_PROXY: proxy.url, NO_PROXY: except });
      expect((await errorOf(client.getSession(id, {}))).kind).toBe("unavailable");
      expect(proxy.asked).toEqual([]);
    },
  );

  test("is not asked for plain http, of which it would see the key", async () => {
    const proxy = await proxyWith();
    const client = clientWith({ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url }, emulator.url);
    expect((await client.getSession(id, {})).kind).toBe("found");
    expect(proxy.asked).toEqual([]);
  });

  test.each([
    [407, 1],
    [403, 1],
    [502, 4],
  ])(
    "that refuses with %i is an error that says so, after %i attempts",
    async (status, attempts) => {
      const proxy = await proxyWith(status);
      const failure = await errorOf(clientWith({ HTTPS_PROXY: proxy.url }).getSession(id, {}));
      expect(failure.kind).toBe("unavailable");
      expect(failure.message).toContain(
        `the proxy of the environment refused to connect to it (${status})`,
      );
      expect(failure.message).not.toContain(proxyPassword);
      expect(proxy.asked).toHaveLength(attempts);
    },
  );

  test("that nobody answers for is an error without its password", async () => {
    const proxy = await proxyWith();
    await proxy.close();
    open.pop();
    const failure = await errorOf(clientWith({ HTTPS_PROXY: proxy.url }).getSession(id, {}));
    expect(failure.message).toContain("the connection was refused");
    expect(failure.message).not.toContain(proxyPassword);
  });

  test.each(["proxy.example:3128", "ftp://proxy.example", "not a url"])(
    "that is no http URL (%s) is an error that names the variable",
    (url) => {
      expect(() => clientWith({ HTTPS_PROXY: url })).toThrow(
        "HTTPS_PROXY must be an http or https URL such as http://proxy.example.com:3128. No request was made.",
      );
    },
  );

  test.each(["http://user:se%cret@127.0.0.1:3128", "http://us%er@127.0.0.1:3128"])(
    "whose user name or password no proxy could be asked with (%s) is an error before that",
    (url) => {
      expect(() => clientWith({ https_proxy: url })).toThrow(
        /^https_proxy has a % in its user name or password that encodes no character; write it as %25. No request was made.$/,
      );
    },
  );

  test("an empty no_proxy leaves NO_PROXY as it is", async () => {
    const proxy = await proxyWith();
    const environment = { HTTPS_PROXY: proxy.url, no_proxy: "", NO_PROXY: "*" };
    await errorOf(clientWith(environment, "https://127.0.0.1:9").getSession(id, {}));
    expect(proxy.asked).toEqual([]);
  });

  test("shows its password in no JSON and no inspection", () => {
    const settings = { "managed-agents:apiKey": apiKey };
    const environment = { HTTPS_PROXY: `http://user:${proxyPassword}@127.0.0.1:3128` };
    const endpoint = resolveEndpoint(settings, environment);
    expect(endpoint.proxy?.url).toContain(proxyPassword);
    expect(`${JSON.stringify(endpoint)}${inspect(endpoint)}`).not.toContain(proxyPassword);
  });
});

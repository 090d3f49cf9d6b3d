import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import { apiKey, bashPolicy, closeEmulators, failureOf, outputOf } from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const asking = { tools: [bashPolicy("always_ask")] };

test.each(hosts)(
  "%s host: a setting that is misspelt is told in the preview, with the one that was meant",
  async (_host, start) => {
    const stack = await start(asking, { key: null });
    await stack.stack.setConfig("managed-agents:apikey", { value: apiKey, secret: true });
    const told =
      "managed-agents:apikey is no setting of this provider; did you mean managed-agents:apiKey?";
    const output = await failureOf(stack.preview());
    expect(output).toContain(told);
    expect(output).not.toContain(apiKey);

    // What it says is done.
    await stack.stack.setConfig("managed-agents:apiKey", { value: apiKey, secret: true });
    await stack.stack.removeConfig("managed-agents:apikey");
    await outputOf(stack.up());
  },
);

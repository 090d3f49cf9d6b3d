import { startEmulator } from "../emulator";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import {
  apiKey,
  bashPolicy,
  closeEmulators,
  failureOf,
  outputOf,
  plainSession,
  sessionId,
  stored,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

describe.each(hosts)("a stack that asks another organization, %s host", (_host, start) => {
  test("keeps its resource and says where it last saw the session; one that is gone is told", async () => {
    const emulatorOptions = { organizationId: "org_a" };
    const declared = { tools: [bashPolicy("always_ask")] };
    const config = { "managed-agents:apiKey": { value: apiKey, secret: true } };
    const stack = await start(declared, { seeds: [plainSession], emulatorOptions, config });
    const ask = (url: string) => {
      stack.stack.workspace.envVars.ANTHROPIC_BASE_URL = url;
    };
    ask(stack.emulator.url);
    const other = await startEmulator({ apiKey, organizationId: "org_b" });
    try {
      await outputOf(stack.up());
      ask(other.url);
      const failure = await failureOf(stack.up({ refresh: true }));
      expect(failure).toContain(`it is not at ${other.url}, organization org_b`);
      expect(failure).toContain(`this stack last saw it at ${stack.emulator.url}`);
      expect(await stored(stack)).toMatchObject({ id: sessionId });

      ask(stack.emulator.url);
      stack.emulator.remove(sessionId);
      stack.setProgram(async () => undefined);
      const told = await outputOf(stack.up({ refresh: true }));
      expect(told).toContain("session sesn_1 does not exist any more");
      expect(await stored(stack)).toBeUndefined();
    } finally {
      await other.close();
    }
  });
});

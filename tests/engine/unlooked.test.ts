import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import { bashPolicy, closeEmulators, failureOf, outputOf, stored } from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

describe.each(hosts)("a deployment of what has not changed, %s host", (_host, start) => {
  test("fails where the API cannot be reached, and so does the preview that looks for drift", async () => {
    const stack = await start({ tools: [bashPolicy("always_ask")] });
    await outputOf(stack.up());
    const before = await stored(stack);
    await stack.emulator.close();
    for (const operation of [stack.up, stack.preview]) {
      expect(await failureOf(operation({ refresh: true }))).toMatch(
        /cannot read session sesn_1: .*(refused|did not answer)/,
      );
    }
    const { inputs, outputs } = before ?? {};
    expect(await stored(stack)).toMatchObject({ inputs, outputs });
  });
});

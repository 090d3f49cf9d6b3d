import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  apiKey,
  arraysOf,
  bashPolicy,
  changesOf,
  closeEmulators,
  failureOf,
  outputOf,
  sessionId,
  sessionStack,
  stored,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const args = { tools: [bashPolicy("always_ask")] };

describe("a deployment that cannot begin", () => {
  test("without a key names the settings and makes no request", async () => {
    const stack = await sessionStack(args, { key: null });
    const output = await failureOf(stack.up());
    expect(output).toContain("managed-agents:apiKey");
    expect(output).toContain("ANTHROPIC_API_KEY");
    expect(output).not.toContain("    at ");
    expect(stack.requests()).toEqual([]);
    expect(await stored(stack)).toBeUndefined();
  });

  test("with a wrong key says so plainly and shows no key", async () => {
    const wrong = "sk-ant-wrong-9876543210";
    const stack = await sessionStack(args, { key: wrong });
    const output = await failureOf(stack.up());
    expect(output).toMatch(/error: .*sesn_1.*401/);
    expect(output).toContain("managed-agents:apiKey");
    expect(output).not.toContain(wrong);
    expect(output).not.toContain(apiKey);
    expect(output).not.toContain("    at ");
    expect(stack.requests()).toEqual(["GET session 401"]);
    expect(await stored(stack)).toBeUndefined();
  });

  test("on a session that does not exist says so and stores nothing", async () => {
    const stack = await sessionStack(args, { seeds: [] });
    const output = await failureOf(stack.up());
    expect(output).toContain("there is no session with this id for the credentials in use");
    expect(output).not.toContain("    at ");
    expect(stack.requests()).toEqual(["GET session 404", "GET /v1/sessions 200"]);
    expect(await stored(stack)).toBeUndefined();
  });

  test("hands on what the API says, with status and request id", async () => {
    const stack = await sessionStack(args);
    stack.emulator.faults.next(
      {
        kind: "refuse",
        status: 403,
        type: "permission_error",
        message: "Managed Agents is off for this workspace",
      },
      { method: "POST" },
    );
    const output = await failureOf(stack.up());
    expect(output).toMatch(/error: .*sesn_1.*Managed Agents is off for this workspace/);
    expect(output).toContain("403");
    expect(output).toMatch(/req_\w+/);
    expect(arraysOf(stack.emulator)).toMatchObject({ tools: [{ configs: [] }] });
    expect(await stored(stack)).toBeUndefined();
  });
});

describe("an update whose answer was lost and cannot be checked", () => {
  /** An up whose write takes effect, while neither its answer nor a look afterwards arrives. */
  async function halfDeployed() {
    const stack = await sessionStack({ ...args, onDelete: "restore" });
    const before = arraysOf(stack.emulator);
    stack.emulator.faults.next({ kind: "resetAfterEffect" }, { method: "POST" });
    stack.emulator.faults.always(
      { kind: "refuse", status: 403, type: "permission_error", message: "Not now" },
      { method: "GET", nth: 2 },
    );
    const failure = await failureOf(stack.up());
    stack.emulator.faults.clear();
    stack.requests();
    return { stack, before, failure };
  }

  test("is kept as a failed resource, finished by the next up, and still restored in the end", async () => {
    const { stack, before, failure } = await halfDeployed();
    expect(failure).toMatch(/\* .*session sesn_1.*Not now/);
    expect(failure).not.toContain("Nothing was changed");
    expect(failure).not.toContain("    at ");
    expect(await stored(stack)).toMatchObject({
      id: sessionId,
      initErrors: [expect.stringContaining("sesn_1")],
    });

    expect(await changesOf(stack.up())).toEqual({ same: 1, update: 1 });
    expect(stack.requests()).toEqual(["GET session 200"]);
    expect((await stored(stack))?.initErrors ?? []).toEqual([]);
    expect(arraysOf(stack.emulator)).toMatchObject({ tools: [{ configs: [{ name: "bash" }] }] });

    await outputOf(stack.destroy());
    expect(arraysOf(stack.emulator)).toEqual(before);
    expect(stack.emulator.session(sessionId)?.archived_at).toBeNull();
  });
});

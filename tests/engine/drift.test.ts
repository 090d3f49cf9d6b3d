import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
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

const unchanged = { same: 2 };

/** The built-in tools as somebody else may have left them. */
const wireTools = (policy: string) => [
  {
    type: "agent_toolset_20260401",
    configs: [{ name: "bash", permission_policy: { type: policy } }],
  },
];

/** A deployed stack that asks before bash. */
async function deployed() {
  const stack = await sessionStack({ tools: [bashPolicy("always_ask")] });
  await outputOf(stack.up());
  stack.requests();
  return stack;
}

describe("a session that somebody else changed", () => {
  test("fails an expected no-op with the line of the tool whose right changed, and is put right by up", async () => {
    const stack = await deployed();
    stack.emulator.edit(sessionId, { tools: wireTools("always_allow") });

    const pipeline = await failureOf(
      stack.preview({ diff: true, refresh: true, expectNoChanges: true }),
    );
    expect(pipeline).toMatch(/~ access: \{\s+~ bash: "always_allow" => "always_ask"/);
    expect(pipeline).toContain("no changes were expected");
    expect(stack.requests()).toEqual(["GET session 200"]);

    expect(await changesOf(stack.up({ refresh: true }))).toMatchObject({ update: 1 });
    expect(stack.requests()).toEqual(["GET session 200", "GET session 200", "POST session 200"]);
    expect(stack.emulator.session(sessionId)?.agent.tools).toMatchObject(wireTools("always_ask"));
  });

  test("is seen by refresh, and the next preview shows the program against it", async () => {
    const stack = await deployed();
    stack.emulator.edit(sessionId, { tools: wireTools("always_allow") });
    expect(await changesOf(stack.refresh())).toEqual({ same: 1, update: 1 });
    expect(await stored(stack)).toMatchObject({
      inputs: { access: { bash: "always_allow" } },
      outputs: { access: { bash: "always_allow" } },
    });
    expect(await outputOf(stack.previewDiff())).toMatch(/bash: "always_allow" => "always_ask"/);
    expect(stack.requests()).toEqual(["GET session 200"]);
  });
});

describe("a session that only works", () => {
  test("shows no change on refresh while it runs and after", async () => {
    const stack = await deployed();
    stack.emulator.startTurn(sessionId);
    expect(await changesOf(stack.refresh())).toEqual(unchanged);
    stack.emulator.finishTurn(sessionId);
    await outputOf(stack.preview({ refresh: true, expectNoChanges: true }));
    expect(stack.requests()).toEqual(["GET session 200", "GET session 200"]);
  });
});

describe("a session that ended elsewhere", () => {
  test.each(["archive", "terminate"] as const)(
    "stays in the state with a warning after %s, and destroying it asks for nothing more",
    async (end) => {
      const stack = await deployed();
      stack.emulator[end](sessionId);

      const refresh = await outputOf(stack.refresh());
      expect(refresh).toMatch(
        /warning: session sesn_1 (was archived at|has terminated after an error)/,
      );
      expect(refresh).toContain("2 unchanged");
      const outputs = end === "archive" ? { archivedAt: expect.any(String) } : { terminated: true };
      expect(await stored(stack)).toMatchObject({ id: sessionId, outputs });

      expect(await changesOf(stack.up())).toEqual(unchanged);
      stack.declare({ tools: [bashPolicy("always_allow")] });
      const edit = await failureOf(stack.up());
      expect(edit).toContain("such a session never changes again. Nothing was changed.");
      expect(edit).not.toContain("    at ");
      stack.requests();

      await outputOf(stack.destroy());
      const requests = stack.requests();
      expect(requests.filter((line) => line.startsWith("GET")).length).toBeLessThanOrEqual(1);
      expect(requests.filter((line) => line.startsWith("POST")).length).toBeLessThanOrEqual(1);
    },
  );

  test("leaves the state on refresh when it is gone, and is not made anew", async () => {
    const stack = await deployed();
    stack.emulator.remove(sessionId);
    expect(await changesOf(stack.refresh())).toEqual({ delete: 1, same: 1 });
    expect(await stored(stack)).toBeUndefined();

    const up = await failureOf(stack.up());
    expect(up).toContain("there is no session with this id for the credentials in use");
    expect(await stored(stack)).toBeUndefined();
    const proof = "GET /v1/sessions 200";
    expect(stack.requests()).toEqual(["GET session 404", proof, "GET session 404", proof]);
  });
});

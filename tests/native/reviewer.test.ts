import { mcpServer, mcpToolset } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import {
  apiKey,
  arraysOf,
  bashPolicy,
  changesOf,
  closeEmulators,
  failureOf,
  outputOf,
  plainSession,
  sessionId,
} from "../engine/session-stack";
import { nativeStack } from "./native-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

/** How often the summary under the rows says it; the rows repeat the last thing that was said. */
const timesTold = (output: string, part: string) =>
  output.slice(output.indexOf("Diagnostics:")).split(part).length - 1;

/** How often it is said with `--diff`, where there are no rows and lines come as they are logged. */
const timesLogged = (output: string, part: string) => output.split(part).length - 1;

/** A deployed stack that asks before bash. */
async function deployed(policies: object = {}) {
  const stack = await nativeStack({ tools: [bashPolicy("always_ask")], ...policies });
  await outputOf(stack.up());
  stack.requests();
  return stack;
}

const linear = {
  tools: [bashPolicy("always_ask"), mcpToolset("linear")],
  mcpServers: [mcpServer("linear", "https://mcp.linear.app/sse")],
};

describe("what a reviewer sees", () => {
  test("of a tool that is loosened: its right by name, its config with its name, and one sentence", async () => {
    const stack = await deployed();
    stack.declare({ tools: [bashPolicy("always_allow")] });
    const plain = await outputOf(stack.preview());
    expect(timesTold(plain, "loosens bash: always_ask → always_allow")).toBe(1);
    expect(plain).toContain("[diff: ~access,tools]");
    const detailed = await outputOf(stack.previewDiff());
    expect(detailed).toMatch(/~ access: \{\s+~ bash: "always_ask" => "always_allow"\s+\}/);
    expect(detailed).toMatch(/name +: "bash"/);
    expect(detailed).not.toMatch(/\n\s+~ read/);
    expect(stack.requests()).toEqual(["GET session 200", "GET session 200"]);
  });

  test("of a server that is added: the server, its toolset and what they allow", async () => {
    const stack = await deployed();
    stack.declare(linear);
    const plain = await outputOf(stack.preview());
    expect(timesTold(plain, "loosens mcp:linear: added, https://mcp.linear.app")).toBe(1);
    const detailed = await outputOf(stack.previewDiff());
    expect(detailed).toMatch(/\+ mcp:linear +: "https:\/\/mcp\.linear\.app\/sse"/);
    expect(detailed).toMatch(/\+ mcp:linear\/\*: "always_ask"/);
    expect(detailed).not.toContain("[unknown]");
  });

  test("of another order: nothing", async () => {
    const stack = await nativeStack(linear);
    await outputOf(stack.up());
    stack.declare({ ...linear, tools: [...linear.tools].reverse() });
    await outputOf(stack.preview({ expectNoChanges: true }));
    expect(await changesOf(stack.up())).toEqual({ same: 2 });
  });

  test("of drift, without a flag: what changed and what will be put right", async () => {
    const stack = await deployed();
    stack.emulator.edit(sessionId, {
      tools: [
        {
          type: "agent_toolset_20260401",
          configs: [{ name: "bash", permission_policy: { type: "always_allow" } }],
        },
      ],
    });
    expect(await failureOf(stack.preview({ expectNoChanges: true }))).toContain(
      "no changes were expected",
    );
    const detailed = await outputOf(stack.previewDiff());
    expect(detailed).toMatch(/~ bash\s*: "always_ask" => "always_allow"/);
    expect(detailed).toMatch(/~ bash: "always_allow" => "always_ask"/);
    expect(timesLogged(detailed, "tightens bash: always_allow → always_ask")).toBe(1);
    expect(await changesOf(stack.up())).toMatchObject({ update: 1 });
    expect(arraysOf(stack.emulator)?.tools).toMatchObject([
      { configs: [{ permission_policy: { type: "always_ask" } }] },
    ]);
  });

  test("of a session that is running: no drift, and the row says for what an update waits", async () => {
    const stack = await deployed();
    stack.emulator.startTurn(sessionId, { polls: 6 });
    await outputOf(stack.preview({ expectNoChanges: true }));
    stack.declare({ tools: [bashPolicy("always_allow")] });
    const up = await outputOf(stack.up());
    expect(up).toMatch(/the session is running; waited \d+ s for it to be idle/);
  });

  test.each([
    ["archive", "session sesn_1 is released and left as before"],
    ["restore", "what this resource changed is put back"],
  ] as const)(
    "of another session id under onDelete %s: what becomes of the one it leaves",
    async (onDelete, sentence) => {
      const stack = await deployed({ onDelete });
      stack.emulator.seed({ ...plainSession, id: "sesn_2" });
      stack.declare({ sessionId: "sesn_2", tools: [bashPolicy("always_ask")], onDelete });
      const preview = await outputOf(stack.preview());
      expect(preview).toMatch(/replace/);
      expect(timesTold(preview, sentence)).toBe(1);
      expect(stack.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
    },
  );
});

describe("a preview without credentials", () => {
  test("works on a stack that exists, with one warning; up fails and names the settings", async () => {
    // A key from the stack's config is in the state, with the provider that every resource was deployed by.
    const env: Record<string, string> = { ANTHROPIC_API_KEY: apiKey };
    const stack = await nativeStack({ tools: [bashPolicy("always_ask")] }, { key: null, env });
    await outputOf(stack.up());
    stack.requests();
    stack.stack.workspace.envVars = { ...stack.stack.workspace.envVars, ANTHROPIC_API_KEY: "" };
    const same = await outputOf(stack.preview({ expectNoChanges: true }));
    expect(timesTold(same, "not refreshed, comparing with the saved state only")).toBe(1);
    stack.declare({ tools: [bashPolicy("always_allow")] });
    const edit = await outputOf(stack.preview());
    expect(edit).toContain("loosens bash");
    expect(stack.requests()).toEqual([]);
    const up = await failureOf(stack.up());
    expect(up).toMatch(/managed-agents:apiKey.*ANTHROPIC_API_KEY/);
    expect(stack.requests()).toEqual([]);
  });
});

describe("refreshBeforeUpdate: false", () => {
  test("turns the look off from the next update on", async () => {
    const stack = await nativeStack({ tools: [bashPolicy("always_ask")] });
    await stack.stack.setConfig("managed-agents:refreshBeforeUpdate", { value: "false" });
    await outputOf(stack.up());
    stack.requests();
    await outputOf(stack.preview({ expectNoChanges: true }));
    expect(stack.requests()).toEqual([]);
    await stack.stack.setConfig("managed-agents:refreshBeforeUpdate", { value: "true" });
    // A refresh goes by the settings of the last deployment.
    await outputOf(stack.up());
    await outputOf(stack.refresh());
    stack.requests();
    await outputOf(stack.preview({ expectNoChanges: true }));
    expect(stack.requests()).toEqual(["GET session 200"]);
  });
});

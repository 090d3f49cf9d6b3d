import { secret } from "@pulumi/pulumi";
import { mcpServer, mcpToolset } from "../../sdk";
import { getSessionOutput, listSessionsOutput, SessionOverrides } from "../../sdk/native";
import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import {
  arraysOf,
  bashPolicy,
  closeEmulators,
  failureOf,
  outputOf,
  sessionId,
  stored,
} from "../engine/session-stack";
import { nativeStack } from "./native-stack";
import { until } from "./plugin-world";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

/** A stack whose session works for ever, just deployed. */
async function running(options: object = {}) {
  const stack = await nativeStack({ tools: [bashPolicy("always_ask")] }, options);
  await outputOf(stack.up());
  stack.emulator.startTurn(sessionId);
  stack.requests();
  return stack;
}

describe("a deployment that is cancelled", () => {
  test("ends its wait, sends nothing more and can be repeated", async () => {
    const stack = await running();
    stack.declare({ tools: [bashPolicy("always_allow")] });
    const interruption = new AbortController();
    const updating = stack.up({ signal: interruption.signal });
    // The look of the refresh, the look of the update, then looks of the wait.
    await until("the update waits", () => stack.emulator.requests.length >= 4, 60_000);
    interruption.abort();
    const ended = await updating;
    expect(ended.ok).toBe(false);
    expect(ended.output).toMatch(/cancel.*nothing was changed/is);
    expect(stack.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
    expect((await stack.stack.exportStack()).deployment.pending_operations ?? []).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stack.requests()).toEqual([]);

    stack.emulator.finishTurn(sessionId);
    await outputOf(stack.up());
    expect(arraysOf(stack.emulator)?.tools).toMatchObject([
      { configs: [{ permission_policy: { type: "always_allow" } }] },
    ]);
  });
});

describe("customTimeouts", () => {
  test("bound the wait of an update", async () => {
    const stack = await running();
    stack.setProgram(async () => {
      const args = { sessionId, tools: [bashPolicy("always_allow")] };
      new SessionOverrides("support", args, { customTimeouts: { update: "2s" } });
    });
    const output = await failureOf(stack.up());
    expect(output).toMatch(/session sesn_1/);
    expect(output).toMatch(/nothing was changed|was not changed/i);
    expect(stack.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
  });
});

describe("a failure after the write", () => {
  // More than a Node.js client of gRPC takes in a trailer, which is where a partial failure travels.
  test("keeps a resource of any size, and the next up finishes it", async () => {
    const tools = Array.from({ length: 100 }, (_, index) => ({
      type: "custom" as const,
      name: `tool_${index}`,
      description: "d".repeat(1_000),
      inputSchema: { type: "object" as const },
    }));
    const stack = await nativeStack({ tools });
    stack.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
    const output = await failureOf(stack.up());
    expect(output).toContain("was accepted but did not take");
    expect(await stored(stack)).toMatchObject({ id: sessionId, initErrors: [expect.any(String)] });
    await outputOf(stack.up());
    expect(arraysOf(stack.emulator)?.tools).toHaveLength(100);
    expect((await stored(stack))?.initErrors ?? []).toEqual([]);
  });
});

describe("secrets", () => {
  const token = "token-0123456789";
  const schemaToken = "schema-0123456789";
  const args = (address: string) => ({
    tools: [
      bashPolicy("always_ask"),
      mcpToolset("private"),
      {
        type: "custom" as const,
        name: "lookup",
        description: "Looks up.",
        inputSchema: secret({ type: "object" as const, title: schemaToken }),
      },
    ],
    mcpServers: [mcpServer("private", secret(address))],
  });

  test("stay secret alone: in state, diff, drift, errors and progress", async () => {
    const stack = await nativeStack(args(`https://mcp.example.com/${token}`));
    const shown = [await outputOf(stack.previewDiff()), await outputOf(stack.up({ diff: true }))];
    stack.declare(args(`https://mcp.example.com/${token}-new`));
    shown.push(await outputOf(stack.previewDiff()));
    stack.emulator.edit(sessionId, {
      mcp_servers: [
        { type: "url", name: "private", url: `https://mcp.example.com/${token}-drifted` },
      ],
    });
    shown.push(await outputOf(stack.previewDiff()), await outputOf(stack.refresh()));
    stack.emulator.startTurn(sessionId, { polls: 2 });
    shown.push(await outputOf(stack.up()));
    stack.declare(args(`htp://${token}`));
    shown.push(await failureOf(stack.preview()));

    const text = shown.join("\n");
    expect(text).toMatch(/url\s*: \[secret\]/);
    expect(text).toMatch(/inputSchema\s*: \[secret\]/);
    expect(text).toContain('"Looks up."');
    for (const each of [token, schemaToken]) {
      expect(text).not.toContain(each);
      expect(stack.stateText()).not.toContain(each);
    }
  });
});

describe("the functions", () => {
  test("work in a program, outputs as arguments included", async () => {
    const stack = await nativeStack({});
    stack.setProgram(async () => {
      const { agentId } = new SessionOverrides("support", {
        sessionId,
        tools: [bashPolicy("always_ask")],
      });
      const id = agentId.apply(() => sessionId);
      return {
        access: getSessionOutput({ sessionId: id }).access,
        ids: listSessionsOutput({ agentId }).sessions.apply((all) =>
          all.map((each) => each.sessionId),
        ),
      };
    });
    const attempt = await stack.up();
    if (!attempt.ok) throw new Error(attempt.output);
    expect(attempt.result.outputs).toMatchObject({
      access: { value: { bash: "always_ask" } },
      ids: { value: [sessionId] },
    });
  });
});

import { agentToolset } from "../../sdk";
import { SessionOverrides } from "../../sdk/native";
import { ENGINE_TEST_TIMEOUT_MS } from "../engine/harness";
import {
  arraysOf,
  bashPolicy,
  changesOf,
  closeEmulators,
  declaring,
  failureOf,
  outputOf,
  sessionId,
  stored,
} from "../engine/session-stack";
import { declaringNative, nativeStack } from "./native-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const args = { tools: [bashPolicy("always_ask")] };
const dynamic = declaring(args);
const native = declaringNative(args);
/** In the rows and in the count of a preview. */
const replacing = /to (replace|delete)|\((replace|delete|create)/;

describe("a stack that moves", () => {
  test("from the dynamic class to the native one and back replaces nothing and writes nothing", async () => {
    const stack = await nativeStack(args);
    stack.setProgram(dynamic);
    await outputOf(stack.up());
    stack.requests();
    const before = arraysOf(stack.emulator);
    const reads = () => {
      const requests = stack.requests();
      expect(requests.filter((line) => line !== "GET session 200")).toEqual([]);
    };

    stack.setProgram(native);
    expect(await outputOf(stack.preview({ diff: true }))).not.toMatch(replacing);
    expect(await changesOf(stack.up())).not.toHaveProperty("replace");
    expect((await stored(stack))?.type).toBe("managed-agents:index:SessionOverrides");
    await outputOf(stack.refresh());
    await outputOf(stack.preview({ expectNoChanges: true }));
    reads();

    stack.setProgram(dynamic);
    expect(await outputOf(stack.preview({ diff: true }))).not.toMatch(replacing);
    await outputOf(stack.up());
    expect((await stored(stack))?.type).toBe(
      "pulumi-nodejs:dynamic/managed-agents:SessionOverrides",
    );
    await outputOf(stack.refresh());
    await outputOf(stack.preview({ expectNoChanges: true }));
    reads();
    expect(arraysOf(stack.emulator)).toEqual(before);

    await outputOf(stack.destroy());
    expect(stack.emulator.session(sessionId)?.archived_at).toEqual(expect.any(String));
  });

  test("keeps what restore needs", async () => {
    const restoring = { ...args, onDelete: "restore" } as const;
    const stack = await nativeStack(restoring);
    const before = arraysOf(stack.emulator);
    stack.setProgram(declaring(restoring));
    await outputOf(stack.up());
    stack.setProgram(declaringNative(restoring));
    await outputOf(stack.up());
    await outputOf(stack.destroy());
    expect(arraysOf(stack.emulator)).toEqual(before);
  });
});

describe("import", () => {
  test("by the command writes nothing and its code previews without a change", async () => {
    const stack = await nativeStack(args);
    stack.setProgram(async () => {});
    await outputOf(stack.up());
    stack.emulator.edit(sessionId, {
      tools: [
        { type: "agent_toolset_20260401", configs: [{ name: "bash", enabled: false }] },
        { type: "mcp_toolset", mcp_server_name: "linear" },
      ],
      mcp_servers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
    });
    const before = arraysOf(stack.emulator);
    await outputOf(
      stack.import({
        resources: [
          { type: "managed-agents:index:SessionOverrides", name: "support", id: sessionId },
        ],
        protect: false,
        generateCode: false,
      }),
    );
    expect(stack.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
    expect(await stored(stack)).toMatchObject({
      id: sessionId,
      inputs: { sessionId, access: { bash: "disabled" } },
    });
    expect(arraysOf(stack.emulator)).toEqual(before);
    const inputs = { ...(await stored(stack))?.inputs } as Record<string, unknown>;
    delete inputs.access;
    stack.declare(inputs as never);
    await outputOf(stack.preview({ expectNoChanges: true }));
  });

  test("by the option, where the program says what the session has, is no change", async () => {
    const stack = await nativeStack(args);
    stack.setProgram(async () => {
      new SessionOverrides(
        "support",
        { sessionId, tools: [agentToolset()], mcpServers: [] },
        { import: sessionId },
      );
    });
    const preview = await outputOf(stack.preview());
    expect(preview).toMatch(/1 to import/);
    expect(await changesOf(stack.up())).toMatchObject({ import: 1 });
    expect(stack.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  test("of a session that is not there fails", async () => {
    const stack = await nativeStack(args);
    stack.setProgram(async () => {
      new SessionOverrides("support", { sessionId: "sesn_9" }, { import: "sesn_9" });
    });
    expect(await failureOf(stack.preview())).toMatch(/'sesn_9' does not exist/);
  });

  test("get reads a session and leaves it alone", async () => {
    const stack = await nativeStack(args);
    stack.setProgram(async () => {
      return { access: SessionOverrides.get("there", sessionId).access };
    });
    const attempt = await stack.up();
    if (!attempt.ok) throw attempt.error;
    expect(attempt.result.outputs.access?.value).toMatchObject({ bash: "always_allow" });
    await outputOf(stack.destroy());
    expect(new Set(stack.requests())).toEqual(new Set(["GET session 200"]));
  });
});

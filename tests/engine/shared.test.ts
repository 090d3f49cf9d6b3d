import { mcpServer, mcpToolset } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  type Arguments,
  arraysOf,
  closeEmulators,
  failureOf,
  outputOf,
  sessionId,
  sessionStack,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const stray = {
  type: "custom",
  name: "stray",
  description: "Nobody knows.",
  input_schema: { type: "object" },
};
/** Entries of others, with members and a type that this version has never heard of. */
const theirs = {
  tools: [
    { type: "future_tool_20270101", power: { level: [1, 2] } },
    { type: "mcp_toolset", mcp_server_name: "theirs", note: "kept" },
  ],
  mcp_servers: [{ type: "url", name: "theirs", url: "https://theirs.example", region: "eu" }],
};
const ours: Arguments = {
  ownership: "shared",
  tools: [mcpToolset("linear")],
  mcpServers: [mcpServer("linear", "https://mcp.linear.app/sse")],
  onDelete: "restore",
};

async function sharedStack(args: Arguments, tools: readonly unknown[] = theirs.tools) {
  const stack = await sessionStack(args, {
    seeds: [{ id: sessionId, tools, mcp_servers: theirs.mcp_servers }],
  });
  return { stack, before: arraysOf(stack.emulator) };
}

describe("a shared session", () => {
  test("keeps the entries of others byte for byte while ours come, go and are restored", async () => {
    const { stack, before } = await sharedStack(ours);
    await outputOf(stack.up());
    expect(stack.requests()).toEqual([
      "GET session 200",
      "POST session 200",
      "GET session/events 200",
    ]);
    const after = arraysOf(stack.emulator);
    expect(JSON.stringify(after?.tools.slice(0, 2))).toBe(JSON.stringify(before?.tools));
    expect(JSON.stringify(after?.mcp_servers.slice(0, 1))).toBe(
      JSON.stringify(before?.mcp_servers),
    );
    expect(after).toMatchObject({
      tools: [{}, {}, { mcp_server_name: "linear" }],
      mcp_servers: [{}, { name: "linear" }],
    });
    await outputOf(stack.preview({ refresh: true, expectNoChanges: true }));

    stack.declare({ ...ours, tools: [], mcpServers: [] });
    expect(await outputOf(stack.previewDiff())).toMatch(/- mcp:linear +: "https/);
    await outputOf(stack.up());
    expect(JSON.stringify(arraysOf(stack.emulator))).toBe(JSON.stringify(before));

    stack.declare(ours);
    await outputOf(stack.up());
    await outputOf(stack.destroy());
    expect(JSON.stringify(arraysOf(stack.emulator))).toBe(JSON.stringify(before));
  });

  test("loses what must be absent, and shows it by name when it comes back", async () => {
    const { stack } = await sharedStack({ ...ours, absent: { tools: ["custom:stray"] } }, [
      stray,
      ...theirs.tools,
    ]);
    expect(await outputOf(stack.previewDiff())).toContain('custom:stray: "absent"');
    await outputOf(stack.up());
    const deployed = arraysOf(stack.emulator);
    expect(JSON.stringify(deployed)).not.toContain("stray");

    stack.emulator.edit(sessionId, { tools: [stray, ...(deployed?.tools ?? [])] });
    const drift = await failureOf(
      stack.preview({ diff: true, refresh: true, expectNoChanges: true }),
    );
    expect(drift).toMatch(/~ access: \{\s+~ custom:stray: ".+" => "absent"/);
    await outputOf(stack.up({ refresh: true }));
    expect(JSON.stringify(arraysOf(stack.emulator))).toBe(JSON.stringify(deployed));
  });
});

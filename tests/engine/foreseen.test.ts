import { mcpServer, mcpToolset } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import { hosts } from "./hosts";
import { arraysOf, bashPolicy, closeEmulators, failureOf, outputOf } from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

/** How often the summary under the rows says it. */
const timesTold = (output: string, part: string) =>
  output.slice(output.indexOf("Diagnostics:")).split(part).length - 1;

const linear = {
  tools: [bashPolicy("always_ask"), mcpToolset("linear")],
  mcpServers: [mcpServer("linear", "https://mcp.linear.app/sse")],
  onDelete: "retain" as const,
};

describe.each(hosts)("a preview of the %s host says what the write will do", (_host, start) => {
  test("of a tool that is loosened, once, and of a refresh alone nothing", async () => {
    const stack = await start({ tools: [bashPolicy("always_ask")], onDelete: "retain" });
    await outputOf(stack.up());
    stack.declare({ tools: [bashPolicy("always_allow")], onDelete: "retain" });
    const told = "loosens bash: always_ask → always_allow";
    expect(timesTold(await outputOf(stack.preview()), told)).toBe(1);
    expect(await outputOf(stack.refresh())).not.toContain("loosens");
  });

  test("of exclusive that becomes shared without a server: it stays, and nothing tightens", async () => {
    const stack = await start(linear);
    await outputOf(stack.up());
    stack.declare({ ownership: "shared", tools: [], mcpServers: [], onDelete: "retain" });
    const preview = await outputOf(stack.preview());
    expect(preview).not.toContain("tightens");
    expect(timesTold(preview, "no longer managed: mcp:linear stays on the session as it is")).toBe(
      1,
    );
    await outputOf(stack.up());
    expect(arraysOf(stack.emulator)?.mcp_servers).toMatchObject([{ name: "linear" }]);
  });

  test("of an array that is left out: no longer managed, in access too, and nothing tightens", async () => {
    const stack = await start(linear);
    await outputOf(stack.up());
    stack.declare({ mcpServers: linear.mcpServers, onDelete: "retain" });
    const preview = await outputOf(stack.preview());
    expect(preview).not.toContain("tightens");
    expect(
      timesTold(
        preview,
        "tools is no longer managed: agent_toolset_20260401, mcp:linear/* stay as they are",
      ),
    ).toBe(1);
    expect(await outputOf(stack.previewDiff())).toMatch(/\+ tools +: "not managed"/);
    await outputOf(stack.up());
    expect(arraysOf(stack.emulator)?.tools).toHaveLength(2);
    stack.declare({ mcpServers: [], onDelete: "retain" });
    expect(await failureOf(stack.preview())).toContain(
      "because tools is left out, which the API refuses",
    );
  });
});

import { mcpServer, mcpToolset } from "../../sdk";
import { nativeStack } from "../native/native-stack";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  arraysOf,
  closeEmulators,
  failureOf,
  outputOf,
  sessionId,
  sessionStack,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const toolset = (policy: string) => ({
  type: "mcp_toolset",
  mcp_server_name: "slack",
  default_config: { enabled: true, permission_policy: { type: policy } },
  configs: [],
});
const slack = { type: "url", name: "slack", url: "https://slack.example.com/mcp" };
const seeds = [{ id: sessionId, tools: [toolset("always_allow")], mcp_servers: [slack] }];
const guardrail = { ownership: "shared", atMost: { "mcp:*": "always_ask" } } as const;

describe.each([
  ["dynamic", sessionStack, "mcp:*: at most always_ask from now on; what exceeds it is lowered"],
  ["native", nativeStack, "tightens mcp:slack/*: always_allow → always_ask"],
] as const)("a ceiling under the %s host", (host, start, toldFirst) => {
  test("is told before it holds, lowers, shows as drift by key, and is given back", async () => {
    const stack = await start(guardrail, { seeds });
    const preview = await outputOf(stack.preview());
    expect(preview).toContain(toldFirst);
    expect(preview.includes("was not looked at")).toBe(host === "dynamic");
    await outputOf(stack.up());
    expect(arraysOf(stack.emulator)?.tools).toEqual([toolset("always_ask")]);

    stack.emulator.edit(sessionId, { tools: [toolset("always_allow")] });
    const drifted = await outputOf(stack.preview({ refresh: true, diff: true }));
    expect(drifted).toMatch(/mcp:slack\/\*"? *: "always_allow, at most always_ask"/);
    expect(drifted).toContain("tightens mcp:slack/*: always_allow, at most always_ask");
    await outputOf(stack.up({ refresh: true }));
    expect(arraysOf(stack.emulator)?.tools).toEqual([toolset("always_ask")]);
    await outputOf(stack.preview({ refresh: true, expectNoChanges: true }));

    await outputOf(stack.destroy());
    expect(arraysOf(stack.emulator)?.tools).toEqual([toolset("always_allow")]);
  });

  test("refuses what is declared above it, by the resource itself", async () => {
    const loose = {
      ...guardrail,
      tools: [
        mcpToolset("slack", { defaultConfig: { permissionPolicy: { type: "always_allow" } } }),
      ],
      mcpServers: [mcpServer("slack", slack.url)],
    };
    const stack = await start(loose, { seeds });
    expect(await failureOf(stack.preview())).toContain(
      'tools[0].defaultConfig: gives "mcp:slack/*" always_allow, which is more than atMost["mcp:*"] allows (always_ask)',
    );
    expect(stack.requests()).toEqual([]);
  });
});

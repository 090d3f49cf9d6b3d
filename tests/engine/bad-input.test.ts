import {
  agentToolset,
  customTool,
  mcpServer,
  mcpToolset,
  SessionOverrides,
  type ToolArgs,
} from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  type Arguments,
  bashPolicy,
  closeEmulators,
  failureOf,
  outputOf,
  plainSession,
  sessionId,
  sessionStack,
  stored,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

interface BadInput {
  readonly what: string;
  /** What JavaScript programs may write; the types would refuse some of it. */
  readonly args: unknown;
  /** Beginnings of sentences, each with the path as the user wrote it. */
  readonly refusals: readonly string[];
}

const lookups = (count: number): readonly ToolArgs[] =>
  Array.from({ length: count }, (_, index) =>
    customTool({
      name: `lookup_${index}`,
      description: "Looks up.",
      inputSchema: { type: "object" },
    }),
  );

const badInputs: readonly BadInput[] = [
  {
    what: "words and keys that do not exist",
    args: {
      sessionId: "../x",
      whenBusy: "waitThenInterupt",
      tools: [
        agentToolset(),
        { type: "mcp_toolset", mcpServerNam: "linear" },
        { type: "agent_toolset_20260401", configs: [{ name: "bahs" }] },
      ],
    },
    refusals: [
      "sessionId: must be a session's id such as sesn_011abc",
      'whenBusy: "waitThenInterupt" is not allowed',
      'tools[1].mcpServerNam: "mcpServerNam" is not a key here; did you mean "mcpServerName"?',
      'tools[2].configs[0].name: "bahs" is not allowed',
    ],
  },
  { what: "an empty session id", args: { sessionId: "" }, refusals: ["sessionId: must be"] },
  {
    what: "entries that contradict each other",
    args: {
      tools: [
        agentToolset({
          configs: [
            { name: "bash" },
            { name: "bash" },
            { name: "web_fetch", allowedDomains: ["a.com"], blockedDomains: ["b.com"] },
            { name: "web_search", allowedDomains: [] },
          ],
        }),
        mcpToolset("nowhere"),
      ],
      mcpServers: [
        mcpServer("linear", "htp:/x"),
        mcpServer("linear", "https://mcp.linear.app/sse"),
      ],
      whenBusy: "waitThenInterrupt",
      waitTimeoutSeconds: 5,
      interruptAfterSeconds: 60,
      absent: { tools: ["custom:x"] },
    },
    refusals: [
      'tools[0].configs[1].name: "bash" has an entry already',
      "tools[0].configs[2].blockedDomains: only one of allowedDomains and blockedDomains",
      "tools[0].configs[3].allowedDomains: must not be an empty list",
      'tools[1].mcpServerName: the MCP toolset names the server "nowhere"',
      "mcpServers[0].url: must be an absolute http or https URL",
      'mcpServers[1].name: there is a server "linear" already',
      'mcpServers[0].name: no MCP toolset in tools names the server "linear"',
      "interruptAfterSeconds: is 60 seconds, but the wait ends after 5",
      'absent: goes with ownership "shared" only',
    ],
  },
  {
    what: "more than the API takes",
    args: {
      tools: lookups(257),
      mcpServers: Array.from({ length: 21 }, (_, index) =>
        mcpServer(`server${index}`, "https://mcp.example.com"),
      ),
    },
    refusals: ["tools: ", "mcpServers: "],
  },
];

describe("bad input", () => {
  test("is refused in preview with its path, all of it at once, without a request or a stack trace", async () => {
    const stack = await sessionStack({}, { key: null });
    for (const { args, refusals } of badInputs) {
      stack.declare(args as Arguments);
      const output = await failureOf(stack.preview());
      for (const refusal of refusals) {
        expect(output).toContain(`resource 'support' has a problem: ${refusal}`);
      }
      expect(output).not.toMatch(/ {4}at |<nil>|map\[/);
    }
    expect(stack.requests()).toEqual([]);
  });

  test("leaves what was deployed as it was", async () => {
    const stack = await sessionStack({ tools: [bashPolicy("always_ask")] });
    await outputOf(stack.up());
    const before = await stored(stack);
    stack.requests();
    stack.declare({ tools: [mcpToolset("nowhere")], mcpServers: [] });
    expect(await failureOf(stack.up())).toContain("tools[0].mcpServerName");
    expect(await stored(stack)).toEqual(before);
    expect(stack.requests()).toEqual([]);
  });

  test("that a newer API may know passes with one warning", async () => {
    const stack = await sessionStack({
      tools: [bashPolicy("always_deny"), ...lookups(128)],
    });
    const output = await outputOf(stack.preview());
    const [, diagnostics = ""] = output.split("Diagnostics:");
    expect(diagnostics.match(/warning: .*always_deny/g)).toHaveLength(1);
    expect(diagnostics.match(/warning: .*129/g)).toHaveLength(1);
  });
});

describe("two resources of one stack that declare the same session", () => {
  test("are refused in preview with both names", async () => {
    const stack = await sessionStack({}, { seeds: [plainSession] });
    stack.setProgram(async () => {
      new SessionOverrides("security", { sessionId, tools: [bashPolicy("always_ask")] });
      new SessionOverrides("platform", { sessionId, tools: [agentToolset()] });
    });
    const output = await failureOf(stack.preview());
    expect(output).toMatch(/'(security|platform)' has a problem: tools: .*"(security|platform)"/);
    expect(output).toContain("security");
    expect(output).toContain("platform");
    expect(output).not.toMatch(/ {4}at |map\[/);
    expect(stack.requests()).toEqual([]);
  });
});

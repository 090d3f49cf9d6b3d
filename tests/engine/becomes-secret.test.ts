import { secret } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { customTool, mcpServer, mcpToolset, SessionOverrides } from "../../sdk";
import { SessionOverrides as NativeSessionOverrides } from "../../sdk/native";
import { nativeStack } from "../native/native-stack";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  type Arguments,
  bashPolicy,
  closeEmulators,
  outputOf,
  sessionId,
  sessionStack,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const token = "token-0123456789";
const url = `https://mcp.example.com/${token}`;
const asIs = <Value>(value: Value) => value;

/** The same values, each of them marked or not. */
const kinds: readonly (readonly [string, (mark: typeof secret) => Arguments])[] = [
  [
    "a server's URL",
    (mark) => ({
      tools: [bashPolicy("always_ask"), mcpToolset("private")],
      mcpServers: [mcpServer("private", mark(url))],
    }),
  ],
  [
    "part of a custom tool",
    (mark) => ({
      tools: [
        customTool({
          name: "lookup",
          description: "Looks up.",
          inputSchema: { type: "object", properties: { key: mark({ default: token }) } },
        }),
      ],
    }),
  ],
  [
    "what must be absent",
    (mark) => ({
      ownership: "shared",
      tools: [customTool({ name: "ours", description: "Ours.", inputSchema: { type: "object" } })],
      absent: { mcpServers: [mark(token)] },
    }),
  ],
  ["a message", (mark) => ({ tools: [bashPolicy("always_ask")], resumeMessage: mark(token) })],
];

/** Without outputs of the stack: how those change is the engine's own to show, in clear. */
const declaring =
  (type: typeof SessionOverrides | typeof NativeSessionOverrides, args: Arguments): PulumiFn =>
  async () => {
    new type("support", { sessionId, ...args });
  };

describe.each([
  ["dynamic", sessionStack, SessionOverrides],
  ["native", nativeStack, NativeSessionOverrides],
] as const)("a value that becomes secret without changing, %s host", (_host, start, type) => {
  test.each(kinds)("is stored and shown as one by that same up: %s", async (_kind, args) => {
    const stack = await start({});
    stack.setProgram(declaring(type, args(asIs as typeof secret)));
    await outputOf(stack.up());
    expect(stack.stateText()).toContain(token);
    stack.requests();

    stack.setProgram(declaring(type, args(secret)));
    const shown = [await outputOf(stack.previewDiff()), await outputOf(stack.up({ diff: true }))];
    expect(stack.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
    expect(stack.stateText()).not.toContain(token);

    shown.push(await outputOf(stack.preview({ diff: true, expectNoChanges: true })));
    stack.setProgram(declaring(type, { ...args(secret), whenBusy: "interrupt" }));
    shown.push(await outputOf(stack.up({ diff: true })));
    expect(shown.join("\n")).not.toContain(token);
    expect(stack.stateText()).not.toContain(token);
  });
});

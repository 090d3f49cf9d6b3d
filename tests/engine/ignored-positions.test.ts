import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as dynamic from "../../sdk";
import * as native from "../../sdk/native";
import { nativeStack } from "../native/native-stack";
import { ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  arraysOf,
  bashPolicy,
  changesOf,
  closeEmulators,
  failureOf,
  outputOf,
  sessionId,
  sessionStack,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const toolset = (name: string, type: string) =>
  dynamic.mcpToolset(name, { defaultConfig: { permissionPolicy: { type } } });
const servers = ["one", "two"].map((name) =>
  dynamic.mcpServer(name, `https://${name}.example.com`),
);
const asking = [toolset("one", "always_ask"), toolset("two", "always_allow")];

describe.each([
  ["dynamic", sessionStack, dynamic],
  ["native", nativeStack, native],
] as const)("ignoreChanges, %s host", (_host, start, classes) => {
  const declaring =
    (tools: dynamic.SessionOverridesArgs["tools"], ...ignoreChanges: string[]): PulumiFn =>
    async () => {
      const args = { sessionId, tools, mcpServers: servers };
      new classes.SessionOverrides("support", args, { ignoreChanges });
    };

  test("by position would swap what two entries may do, and is refused before anything is", async () => {
    const stack = await start({});
    stack.setProgram(declaring(asking));
    await outputOf(stack.up());
    const before = arraysOf(stack.emulator);
    stack.requests();
    stack.setProgram(declaring([...asking].reverse(), "tools[*].defaultConfig"));
    const output = await failureOf(stack.up());
    expect(output).toContain('ignoreChanges "tools[*].defaultConfig" names an entry by its place');
    expect(output).toContain('ignoreChanges: ["tools"]');
    expect(output).not.toContain("    at ");
    expect(stack.requests().filter((line) => !line.startsWith("GET"))).toEqual([]);
    expect(arraysOf(stack.emulator)).toEqual(before);
  });

  test("of a whole array works, and of what is no array", async () => {
    const stack = await start({});
    stack.setProgram(declaring(asking));
    await outputOf(stack.up());
    stack.setProgram(declaring([...asking, bashPolicy("always_allow")], "tools", "whenBusy"));
    expect(await changesOf(stack.up())).toEqual({ same: 2 });
  });
});

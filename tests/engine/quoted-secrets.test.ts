import { secret } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import * as dynamic from "../../sdk";
import * as native from "../../sdk/native";
import type { Fault } from "../emulator";
import { nativeStack } from "../native/native-stack";
import { type Attempt, ENGINE_TEST_TIMEOUT_MS } from "./harness";
import {
  bashPolicy,
  closeEmulators,
  failureOf,
  outputOf,
  plainSession,
  type SessionStack,
  sessionId,
  sessionStack,
  stored,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

const token = "token-0123456789";
const url = `https://mcp.example.com/${token}`;
const agentId = "agent_1";
const arrays = (address: string) => ({
  ownership: "shared" as const,
  tools: [bashPolicy("always_ask"), dynamic.mcpToolset("private")],
  mcpServers: [dynamic.mcpServer("private", secret(address))],
});

/** As an API does that means well, and one that cuts what it says. */
const quoting = (message: string): Fault => ({
  kind: "refuse",
  status: 400,
  type: "invalid_request_error",
  message,
});

const hosts = [
  ["dynamic", sessionStack, dynamic],
  ["native", nativeStack, native],
] as const;

/** What a run printed and what it left, neither of which may show the token. */
async function failed(
  stack: SessionStack,
  running: Promise<Attempt<unknown>> = stack.up(),
): Promise<string> {
  const output = await failureOf(running);
  expect(output).not.toContain(token);
  expect(stack.stateText()).not.toContain(token);
  return output;
}

describe.each(hosts)("an error that quotes a secret input, %s host", (_host, start, classes) => {
  const session =
    (address = url): PulumiFn =>
    async () => {
      new classes.SessionOverrides("support", { sessionId, ...arrays(address) });
    };
  const fleet: PulumiFn = async () => {
    new classes.AgentSessionOverrides("support", { agentId, ...arrays(url) });
  };

  test("hides it: refused by the API, met by a check, in a partial failure and in a restore", async () => {
    const stack = await start({});
    const { faults } = stack.emulator;
    stack.setProgram(session());
    faults.always(quoting(`mcp_servers.0.url: ${url} is not allowed`), { method: "POST" });
    expect(await failed(stack)).toContain("mcp_servers.0.url: [secret] is not allowed");
    const cut = `${"x".repeat(960)} ${url} is not allowed`;
    faults.clear();
    faults.always(quoting(cut), { method: "POST" });
    expect(await failed(stack)).toMatch(/xxx \[secret\]…/);

    // The first attempt may have taken effect, so the resource stays, with the reason why it is not finished.
    faults.clear();
    faults.next({ kind: "serverError" }, { method: "POST" });
    faults.always(quoting(`${url} is not allowed`), { method: "POST" });
    expect(await failed(stack)).toContain("[secret] is not allowed");
    expect((await stored(stack))?.initErrors?.join()).toContain("[secret] is not allowed");

    faults.clear();
    await outputOf(stack.up());
    stack.setProgram(session(`htp://${token}`));
    await failed(stack, stack.preview());
    faults.always(quoting(`${url} is still there`), { method: "POST" });
    expect(await failed(stack, stack.destroy())).toContain("[secret] is still there");
  });

  test("hides it in what a fleet keeps of its sessions, and in the next preview", async () => {
    const seeds = ["sesn_1", "sesn_2"].map((id) => ({ ...plainSession, id, agent_id: agentId }));
    const stack = await start({}, { seeds });
    stack.setProgram(fleet);
    stack.emulator.faults.always(quoting(`${url} is not allowed`), { method: "POST" });
    expect(await failed(stack)).toContain("[secret] is not allowed");
    expect(JSON.stringify((await stored(stack))?.outputs?.pending)).toContain(
      "[secret] is not allowed",
    );
    const shown = [await outputOf(stack.previewDiff()), await outputOf(stack.refresh())];
    expect(shown.join("\n")).not.toContain(token);
    expect(stack.stateText()).not.toContain(token);
  });
});

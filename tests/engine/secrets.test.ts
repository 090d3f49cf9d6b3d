import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { secret } from "@pulumi/pulumi";
import { mcpServer, mcpToolset } from "../../sdk";
import { ENGINE_TEST_TIMEOUT_MS, type InlineStack } from "./harness";
import {
  apiKey,
  bashPolicy,
  closeEmulators,
  failureOf,
  outputOf,
  sessionId,
  sessionStack,
} from "./session-stack";

jest.setTimeout(ENGINE_TEST_TIMEOUT_MS);
afterEach(closeEmulators);

/** Every file that the engine keeps for a stack (state, backups, history, settings), as path and text. */
function filesOf({ environment, workDir }: InlineStack): { file: string; text: string }[] {
  const kept = readdirSync(environment.directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return [...kept, path.join(workDir, "Pulumi.dev.yaml")].map((file) => ({
    file,
    text: readFileSync(file, "utf8"),
  }));
}

const filesWith = (stack: InlineStack, text: string) =>
  filesOf(stack).flatMap((each) => (each.text.includes(text) ? [each.file] : []));

describe("the API key", () => {
  test("is in no file and in no line of ours, however verbose", async () => {
    const stack = await sessionStack({ tools: [bashPolicy("always_ask")] });
    const verbose = { logVerbosity: 9, logToStdErr: true };
    const output = [
      await outputOf(stack.up(verbose)),
      await outputOf(stack.refresh(verbose)),
      await outputOf(stack.destroy()),
    ].join("\n");
    expect(output).toContain("created");
    // At this verbosity the engine itself logs what it sends to every provider, plain secrets included.
    const lines = output.split("\n").filter((line) => line.includes(apiKey));
    expect(lines.filter((line) => !/Marshaling property for RPC\[Provider/.test(line))).toEqual([]);
    expect(filesWith(stack, "sesn_1")).not.toEqual([]);
    expect(filesWith(stack, apiKey)).toEqual([]);
    expect(JSON.stringify(await stack.resources())).not.toContain(apiKey);
  });

  test("is not shown when it is malformed", async () => {
    const malformed = `${apiKey} with a space`;
    const stack = await sessionStack({ tools: [] }, { key: malformed });
    const output = await failureOf(stack.up());
    expect(output).toContain("managed-agents:apiKey must be one line");
    expect(output).not.toContain(apiKey);
    expect(stack.requests()).toEqual([]);
  });
});

describe("a secret in an MCP server's URL", () => {
  const token = "token-0123456789";
  const url = `https://mcp.example.com/${token}`;
  const args = (address: string) => ({
    tools: [bashPolicy("always_ask"), mcpToolset("private")],
    mcpServers: [mcpServer("private", secret(address))],
  });

  test("is neither in the diff nor in clear in the state, also after drift and when it is bad", async () => {
    const stack = await sessionStack(args(url));
    const shown = [await outputOf(stack.previewDiff()), await outputOf(stack.up({ diff: true }))];
    expect(stack.emulator.session(sessionId)?.agent.mcp_servers).toMatchObject([{ url }]);

    stack.declare(args(`${url}-new`));
    shown.push(await outputOf(stack.previewDiff()));
    stack.emulator.edit(sessionId, {
      mcp_servers: [{ type: "url", name: "private", url: `${url}-drifted` }],
    });
    shown.push(await outputOf(stack.preview({ diff: true, refresh: true })));
    shown.push(await outputOf(stack.refresh()));

    stack.declare(args(`htp://${token}`));
    shown.push(await failureOf(stack.preview()));
    expect(shown.at(-1)).toContain("mcpServers[0].url: must be an absolute http or https URL");
    stack.declare({ ...args(url), tools: [] });
    shown.push(await failureOf(stack.preview()));

    expect(shown.join("\n")).toContain("[secret]");
    expect(shown.join("\n")).not.toContain(token);
    expect(filesWith(stack, token)).toEqual([]);
  });
});

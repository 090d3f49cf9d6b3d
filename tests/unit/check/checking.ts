import { type CheckResult, checkInputs } from "../../../provider/check/check";
import type { Violation } from "../../../provider/check/violation";

/** Inputs of a `SessionOverrides` whose session is not what the test is about. */
export type Inputs = Readonly<Record<string, unknown>>;

export function check(inputs: Inputs, prior?: Inputs): CheckResult {
  return checkInputs({ sessionId: "sesn_1", ...inputs }, prior);
}

export function violationsOf(inputs: Inputs): readonly Violation[] {
  return check(inputs).violations;
}

/** One broken rule: what is broken, the inputs that break it alone, and where and how it is told. */
export type RuleCase = readonly [name: string, inputs: Inputs, path: string, reason: string];

export const agentToolset = (members: Inputs = {}) => ({
  type: "agent_toolset_20260401",
  ...members,
});

/** The agent toolset with one entry in `configs`. */
export const builtIn = (config: Inputs) => ({ tools: [agentToolset({ configs: [config] })] });

export const mcpToolset = (mcpServerName: unknown, members: Inputs = {}) => ({
  type: "mcp_toolset",
  mcpServerName,
  ...members,
});

/** One MCP server with its toolset: a pair that fits. */
export const linear = (members: Inputs = {}) => ({
  tools: [mcpToolset("linear", members)],
  mcpServers: [mcpServer("linear")],
});

export const mcpServer = (name: unknown, url: unknown = "https://mcp.example.com/sse") => ({
  type: "url",
  name,
  url,
});

export const customTool = (members: Inputs = {}) => ({
  type: "custom",
  name: "lookup",
  description: "Looks it up.",
  inputSchema: { type: "object" },
  ...members,
});

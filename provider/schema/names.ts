import type * as z from "zod";
import { agentSessionOverridesSchema } from "../model/agent-inputs";
import {
  agentToolConfigSchema,
  agentToolsetSchema,
  toolDefaultsSchema,
  urlSourcesSchema,
  userLocationSchema,
} from "../model/agent-toolset";
import { levelSchema, levels } from "../model/ceiling";
import { customToolSchema } from "../model/custom-tool";
import { absentSchema, sessionOverridesSchema } from "../model/inputs";
import { anyMcpServerSchema, mcpServerSchema } from "../model/mcp-servers";
import { mcpToolConfigSchema, mcpToolsetSchema } from "../model/mcp-toolset";
import { knownPermissionPolicies, permissionPolicySchema } from "../model/permission-policy";
import { toolSchema } from "../model/tools";

const policies = sessionOverridesSchema.shape;
const agentPolicies = agentSessionOverridesSchema.shape;
const urlSource = urlSourcesSchema.shape.userInput.unwrap().unwrap();
const [, urlSourceRule] = urlSource.options;

/** Public names of the parts of the model. A part without a name is written out where it is used. */
export const names: ReadonlyMap<z.core.$ZodType, string> = new Map<z.core.$ZodType, string>([
  [policies.ownership.unwrap(), "OwnershipPolicy"],
  [policies.whenBusy.unwrap(), "BusyPolicy"],
  [policies.onDelete.unwrap(), "DeletePolicy"],
  [levelSchema, "AccessLevel"],
  [permissionPolicySchema, "PermissionPolicy"],
  [toolDefaultsSchema, "ToolDefaults"],
  [userLocationSchema, "UserLocation"],
  [urlSourceRule.shape.tools.unwrap().unwrap().element, "ToolReference"],
  [urlSourceRule, "UrlSourceRule"],
  [urlSource, "UrlSource"],
  [urlSourcesSchema, "UrlSources"],
  [configOf("web_fetch"), "WebFetchConfig"],
  [configOf("web_search"), "WebSearchConfig"],
  [agentToolConfigSchema, "AgentToolConfig"],
  [agentToolsetSchema, "AgentToolset"],
  [mcpToolConfigSchema, "McpToolConfig"],
  [mcpToolsetSchema, "McpToolset"],
  [customToolSchema.shape.inputSchema, "InputSchema"],
  [customToolSchema, "CustomTool"],
  [toolSchema, "Tool"],
  [mcpServerSchema, "McpServer"],
  [anyMcpServerSchema, "McpServer"],
  [absentSchema, "Absent"],
  [sessionOverridesSchema, "SessionOverrides"],
  [agentPolicies.onDelete.unwrap(), "AgentDeletePolicy"],
  [agentPolicies.statuses.unwrap().unwrap().element, "LiveStatus"],
  [agentSessionOverridesSchema, "AgentSessionOverrides"],
]);

/** The configs of all built-in tools that have no options of their own share one name. */
export const plainToolConfigName = "PlainToolConfig";
export const plainToolName = "PlainToolName";
export const otherToolName = "OtherTool";

/** Texts in which the API may know more words than these. */
export const openWords: ReadonlyMap<z.core.$ZodType, readonly string[]> = new Map([
  [permissionPolicySchema.shape.type, knownPermissionPolicies],
]);

/** Descriptions of what the model describes only where it is used, or not at all; the model's own words come first. */
export const descriptions: Readonly<Record<string, string>> = {
  SessionOverrides:
    "The tools, MCP servers and permission policies of one live session of Claude Managed Agents, declared.",
  AgentSessionOverrides:
    "The tools, MCP servers and permission policies of every live session of an agent, declared.",
  AgentDeletePolicy: "What deleting the resource does to the live sessions of the agent.",
  LiveStatus: "A status that a live session can have (API §5.1).",
  AccessLevel: `The most that a tool may do, from the tightest word to the loosest: ${levels.map((word) => `\`${word}\``).join(", ")}.`,
  OwnershipPolicy: "Whom the entries of the arrays belong to.",
  BusyPolicy: "What an update or delete does when the session is running or rescheduling.",
  DeletePolicy: "What deleting the resource does to the session.",
  WebFetchConfig: "`web_fetch` where it differs from the toolset's `defaultConfig`.",
  WebSearchConfig: "`web_search` where it differs from the toolset's `defaultConfig`.",
  ToolReference: "A tool, by its name.",
  UrlSource: "Which URLs of this source may be opened: `all`, `none`, or by tool (API §4.1).",
  UrlSourceRule: "Which URLs of this source may be opened, by the tool they came from (API §4.1).",
  "UrlSourceRule.type":
    "`all`, `none`, `only` those that came from one of `tools`, or all `except` those.",
  "UrlSourceRule.tools": "With `only` and `except`: the tools that are meant, 1–128 entries.",
};

function configOf(tool: string) {
  const config = agentToolConfigSchema.options.find((option) => option.shape.name.value === tool);
  if (config === undefined) {
    throw new Error(`the model has no config of the tool ${tool}`);
  }
  return config;
}

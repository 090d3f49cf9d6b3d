export type {
  AgentToolConfigArgs,
  AgentToolsetArgs,
  BuiltInTool,
  BusyPolicy,
  CustomToolArgs,
  DeletePolicy,
  McpServerArgs,
  McpToolConfigArgs,
  McpToolsetArgs,
  OtherToolArgs,
  OwnershipPolicy,
  PermissionPolicyArgs,
  SessionOverridesArgs,
  ToolArgs,
  ToolDefaultsArgs,
  UrlSourceArgs,
  UrlSourcesArgs,
  UserLocationArgs,
  WebFetchConfigArgs,
  WebSearchConfigArgs,
} from "./args";
export { agentToolset, customTool, mcpServer, mcpToolset } from "./builders";
export type { Access, McpServer, Tool } from "./outputs";
export { Provider, type ProviderArgs } from "./provider";
export { SessionOverrides } from "./session-overrides";

export { AgentSessionOverrides } from "./agent-session-overrides";
export type { Pending } from "./agent-session-overrides-outputs";
export type {
  AbsentArgs,
  AccessLevel,
  AgentDeletePolicy,
  AgentSessionOverridesArgs,
  AgentToolConfigArgs,
  AgentToolsetArgs,
  BuiltInTool,
  BusyPolicy,
  CustomToolArgs,
  DeletePolicy,
  InputSchemaArgs,
  LiveStatus,
  McpServerArgs,
  McpToolConfigArgs,
  McpToolsetArgs,
  OtherToolArgs,
  OtherToolType,
  OwnershipPolicy,
  PermissionPolicyArgs,
  PlainToolConfigArgs,
  PlainToolName,
  SessionOverridesArgs,
  ToolArgs,
  ToolDefaultsArgs,
  ToolReferenceArgs,
  UrlSourceArgs,
  UrlSourceRuleArgs,
  UrlSourcesArgs,
  UserLocationArgs,
  WebFetchConfigArgs,
  WebSearchConfigArgs,
} from "./args";
export { agentToolset, customTool, mcpServer, mcpToolset } from "./builders";
export {
  type GetSessionArgs,
  getSession,
  getSessionOutput,
  type ListSessionsArgs,
  type ListSessionsResult,
  listSessions,
  listSessionsOutput,
  type Session,
} from "./functions";
export type { Access, McpServer, Tool } from "./outputs";
export { Provider, type ProviderArgs } from "./provider";
export { SessionOverrides } from "./session-overrides";

export type { SessionControls, ToolUse, TurnOptions } from "./control";
export { type Emulator, startEmulator } from "./emulator";
export type { Fault, FaultControls, RequestMatch } from "./faults";
export type { FederationOptions } from "./federation-options";
export type { AgentSeed } from "./new-session";
export type { EmulatorOptions, RateLimitOptions } from "./options";
export type { OrganizationOptions } from "./organization-options";
export type { RecordedRequest } from "./request-log";
export type { CustomToolRight, ServerRight, SessionRights, ToolRight, WebLimits } from "./rights";
export type { RunControls } from "./run-controls";
export type { RunOptions, RunResult } from "./run-shapes";
export type { SessionSeed } from "./seed";
export type { SeededArrays } from "./seeded-arrays";
export type { IssuedToken, Login, TokenControls } from "./token-table";
export type { UrlSpelling } from "./url-spelling";
export type {
  AgentArrays,
  SessionStatus,
  StopReason,
  WireAgent,
  WireBudget,
  WireEvent,
  WireMcpServer,
  WireResource,
  WireSession,
  WireTool,
  WireUsage,
} from "./wire";

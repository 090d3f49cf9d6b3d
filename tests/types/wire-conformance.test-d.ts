/**
 * Compile-only: holds our tables, words and wire schemas against the types of the official SDK, in both directions as
 * far as they are meant to agree. A key that the SDK gains and our tables lack fails `npm run check`; so does a key
 * of ours that the SDK does not have.
 */
import type {
  BetaManagedAgentsAgentToolConfig,
  BetaManagedAgentsAgentToolConfigParams,
  BetaManagedAgentsAgentToolset20260401,
  BetaManagedAgentsAgentToolset20260401Params,
  BetaManagedAgentsAgentToolsetDefaultConfigParams,
  BetaManagedAgentsCustomTool,
  BetaManagedAgentsCustomToolParams,
  BetaManagedAgentsMCPServerURLDefinition,
  BetaManagedAgentsMCPToolConfig,
  BetaManagedAgentsMCPToolConfigParams,
  BetaManagedAgentsMCPToolset,
  BetaManagedAgentsMCPToolsetDefaultConfigParams,
  BetaManagedAgentsMCPToolsetParams,
  BetaManagedAgentsURLMCPServerParams,
  BetaManagedAgentsUserLocation,
  BetaManagedAgentsWebFetchURLSourcesParams,
} from "@anthropic-ai/sdk/resources/beta/agents/agents";
import type {
  BetaManagedAgentsUserInterruptEventParams,
  EventSendParams,
} from "@anthropic-ai/sdk/resources/beta/sessions/events";
import type {
  BetaManagedAgentsDeletedSession,
  BetaManagedAgentsSession,
  BetaManagedAgentsSessionAgentUpdate,
  SessionUpdateParams,
} from "@anthropic-ai/sdk/resources/beta/sessions/sessions";
import type { z } from "zod";
import type {
  toolConfigKeys,
  toolDefaultsKeys,
  toolKeys,
  urlSourcesKeys,
} from "../../provider/api/convert";
import type {
  agentToolsetSchema,
  customToolSchema,
  mcpServerSchema,
  mcpToolsetSchema,
  sessionSchema,
  toolConfigSchema,
} from "../../provider/api/wire";
import type {
  AgentToolConfig,
  AgentToolset,
  agentToolsetType,
  BuiltInTool,
  ToolDefaults,
  userLocationSchema,
} from "../../provider/model/agent-toolset";
import type { CustomTool } from "../../provider/model/custom-tool";
import type { UrlMcpServer } from "../../provider/model/mcp-servers";
import type { McpToolConfig, McpToolset } from "../../provider/model/mcp-toolset";
import type { knownPermissionPolicies } from "../../provider/model/permission-policy";
import type { SessionStatus } from "../../provider/model/session";
import type { KnownToolType } from "../../provider/model/tools";

type Equal<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Assert<Holds extends true> = Holds;
type Extends<A, B> = A extends B ? true : false;

type KeysOf<Union> = Union extends unknown ? keyof Union : never;
type Member<Union, Key extends PropertyKey> = Union extends unknown
  ? Key extends keyof Union
    ? Union[Key]
    : never
  : never;
type ValuesOf<Table> = Table[keyof Table];

/** Keys that are written down, without the `[key: string]` of loose objects. */
type NamedKeysOf<Type> = keyof {
  [Key in keyof Type as string extends Key ? never : Key]: Type[Key];
};

/** What a loose schema takes, without the `[key: string]` that interfaces of the SDK do not declare. */
type Accepted<Type> = Type extends readonly (infer Element)[]
  ? Accepted<Element>[]
  : Type extends object
    ? { [Key in keyof Type as string extends Key ? never : Key]: Accepted<Type[Key]> }
    : Type;

/** Our type with the keys that it has on the wire; the members are not looked into. */
type OnTheWire<Ours, Table> = Ours extends unknown
  ? {
      [Key in keyof Ours as Key extends keyof Table ? Table[Key] & string : never]: Ours[Key];
    }
  : never;

type ToolParams =
  | BetaManagedAgentsAgentToolset20260401Params
  | BetaManagedAgentsMCPToolsetParams
  | BetaManagedAgentsCustomToolParams;
type ResolvedTool =
  | BetaManagedAgentsAgentToolset20260401
  | BetaManagedAgentsMCPToolset
  | BetaManagedAgentsCustomTool;
type ConfigParams = BetaManagedAgentsAgentToolConfigParams | BetaManagedAgentsMCPToolConfigParams;
type ResolvedConfig = BetaManagedAgentsAgentToolConfig | BetaManagedAgentsMCPToolConfig;

/** An import that does not resolve is `any`, which would agree with everything. */
type IsAny<Type> = 0 extends 1 & Type ? true : false;
export type SdkIsTyped = [
  Assert<Equal<IsAny<ToolParams | ResolvedTool>, false>>,
  Assert<Equal<IsAny<BetaManagedAgentsSession | SessionUpdateParams | EventSendParams>, false>>,
];

/** The tables know exactly the keys of the SDK's params, and all that the server resolves is among them. */
export type TablesAreComplete = [
  Assert<Equal<ValuesOf<typeof toolKeys>, KeysOf<ToolParams>>>,
  Assert<Equal<ValuesOf<typeof toolKeys>, KeysOf<ResolvedTool>>>,
  Assert<Equal<ValuesOf<typeof toolConfigKeys>, KeysOf<ConfigParams>>>,
  Assert<Equal<ValuesOf<typeof toolConfigKeys>, KeysOf<ResolvedConfig>>>,
  Assert<
    Equal<ValuesOf<typeof toolDefaultsKeys>, keyof BetaManagedAgentsAgentToolsetDefaultConfigParams>
  >,
  Assert<
    Equal<ValuesOf<typeof toolDefaultsKeys>, keyof BetaManagedAgentsMCPToolsetDefaultConfigParams>
  >,
  Assert<Equal<ValuesOf<typeof urlSourcesKeys>, keyof BetaManagedAgentsWebFetchURLSourcesParams>>,
];

/** Every key a user may write is in the table of its object, object by object, and there is none besides. */
export type ModelAndSdkHaveTheSameKeys = [
  Assert<
    Equal<
      keyof OnTheWire<AgentToolset, typeof toolKeys>,
      keyof BetaManagedAgentsAgentToolset20260401Params
    >
  >,
  Assert<
    Equal<keyof OnTheWire<McpToolset, typeof toolKeys>, keyof BetaManagedAgentsMCPToolsetParams>
  >,
  Assert<
    Equal<keyof OnTheWire<CustomTool, typeof toolKeys>, keyof BetaManagedAgentsCustomToolParams>
  >,
  Assert<
    Equal<
      keyof OnTheWire<ToolDefaults, typeof toolDefaultsKeys>,
      keyof BetaManagedAgentsAgentToolsetDefaultConfigParams
    >
  >,
  Assert<
    Equal<
      keyof OnTheWire<McpToolConfig, typeof toolConfigKeys>,
      keyof BetaManagedAgentsMCPToolConfigParams
    >
  >,
  Assert<
    Equal<
      KeysOf<OnTheWire<AgentToolConfig, typeof toolConfigKeys>>,
      KeysOf<BetaManagedAgentsAgentToolConfigParams>
    >
  >,
  Assert<Equal<keyof UrlMcpServer, keyof BetaManagedAgentsURLMCPServerParams>>,
  Assert<Equal<keyof UrlMcpServer, keyof BetaManagedAgentsMCPServerURLDefinition>>,
  Assert<Equal<keyof z.infer<typeof userLocationSchema>, keyof BetaManagedAgentsUserLocation>>,
];

/** No key of the model is missing from the table, which would send it in camelCase. */
export type NoKeyGoesUntranslated = [
  Assert<Equal<keyof AgentToolset | keyof McpToolset | keyof CustomTool, keyof typeof toolKeys>>,
  Assert<Equal<KeysOf<AgentToolConfig> | keyof McpToolConfig, keyof typeof toolConfigKeys>>,
  Assert<Equal<keyof ToolDefaults, keyof typeof toolDefaultsKeys>>,
];

/** Config by config: each built-in tool takes the same options here and there. */
type ConfigOf<Union, Name> = Extract<Union, { readonly name: Name }>;
type SameOptions = {
  [Name in BuiltInTool]: Equal<
    keyof OnTheWire<ConfigOf<AgentToolConfig, Name>, typeof toolConfigKeys>,
    keyof ConfigOf<BetaManagedAgentsAgentToolConfigParams, Name>
  >;
};
export type BuiltInToolsAgree = [
  Assert<Equal<BuiltInTool, BetaManagedAgentsAgentToolConfigParams["name"]>>,
  Assert<Equal<BuiltInTool, BetaManagedAgentsAgentToolConfig["name"]>>,
  Assert<Equal<ValuesOf<SameOptions>, true>>,
];

/** The words: tool types, policies, statuses. */
type PolicyWord = NonNullable<Member<ConfigParams, "permission_policy">>["type"];
type KnownStatus = SessionStatus extends infer Word
  ? Word extends string
    ? string extends Word
      ? never
      : Word
    : never
  : never;
export type WordsAgree = [
  Assert<Equal<KnownToolType, ToolParams["type"]>>,
  Assert<Equal<KnownToolType, ResolvedTool["type"]>>,
  Assert<Equal<typeof agentToolsetType, BetaManagedAgentsAgentToolset20260401["type"]>>,
  Assert<Equal<(typeof knownPermissionPolicies)[number], PolicyWord>>,
  Assert<Equal<KnownStatus, BetaManagedAgentsSession["status"]>>,
  Assert<Equal<UrlMcpServer["type"], BetaManagedAgentsURLMCPServerParams["type"]>>,
];

/** Every body that is sent is one the SDK would send. */
type UpdateBody = { agent: { tools: []; mcp_servers: [] } };
type InterruptBody = { events: { type: "user.interrupt" }[] };
export type BodiesAreAccepted = [
  Assert<Extends<UpdateBody, SessionUpdateParams>>,
  Assert<Equal<keyof UpdateBody["agent"], keyof BetaManagedAgentsSessionAgentUpdate>>,
  Assert<Extends<InterruptBody, EventSendParams>>,
  Assert<Extends<{ type: "user.interrupt" }, BetaManagedAgentsUserInterruptEventParams>>,
  Assert<Extends<UrlMcpServer, BetaManagedAgentsURLMCPServerParams>>,
  Assert<
    Extends<
      OnTheWire<Pick<CustomTool, "type" | "name" | "description">, typeof toolKeys>,
      Omit<BetaManagedAgentsCustomToolParams, "input_schema">
    >
  >,
];

/** Everything the SDK says a server sends, our schemas take: they are looser, never stricter. */
export type AnswersAreAccepted = [
  Assert<Extends<BetaManagedAgentsSession, Accepted<z.input<typeof sessionSchema>>>>,
  Assert<
    Extends<BetaManagedAgentsMCPServerURLDefinition, Accepted<z.input<typeof mcpServerSchema>>>
  >,
  Assert<
    Extends<BetaManagedAgentsAgentToolset20260401, Accepted<z.input<typeof agentToolsetSchema>>>
  >,
  Assert<Extends<BetaManagedAgentsMCPToolset, Accepted<z.input<typeof mcpToolsetSchema>>>>,
  Assert<Extends<BetaManagedAgentsCustomTool, Accepted<z.input<typeof customToolSchema>>>>,
  Assert<Equal<Extends<ResolvedConfig, Accepted<z.input<typeof toolConfigSchema>>>, true>>,
  Assert<Extends<BetaManagedAgentsDeletedSession, { id: string }>>,
];

/** And they rely on nothing that the SDK does not know. */
export type AnswersRelyOnKnownKeys = [
  Assert<Extends<NamedKeysOf<z.infer<typeof sessionSchema>>, keyof BetaManagedAgentsSession>>,
  Assert<
    Extends<
      NamedKeysOf<z.infer<typeof sessionSchema>["agent"]>,
      keyof BetaManagedAgentsSession["agent"]
    >
  >,
  Assert<Equal<NamedKeysOf<z.infer<typeof toolConfigSchema>>, KeysOf<ResolvedConfig>>>,
];

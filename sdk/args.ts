// Generated from provider/model by `npm run generate`. Do not edit: change the model and generate again.

import type * as pulumi from "@pulumi/pulumi";

/** A tool of the agent toolset. */
export type BuiltInTool =
  | "bash"
  | "read"
  | "write"
  | "edit"
  | "glob"
  | "grep"
  | "web_fetch"
  | "web_search";

/** Whom the entries of the arrays belong to. */
export type OwnershipPolicy = "exclusive" | "shared";

/** What an update or delete does when the session is running or rescheduling. */
export type BusyPolicy = "wait" | "interrupt" | "waitThenInterrupt" | "fail";

/** What deleting the resource does to the session. */
export type DeletePolicy = "archive" | "delete" | "retain" | "restore";

/**
 * The most that a tool may do, from the tightest word to the loosest: `disabled`, `always_ask`, `auto`,
 * `always_allow`.
 */
export type AccessLevel = "disabled" | "always_ask" | "auto" | "always_allow";

/** When a tool may run without a person's answer. */
export interface PermissionPolicyArgs {
  /**
   * `always_allow` runs the tool without asking, `always_ask` stops for an answer before each call, `auto` lets
   * the service decide. A word that does not exist today is sent as written, with a warning.
   */
  readonly type: pulumi.Input<"always_ask" | "auto" | "always_allow" | (string & {})>;
  readonly [key: string]: unknown;
}

/** What holds for every tool of the toolset that has no entry of its own. */
export interface ToolDefaultsArgs {
  /** Whether the tools may be used at all. Default: true. */
  readonly enabled?: pulumi.Input<boolean | undefined>;
  /**
   * The policy of every tool without one of its own. Default: `always_allow` in the agent toolset, `always_ask` in
   * an MCP toolset.
   */
  readonly permissionPolicy?: pulumi.Input<PermissionPolicyArgs | undefined>;
}

/** Where the search is made from. */
export interface UserLocationArgs {
  /** Always `approximate`. */
  readonly type: pulumi.Input<"approximate">;
  /** 1–255 characters. */
  readonly city?: pulumi.Input<string | undefined>;
  /** 1–255 characters. */
  readonly region?: pulumi.Input<string | undefined>;
  /** ISO 3166-1 alpha-2, two capital letters. */
  readonly country?: pulumi.Input<string | undefined>;
  /** IANA time zone, 1–255 characters. */
  readonly timezone?: pulumi.Input<string | undefined>;
}

/** A tool, by its name. */
export interface ToolReferenceArgs {
  /** Always `tool_reference`. */
  readonly type: pulumi.Input<"tool_reference">;
  /** The tool's name. */
  readonly name: pulumi.Input<string>;
}

/** Which URLs of this source may be opened, by the tool they came from. */
export interface UrlSourceRuleArgs {
  /** `all`, `none`, `only` those that came from one of `tools`, or all `except` those. */
  readonly type: pulumi.Input<"all" | "none" | "only" | "except">;
  /** With `only` and `except`: the tools that are meant, 1–128 entries. */
  readonly tools?: pulumi.Input<pulumi.Input<ToolReferenceArgs>[] | undefined>;
}

/** Which URLs of this source may be opened: `all`, `none`, or by tool. */
export type UrlSourceArgs = "all" | "none" | UrlSourceRuleArgs;

/** Where a URL must come from before web_fetch may open it; not all may be none. */
export interface UrlSourcesArgs {
  /** URLs found in results of client tools. Default: all. */
  readonly clientToolResults?: pulumi.Input<UrlSourceArgs | undefined>;
  /** URLs found in results of server tools. Default: all. */
  readonly serverToolResults?: pulumi.Input<UrlSourceArgs | undefined>;
  /** URLs written by the user. Default: all. */
  readonly userInput?: pulumi.Input<UrlSourceArgs | undefined>;
}

/** `web_fetch` where it differs from the toolset's `defaultConfig`. */
export interface WebFetchConfigArgs {
  /** The built-in tool. */
  readonly name: "web_fetch";
  /** The same word as `name`; the server adds it. Leave it out. */
  readonly type?: pulumi.Input<"web_fetch" | undefined>;
  /** Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`. */
  readonly enabled?: pulumi.Input<boolean | undefined>;
  /** Default: the toolset's `defaultConfig.permissionPolicy`. */
  readonly permissionPolicy?: pulumi.Input<PermissionPolicyArgs | undefined>;
  /**
   * The only hosts this tool may reach, 1–64 entries of 1–255 characters; excludes `blockedDomains`. Default:
   * every host.
   */
  readonly allowedDomains?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** Hosts this tool may not reach, 1–64 entries of 1–255 characters; excludes `allowedDomains`. Default: none. */
  readonly blockedDomains?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** The most tokens of a page that are read, a positive whole number. Default: no bound. */
  readonly maxContentTokens?: pulumi.Input<number | undefined>;
  /** Default: every source. */
  readonly urlSources?: pulumi.Input<UrlSourcesArgs | undefined>;
}

/** `web_search` where it differs from the toolset's `defaultConfig`. */
export interface WebSearchConfigArgs {
  /** The built-in tool. */
  readonly name: "web_search";
  /** The same word as `name`; the server adds it. Leave it out. */
  readonly type?: pulumi.Input<"web_search" | undefined>;
  /** Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`. */
  readonly enabled?: pulumi.Input<boolean | undefined>;
  /** Default: the toolset's `defaultConfig.permissionPolicy`. */
  readonly permissionPolicy?: pulumi.Input<PermissionPolicyArgs | undefined>;
  /**
   * The only hosts this tool may reach, 1–64 entries of 1–255 characters; excludes `blockedDomains`. Default:
   * every host.
   */
  readonly allowedDomains?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** Hosts this tool may not reach, 1–64 entries of 1–255 characters; excludes `allowedDomains`. Default: none. */
  readonly blockedDomains?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** Default: unset. */
  readonly userLocation?: pulumi.Input<UserLocationArgs | undefined>;
}

/** A built-in tool without options of its own. */
export type PlainToolName = "bash" | "read" | "write" | "edit" | "glob" | "grep";

/** One built-in tool without options of its own, where it differs from the toolset's `defaultConfig`. */
export interface PlainToolConfigArgs {
  /** The built-in tool. */
  readonly name: PlainToolName;
  /** The same word as `name`; the server adds it. Leave it out. */
  readonly type?: pulumi.Input<PlainToolName | undefined>;
  /** Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`. */
  readonly enabled?: pulumi.Input<boolean | undefined>;
  /** Default: the toolset's `defaultConfig.permissionPolicy`. */
  readonly permissionPolicy?: pulumi.Input<PermissionPolicyArgs | undefined>;
}

/** One built-in tool that differs from the toolset's `defaultConfig`. */
export type AgentToolConfigArgs = PlainToolConfigArgs | WebFetchConfigArgs | WebSearchConfigArgs;

/** The built-in tools: bash, read, write, edit, glob, grep, web_fetch, web_search. */
export interface AgentToolsetArgs {
  /** The agent toolset of this API version. */
  readonly type: "agent_toolset_20260401";
  /** Default: enabled, `always_allow`. */
  readonly defaultConfig?: pulumi.Input<ToolDefaultsArgs | undefined>;
  /** Tools that differ from `defaultConfig`, each name once. Default: none. */
  readonly configs?: pulumi.Input<pulumi.Input<AgentToolConfigArgs>[] | undefined>;
}

/** One MCP tool that differs from the toolset's `defaultConfig`. */
export interface McpToolConfigArgs {
  /** The tool's bare name on its MCP server, 1–128 characters. */
  readonly name: pulumi.Input<string>;
  /** Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`. */
  readonly enabled?: pulumi.Input<boolean | undefined>;
  /** Default: the toolset's `defaultConfig.permissionPolicy`. */
  readonly permissionPolicy?: pulumi.Input<PermissionPolicyArgs | undefined>;
}

/** The tools of one MCP server; at most one toolset per server. */
export interface McpToolsetArgs {
  /** Always `mcp_toolset`. */
  readonly type: "mcp_toolset";
  /** The `name` of the MCP server these tools come from, 1–255 characters. */
  readonly mcpServerName: pulumi.Input<string>;
  /** Default: enabled, `always_ask`. */
  readonly defaultConfig?: pulumi.Input<ToolDefaultsArgs | undefined>;
  /** Tools that differ from `defaultConfig`, each name once. Default: none. */
  readonly configs?: pulumi.Input<pulumi.Input<McpToolConfigArgs>[] | undefined>;
}

/**
 * JSON Schema of the tool's input, `type: object`; passed on untouched. As JSON text it keeps the order of its
 * keys, which the model reads; an order alone is no change.
 */
export type InputSchemaArgs =
  | { readonly type: pulumi.Input<"object">; readonly [key: string]: unknown }
  | string;

/** A tool that your own client answers. */
export interface CustomToolArgs {
  /** Always `custom`. */
  readonly type: "custom";
  /** 1–128 of A-Z a-z 0-9 _ -, unique in the session. */
  readonly name: pulumi.Input<string>;
  /** What the tool does, as the model reads it; 1–4,096 characters. */
  readonly description: pulumi.Input<string>;
  /**
   * JSON Schema of the tool's input, `type: object`; passed on untouched. As JSON text it keeps the order of its
   * keys, which the model reads; an order alone is no change.
   */
  readonly inputSchema: pulumi.Input<InputSchemaArgs>;
}

/**
 * The type of a tool that this version does not know. Written `"new_tool_20300101" as OtherToolType`, so that a
 * misspelt known type or key is still an error at compile time.
 */
export type OtherToolType = string & { readonly __otherToolType: true };

/**
 * A tool of a type that this version does not know: sent as it is written, with a warning, and compared by what
 * it states.
 */
export interface OtherToolArgs {
  readonly type: OtherToolType;
  readonly [key: string]: unknown;
}

/** An agent toolset, an MCP toolset or a custom tool. */
export type ToolArgs = AgentToolsetArgs | McpToolsetArgs | CustomToolArgs | OtherToolArgs;

/** An MCP server the session may use; some MCP toolset must name it. */
export interface McpServerArgs {
  /** Always `url`. */
  readonly type: pulumi.Input<"url">;
  /** 1–255 characters, unique in the session. */
  readonly name: pulumi.Input<string>;
  /** Absolute http or https URL, at most 2048 characters. Credentials belong in a vault, not here. */
  readonly url: pulumi.Input<string>;
}

/**
 * With `shared` only: what must not be on the session, whoever put it there; reappearing is drift. Taking out a
 * server takes out its toolset, and the other way round.
 */
export interface AbsentArgs {
  /** Keys of tools: `agent_toolset_20260401`, `mcp:<server name>` for an MCP toolset, `custom:<name>`. */
  readonly tools?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /** Names of MCP servers. */
  readonly mcpServers?: pulumi.Input<pulumi.Input<string>[] | undefined>;
}

/** The tools, MCP servers and permission policies of one live session of Claude Managed Agents, declared. */
export interface SessionOverridesArgs {
  /** The session whose tools are declared. Another id replaces the resource. */
  readonly sessionId: pulumi.Input<string>;
  /**
   * The session's tools: agent toolset, MCP toolsets, custom tools; at most 256, a warning above 128. Left out:
   * not managed, left alone. `[]`: none.
   */
  readonly tools?: pulumi.Input<pulumi.Input<ToolArgs>[] | undefined>;
  /** The session's MCP servers, at most 20. Left out: not managed, left alone. `[]`: none. */
  readonly mcpServers?: pulumi.Input<pulumi.Input<McpServerArgs>[] | undefined>;
  /**
   * `exclusive`: the declared arrays are exactly what the session has. `shared`: the declared entries are yours,
   * all others keep their place and every byte, and entries you drop are removed.
   * @default "exclusive"
   */
  readonly ownership?: pulumi.Input<OwnershipPolicy | undefined>;
  /**
   * With `shared` only: what must not be on the session, whoever put it there; reappearing is drift. Taking out a
   * server takes out its toolset, and the other way round.
   */
  readonly absent?: pulumi.Input<AbsentArgs | undefined>;
  /**
   * With `shared` only: the most that tools may do, whoever configured them; more than that is lowered, exceeding
   * it again is drift. Keys as in `access`: `bash`, `mcp:linear/delete_issue`, `mcp:linear/*` for every tool of a
   * server, `mcp:*` for every MCP tool, `*` for every tool that asks for permission; the most specific key wins.
   * Values: `disabled`, `always_ask`, `auto`, `always_allow`.
   */
  readonly atMost?: pulumi.Input<{ readonly [key: string]: pulumi.Input<AccessLevel> } | undefined>;
  /**
   * What an update or delete does when the session is running or rescheduling: `wait` for idle, `interrupt` at
   * once and wait, `waitThenInterrupt` after `interruptAfterSeconds`, or `fail`.
   * @default "wait"
   */
  readonly whenBusy?: pulumi.Input<BusyPolicy | undefined>;
  /**
   * How long to wait for idle before giving up, in seconds, at most 86400.
   * @default 600
   */
  readonly waitTimeoutSeconds?: pulumi.Input<number | undefined>;
  /**
   * With `waitThenInterrupt`: how long to wait before the interrupt, in seconds; less than `waitTimeoutSeconds`.
   * @default 60
   */
  readonly interruptAfterSeconds?: pulumi.Input<number | undefined>;
  /**
   * Sent once as a user message after an update that interrupted the session, so that its work goes on; 1–10000
   * characters. Left out: none is sent.
   */
  readonly resumeMessage?: pulumi.Input<string | undefined>;
  /**
   * When the grant ends, RFC 3339 with an offset. The first deployment after it puts back what `restore` would,
   * and from then on the resource holds nothing and is no drift, until the moment is moved. Left out: never.
   */
  readonly expiresAt?: pulumi.Input<string | undefined>;
  /**
   * What removing the resource does to the session: `archive` (irreversible, history kept), `delete`
   * (irreversible, everything gone), `retain` (no request), `restore` (puts back what this resource changed). Left
   * out: `archive` under `exclusive`, `restore` under `shared`. A replacement ends no session.
   */
  readonly onDelete?: pulumi.Input<DeletePolicy | undefined>;
}

/** What deleting the resource does to the live sessions of the agent. */
export type AgentDeletePolicy = "retain" | "archive" | "delete";

/** A status that a live session can have. */
export type LiveStatus = "idle" | "running" | "rescheduling";

/** The tools, MCP servers and permission policies of every live session of an agent, declared. */
export interface AgentSessionOverridesArgs {
  /** The agent whose live sessions are declared: not archived, not terminated. Another id replaces the resource. */
  readonly agentId: pulumi.Input<string>;
  /** Only sessions created from this version of the agent. Left out: from any. */
  readonly agentVersion?: pulumi.Input<number | undefined>;
  /** Only sessions that are `idle`, `running` or `rescheduling` at the moment of the look. Left out: all of them. */
  readonly statuses?: pulumi.Input<pulumi.Input<LiveStatus>[] | undefined>;
  /** Only sessions created after this time, RFC 3339. */
  readonly createdAfter?: pulumi.Input<string | undefined>;
  /** Only sessions created before this time, RFC 3339. */
  readonly createdBefore?: pulumi.Input<string | undefined>;
  /** Ids of sessions that are left alone, at most 1000. Left out: none. */
  readonly exclude?: pulumi.Input<pulumi.Input<string>[] | undefined>;
  /**
   * The session's tools: agent toolset, MCP toolsets, custom tools; at most 256, a warning above 128. Left out:
   * not managed, left alone. `[]`: none.
   */
  readonly tools?: pulumi.Input<pulumi.Input<ToolArgs>[] | undefined>;
  /** The session's MCP servers, at most 20. Left out: not managed, left alone. `[]`: none. */
  readonly mcpServers?: pulumi.Input<pulumi.Input<McpServerArgs>[] | undefined>;
  /**
   * `exclusive`: the declared arrays are exactly what the session has. `shared`: the declared entries are yours,
   * all others keep their place and every byte, and entries you drop are removed.
   * @default "exclusive"
   */
  readonly ownership?: pulumi.Input<OwnershipPolicy | undefined>;
  /**
   * With `shared` only: what must not be on the session, whoever put it there; reappearing is drift. Taking out a
   * server takes out its toolset, and the other way round.
   */
  readonly absent?: pulumi.Input<AbsentArgs | undefined>;
  /**
   * With `shared` only: the most that tools may do, whoever configured them; more than that is lowered, exceeding
   * it again is drift. Keys as in `access`: `bash`, `mcp:linear/delete_issue`, `mcp:linear/*` for every tool of a
   * server, `mcp:*` for every MCP tool, `*` for every tool that asks for permission; the most specific key wins.
   * Values: `disabled`, `always_ask`, `auto`, `always_allow`.
   */
  readonly atMost?: pulumi.Input<{ readonly [key: string]: pulumi.Input<AccessLevel> } | undefined>;
  /**
   * What an update or delete does when the session is running or rescheduling: `wait` for idle, `interrupt` at
   * once and wait, `waitThenInterrupt` after `interruptAfterSeconds`, or `fail`.
   * @default "wait"
   */
  readonly whenBusy?: pulumi.Input<BusyPolicy | undefined>;
  /**
   * How long to wait for idle before giving up, in seconds, at most 86400.
   * @default 600
   */
  readonly waitTimeoutSeconds?: pulumi.Input<number | undefined>;
  /**
   * With `waitThenInterrupt`: how long to wait before the interrupt, in seconds; less than `waitTimeoutSeconds`.
   * @default 60
   */
  readonly interruptAfterSeconds?: pulumi.Input<number | undefined>;
  /**
   * Sent once as a user message after an update that interrupted the session, so that its work goes on; 1–10000
   * characters. Left out: none is sent.
   */
  readonly resumeMessage?: pulumi.Input<string | undefined>;
  /**
   * What deleting the resource does to the sessions: `retain` (no request), `archive` or `delete` every live
   * session in scope (irreversible).
   * @default "retain"
   */
  readonly onDelete?: pulumi.Input<AgentDeletePolicy | undefined>;
}

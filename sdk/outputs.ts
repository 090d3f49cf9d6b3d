// Generated from provider/model by `npm run generate`. Do not edit: change the model and generate again.

import type { OtherToolType, PlainToolName } from "./args";

/** When a tool may run without a person's answer. */
export interface PermissionPolicy {
  /**
   * `always_allow` runs the tool without asking, `always_ask` stops for an answer before each call, `auto` lets
   * the service decide. A word that does not exist today is sent as written, with a warning.
   */
  readonly type: "always_ask" | "auto" | "always_allow" | (string & {});
  readonly [key: string]: unknown;
}

/** What holds for every tool of the toolset that has no entry of its own. */
export interface ToolDefaults {
  /** Whether the tools may be used at all. Default: true. */
  readonly enabled?: boolean | undefined;
  /**
   * The policy of every tool without one of its own. Default: `always_allow` in the agent toolset, `always_ask` in
   * an MCP toolset.
   */
  readonly permissionPolicy?: PermissionPolicy | undefined;
}

/** Where the search is made from. */
export interface UserLocation {
  /** Always `approximate`. */
  readonly type: "approximate";
  /** 1–255 characters. */
  readonly city?: string | undefined;
  /** 1–255 characters. */
  readonly region?: string | undefined;
  /** ISO 3166-1 alpha-2, two capital letters. */
  readonly country?: string | undefined;
  /** IANA time zone, 1–255 characters. */
  readonly timezone?: string | undefined;
}

/** A tool, by its name. */
export interface ToolReference {
  /** Always `tool_reference`. */
  readonly type: "tool_reference";
  /** The tool's name. */
  readonly name: string;
}

/** Which URLs of this source may be opened, by the tool they came from. */
export interface UrlSourceRule {
  /** `all`, `none`, `only` those that came from one of `tools`, or all `except` those. */
  readonly type: "all" | "none" | "only" | "except";
  /** With `only` and `except`: the tools that are meant, 1–128 entries. */
  readonly tools?: ToolReference[] | undefined;
}

/** Which URLs of this source may be opened: `all`, `none`, or by tool. */
export type UrlSource = "all" | "none" | UrlSourceRule;

/** Where a URL must come from before web_fetch may open it; not all may be none. */
export interface UrlSources {
  /** URLs found in results of client tools. Default: all. */
  readonly clientToolResults?: UrlSource | undefined;
  /** URLs found in results of server tools. Default: all. */
  readonly serverToolResults?: UrlSource | undefined;
  /** URLs written by the user. Default: all. */
  readonly userInput?: UrlSource | undefined;
}

/** `web_fetch` where it differs from the toolset's `defaultConfig`. */
export interface WebFetchConfig {
  /** The built-in tool. */
  readonly name: "web_fetch";
  /** The same word as `name`; the server adds it. Leave it out. */
  readonly type?: "web_fetch" | undefined;
  /** Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`. */
  readonly enabled?: boolean | undefined;
  /** Default: the toolset's `defaultConfig.permissionPolicy`. */
  readonly permissionPolicy?: PermissionPolicy | undefined;
  /**
   * The only hosts this tool may reach, 1–64 entries of 1–255 characters; excludes `blockedDomains`. Default:
   * every host.
   */
  readonly allowedDomains?: string[] | undefined;
  /** Hosts this tool may not reach, 1–64 entries of 1–255 characters; excludes `allowedDomains`. Default: none. */
  readonly blockedDomains?: string[] | undefined;
  /** The most tokens of a page that are read, a positive whole number. Default: no bound. */
  readonly maxContentTokens?: number | undefined;
  /** Default: every source. */
  readonly urlSources?: UrlSources | undefined;
}

/** `web_search` where it differs from the toolset's `defaultConfig`. */
export interface WebSearchConfig {
  /** The built-in tool. */
  readonly name: "web_search";
  /** The same word as `name`; the server adds it. Leave it out. */
  readonly type?: "web_search" | undefined;
  /** Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`. */
  readonly enabled?: boolean | undefined;
  /** Default: the toolset's `defaultConfig.permissionPolicy`. */
  readonly permissionPolicy?: PermissionPolicy | undefined;
  /**
   * The only hosts this tool may reach, 1–64 entries of 1–255 characters; excludes `blockedDomains`. Default:
   * every host.
   */
  readonly allowedDomains?: string[] | undefined;
  /** Hosts this tool may not reach, 1–64 entries of 1–255 characters; excludes `allowedDomains`. Default: none. */
  readonly blockedDomains?: string[] | undefined;
  /** Default: unset. */
  readonly userLocation?: UserLocation | undefined;
}

/** One built-in tool without options of its own, where it differs from the toolset's `defaultConfig`. */
export interface PlainToolConfig {
  /** The built-in tool. */
  readonly name: PlainToolName;
  /** The same word as `name`; the server adds it. Leave it out. */
  readonly type?: PlainToolName | undefined;
  /** Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`. */
  readonly enabled?: boolean | undefined;
  /** Default: the toolset's `defaultConfig.permissionPolicy`. */
  readonly permissionPolicy?: PermissionPolicy | undefined;
}

/** One built-in tool that differs from the toolset's `defaultConfig`. */
export type AgentToolConfig = PlainToolConfig | WebFetchConfig | WebSearchConfig;

/** The built-in tools: bash, read, write, edit, glob, grep, web_fetch, web_search. */
export interface AgentToolset {
  /** The agent toolset of this API version. */
  readonly type: "agent_toolset_20260401";
  /** Default: enabled, `always_allow`. */
  readonly defaultConfig?: ToolDefaults | undefined;
  /** Tools that differ from `defaultConfig`, each name once. Default: none. */
  readonly configs?: AgentToolConfig[] | undefined;
}

/** One MCP tool that differs from the toolset's `defaultConfig`. */
export interface McpToolConfig {
  /** The tool's bare name on its MCP server, 1–128 characters. */
  readonly name: string;
  /** Whether this tool may be used. Default: the toolset's `defaultConfig.enabled`. */
  readonly enabled?: boolean | undefined;
  /** Default: the toolset's `defaultConfig.permissionPolicy`. */
  readonly permissionPolicy?: PermissionPolicy | undefined;
}

/** The tools of one MCP server; at most one toolset per server. */
export interface McpToolset {
  /** Always `mcp_toolset`. */
  readonly type: "mcp_toolset";
  /** The `name` of the MCP server these tools come from, 1–255 characters. */
  readonly mcpServerName: string;
  /** Default: enabled, `always_ask`. */
  readonly defaultConfig?: ToolDefaults | undefined;
  /** Tools that differ from `defaultConfig`, each name once. Default: none. */
  readonly configs?: McpToolConfig[] | undefined;
}

/**
 * JSON Schema of the tool's input, `type: object`; passed on untouched. As JSON text it keeps the order of its
 * keys, which the model reads; an order alone is no change.
 */
export type InputSchema = { readonly type: "object"; readonly [key: string]: unknown } | string;

/** A tool that your own client answers. */
export interface CustomTool {
  /** Always `custom`. */
  readonly type: "custom";
  /** 1–128 of A-Z a-z 0-9 _ -, unique in the session. */
  readonly name: string;
  /** What the tool does, as the model reads it; 1–4,096 characters. */
  readonly description: string;
  /**
   * JSON Schema of the tool's input, `type: object`; passed on untouched. As JSON text it keeps the order of its
   * keys, which the model reads; an order alone is no change.
   */
  readonly inputSchema: InputSchema;
}

/**
 * A tool of a type that this version does not know: sent as it is written, with a warning, and compared by what
 * it states.
 */
export interface OtherTool {
  readonly type: OtherToolType;
  readonly [key: string]: unknown;
}

/** An agent toolset, an MCP toolset or a custom tool. */
export type Tool = AgentToolset | McpToolset | CustomTool | OtherTool;

/** An MCP server the session may use; some MCP toolset must name it. */
export interface McpServer {
  /** Always `url`. */
  readonly type: "url";
  /** 1–255 characters, unique in the session. */
  readonly name: string;
  /** Absolute http or https URL, at most 2048 characters. Credentials belong in a vault, not here. */
  readonly url: string;
}

/**
 * With `shared` only: what must not be on the session, whoever put it there; reappearing is drift. Taking out a
 * server takes out its toolset, and the other way round.
 */
export interface Absent {
  /** Keys of tools: `agent_toolset_20260401`, `mcp:<server name>` for an MCP toolset, `custom:<name>`. */
  readonly tools?: string[] | undefined;
  /** Names of MCP servers. */
  readonly mcpServers?: string[] | undefined;
}

/** What the declared arrays allow, flat: key to right, in a fixed order. */

export type Access = Readonly<Record<string, string>>;

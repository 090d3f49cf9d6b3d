import { agentToolsetType } from "../model/agent-toolset";
import { customToolType } from "../model/custom-tool";
import { isObject } from "../model/json";
import { type McpServer, urlServerType } from "../model/mcp-servers";
import { mcpToolsetType } from "../model/mcp-toolset";
import type { Tool } from "../model/tools";
import { wordOf } from "../plan/keys";
import { withExactNumbers } from "./exact-json";

/**
 * Between the user's spelling (camelCase) and the wire's (snake_case), by tables and to the depth of the tables: what
 * lies deeper is the user's own (a custom tool's `inputSchema`) and passes untouched, as does every key that no table
 * knows. Nothing is filled in, nothing dropped, null stays null. Tools of unknown type go through the same tables.
 */

export const toolKeys = {
  type: "type",
  defaultConfig: "default_config",
  configs: "configs",
  mcpServerName: "mcp_server_name",
  name: "name",
  description: "description",
  inputSchema: "input_schema",
} as const;

export const toolDefaultsKeys = {
  enabled: "enabled",
  permissionPolicy: "permission_policy",
} as const;

export const toolConfigKeys = {
  name: "name",
  type: "type",
  enabled: "enabled",
  permissionPolicy: "permission_policy",
  allowedDomains: "allowed_domains",
  blockedDomains: "blocked_domains",
  maxContentTokens: "max_content_tokens",
  urlSources: "url_sources",
  userLocation: "user_location",
} as const;

export const urlSourcesKeys = {
  clientToolResults: "client_tool_results",
  serverToolResults: "server_tool_results",
  userInput: "user_input",
} as const;

/** One entry in the wire's spelling. */
export type WireEntry = Readonly<Record<string, unknown>>;

/** One kind of object: its keys in both spellings, and which members hold objects, or lists of objects, to respell. */
export interface Shape {
  readonly keys: Readonly<Record<string, string>>;
  readonly objects?: Readonly<Record<string, Shape>>;
  readonly lists?: Readonly<Record<string, Shape>>;
}

export const toolShape: Shape = {
  keys: toolKeys,
  objects: { defaultConfig: { keys: toolDefaultsKeys } },
  lists: {
    configs: { keys: toolConfigKeys, objects: { urlSources: { keys: urlSourcesKeys } } },
  },
};

type Direction = "toWire" | "fromWire";
type Respell = (value: unknown) => unknown;

const toolToWire = respeller(toolShape, "toWire");
const toolFromWire = respeller(toolShape, "fromWire");

/** A tool as the API takes it. */
export function toWireTool(tool: Tool): WireEntry {
  const wire = toolToWire(tool) as WireEntry;
  return tool?.type === customToolType && typeof tool.inputSchema === "string"
    ? { ...wire, input_schema: exactValue(tool.inputSchema) }
    : wire;
}

/** What a JSON text says, its numbers as they are written. */
function exactValue(text: string): unknown {
  return withExactNumbers(text, JSON.parse(text));
}

/** What a shape describes, or a list of it, in the wire's spelling. */
export function toWireShape(shape: Shape, value: unknown): unknown {
  const respell = respeller(shape, "toWire");
  return Array.isArray(value) ? value.map(respell) : respell(value);
}

/** A tool in the user's spelling; the caller has made sure of its shape (`wire.ts`). */
export function fromWireTool(raw: unknown): Tool {
  const tool = toolFromWire(raw);
  return (isObject(tool) ? evenTool(tool) : tool) as Tool;
}

/**
 * What a tool must say and does not is empty: implementations leave members out, write null or nothing, and mean the
 * same. Only what is compared is filled in; what goes back is the entry as it came.
 */
function evenTool(tool: WireEntry): WireEntry {
  switch (tool.type) {
    case customToolType:
      return {
        ...tool,
        name: wordOf(tool.name),
        description: wordOf(tool.description),
        inputSchema: tool.inputSchema ?? {},
      };
    case mcpToolsetType:
      return withNamedConfigs({ ...tool, mcpServerName: wordOf(tool.mcpServerName) });
    case agentToolsetType:
      return withNamedConfigs(tool);
    default:
      return tool;
  }
}

/** The type of a config entry is its tool's name again (API §4.3). */
function withNamedConfigs(toolset: WireEntry): WireEntry {
  const { configs } = toolset;
  const isNameless = (config: unknown) => isObject(config) && typeof config.name !== "string";
  if (!Array.isArray(configs) || !configs.some(isNameless)) {
    return toolset;
  }
  const named = (config: WireEntry) => ({ ...config, name: wordOf(config.type) });
  return {
    ...toolset,
    configs: configs.map((config: unknown) =>
      isNameless(config) ? named(config as WireEntry) : config,
    ),
  };
}

/** An MCP server is spelled alike on both sides. */
export function toWireMcpServer(server: McpServer): WireEntry {
  return server;
}

/**
 * An MCP server is spelled alike on both sides; the caller has made sure of its shape (`wire.ts`). What is missing is
 * filled in as for tools; a server without a name, which only a kind of tomorrow can be, goes by its type.
 */
export function fromWireMcpServer(raw: unknown): McpServer {
  const server = raw as WireEntry;
  const type = wordOf(server.type) || urlServerType;
  const name = wordOf(server.name) || (type === urlServerType ? "" : type);
  const members = type === urlServerType ? { url: wordOf(server.url) } : {};
  return { ...server, type, name, ...members } as McpServer;
}

/** Builds the function once; a Map, because `constructor` and `__proto__` are keys like any other here. */
function respeller(shape: Shape, direction: Direction): Respell {
  const names = new Map<string, string>();
  const members = new Map<string, Respell>();
  for (const [camel, snake] of Object.entries(shape.keys)) {
    const from = direction === "toWire" ? camel : snake;
    names.set(from, direction === "toWire" ? snake : camel);
    const object = shape.objects?.[camel];
    const list = shape.lists?.[camel];
    if (object !== undefined) {
      members.set(from, respeller(object, direction));
    } else if (list !== undefined) {
      members.set(from, eachOf(respeller(list, direction)));
    }
  }
  return (value) => (isObject(value) ? respellObject(value, names, members) : value);
}

function eachOf(respell: Respell): Respell {
  return (value) => (Array.isArray(value) ? value.map(respell) : value);
}

/** `Object.fromEntries` defines members and assigns none, so a `__proto__` in the data stays data. */
function respellObject(
  value: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
  members: ReadonlyMap<string, Respell>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value).map(
    ([key, member]) => [names.get(key) ?? key, members.get(key)?.(member) ?? member] as const,
  );
  return Object.fromEntries(entries);
}

import type { Entry, Unit } from "./entries";

/** Entries as they travel, by a translation of our own: the keys the API knows, and nothing inside a schema. */

const words: Readonly<Record<string, string>> = {
  mcpServerName: "mcp_server_name",
  defaultConfig: "default_config",
  permissionPolicy: "permission_policy",
  allowedDomains: "allowed_domains",
  blockedDomains: "blocked_domains",
  maxContentTokens: "max_content_tokens",
  urlSources: "url_sources",
  serverToolResults: "server_tool_results",
  clientToolResults: "client_tool_results",
  userInput: "user_input",
  userLocation: "user_location",
};

export interface WireArrays {
  readonly tools: readonly Entry[];
  readonly mcp_servers: readonly Entry[];
}

export function wireTool(tool: Entry): Entry {
  if (tool.type !== "custom") return translated(tool) as Entry;
  const { inputSchema, ...members } = tool;
  return { ...members, input_schema: inputSchema };
}

function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [words[key] ?? key, translated(member)]),
  );
}

export function wireArrays(units: readonly Unit[]): WireArrays {
  return {
    tools: units.map(({ tool }) => wireTool(tool)),
    mcp_servers: units.flatMap(({ server }) => (server === undefined ? [] : [server])),
  };
}

const sameTool = (left: Entry, right: Entry) =>
  left.type === right.type &&
  left.name === right.name &&
  left.mcp_server_name === right.mcp_server_name;

/** What somebody else does to a session: replaces or adds these, takes out those, turns the order round. */
export interface Edit {
  readonly puts: readonly Unit[];
  /** Places in `tools`, counted round the array. */
  readonly drops: readonly number[];
  readonly reverses: boolean;
}

export function edited({ tools, mcp_servers: servers }: WireArrays, edit: Edit): WireArrays {
  const dropped = new Set(edit.drops.map((place) => tools[place % Math.max(tools.length, 1)]));
  const kept = tools.filter((tool) => !dropped.has(tool));
  const keptServers = servers.filter(
    ({ name }) =>
      ![...dropped].some((tool) => tool?.type === "mcp_toolset" && tool.mcp_server_name === name),
  );
  const puts = wireArrays(edit.puts);
  const arrays = {
    tools: put(kept, puts.tools, sameTool),
    mcp_servers: put(keptServers, puts.mcp_servers, ({ name }, other) => name === other.name),
  };
  return edit.reverses
    ? { tools: [...arrays.tools].reverse(), mcp_servers: [...arrays.mcp_servers].reverse() }
    : arrays;
}

function put(
  entries: readonly Entry[],
  puts: readonly Entry[],
  isSame: (left: Entry, right: Entry) => boolean,
): Entry[] {
  const inPlace = entries.map((entry) => puts.find((other) => isSame(entry, other)) ?? entry);
  const added = puts.filter((other) => !entries.some((entry) => isSame(entry, other)));
  return [...inPlace, ...added];
}

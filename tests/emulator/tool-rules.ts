import { invalidRequest } from "./errors";
import { isObject, type JsonObject } from "./shape";
import { BUILT_IN_TOOLS } from "./tool-shapes";
import type { AgentArrays, WireTool } from "./wire";

const AGENT_TOOLSET = "agent_toolset_20260401";
const MAX_TOOLS = 256;
const MAX_SERVERS = 20;

/** The rules about entries that are well-formed one by one, judged on the pair that would result (API §4.2). */
export function checkToolRules(
  { tools, mcp_servers: servers }: AgentArrays,
  skills: readonly unknown[],
): void {
  if (tools.length > MAX_TOOLS) throw invalidRequest(`tools: at most ${MAX_TOOLS} are allowed`);
  if (servers.length > MAX_SERVERS) {
    throw invalidRequest(`mcp_servers: at most ${MAX_SERVERS} are allowed`);
  }
  checkAgentToolsets(tools);
  checkMcpToolsets(tools);
  checkCustomNames(tools);
  checkUrlSources(tools);
  checkServerNames(servers.map((server) => server.name));
  checkReferences(
    tools,
    servers.map((server) => server.name),
  );
  if (skills.length > 0 && !enabledBuiltIns(tools).has("read")) {
    throw invalidRequest("skills require the read tool of the agent toolset to be enabled");
  }
}

function checkAgentToolsets(tools: readonly WireTool[]): void {
  let seen = false;
  for (const [index, tool] of tools.entries()) {
    if (tool.type !== AGENT_TOOLSET) continue;
    const path = `tools.${index}.${AGENT_TOOLSET}`;
    if (seen) {
      throw invalidRequest(`${path}: duplicate entry; at most one ${AGENT_TOOLSET} is allowed`);
    }
    seen = true;
    refuseDuplicateConfigs(tool, path, (name) => `AGENT_TOOL_NAME_${name.toUpperCase()}`);
  }
}

function checkMcpToolsets(tools: readonly WireTool[]): void {
  const seen = new Set<unknown>();
  for (const [index, tool] of tools.entries()) {
    if (tool.type !== "mcp_toolset") continue;
    const path = `tools.${index}.mcp_toolset`;
    const server = String(tool.mcp_server_name);
    if (seen.has(server)) {
      const rule = "each MCP server may have at most one mcp_toolset";
      throw invalidRequest(`${path}: duplicate entry for server "${server}"; ${rule}`);
    }
    seen.add(server);
    refuseDuplicateConfigs(tool, path, (name) => name);
  }
}

function refuseDuplicateConfigs(
  tool: WireTool,
  path: string,
  label: (name: string) => string,
): void {
  const seen = new Set<string>();
  for (const [index, entry] of configsOf(tool).entries()) {
    const name = String(entry.name);
    if (seen.has(name)) {
      throw invalidRequest(`${path}.configs.${index}: duplicate entry for tool "${label(name)}"`);
    }
    seen.add(name);
  }
}

function checkCustomNames(tools: readonly WireTool[]): void {
  const taken = enabledBuiltIns(tools);
  for (const [index, tool] of tools.entries()) {
    if (tool.type !== "custom") continue;
    const name = String(tool.name);
    if (taken.has(name)) {
      throw invalidRequest(`tools.${index}.custom: duplicate tool name "${name}"`);
    }
    taken.add(name);
  }
}

/** What web_fetch may open by the results of client tools: those are custom tools of the same array (API §4.1). */
function checkUrlSources(tools: readonly WireTool[]): void {
  const custom = new Set(tools.filter((tool) => tool.type === "custom").map((tool) => tool.name));
  for (const [index, tool] of tools.entries()) {
    if (tool.type !== AGENT_TOOLSET) continue;
    for (const [place, entry] of configsOf(tool).entries()) {
      const missing = clientToolsOf(entry).find((name) => !custom.has(name));
      if (missing === undefined) continue;
      const path = `tools.${index}.${AGENT_TOOLSET}.configs.${place}.url_sources`;
      const problem = `references "${String(missing)}" which is not a custom tool in tools`;
      throw invalidRequest(`${path}.client_tool_results: ${problem}`);
    }
  }
}

function clientToolsOf({ url_sources: sources }: JsonObject): readonly unknown[] {
  const source = isObject(sources) ? sources.client_tool_results : undefined;
  const references = isObject(source) && Array.isArray(source.tools) ? source.tools : [];
  return references.map((reference) => (isObject(reference) ? reference.name : undefined));
}

function checkServerNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (seen.has(name)) {
      throw invalidRequest(`mcp_servers.${index}: duplicate entry for name "${name}"`);
    }
    seen.add(name);
  }
}

/** Both directions: toolset without server, server without toolset. */
function checkReferences(tools: readonly WireTool[], servers: readonly string[]): void {
  const referenced = new Set<string>();
  for (const [index, tool] of tools.entries()) {
    if (tool.type !== "mcp_toolset") continue;
    const name = String(tool.mcp_server_name);
    referenced.add(name);
    if (servers.includes(name)) continue;
    const problem = `references server "${name}" which is not defined in mcp_servers`;
    throw invalidRequest(`tools.${index}.mcp_toolset: ${problem}`);
  }
  const idle = servers.filter((name) => !referenced.has(name));
  if (idle.length === 0) return;
  throw invalidRequest(
    `mcp_servers [${idle.join(", ")}] declared but no mcp_toolset in tools references them`,
  );
}

function enabledBuiltIns(tools: readonly WireTool[]): Set<string> {
  const names = new Set<string>();
  for (const tool of tools) {
    if (tool.type !== AGENT_TOOLSET) continue;
    const byName = new Map(configsOf(tool).map((entry) => [entry.name, entry.enabled]));
    const fallback = isObject(tool.default_config) ? tool.default_config.enabled : true;
    for (const name of BUILT_IN_TOOLS) {
      if ((byName.get(name) ?? fallback ?? true) === true) names.add(name);
    }
  }
  return names;
}

function configsOf(tool: WireTool): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(tool.configs) ? tool.configs.filter(isObject) : [];
}

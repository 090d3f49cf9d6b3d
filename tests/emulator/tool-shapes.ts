import {
  broken,
  type JsonObject,
  notValid,
  optional,
  readArray,
  readObject,
  readOneOf,
  readText,
  refuseExtraInputs,
} from "./shape";
import {
  checkWebFetch,
  checkWebSearch,
  WEB_FETCH_FIELDS,
  WEB_SEARCH_FIELDS,
} from "./web-tool-shapes";

export const BUILT_IN_TOOLS = [
  "bash",
  "edit",
  "glob",
  "grep",
  "read",
  "web_fetch",
  "web_search",
  "write",
] as const;

export const TOOL_TYPES = ["agent_toolset_20260401", "mcp_toolset", "custom"] as const;
export const POLICIES = ["always_allow", "always_ask", "auto"] as const;
const CONFIG_FIELDS = ["name", "enabled", "permission_policy"];

/** One entry of `tools`, as it is sent (API §4.1). Throws what the API answers to the first wrong member. */
export function checkToolShape(value: unknown, path: string): void {
  const tool = readObject(value, path);
  const type = readOneOf(tool.type, `${path}.type`, TOOL_TYPES);
  if (type === "custom") checkCustomTool(tool, path);
  else if (type === "mcp_toolset") checkMcpToolset(tool, path);
  else checkAgentToolset(tool, path);
}

/** One entry of `mcp_servers` (API §4.1, §7 row 30: any absolute http or https URL). */
export function checkServerShape(value: unknown, path: string): void {
  const server = readObject(value, path);
  readOneOf(server.type, `${path}.type`, ["url"]);
  refuseExtraInputs(server, path, ["type", "name", "url"]);
  readText(server.name, `${path}.name`, 1, 255);
  const url = readText(server.url, `${path}.url`, 1, 2048);
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol !== "http:" && protocol !== "https:") throw notValid(`${path}.url`, url);
}

function checkAgentToolset(tool: JsonObject, path: string): void {
  refuseExtraInputs(tool, path, ["type", "default_config", "configs"]);
  optional(tool.default_config, (config) => checkDefaultConfig(config, `${path}.default_config`));
  optional(tool.configs, (configs) => {
    for (const [index, entry] of readArray(configs, `${path}.configs`).entries()) {
      checkBuiltInConfig(entry, `${path}.configs[${index}]`);
    }
  });
}

function checkBuiltInConfig(value: unknown, path: string): void {
  const entry = readObject(value, path);
  const name = readOneOf(entry.name, `${path}.name`, BUILT_IN_TOOLS);
  const extra =
    name === "web_search" ? WEB_SEARCH_FIELDS : name === "web_fetch" ? WEB_FETCH_FIELDS : [];
  refuseExtraInputs(entry, path, [...CONFIG_FIELDS, "type", ...extra], name);
  optional(entry.type, (type) => {
    if (type !== name) throw notValid(`${path}.type`, type, [name]);
  });
  checkSwitches(entry, path);
  if (name === "web_search") checkWebSearch(entry, path);
  if (name === "web_fetch") checkWebFetch(entry, path);
}

function checkMcpToolset(tool: JsonObject, path: string): void {
  refuseExtraInputs(tool, path, ["type", "mcp_server_name", "default_config", "configs"]);
  readText(tool.mcp_server_name, `${path}.mcp_server_name`, 1, 255);
  optional(tool.default_config, (config) => checkDefaultConfig(config, `${path}.default_config`));
  optional(tool.configs, (configs) => {
    for (const [index, value] of readArray(configs, `${path}.configs`).entries()) {
      const entryPath = `${path}.configs[${index}]`;
      const entry = readObject(value, entryPath);
      const name = readText(entry.name, `${entryPath}.name`, 1, 128);
      refuseExtraInputs(entry, entryPath, CONFIG_FIELDS, name);
      checkSwitches(entry, entryPath);
    }
  });
}

function checkCustomTool(tool: JsonObject, path: string): void {
  refuseExtraInputs(tool, path, ["type", "name", "description", "input_schema"]);
  const name = readText(tool.name, `${path}.name`, 1, 128);
  if (!/^[A-Za-z0-9_-]+$/.test(name)) {
    throw broken(`${path}.name`, "only letters, digits, underscores and hyphens are allowed");
  }
  readText(tool.description, `${path}.description`, 1, 4096);
  const schema = readObject(tool.input_schema, `${path}.input_schema`);
  readOneOf(schema.type, `${path}.input_schema.type`, ["object"]);
  optional(schema.properties, (all) => readObject(all, `${path}.input_schema.properties`));
  optional(schema.required, (all) => readArray(all, `${path}.input_schema.required`));
}

function checkDefaultConfig(value: unknown, path: string): void {
  const config = readObject(value, path);
  refuseExtraInputs(config, path, ["enabled", "permission_policy"]);
  checkSwitches(config, path);
}

function checkSwitches(config: JsonObject, path: string): void {
  optional(config.enabled, (enabled) => {
    if (typeof enabled !== "boolean") throw notValid(`${path}.enabled`, enabled);
  });
  optional(config.permission_policy, (value) => {
    const policy = readObject(value, `${path}.permission_policy`);
    readOneOf(policy.type, `${path}.permission_policy.type`, POLICIES);
    refuseExtraInputs(policy, `${path}.permission_policy`, ["type"]);
  });
}

import { toolsWarnAbove } from "../model/inputs";
import { isObject } from "../model/json";
import { urlServerType } from "../model/mcp-servers";
import { mcpToolsetType } from "../model/mcp-toolset";
import { isKnownPermissionPolicy, knownPermissionPolicies } from "../model/permission-policy";
import type { PropertyRecord } from "../model/property-record";
import { quotedText } from "../model/shown-text";
import { isKnownToolType, knownToolTypes, typeOfTool } from "../model/tools";
import { policyHint } from "./hints";
import { largeNumberWarnings } from "./large-numbers";
import { nearest } from "./nearest";
import { objectsIn } from "./rules";
import { formatPath, type Path } from "./violation";

/** What is allowed and still worth a word: values newer than this version, and what only looks like a plan. */
export function warningsFor(inputs: PropertyRecord): string[] {
  const tools = objectsIn(inputs.tools);
  return [
    ...tools.flatMap(({ index, item }) => toolWarnings(item, ["tools", index])),
    ...objectsIn(inputs.mcpServers).flatMap(({ index, item }) => serverWarnings(item, index)),
    ...countWarnings(inputs.tools),
    ...scopeWarnings(inputs),
  ];
}

function toolWarnings(tool: PropertyRecord, path: Path): string[] {
  const type = typeOfTool(tool);
  if (type === undefined || type === "") {
    return [];
  }
  if (!isKnownToolType(type)) {
    return [newerWord("tool type", [...path, "type"], type, knownToolTypes)];
  }
  return [
    ...largeNumberWarnings(tool.inputSchema, [...path, "inputSchema"]),
    ...policyWarnings(tool.defaultConfig, [...path, "defaultConfig"]),
    ...objectsIn(tool.configs).flatMap(({ index, item }) => [
      ...policyWarnings(item, [...path, "configs", index]),
      ...wildcardWarnings(type, item.name, [...path, "configs", index, "name"]),
    ]),
  ];
}

/** A tool may be called so; a pattern it is not. */
function wildcardWarnings(type: string, name: unknown, path: Path): string[] {
  return type === mcpToolsetType && typeof name === "string" && name.includes("*")
    ? [
        `${formatPath(path)}: ${quotedText(name)} is no pattern but the name of one tool; there are no wildcards in configs`,
      ]
    : [];
}

function serverWarnings({ type }: PropertyRecord, index: number): string[] {
  return typeof type === "string" && type !== "" && type !== urlServerType
    ? [newerWord("MCP server type", ["mcpServers", index, "type"], type, [urlServerType])]
    : [];
}

function policyWarnings(holder: unknown, path: Path): string[] {
  const policy = isObject(holder) ? holder.permissionPolicy : undefined;
  const type = isObject(policy) ? policy.type : undefined;
  return typeof type !== "string" || type === "" || isKnownPermissionPolicy(type)
    ? []
    : [
        newerWord(
          "permission policy",
          [...path, "permissionPolicy", "type"],
          type,
          knownPermissionPolicies,
        ) + policyHint(type),
      ];
}

function newerWord(what: string, path: Path, word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  const hint = near === undefined ? "" : ` (the nearest one it knows is ${quotedText(near)})`;
  return `${formatPath(path)}: ${quotedText(word)} is no ${what} that this version knows${hint}; it is sent as written, and the API decides`;
}

function countWarnings(tools: unknown): string[] {
  return Array.isArray(tools) && tools.length > toolsWarnAbove
    ? [
        `tools: ${tools.length} entries; some descriptions of the API allow ${toolsWarnAbove}, newer ones 256, so the API may refuse this`,
      ]
    : [];
}

function scopeWarnings(inputs: PropertyRecord): string[] {
  const isManaged = (key: string) => inputs[key] !== undefined && inputs[key] !== null;
  return ["tools", "mcpServers", "absent", "atMost"].some(isManaged)
    ? []
    : ["neither tools nor mcpServers is given, so nothing of the session is managed"];
}

import { agentToolsetType, builtInTools } from "../model/agent-toolset";
import { isObject } from "../model/json";
import { mcpToolsetType } from "../model/mcp-toolset";
import { isKnownPermissionPolicy } from "../model/permission-policy";
import type { PropertyRecord } from "../model/property-record";
import { quotedText } from "../model/shown-text";
import { typeOfTool } from "../model/tools";
import { isUnknown } from "../model/unknown";
import { domainReason } from "./domains";
import { type Path, type Violation, violation } from "./violation";
import { webToolRuleViolations } from "./web-tools";

/*
 * Rules inside one entry of `tools` that a shape cannot express (API §4.1, §4.2). Every value may be unknown or
 * malformed: a rule that cannot be judged is not broken, and what is malformed is reported by the shape.
 */

/** The items of a value that should be an array of objects, each with its place; others are passed over. */
export function objectsIn(
  value: unknown,
): { readonly index: number; readonly item: PropertyRecord }[] {
  return Array.isArray(value)
    ? value.flatMap((item, index) => (isObject(item) && !isUnknown(item) ? [{ index, item }] : []))
    : [];
}

export function toolRuleViolations(tool: PropertyRecord, path: Path): Violation[] {
  switch (typeOfTool(tool)) {
    case agentToolsetType:
      return [
        ...toolsetViolations(tool, path),
        ...objectsIn(tool.configs).flatMap(({ index, item }) =>
          webToolViolations(item, [...path, "configs", index]),
        ),
      ];
    case mcpToolsetType:
      return [...toolsetViolations(tool, path), ...wildcardViolations(tool, path)];
    default:
      return [];
  }
}

function toolsetViolations(toolset: PropertyRecord, path: Path): Violation[] {
  const configs = objectsIn(toolset.configs);
  return [
    ...duplicates(configs, "name").map(({ index, value }) =>
      violation(
        [...path, "configs", index, "name"],
        `${quotedText(value)} has an entry already; each tool may have one`,
      ),
    ),
    ...policyViolations(toolset.defaultConfig, [...path, "defaultConfig"]),
    ...configs.flatMap(({ index, item }) => policyViolations(item, [...path, "configs", index])),
  ];
}

/** Nothing stops a server from having a tool of this name, but nobody who writes it means that one. */
function wildcardViolations(toolset: PropertyRecord, path: Path): Violation[] {
  return objectsIn(toolset.configs)
    .filter(({ item }) => item.name === "*")
    .map(({ index }) =>
      violation(
        [...path, "configs", index, "name"],
        '"*" is no wildcard but the name of one tool; what holds for every tool of the server is its defaultConfig',
      ),
    );
}

/** A policy the API knows has no member but `type`; what a future policy may have is not ours to judge. */
function policyViolations(holder: unknown, path: Path): Violation[] {
  const policy = isObject(holder) ? holder.permissionPolicy : undefined;
  if (
    !isObject(policy) ||
    typeof policy.type !== "string" ||
    !isKnownPermissionPolicy(policy.type)
  ) {
    return [];
  }
  return Object.keys(policy)
    .filter((key) => key !== "type" && policy[key] !== undefined)
    .map((key) =>
      violation(
        [...path, "permissionPolicy", key],
        `${quotedText(key)} is not a key here; a permission policy has only "type"`,
      ),
    );
}

function webToolViolations(config: PropertyRecord, path: Path): Violation[] {
  if (config.name !== "web_fetch" && config.name !== "web_search") {
    return [];
  }
  const { name } = config;
  const isSet = (key: string) =>
    config[key] !== undefined && config[key] !== null && !isUnknown(config[key]);
  const both =
    isSet("allowedDomains") && isSet("blockedDomains")
      ? [
          violation(
            [...path, "blockedDomains"],
            "only one of allowedDomains and blockedDomains may be set",
          ),
        ]
      : [];
  const entries = ["allowedDomains", "blockedDomains"].flatMap((key) =>
    (Array.isArray(config[key]) ? (config[key] as unknown[]) : []).flatMap((entry, index) => {
      const reason =
        typeof entry === "string" && entry !== "" ? domainReason(entry, name) : undefined;
      return reason === undefined ? [] : [violation([...path, key, index], reason)];
    }),
  );
  return [
    ...both,
    ...entries,
    ...webToolRuleViolations(config, path),
    ...urlSourceViolations(config.urlSources, [...path, "urlSources"]),
  ];
}

function urlSourceViolations(sources: unknown, path: Path): Violation[] {
  if (!isObject(sources)) {
    return [];
  }
  const isNone = (source: unknown) =>
    source === "none" || (isObject(source) && source.type === "none");
  const all = [sources.clientToolResults, sources.serverToolResults, sources.userInput];
  return all.every(isNone)
    ? [
        violation(
          path,
          "all three sources are none, so nothing could ever be fetched; disable web_fetch instead",
        ),
      ]
    : [];
}

/** Later items whose value under `key` an earlier item has already. */
export function duplicates(
  items: readonly { readonly index: number; readonly item: PropertyRecord }[],
  key: string,
): { readonly index: number; readonly value: string }[] {
  const seen = new Set<string>();
  return items.flatMap(({ index, item }) => {
    const value = item[key];
    if (typeof value !== "string") {
      return [];
    }
    if (seen.has(value)) {
      return [{ index, value }];
    }
    seen.add(value);
    return [];
  });
}

/** The built-in tools that are known to be enabled; a custom tool may not take the name of one. */
export function enabledBuiltIns(toolset: PropertyRecord): ReadonlySet<string> {
  const { configs, defaultConfig } = toolset;
  const stated = objectsIn(configs);
  // Anything unknown may turn out to be the entry that disables a tool.
  const hasUnknown = isUnknown(configs) || (Array.isArray(configs) && configs.some(isUnknown));
  const isOpen = hasUnknown || stated.some(({ item }) => isUnknown(item.name));
  const byDefault = isObject(defaultConfig) ? defaultConfig.enabled : undefined;
  const fallback = isOpen || isUnknown(defaultConfig) ? false : (byDefault ?? true);
  const byName = new Map(stated.map(({ item }) => [item.name, item.enabled]));
  return new Set(builtInTools.filter((name) => (byName.get(name) ?? fallback) === true));
}

import type { Absent } from "../model/inputs";
import type { CanonicalConfig, CanonicalServer, CanonicalTool } from "./canonical";
import { textOf } from "./canonical";
import { type Right, rightsOf } from "./rights";

/** Key to right, flat, for people: `bash: always_ask`, `mcp:linear/*: always_ask`, `read: disabled`. */
export type Access = Readonly<Record<string, string>>;

/**
 * The derived `access` map of the arrays that are managed; keys in the fixed order of the rights. What must be absent
 * is listed as `absent`, unless it is there.
 */
export function accessOf(
  tools: readonly CanonicalTool[],
  servers: readonly CanonicalServer[],
  absent?: Absent | null,
): Access {
  const present = rightsOf(tools, servers).map((right) => [right.key, rightText(right)] as const);
  return Object.fromEntries([...absentKeys(absent).map((key) => [key, "absent"]), ...present]);
}

/** The keys of the rights that an entry under an absent key would give, as far as they can be named beforehand. */
function absentKeys(absent: Absent | null | undefined): string[] {
  return [
    ...(absent?.mcpServers ?? []).map((name) => `mcp:${name}`),
    ...(absent?.tools ?? []).map((key) => (key.startsWith("mcp:") ? `${key}/*` : key)),
  ];
}

/** One right in words. */
export function rightText(right: Right): string {
  switch (right.kind) {
    case "tool":
      return settingText(right.setting);
    case "server":
      return right.url;
    case "custom":
      return `answered by your client (definition ${right.digest})`;
    case "other":
      return `declared (definition ${right.digest})`;
  }
}

function settingText(setting: CanonicalConfig): string {
  if (!setting.enabled) {
    return "disabled";
  }
  const limits = [
    setting.allowedDomains && `domains ${setting.allowedDomains.join(", ")}`,
    setting.blockedDomains && `not ${setting.blockedDomains.join(", ")}`,
    setting.maxContentTokens !== undefined && `at most ${setting.maxContentTokens} tokens`,
    setting.urlSources && `urls from ${textOf(setting.urlSources)}`,
    setting.userLocation && `located at ${textOf(setting.userLocation)}`,
  ].filter((limit) => typeof limit === "string");
  return limits.length === 0 ? setting.policy : `${setting.policy} (${limits.join("; ")})`;
}

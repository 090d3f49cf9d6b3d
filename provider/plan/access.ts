import type { CanonicalConfig, CanonicalServer, CanonicalTool } from "./canonical";
import { textOf } from "./canonical";
import { type Right, rightsOf } from "./rights";

/** Key to right, flat, for people: `bash: always_ask`, `mcp:linear/*: always_ask`, `read: disabled`. */
export type Access = Readonly<Record<string, string>>;

/** The derived `access` map of the arrays that are managed; keys in the fixed order of the rights. */
export function accessOf(
  tools: readonly CanonicalTool[],
  servers: readonly CanonicalServer[],
): Access {
  return Object.fromEntries(rightsOf(tools, servers).map((right) => [right.key, rightText(right)]));
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

import type { Absent } from "../model/inputs";
import type { McpServer } from "../model/mcp-servers";
import { hasReadableArrays } from "../model/state";
import type { Tool } from "../model/tools";
import { containsUnknown, UNKNOWN, type UnknownValue } from "../model/unknown";
import {
  type CanonicalConfig,
  type CanonicalServer,
  type CanonicalTool,
  canonicalServers,
  canonicalTools,
  textOf,
} from "./canonical";
import type { Exceeding } from "./lower";
import { mcpServerKey, rightKeysOf } from "./right-keys";
import { type Right, rightsOf } from "./rights";

/** Key to right, flat, for people: `bash: always_ask`, `mcp:linear/*: always_ask`, `read: disabled`. */
export type Access = Readonly<Record<string, string>>;

/** Stands under the name of an array, which is no key of a right. */
const notManaged = "not managed";

/** Stands for a right that must not be there and is not. */
export const absentWord = "absent";

/**
 * The derived `access` map; keys in the fixed order of the rights. An array that is not managed is said to be so, and
 * what must be absent is listed as `absent`, unless it is there.
 */
export function accessOf(
  tools: readonly CanonicalTool[],
  servers: readonly CanonicalServer[],
  absent?: Absent | null,
  leftOut: readonly ("tools" | "mcpServers")[] = [],
): Access {
  const present = rightsOf(tools, servers).map((right) => [right.key, rightText(right)] as const);
  return Object.fromEntries([
    ...leftOut.map((array) => [array, notManaged]),
    ...absentKeys(absent).map((key) => [key, absentWord]),
    ...present,
  ]);
}

/** Entries that are there though they should be absent, and rights above their ceiling. */
export interface Strays {
  readonly tools: readonly Tool[];
  readonly mcpServers: readonly McpServer[];
  readonly exceeding: readonly Exceeding[];
}

/** The inputs that the `access` map is made of. */
export interface AccessSources {
  readonly tools?: unknown;
  readonly mcpServers?: unknown;
  readonly absent?: unknown;
}

/** The rights that the declared arrays give, and those of strays; unknown while any part of what is declared is. */
export function accessOfInputs(
  { tools, mcpServers, absent }: AccessSources,
  strays: Strays = noStrays,
): Access | UnknownValue {
  if (containsUnknown([tools, mcpServers, absent])) {
    return UNKNOWN;
  }
  const access = accessOf(
    canonicalTools([...((tools ?? []) as readonly Tool[]), ...strays.tools]),
    canonicalServers([...((mcpServers ?? []) as readonly McpServer[]), ...strays.mcpServers]),
    absent as Absent | null | undefined,
    [
      ...((tools ?? undefined) === undefined ? (["tools"] as const) : []),
      ...((mcpServers ?? undefined) === undefined ? (["mcpServers"] as const) : []),
    ],
  );
  const above = strays.exceeding.map(
    ({ key, right, bound }) => [key, `${right}, at most ${bound.level}`] as const,
  );
  return { ...access, ...Object.fromEntries(above) };
}

const noStrays: Strays = { tools: [], mcpServers: [], exceeding: [] };

/** The same of inputs that nobody has checked, as a policy may have left them; undefined if they cannot be read. */
export function accessIfReadable(inputs: AccessSources): Access | UnknownValue | undefined {
  const { tools, mcpServers, absent } = inputs;
  return containsUnknown([tools, mcpServers, absent]) || hasReadableArrays({ ...inputs })
    ? accessOfInputs(inputs)
    : undefined;
}

/** The keys of the rights that an entry under an absent key would give, as far as they can be named beforehand. */
function absentKeys(absent: Absent | null | undefined): string[] {
  return [
    ...(absent?.mcpServers ?? []).map((name) => mcpServerKey(name)),
    ...(absent?.tools ?? []).flatMap(rightKeysOf),
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

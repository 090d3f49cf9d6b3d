import { agentToolsetType, builtInTools } from "../model/agent-toolset";
import type { AtMost } from "../model/ceiling";
import { levels } from "../model/ceiling";
import { isObject } from "../model/json";
import type { PropertyRecord } from "../model/property-record";
import { safeParse } from "../model/safe-parse";
import { quotedText, shownText } from "../model/shown-text";
import type { Tool } from "../model/tools";
import { toolSchema } from "../model/tools";
import { containsUnknown, isUnknown } from "../model/unknown";
import { type Bound, ceilingOf, everyMcpTool, everyTool } from "../plan/ceiling";
import { type Exceeding, lowerTool } from "../plan/lower";
import { mcpDefaultKey, mcpServerNamed } from "../plan/right-keys";
import { didYouMean } from "./nearest";
import { objectsIn } from "./rules";
import { formatPath, type Violation, violation } from "./violation";

/**
 * What `atMost` may say: only under `shared`, in keys of access that a policy can hold for, and nothing that `absent`
 * or the resource's own entries contradict.
 */
export function atMostViolations(inputs: PropertyRecord): Violation[] {
  const { atMost } = inputs;
  if (!isObject(atMost) || isUnknown(atMost)) {
    return [];
  }
  if (inputs.ownership === "exclusive") {
    return [
      violation(
        ["atMost"],
        'goes with ownership "shared" only; under "exclusive" the arrays say everything that a tool may do',
      ),
    ];
  }
  const broken = Object.keys(atMost).flatMap((key) => {
    const reason = keyReason(key, inputs) ?? absentReason(key, inputs.absent);
    return reason === undefined ? [] : [violation(["atMost", key], reason)];
  });
  return [...broken, ...declaredAbove(inputs.tools, knownBounds(atMost))];
}

/** Bounds that are known; one that turns out later may still forbid more. */
function knownBounds(atMost: PropertyRecord): AtMost {
  const isBound = (level: unknown) => (levels as readonly unknown[]).includes(level);
  return Object.fromEntries(Object.entries(atMost).filter(([, level]) => isBound(level))) as AtMost;
}

/** A key that no right can have would bound nothing for ever and promise what it does not do. */
function keyReason(key: string, inputs: PropertyRecord): string | undefined {
  if (isKey(key)) {
    return undefined;
  }
  const server = /^mcp:([^/]+)$/.exec(key)?.[1];
  if (server !== undefined) {
    return `names a server; to bound its tools, name them: ${quotedText(`mcp:${server}/*`)} for all of them`;
  }
  if (key === agentToolsetType) {
    return `is a toolset; name its tools, such as bash, or ${quotedText(everyTool)} for every tool`;
  }
  if (key.startsWith("custom:")) {
    return "is a custom tool, which your own client answers: no permission policy holds for it; name it in absent to keep it off";
  }
  const servers = objectsIn(inputs.mcpServers).map(({ item }) => item.name);
  const near = [
    ...builtInTools,
    everyTool,
    everyMcpTool,
    ...servers.flatMap((name) => (typeof name === "string" ? [mcpDefaultKey(name)] : [])),
  ];
  return `must be a key such as bash, mcp:<server name>/<tool>, mcp:<server name>/*, mcp:* or *${didYouMean(key, near)}`;
}

function isKey(key: string): boolean {
  return (
    key === everyTool ||
    key === everyMcpTool ||
    (builtInTools as readonly string[]).includes(key) ||
    mcpServerNamed(key) !== undefined
  );
}

/** What must be absent has no right to bound. */
function absentReason(key: string, absent: unknown): string | undefined {
  const { tools, mcpServers } = (isObject(absent) ? absent : {}) as PropertyRecord;
  const names = (list: unknown, word: string) => Array.isArray(list) && list.includes(word);
  const server = mcpServerNamed(key);
  const isGone =
    server === undefined
      ? names(tools, agentToolsetType) && (builtInTools as readonly string[]).includes(key)
      : names(mcpServers, server) || names(tools, `mcp:${server}`);
  return isGone
    ? "bounds what absent says must not be there at all; take one of the two out"
    : undefined;
}

/** Own entries above the own ceiling: they would be lowered to it at once, and set again for ever. */
function declaredAbove(tools: unknown, atMost: AtMost): Violation[] {
  const ceiling = ceilingOf(atMost);
  return objectsIn(tools).flatMap(({ index, item }) => {
    const parsed = containsUnknown(item) ? undefined : safeParse(toolSchema, item);
    if (parsed?.success !== true) {
      return [];
    }
    const judged = lowerTool(parsed.data as Tool, ceiling);
    if (judged.kind === "unjudged") {
      return [violation(["tools", index], unjudgedReason(judged.bound))];
    }
    return judged.kind === "within"
      ? []
      : judged.exceeding.map((each) => aboveViolation(index, each));
  });
}

function aboveViolation(index: number, { place, key, right, bound }: Exceeding): Violation {
  return violation(
    ["tools", index, ...place],
    `gives ${quotedText(key)} ${shownText(right)}, which is more than ${formatPath(["atMost", bound.key])} allows (${bound.level})`,
  );
}

function unjudgedReason({ key, level }: Bound): string {
  return `is of a type that this version does not know, so it cannot be judged whether it exceeds ${formatPath(["atMost", key])} (${level})`;
}

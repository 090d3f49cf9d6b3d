import { isObject } from "../model/json";
import type { ObservedArrays } from "../model/session";
import { shownText } from "../model/shown-text";
import { absentWord } from "./access";
import { type DesiredArrays, isManaged } from "./effective";
import { namedTool, serverKey, toolKey } from "./keys";
import { entryKeyOf, mcpDefaultKey, mcpServerKey, rightKeysOf } from "./right-keys";
import type { Statement } from "./statement";

/** One key of `absent`, with the array that it stands in. */
interface AbsentKey {
  readonly array: "tools" | "mcpServers";
  readonly key: string;
}

/**
 * What it means that `absent` names other entries than before. Those that a refresh found on the session stand in the
 * stored `access`; of all others nobody knows without a look whether they are there.
 */
export function absentStatements(
  prior: DesiredArrays & { readonly access?: unknown },
  next: DesiredArrays,
  known: ObservedArrays,
  wasLookedAt = false,
): Statement[] {
  const [before, after] = [absentKeysOf(prior), absentKeysOf(next)];
  const isIn = (list: readonly AbsentKey[], { array, key }: AbsentKey) =>
    list.some((other) => other.array === array && other.key === key);
  const added = after.filter((each) => !isIn(before, each));
  const removed = before.filter((each) => !isIn(after, each));
  return [
    ...added.flatMap((each) =>
      isThere(each, known)
        ? [{ topic: "absent" as const, sentence: `${shownKey(each)} must be absent from now on` }]
        : wasLookedAt
          ? [notThere(each)]
          : statementsOfNew(each, prior.access),
    ),
    ...removed
      .filter((each) => !isDeclared(each, next) && !isExclusive(each, next))
      .map((each) => ({
        topic: "released" as const,
        sentence: `${shownKey(each)} need not be absent any more; if it was taken out, it is not put back`,
      })),
  ];
}

/** Whose entries an update touches that are not the resource's own, where it may touch any. */
export function othersStatements(
  prior: DesiredArrays | undefined,
  next: DesiredArrays,
  wasLookedAt: boolean,
): Statement[] {
  if (next.ownership !== "shared") {
    const hasArray = isManaged(next.tools) || isManaged(next.mcpServers);
    return wasLookedAt || !hasArray
      ? []
      : [
          {
            topic: "others",
            sentence:
              "declared as a whole: tools and MCP servers that others have added are taken out; whether there are any was not looked at",
          },
        ];
  }
  const before = prior === undefined ? [] : absentKeysOf(prior);
  const named = absentKeysOf(next)
    .filter(({ array, key }) => !before.some((old) => old.array === array && old.key === key))
    .map(shownWhole);
  const bounds = Object.entries(next.atMost ?? {})
    .filter(([key, level]) => prior?.atMost?.[key] !== level)
    .map(([key, level]) => `${shownText(key)} to at most ${level}`);
  return [
    ...(named.length === 0
      ? []
      : [`takes out ${[...new Set(named)].join(" and ")}, whoever put it there`]),
    ...(bounds.length === 0 ? [] : [`lowers ${bounds.join(", ")}, whoever configured it`]),
  ].map((sentence) => ({
    topic: "others",
    sentence: `${sentence}; every other entry of others stays as it is`,
  }));
}

function absentKeysOf({ absent }: DesiredArrays): AbsentKey[] {
  return (["tools", "mcpServers"] as const).flatMap((array) =>
    (absent?.[array] ?? []).map((key) => ({ array, key })),
  );
}

function isDeclared({ array, key }: AbsentKey, { tools, mcpServers }: DesiredArrays): boolean {
  return array === "tools"
    ? (tools ?? []).some((tool) => toolKey(tool) === key)
    : (mcpServers ?? []).some((server) => serverKey(server) === key);
}

/** What is known to be there is taken out by the write, which says so itself. */
function isThere({ array, key }: AbsentKey, { tools, mcpServers }: ObservedArrays): boolean {
  return array === "tools"
    ? tools.some(({ entry }) => toolKey(entry) === key)
    : mcpServers.some(({ entry }) => entry.name === key);
}

/** Of an array that is declared as a whole, everything else is absent anyway. */
function isExclusive({ array }: AbsentKey, next: DesiredArrays): boolean {
  return next.ownership !== "shared" && isManaged(next[array]);
}

function shownKey({ array, key }: AbsentKey): string {
  return array === "tools" ? entryKeyOf(key) : mcpServerKey(key);
}

function notThere(absent: AbsentKey): Statement {
  const sentence = `${shownKey(absent)} must be absent from now on: it is not there now`;
  return { topic: "absent", sentence };
}

function statementsOfNew(absent: AbsentKey, access: unknown): Statement[] {
  const found = rightsFound(absent, access);
  const other = otherHalf(absent);
  const begin = `${shownKey(absent)} must be absent from now on`;
  if (found.length === 0) {
    const along = other === undefined ? "" : ` with ${other}`;
    return [
      {
        topic: "absent",
        sentence: `${begin}: taken out${along} if it is there, which was not looked at`,
      },
    ];
  }
  return [
    { topic: "absent", sentence: begin },
    ...found.map(([key, right]) => ({
      key,
      direction: right === "disabled" ? ("changes" as const) : ("tightens" as const),
      sentence: `${key}: removed, was ${originOf(right)}`,
    })),
    ...(other === undefined
      ? []
      : [{ topic: "absent" as const, sentence: `${other} goes with it, and was not looked at` }]),
  ];
}

/** The rights under an absent key that the stored map shows as there. */
function rightsFound({ array, key }: AbsentKey, access: unknown): (readonly [string, string])[] {
  const keys = array === "tools" ? rightKeysOf(key) : [mcpServerKey(key)];
  const tool = array === "tools" ? namedTool(key) : undefined;
  const below = tool?.kind === "mcpToolset" ? `${mcpServerKey(tool.server)}/` : undefined;
  return Object.entries(isObject(access) ? access : {}).flatMap(([place, right]) => {
    const isUnder = keys.includes(place) || (below !== undefined && place.startsWith(below));
    return isUnder && typeof right === "string" && right !== absentWord
      ? [[place, right] as const]
      : [];
  });
}

/** The half of a server with its toolset that goes with the other (API §4.2). */
function otherHalf({ array, key }: AbsentKey): string | undefined {
  if (array === "mcpServers") {
    return mcpDefaultKey(key);
  }
  const tool = namedTool(key);
  return tool.kind === "mcpToolset" ? mcpServerKey(tool.server) : undefined;
}

/** How the other half is told: with a server all its tools go, with a toolset its server. */
const wholeWords: Readonly<Record<AbsentKey["array"], string>> = {
  mcpServers: " with all its tools",
  tools: " with its server",
};

function shownWhole(absent: AbsentKey): string {
  return `${shownKey(absent)}${otherHalf(absent) === undefined ? "" : wholeWords[absent.array]}`;
}

/** A URL may hold a secret behind its origin. */
function originOf(right: string): string {
  return URL.canParse(right) ? new URL(right).origin : right;
}

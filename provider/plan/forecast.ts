import { customToolType } from "../model/custom-tool";
import type { Absent } from "../model/inputs";
import { isObject } from "../model/json";
import type { PropertyRecord } from "../model/property-record";
import { hasReadableArrays, parseLedger } from "../model/state";
import { isKnownTool } from "../model/tools";
import { containsUnknown } from "../model/unknown";
import { absentStatements } from "./absent-statements";
import type { CanonicalEntry } from "./canonical";
import { ceilingStatements } from "./ceiling-statements";
import { type Change, changesOfEntry, shownRight } from "./changes";
import { compareEntries, type EntryDifference, saysAll } from "./compare";
import {
  canonicalArrays,
  type DesiredArrays,
  effectiveArrays,
  isManaged,
  type OwnedKeys,
} from "./effective";
import { newHosts, type ReachableHost } from "./hosts";
import { namedTool, toolKey } from "./keys";
import { type Knowledge, type LastKnown, lastKnown } from "./last-known";
import { ownedKeys } from "./owned-keys";
import { entryKeyOf, mcpServerKey } from "./right-keys";
import { keyOfEntry, rightsOfEntry } from "./rights";
import type { Statement } from "./statement";

type ArrayName = "tools" | "mcpServers";
const arrayNames = ["tools", "mcpServers"] as const;

/**
 * What an update will do to the session, in sentences: the update itself, played on the session as it was last known,
 * with the code that will plan the write. What cannot be known without a look is said as such and has no direction.
 */
export function forecast(prior: PropertyRecord, inputs: PropertyRecord): Statement[] {
  const open = ["tools", "mcpServers", "absent", "atMost", "ownership"].filter((key) =>
    containsUnknown(inputs[key]),
  );
  if (open.length > 0) {
    return [
      {
        topic: "unknown",
        sentence: `what changes is not known before the deployment: ${open.join(" and ")} hold values that are not known yet`,
      },
    ];
  }
  if (!hasReadableArrays(prior) || !hasReadableArrays(inputs)) {
    return []; // The update itself will refuse them, and say why.
  }
  const next = inputs as DesiredArrays;
  const { known, owned, effective, before, after } = played(prior, next);
  const at = { prior: prior as DesiredArrays, next, known };
  return [
    ...arrayNames.flatMap((array) => managementStatements(array, at, keysOf(array, effective))),
    ...compareEntries(before.mcpServers, after.mcpServers).flatMap((difference) =>
      statementsOf(difference, "mcpServers", at),
    ),
    ...compareEntries(before.tools, after.tools).flatMap((difference) =>
      statementsOf(difference, "tools", at),
    ),
    ...unstatedStatements(prior as DesiredArrays, next),
    ...effective.notes.map((sentence) => ({ sentence })),
    ...unfinishedStatements(prior, owned, at),
    ...absentStatements(prior as DesiredArrays, next, known.arrays),
    ...ceilingStatements(prior as DesiredArrays, next),
  ];
}

/** The update, played on the session as it was last known. */
function played(prior: PropertyRecord, next: DesiredArrays) {
  const known = lastKnown(prior);
  const owned = ownedKeys(prior);
  const effective = effectiveArrays(next, known.arrays, owned);
  const [before, after] = [canonicalArrays(known.arrays), canonicalArrays(effective)];
  return { known, owned, effective, before, after };
}

/** Hosts that the update makes reachable, as far as the session is known; without a prior state, those it may. */
export function foreseenHosts(
  prior: PropertyRecord | undefined,
  inputs: PropertyRecord,
): ReachableHost[] {
  const parts = [inputs.tools, inputs.mcpServers, inputs.absent, inputs.atMost, prior];
  if (
    parts.some(containsUnknown) ||
    !hasReadableArrays(inputs) ||
    !hasReadableArrays(prior ?? {})
  ) {
    return [];
  }
  const { before, after } = played(reaching(prior ?? {}), reaching(inputs) as DesiredArrays);
  return newHosts(before, after);
}

/** Without custom tools, of which a session may have hundreds: their own client answers, so they reach no host. */
function reaching(record: PropertyRecord): PropertyRecord {
  const { tools } = record;
  return Array.isArray(tools)
    ? { ...record, tools: tools.filter((tool) => !isObject(tool) || tool.type !== customToolType) }
    : record;
}

interface At {
  readonly prior: DesiredArrays;
  readonly next: DesiredArrays;
  readonly known: LastKnown;
}

/** Who looks after an array from now on, where that changes; `left` are the keys that stand in it afterwards. */
function managementStatements(
  array: ArrayName,
  { prior, next, known }: At,
  left: readonly string[],
): Statement[] {
  const isShared = next.ownership === "shared";
  if (!isManaged(next[array])) {
    return isManaged(prior[array])
      ? [{ topic: "released", sentence: leftOutSentence(array, left) }]
      : [];
  }
  if (!isManaged(prior[array])) {
    const sentence = takenUpSentence(array, next, known.knowledge[array]);
    return [{ topic: "others", sentence }];
  }
  const wasShared = prior.ownership === "shared";
  if (wasShared && !isShared) {
    return [
      {
        topic: "others",
        sentence: `${array} is yours alone from now on: what others have there is taken out, and was not looked at`,
      },
    ];
  }
  const declared = new Set(declaredIn(array, next));
  const undeclared = left.filter((key) => !declared.has(key));
  return !wasShared && isShared && undeclared.length > 0
    ? [{ topic: "released", sentence: releasedSentence(undeclared) }]
    : [];
}

function leftOutSentence(array: ArrayName, left: readonly string[]): string {
  return left.length === 0
    ? `${array} is no longer managed: what the session has there stays as it is`
    : `${array} is no longer managed: ${listOf(left)} ${left.length === 1 ? "stays as it is" : "stay as they are"}`;
}

function takenUpSentence(array: ArrayName, next: DesiredArrays, knowledge: Knowledge): string {
  const begin = `${array} is managed from now on`;
  if (next.ownership !== "shared") {
    return knowledge === "all"
      ? begin
      : `${begin}: what the session has there now is replaced, and was not looked at`;
  }
  return next[array]?.length === 0
    ? `${begin}, and nothing in it is yours: what the session has there stays`
    : `${begin}: what the session has there now is kept beside yours, save what has the same name, and was not looked at`;
}

function releasedSentence(keys: readonly string[]): string {
  return keys.length === 1
    ? `no longer managed: ${keys[0]} stays on the session as it is; name it in absent to take it out`
    : `no longer managed: ${listOf(keys)} stay on the session as they are; name them in absent to take them out`;
}

const listedMax = 20;

function listOf(keys: readonly string[]): string {
  const shown = keys.slice(0, listedMax).join(", ");
  return keys.length > listedMax ? `${shown} and ${keys.length - listedMax} more` : shown;
}

/** What one difference means, as far as the entry's own half of the session is known. */
function statementsOf(difference: EntryDifference, array: ArrayName, at: At): Statement[] {
  const { implied, knowledge } = at.known;
  if (difference.verb !== "add" && isImplied(difference.from, implied)) {
    const key = keyOfEntry(difference.from);
    return difference.verb === "remove"
      ? [
          {
            key,
            direction: "tightens",
            sentence: `${key}: removed, what it was has not been looked at`,
          },
        ]
      : rightsOfEntry(difference.to).map((right) => ({
          topic: "unknown",
          sentence: `${right.key}: ${shownRight(right)} from now on; what it is now was not looked at`,
        }));
  }
  const changes = changesOfEntry(difference);
  const isNews = difference.verb === "add" && knowledge[array] !== "all";
  return isNews && !wasAbsent(difference.key, array, at.prior.absent)
    ? changes.map(possibleChange)
    : changes.map(({ key, direction, sentence }) => ({ key, direction, sentence }));
}

function isImplied(entry: CanonicalEntry, implied: LastKnown["implied"]): boolean {
  return entry.kind === "server"
    ? implied.servers.has(entry.name)
    : entry.kind === "mcpToolset" && implied.toolsets.has(entry.serverName ?? "");
}

/** Somebody else may have the entry already, with more rights or fewer. */
function possibleChange({ key, direction, sentence }: Change): Statement {
  const [topic, word] =
    direction === "loosens"
      ? (["mayLoosen", "may loosen"] as const)
      : (["mayTighten", "may tighten"] as const);
  const told = `${word} ${sentence}; whether others have it already was not looked at`;
  return { key, topic, sentence: told };
}

/** What had to be absent until now is known not to be there; a server and its toolset go together. */
function wasAbsent(key: string, array: ArrayName, absent: Absent | null | undefined): boolean {
  const tool = array === "tools" ? namedTool(key) : undefined;
  const server =
    array === "mcpServers" ? key : tool?.kind === "mcpToolset" ? tool.server : undefined;
  const keys = absent?.tools ?? [];
  return server === undefined
    ? keys.includes(key)
    : keys.includes(`mcp:${server}`) || (absent?.mcpServers ?? []).includes(server);
}

/** Of a type this version does not know, what is left out is not taken away: it may be the server's own default. */
function unstatedStatements(prior: DesiredArrays, next: DesiredArrays): Statement[] {
  const before = new Map((prior.tools ?? []).map((tool) => [toolKey(tool), tool]));
  return (next.tools ?? []).flatMap((tool) => {
    const earlier = before.get(toolKey(tool));
    const isLess =
      earlier !== undefined &&
      !isKnownTool(tool) &&
      saysAll(earlier, tool) &&
      !saysAll(tool, earlier);
    const key = entryKeyOf(toolKey(tool));
    return isLess
      ? [{ sentence: `${key}: what is no longer stated of it stays as the session has it` }]
      : [];
  });
}

/** After an update that failed half way, the state says what was to be and the session may have what was. */
function unfinishedStatements(
  prior: PropertyRecord,
  owned: OwnedKeys,
  { next, known }: At,
): Statement[] {
  if (parseLedger(prior).dropping === undefined) {
    return [];
  }
  const left = arrayNames.flatMap((array) => {
    const there = new Set([...keysOf(array, known.arrays), ...declaredIn(array, next)]);
    const keys = owned[array].map(array === "tools" ? entryKeyOf : (name) => mcpServerKey(name));
    return isManaged(next[array]) ? keys.filter((key) => !there.has(key)) : [];
  });
  return [
    {
      topic: "unknown",
      sentence:
        "the last update failed half way: what is said of this one holds if the session has what the last one was to write, or was refreshed since",
    },
    ...[...new Set(left)].map(
      (key): Statement => ({
        topic: "mayTighten",
        sentence: `${key}: taken out if it is still there, as the update that failed was to do`,
      }),
    ),
  ];
}

function declaredIn(array: ArrayName, { tools, mcpServers }: DesiredArrays): string[] {
  return array === "tools"
    ? (tools ?? []).map(toolKey).map(entryKeyOf)
    : (mcpServers ?? []).map(({ name }) => mcpServerKey(name));
}

function keysOf(array: ArrayName, arrays: Parameters<typeof canonicalArrays>[0]): string[] {
  return canonicalArrays(arrays)[array].map(keyOfEntry);
}

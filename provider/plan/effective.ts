import type { AtMost } from "../model/ceiling";
import type { Absent, ManagedArrays } from "../model/inputs";
import type { McpServer } from "../model/mcp-servers";
import type { EffectiveArrays, OutgoingEntry } from "../model/patch";
import type { OwnershipPolicy } from "../model/policies";
import type { ObservedArrays, ObservedEntry } from "../model/session";
import type { Tool } from "../model/tools";
import { withoutAbsent } from "./absent";
import { canonicalServers, canonicalTools } from "./canonical";
import { ceilingOf } from "./ceiling";
import type { CanonicalArrays } from "./changes";
import { sameServer, saysAll } from "./compare";
import { serverKey, toolKey, uniqueKeys } from "./keys";
import { underCeiling } from "./under-ceiling";

export type { EffectiveArrays } from "../model/patch";

/** The arrays to send, and what there is to say of them. */
export interface WantedArrays extends EffectiveArrays {
  /** Said once they are sent. */
  readonly notes: readonly string[];
  /** Why they cannot be what is desired; nothing is sent then. */
  readonly refusals: readonly string[];
}

/** What a resource wants of a session's arrays: intent, so that it can be applied to whatever the session has. */
export interface DesiredArrays extends ManagedArrays {
  /** Default: `exclusive`. */
  readonly ownership?: OwnershipPolicy;
  readonly absent?: Absent | null | undefined;
  readonly atMost?: AtMost | null | undefined;
}

/** Keys of the entries that the resource put there or took over; the ones it drops from its arrays are removed. */
export interface OwnedKeys {
  readonly tools: readonly string[];
  readonly mcpServers: readonly string[];
}

/** An array that is left out is not managed; `null` is left out, too. */
export function isManaged<Entry>(
  array: readonly Entry[] | null | undefined,
): array is readonly Entry[] {
  return array !== undefined && array !== null;
}

export const nothingOwned: OwnedKeys = { tools: [], mcpServers: [] };

/**
 * The arrays to send. `exclusive`: exactly what is declared; an array that is not managed stays as it was found.
 * `shared`: what is declared, in the place where its key was found or else at the end; what was owned and is no longer
 * declared goes; every other entry keeps its place and goes out as it came, but for what exceeds the ceiling.
 */
export function effectiveArrays(
  desired: DesiredArrays,
  observed: ObservedArrays,
  owned: OwnedKeys = nothingOwned,
): WantedArrays {
  if (desired.ownership !== "shared") {
    return {
      tools: toolsAsFound(desired.tools?.map(own), observed.tools) ?? observed.tools.map(foreign),
      mcpServers:
        serversAsFound(desired.mcpServers?.map(own), observed.mcpServers) ??
        observed.mcpServers.map(foreign),
      notes: [],
      refusals: [],
    };
  }
  const arrays = {
    tools: toolsAsFound(
      sharedArray(desired.tools, observed.tools, owned.tools, toolKey),
      observed.tools,
    ),
    mcpServers: serversAsFound(
      sharedArray(desired.mcpServers, observed.mcpServers, owned.mcpServers, serverKey),
      observed.mcpServers,
    ),
  };
  const pruned = withoutAbsent(arrays, desired.absent);
  return { ...pruned, ...underCeiling(pruned.tools, ceilingOf(desired.atMost)) };
}

/**
 * What the session has already as we state it goes back as the session has it, order of keys included: a write for the
 * sake of another entry changes nothing that the model reads of this one. Of a type this version does not know, the
 * session may say more than we state, and is the same all the same.
 */
function asFound<Entry, Entries extends readonly OutgoingEntry<Entry>[] | undefined>(
  entries: Entries,
  found: readonly ObservedEntry<Entry>[],
  keyOf: (entry: Entry) => string,
  isSame: (found: Entry, stated: Entry) => boolean,
): Entries {
  const keys = uniqueKeys(found.map(({ entry }) => keyOf(entry)));
  const byKey = new Map(found.map((observed, index) => [keys[index] as string, observed]));
  return entries?.map((outgoing): OutgoingEntry<Entry> => {
    const there = outgoing.kind === "own" ? byKey.get(keyOf(outgoing.entry)) : undefined;
    return there !== undefined && isSame(there.entry, outgoing.entry)
      ? { kind: "kept", ...there }
      : outgoing;
  }) as Entries;
}

function toolsAsFound<Tools extends readonly OutgoingEntry<Tool>[] | undefined>(
  tools: Tools,
  found: readonly ObservedEntry<Tool>[],
): Tools {
  return asFound<Tool, Tools>(tools, found, toolKey, saysAll);
}

function serversAsFound<Servers extends readonly OutgoingEntry<McpServer>[] | undefined>(
  servers: Servers,
  found: readonly ObservedEntry<McpServer>[],
): Servers {
  return asFound<McpServer, Servers>(servers, found, serverKey, sameServer);
}

function sharedArray<Entry>(
  declared: readonly Entry[] | null | undefined,
  found: readonly ObservedEntry<Entry>[],
  owned: readonly string[],
  keyOf: (entry: Entry) => string,
): OutgoingEntry<Entry>[] {
  if (!isManaged(declared)) {
    return found.map(foreign);
  }
  const mine = new Map(declared.map((entry) => [keyOf(entry), entry]));
  const foundKeys = uniqueKeys(found.map(({ entry }) => keyOf(entry)));
  const isFound = new Set(foundKeys);
  const isOwned = new Set(owned);
  const inPlace = found.flatMap((observed, index): OutgoingEntry<Entry>[] => {
    const key = foundKeys[index] as string;
    const entry = mine.get(key);
    if (entry !== undefined) {
      return [own(entry)];
    }
    return isOwned.has(key) ? [] : [foreign(observed)];
  });
  const added = declared.filter((entry) => !isFound.has(keyOf(entry))).map(own);
  return [...inPlace, ...added];
}

export function own<Entry>(entry: Entry): OutgoingEntry<Entry> {
  return { kind: "own", entry };
}

export function foreign<Entry>(observed: ObservedEntry<Entry>): OutgoingEntry<Entry> {
  return { kind: "foreign", ...observed };
}

/** The entry as the session has it once it is sent; one of our own has no wire form yet, and its own words stand for it. */
export function observedOf<Entry>(outgoing: OutgoingEntry<Entry>): ObservedEntry<Entry> {
  const { entry } = outgoing;
  return { entry, raw: outgoing.kind === "own" ? entry : outgoing.raw };
}

/** The canonical form of arrays whose entries stand under `entry`, whether observed or to be sent. */
export function canonicalArrays(arrays: {
  readonly tools: readonly { readonly entry: Tool }[];
  readonly mcpServers: readonly { readonly entry: McpServer }[];
}): CanonicalArrays {
  return {
    tools: canonicalTools(arrays.tools.map(({ entry }) => entry)),
    mcpServers: canonicalServers(arrays.mcpServers.map(({ entry }) => entry)),
  };
}

import type { ManagedArrays } from "../model/inputs";
import type { McpServer } from "../model/mcp-servers";
import type { OutgoingEntry } from "../model/patch";
import type { ObservedEntry, ObservedSession } from "../model/session";
import type { Tool } from "../model/tools";
import { canonicalServers, canonicalTools } from "./canonical";
import type { CanonicalArrays } from "./changes";

/** Both arrays as the session is to have them, each entry as it would go out. */
export interface EffectiveArrays {
  readonly tools: readonly OutgoingEntry<Tool>[];
  readonly mcpServers: readonly OutgoingEntry<McpServer>[];
}

/** What is declared, exactly; an array that is not managed stays as it was found. */
export function effectiveArrays(
  desired: ManagedArrays,
  observed: ObservedSession,
): EffectiveArrays {
  return {
    tools: desired.tools?.map(own) ?? observed.tools.map(foreign),
    mcpServers: desired.mcpServers?.map(own) ?? observed.mcpServers.map(foreign),
  };
}

function own<Entry>(entry: Entry): OutgoingEntry<Entry> {
  return { kind: "own", entry };
}

function foreign<Entry>(observed: ObservedEntry<Entry>): OutgoingEntry<Entry> {
  return { kind: "foreign", ...observed };
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

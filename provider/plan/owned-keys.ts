import type { ManagedArrays } from "../model/inputs";
import type { PropertyRecord } from "../model/property-record";
import { type DroppedKeys, parseArrays, parseLedger } from "../model/state";
import { isManaged, nothingOwned, type OwnedKeys } from "./effective";
import { serverKey, toolKey } from "./keys";

/** The keys that the last deployment declared; none if there was none. */
export function declaredKeys(prior: PropertyRecord | undefined): OwnedKeys {
  if (prior === undefined) {
    return nothingOwned;
  }
  const { tools, mcpServers } = parseArrays(prior);
  return {
    tools: (tools ?? []).map(toolKey),
    mcpServers: (mcpServers ?? []).map(serverKey),
  };
}

/**
 * The keys this resource put there or took over as its own, by its last deployment and by one that failed half way. An
 * exclusive deployment claims whatever it found, by an import or a refresh, and owns none of it in particular: whoever
 * goes from there to `shared` wants the others' entries kept.
 */
export function ownedKeys(prior: PropertyRecord | undefined): OwnedKeys {
  if (prior === undefined) {
    return nothingOwned;
  }
  const { tools, mcpServers } = prior.ownership === "shared" ? declaredKeys(prior) : nothingOwned;
  const dropping = droppingIn(parseArrays(prior), parseLedger(prior).dropping);
  return {
    tools: [...tools, ...dropping.tools],
    mcpServers: [...mcpServers, ...dropping.mcpServers],
  };
}

/** What a failed update left to be taken out. Who leaves an array out keeps their hands off it, whatever was left. */
function droppingIn(
  { tools, mcpServers }: ManagedArrays,
  dropping: DroppedKeys | undefined,
): OwnedKeys {
  return {
    tools: isManaged(tools) ? (dropping?.tools ?? []) : [],
    mcpServers: isManaged(mcpServers) ? (dropping?.mcpServers ?? []) : [],
  };
}

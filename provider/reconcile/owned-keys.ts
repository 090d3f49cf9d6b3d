import { managedArraysSchema } from "../model/inputs";
import { parseLedger, parseStored } from "../model/state";
import type { OwnedKeys } from "../plan/effective";
import { toolKey } from "../plan/keys";

/** The keys this resource put there or took over, by its last deployment and by one that failed half way. */
export function ownedKeys(prior: Readonly<Record<string, unknown>> | undefined): OwnedKeys {
  if (prior === undefined) {
    return { tools: [], mcpServers: [] };
  }
  const { tools, mcpServers } = parseStored(managedArraysSchema, prior);
  const { dropping } = parseLedger(prior);
  return {
    tools: [...(tools ?? []).map(toolKey), ...(dropping?.tools ?? [])],
    mcpServers: [...(mcpServers ?? []).map(({ name }) => name), ...(dropping?.mcpServers ?? [])],
  };
}

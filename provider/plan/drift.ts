import type { ManagedArrays } from "../model/inputs";
import type { McpServer } from "../model/mcp-servers";
import type { ObservedEntry, ObservedSession } from "../model/session";
import type { Tool } from "../model/tools";
import { alignServers, alignTools } from "./align";
import { toolKey, uniqueKeys } from "./keys";
import { respellTool } from "./respell";

/**
 * The managed arrays as the session really has them, in the prior order and spelling wherever both mean the same.
 * Equal to `prior` if nothing drifted; an array that is not managed stays left out.
 */
export function arraysAsFound(prior: ManagedArrays, observed: ObservedSession): ManagedArrays {
  return {
    ...(isManaged(prior.tools) ? { tools: toolsAsFound(prior.tools, observed.tools) } : {}),
    ...(isManaged(prior.mcpServers)
      ? { mcpServers: serversAsFound(prior.mcpServers, observed.mcpServers) }
      : {}),
  };
}

function isManaged<Entry>(array: readonly Entry[] | null | undefined): array is readonly Entry[] {
  return array !== undefined && array !== null;
}

function toolsAsFound(
  prior: readonly Tool[],
  live: readonly ObservedEntry<Tool>[],
): readonly Tool[] {
  const aligned = alignTools(
    prior,
    live.map(({ entry }) => entry),
  ) as readonly Tool[];
  const keys = uniqueKeys(prior.map(toolKey));
  const priorByKey = new Map(prior.map((tool, index) => [keys[index], tool]));
  const liveKeys = uniqueKeys(aligned.map(toolKey));
  return aligned.map((tool, index) => respellTool(tool, priorByKey.get(liveKeys[index])));
}

function serversAsFound(
  prior: readonly McpServer[],
  live: readonly ObservedEntry<McpServer>[],
): readonly McpServer[] {
  const found = live.map(({ entry }) => ({ type: entry.type, name: entry.name, url: entry.url }));
  return alignServers(prior, found) as readonly McpServer[];
}

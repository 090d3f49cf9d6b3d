import type { Absent } from "../model/inputs";
import type { McpServer } from "../model/mcp-servers";
import type { EffectiveArrays, OutgoingEntry } from "../model/patch";
import type { Tool } from "../model/tools";
import { serverNameOf, toolKey } from "./keys";

/** The arrays without what must not be there, and a sentence for everything that had to go with it. */
export interface Pruned extends EffectiveArrays {
  readonly notes: readonly string[];
}

/**
 * Takes out the entries that `absent` names. The API refuses a toolset without its server and a server without its
 * toolset (API §4.2), so the other half goes too if nobody declares it: that is said in a note.
 */
export function withoutAbsent(arrays: EffectiveArrays, absent: Absent | null | undefined): Pruned {
  const toolKeys = new Set(absent?.tools ?? []);
  const serverNames = new Set(absent?.mcpServers ?? []);
  if (toolKeys.size === 0 && serverNames.size === 0) {
    return { ...arrays, notes: [] };
  }
  const isNamed = ({ entry }: OutgoingEntry<Tool>) => toolKeys.has(toolKey(entry));
  const namedTools = arrays.tools.filter(isNamed);
  const orphans = arrays.tools.filter((tool) => !isNamed(tool) && usesOneOf(tool, serverNames));
  const goneTools = new Set([...namedTools, ...orphans]);
  const tools = arrays.tools.filter((tool) => !goneTools.has(tool));

  const stillUsed = new Set(tools.map(({ entry }) => serverNameOf(entry)));
  const lostToolset = new Set(namedTools.map(({ entry }) => serverNameOf(entry)));
  const isUnused = ({ entry }: OutgoingEntry<McpServer>) =>
    lostToolset.has(entry.name) && !stillUsed.has(entry.name) && !serverNames.has(entry.name);
  return {
    tools,
    mcpServers: arrays.mcpServers.filter(
      (server) => !serverNames.has(server.entry.name) && !isUnused(server),
    ),
    notes: [
      ...orphans.map(
        ({ entry }) =>
          `the MCP toolset of server ${JSON.stringify(serverNameOf(entry))} is taken out with it, since a toolset needs its server`,
      ),
      ...arrays.mcpServers
        .filter(isUnused)
        .map(
          ({ entry }) =>
            `the MCP server ${JSON.stringify(entry.name)} is taken out with its toolset, since nothing else uses it`,
        ),
    ],
  };
}

function usesOneOf({ entry }: OutgoingEntry<Tool>, serverNames: ReadonlySet<string>): boolean {
  const name = serverNameOf(entry);
  return name !== undefined && serverNames.has(name);
}

import type { ManagedArrays } from "../model/inputs";
import type { McpServer } from "../model/mcp-servers";
import { mcpToolsetType } from "../model/mcp-toolset";
import type { PropertyRecord } from "../model/property-record";
import type { ObservedArrays, ObservedEntry } from "../model/session";
import { parseArrays } from "../model/state";
import type { Tool } from "../model/tools";
import { isManaged, observedOf, own } from "./effective";
import { serverKey, serverNameOf } from "./keys";

/** How much of an array is known without a look. */
export type Knowledge =
  /** All of it: it was declared as a whole. */
  | "all"
  /** Our own entries: others may have more. */
  | "ours"
  /** Nothing but what another array tells. */
  | "nothing";

/** A session as the last deployment or refresh left it, as far as the stored state tells. */
export interface LastKnown {
  readonly arrays: ObservedArrays;
  readonly knowledge: { readonly tools: Knowledge; readonly mcpServers: Knowledge };
  /** Names of servers that must be there because their toolset is (API §4.2), and the other way round. */
  readonly implied: {
    readonly toolsets: ReadonlySet<string>;
    readonly servers: ReadonlySet<string>;
  };
}

/**
 * The last-known session out of a stored state or stored inputs. An MCP toolset never stands without its server, nor a
 * server without its toolset, so one half tells that the other is there, though not what it says.
 *
 * Throws a `ProviderError` if the record was not written by this package.
 */
export function lastKnown(prior: PropertyRecord): LastKnown {
  const { tools, mcpServers } = parseArrays(prior);
  const declared = { tools: tools ?? [], mcpServers: mcpServers ?? [] };
  const toolsets = new Set(declared.tools.flatMap((tool) => serverNameOf(tool) ?? []));
  const servers = new Set(declared.mcpServers.map(serverKey));
  const impliedServers = [...toolsets].filter((name) => !servers.has(name));
  const impliedToolsets = [...servers].filter((name) => !toolsets.has(name));
  return {
    arrays: {
      tools: [...declared.tools, ...impliedToolsets.map(toolsetOf)].map(seen),
      mcpServers: [...declared.mcpServers, ...impliedServers.map(serverOf)].map(seen),
    },
    knowledge: knowledgeOf({ tools, mcpServers }, prior.ownership === "shared"),
    implied: { toolsets: new Set(impliedToolsets), servers: new Set(impliedServers) },
  };
}

/** As if the session had it just as it was declared. */
const seen = <Entry>(entry: Entry): ObservedEntry<Entry> => observedOf(own(entry));

function knowledgeOf(
  { tools, mcpServers }: ManagedArrays,
  isShared: boolean,
): LastKnown["knowledge"] {
  const known = isShared ? "ours" : "all";
  return {
    tools: isManaged(tools) ? known : "nothing",
    // All tools tell all servers.
    mcpServers: isManaged(mcpServers) || (isManaged(tools) && !isShared) ? known : "nothing",
  };
}

const toolsetOf = (mcpServerName: string): Tool => ({ type: mcpToolsetType, mcpServerName });

/** Where it is is not known. */
const serverOf = (name: string): McpServer => ({ type: "url", name, url: "" });

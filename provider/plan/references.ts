import { isUrlServer, type McpServer } from "../model/mcp-servers";
import type { Tool } from "../model/tools";
import { serverKey, serverNameOf } from "./keys";

/** A broken reference between the two arrays (API §4.2). */
export type BrokenReference =
  | { readonly kind: "toolsetWithoutServer"; readonly index: number; readonly serverName: string }
  | { readonly kind: "serverWithoutToolset"; readonly index: number; readonly serverName: string };

/**
 * Every MCP toolset must name a declared server and every server must be named by a toolset. The API judges the pair
 * that results from an update, so this is asked of resulting pairs only. `index` is the place in its own array.
 */
export function brokenReferences(
  tools: readonly Tool[],
  servers: readonly McpServer[],
): BrokenReference[] {
  const declared = new Set(servers.map(serverKey));
  const used = new Set(tools.map(serverNameOf));
  const dangling = tools.flatMap((tool, index): BrokenReference[] => {
    const serverName = serverNameOf(tool);
    return serverName === undefined || declared.has(serverName)
      ? []
      : [{ kind: "toolsetWithoutServer", index, serverName }];
  });
  // Whether a kind of server that is not known today needs a toolset is not known either.
  const unused = servers.flatMap((server, index): BrokenReference[] =>
    used.has(server.name) || !isUrlServer(server)
      ? []
      : [{ kind: "serverWithoutToolset", index, serverName: server.name }],
  );
  return [...dangling, ...unused];
}

/** The broken reference in words, the same in preview and at deploy time. */
export function referenceSentence(broken: BrokenReference): string {
  const name = JSON.stringify(broken.serverName);
  return broken.kind === "toolsetWithoutServer"
    ? `the MCP toolset names the server ${name}, which is not in mcpServers; add the server or take the toolset out`
    : `no MCP toolset in tools names the server ${name}, which the API refuses; add a toolset for it or take the server out`;
}

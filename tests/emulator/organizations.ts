import type { IncomingHttpHeaders } from "node:http";
import { hasKey } from "./request-checks";
import type { World } from "./world";

/** The world of the organisation whose key the request carries; the first one's if it carries none of them. */
export function worldOf(worlds: readonly [World, ...World[]], headers: IncomingHttpHeaders): World {
  if (worlds.length === 1) return worlds[0];
  return worlds.find((world) => hasKey(headers, world.settings.apiKey)) ?? worlds[0];
}

/** The headers by which an answer tells where it comes from. */
export function originHeaders(world: World): ReadonlyMap<string, string> {
  const { organizationId, workspaceId } = world.settings;
  const headers = new Map<string, string>();
  if (organizationId !== null) headers.set("anthropic-organization-id", organizationId);
  if (workspaceId !== undefined) headers.set("anthropic-workspace-id", workspaceId);
  return headers;
}

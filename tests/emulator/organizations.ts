import { isSigned } from "./request-checks";
import type { ReceivedRequest } from "./request-pipeline";
import { organizationOf, TOKEN_PATH } from "./token-exchange";
import type { World } from "./world";

/** The world of the organisation whose key the request carries, or that it names; the first one's if there is none. */
export function worldOf(worlds: readonly [World, ...World[]], request: ReceivedRequest): World {
  if (worlds.length === 1) return worlds[0];
  const named = request.path === TOKEN_PATH ? organizationOf(request.bodyText) : undefined;
  const isMeant = (world: World) =>
    named === undefined
      ? isSigned(request.headers, world)
      : world.settings.organizationId === named;
  return worlds.find(isMeant) ?? worlds[0];
}

/** The headers by which an answer tells where it comes from. */
export function originHeaders(world: World): ReadonlyMap<string, string> {
  const { organizationId, workspaceId } = world.settings;
  const headers = new Map<string, string>();
  if (organizationId !== null) headers.set("anthropic-organization-id", organizationId);
  if (workspaceId !== undefined) headers.set("anthropic-workspace-id", workspaceId);
  return headers;
}

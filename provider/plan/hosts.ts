import { shownText } from "../model/shown-text";
import type { CanonicalArrays } from "./changes";
import { rightsOf } from "./rights";

/** Where a session can go with what it has. */
export interface ReachableHost {
  /** A host, with its port where it is not the usual one; or every host. */
  readonly host: string;
  /** The right by which it is reached: `mcp:linear`, `web_fetch`. */
  readonly key: string;
}

export const anyHost = "any host";

/** `mcp.linear.app by mcp:linear`. */
export function hostText({ host, key }: ReachableHost): string {
  return `${shownText(host)} by ${shownText(key)}`;
}

/** Hosts that can be reached after a change and could not before: of MCP servers, and those that pages are fetched from. */
export function newHosts(before: CanonicalArrays, after: CanonicalArrays): ReachableHost[] {
  const earlier = hostsOf(before);
  const isKnown = ({ host, key }: ReachableHost) =>
    earlier.some((other) => other.host === host || (other.host === anyHost && other.key === key));
  return hostsOf(after).filter((host) => !isKnown(host));
}

function hostsOf({ tools, mcpServers }: CanonicalArrays): ReachableHost[] {
  return rightsOf(tools, mcpServers).flatMap((right) => {
    if (right.kind === "server") {
      return [{ host: hostOf(right.url), key: right.key }];
    }
    if (right.kind !== "tool" || !right.setting.enabled || right.key !== "web_fetch") {
      return [];
    }
    const hosts = right.setting.allowedDomains ?? [anyHost];
    return hosts.map((host) => ({ host, key: right.key }));
  });
}

/** A URL may hold a secret behind its host. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "a server whose URL cannot be read";
}

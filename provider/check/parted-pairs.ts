import { quotedText } from "../model/shown-text";
import { hasReadableArrays } from "../model/state";
import { containsUnknown } from "../model/unknown";
import type { DesiredArrays } from "../plan/effective";
import { effectiveArrays, isManaged } from "../plan/effective";
import { serverNameOf } from "../plan/keys";
import { lastKnown } from "../plan/last-known";
import { ownedKeys } from "../plan/owned-keys";
import { type BrokenReference, brokenReferences } from "../plan/references";
import type { RawObject } from "./rules";
import { type Violation, violation } from "./violation";

/**
 * A server and its toolset go together (API §4.2), so an update that takes out one half and has no hold of the other
 * will be refused. Found where the last inputs tell that the other half is there: by the update itself, played on the
 * session as it was last known. Two whole arrays are judged without it.
 */
export function partedPairs(inputs: RawObject, prior: RawObject | undefined): Violation[] {
  const { tools, mcpServers, absent, ownership } = inputs;
  const isSame = (key: string) => prior?.[key] === inputs[key];
  const isJudged =
    prior !== undefined &&
    isSame("sessionId") &&
    isSame("agentId") &&
    !containsUnknown([tools, mcpServers, absent, ownership]) &&
    hasReadableArrays(prior) &&
    hasReadableArrays(inputs);
  if (!isJudged) {
    return [];
  }
  const next = inputs as DesiredArrays;
  if (ownership !== "shared" && isManaged(next.tools) && isManaged(next.mcpServers)) {
    return [];
  }
  const { arrays } = lastKnown(prior);
  const known = new Set([
    ...arrays.tools.map(({ entry }) => serverNameOf(entry)),
    ...arrays.mcpServers.map(({ entry }) => entry.name),
  ]);
  const effective = effectiveArrays(next, arrays, ownedKeys(prior));
  return brokenReferences(
    effective.tools.map(({ entry }) => entry),
    effective.mcpServers.map(({ entry }) => entry),
  )
    .filter(({ serverName }) => known.has(serverName))
    .map((broken) => violationOf(broken, next));
}

function violationOf({ kind, serverName }: BrokenReference, next: DesiredArrays): Violation {
  const name = quotedText(serverName);
  const isServerLeft = kind === "serverWithoutToolset";
  const [taken, left, goes, stays] = isServerLeft
    ? (["tools", "mcpServers", "the MCP toolset of server", "the server"] as const)
    : (["mcpServers", "tools", "the MCP server", "its toolset"] as const);
  const why = isManaged(next[left])
    ? `${stays} is not this resource's and stays`
    : `${stays} stays, because ${left} is left out`;
  const way =
    next.ownership === "shared"
      ? `name ${name} in absent.mcpServers, which takes out both`
      : `declare ${left} as well, without it`;
  return violation(
    [taken],
    `${goes} ${name} is taken out and ${why}, which the API refuses; ${way}, or keep both`,
  );
}

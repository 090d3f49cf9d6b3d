import type { PropertyRecord } from "../model/property-record";
import type { ResourceDescriptor } from "../model/resources";
import { quotedText } from "../model/shown-text";
import { hasReadableArrays } from "../model/state";
import { containsUnknown } from "../model/unknown";
import type { DesiredArrays } from "../plan/effective";
import { effectiveArrays, isManaged } from "../plan/effective";
import { serverNameOf } from "../plan/keys";
import { lastKnown } from "../plan/last-known";
import { ownedKeys } from "../plan/owned-keys";
import { type BrokenReference, brokenReferences } from "../plan/references";
import { type Violation, violation } from "./violation";

/**
 * A server and its toolset go together (API §4.2), so an update that takes out one half, or adds it, and has no hold of
 * the other will be refused. Found where the last inputs tell that the other half is there, or is not: by the update
 * itself, played on the session as it was last known. Two whole arrays are judged without it.
 */
export function partedPairs(
  inputs: PropertyRecord,
  prior: PropertyRecord | undefined,
  { identity }: ResourceDescriptor,
): Violation[] {
  const { tools, mcpServers, absent, ownership } = inputs;
  const isJudged =
    prior !== undefined &&
    prior[identity] === inputs[identity] &&
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
  ).flatMap((broken) => {
    if (known.has(broken.serverName)) {
      return [takenOut(broken, next)];
    }
    const wasWhole =
      prior.ownership !== "shared" && isManaged((prior as DesiredArrays)[otherArray(broken)]);
    return wasWhole ? [addedAlone(broken)] : [];
  });
}

/** The array that the missing half belongs in. */
function otherArray({ kind }: BrokenReference): "tools" | "mcpServers" {
  return kind === "serverWithoutToolset" ? "tools" : "mcpServers";
}

function addedAlone(broken: BrokenReference): Violation {
  const left = otherArray(broken);
  const name = quotedText(broken.serverName);
  const [added, half, missing] =
    left === "tools"
      ? (["mcpServers", `the MCP server ${name}`, "no MCP toolset for it"] as const)
      : (["tools", `the MCP toolset of server ${name}`, "no such server"] as const);
  return violation(
    [added],
    `${half} is added alone, which the API refuses: ${left} is left out and had ${missing} at the last deployment or refresh; declare ${left} as well, or refresh first if somebody has added it since`,
  );
}

function takenOut({ kind, serverName }: BrokenReference, next: DesiredArrays): Violation {
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

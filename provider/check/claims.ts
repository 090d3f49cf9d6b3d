import { isObject } from "../model/json";
import { mcpToolsetType } from "../model/mcp-toolset";
import type { PropertyRecord } from "../model/property-record";
import { quotedText } from "../model/shown-text";
import { typeOfTool } from "../model/tools";
import { containsUnknown } from "../model/unknown";
import { toolKey } from "../plan/keys";
import {
  aboveCeiling,
  type CeilingClaim,
  ceilingClaims,
  type RightsClaim,
  rightsClaims,
} from "./rights-claims";
import { objectsIn } from "./rules";
import type { Path } from "./violation";

type ArrayName = "tools" | "mcpServers";
const arrayNames = ["tools", "mcpServers"] as const;

/** What a resource says of one array: that it is exactly this, that an entry is in it, or that one is not. */
type ArrayClaim =
  | {
      readonly kind: "whole";
      readonly array: ArrayName;
      readonly keys: readonly string[];
      readonly path: Path;
    }
  | {
      readonly kind: "entry" | "absent";
      readonly array: ArrayName;
      readonly key: string;
      readonly path: Path;
    };

/** What a resource says of the arrays, or of how much the tools in them may do. */
export type Claim = ArrayClaim | RightsClaim | CeilingClaim;

/** What inputs claim of whichever sessions they mean; what is unknown is not claimed yet. */
export function claimsOf(inputs: PropertyRecord): Claim[] {
  return [
    ...declarations(inputs),
    ...prohibitions(inputs),
    ...rightsClaims(inputs),
    ...ceilingClaims(inputs),
  ];
}

function declarations(inputs: PropertyRecord): ArrayClaim[] {
  return arrayNames.flatMap((array): ArrayClaim[] => {
    if (inputs[array] === undefined || inputs[array] === null) {
      return [];
    }
    const entries = objectsIn(inputs[array]).flatMap(({ index, item }) => {
      const key = array === "tools" ? keyOfTool(item) : item.name;
      return typeof key === "string" ? [{ key, path: [array, index] }] : [];
    });
    return inputs.ownership === "shared"
      ? entries.map((entry) => ({ kind: "entry", array, ...entry }))
      : [{ kind: "whole", array, keys: entries.map(({ key }) => key), path: [array] }];
  });
}

/**
 * What must be absent. A server that must be absent takes its toolset with it, and the other way round (API §4.2), so
 * either half speaks for both.
 */
function prohibitions({ absent }: PropertyRecord): ArrayClaim[] {
  if (!isObject(absent)) {
    return [];
  }
  return arrayNames.flatMap((array) => {
    const keys: unknown = absent[array];
    return (Array.isArray(keys) ? keys : []).flatMap((key: unknown, index): ArrayClaim[] => {
      if (typeof key !== "string") {
        return [];
      }
      const path = ["absent", array, index];
      const half = otherHalf(array, key);
      return [
        { kind: "absent", array, key, path },
        ...(half === undefined ? [] : [{ kind: "absent" as const, ...half, path }]),
      ];
    });
  });
}

function otherHalf(
  array: ArrayName,
  key: string,
): { readonly array: ArrayName; readonly key: string } | undefined {
  if (array === "mcpServers") {
    return { array: "tools", key: toolKey({ type: mcpToolsetType, mcpServerName: key }) };
  }
  const prefix = toolKey({ type: mcpToolsetType, mcpServerName: "" });
  return key.startsWith(prefix)
    ? { array: "mcpServers", key: key.slice(prefix.length) }
    : undefined;
}

function keyOfTool(item: PropertyRecord): string | undefined {
  return typeOfTool(item) === undefined || containsUnknown(item) ? undefined : toolKey(item);
}

/** Whether the two, on one session, would undo each other at every deployment. */
export function areRivals(one: Claim, other: Claim): boolean {
  if (isOfArray(one) && isOfArray(other)) {
    return areArrayRivals(one, other);
  }
  return overstepping(one, other) !== undefined;
}

/** Whether it is about entries, and not about how much they may do. */
export function isOfArray(claim: Claim): claim is ArrayClaim {
  return claim.kind !== "rights" && claim.kind !== "ceiling";
}

/** The right of the one that is above the ceiling of the other, in words. */
function overstepping(one: Claim, other: Claim): string | undefined {
  if (one.kind === "rights" && other.kind === "ceiling") {
    return aboveCeiling(one, other.atMost);
  }
  return one.kind === "ceiling" && other.kind === "rights"
    ? aboveCeiling(other, one.atMost)
    : undefined;
}

function areArrayRivals(one: ArrayClaim, other: ArrayClaim): boolean {
  if (one.array !== other.array) {
    return false;
  }
  if (one.kind === "whole") {
    return other.kind === "absent" ? one.keys.includes(other.key) : true;
  }
  if (other.kind === "whole") {
    return areArrayRivals(other, one);
  }
  return one.key === other.key && !(one.kind === "absent" && other.kind === "absent");
}

/** Whether some of what the one declares is claimed by the other too. */
export function sharesEntries(left: readonly Claim[], other: readonly Claim[]): boolean {
  return left.some(
    (claim) =>
      isOfArray(claim) &&
      claim.kind !== "absent" &&
      other.some((rival) => isOfArray(rival) && areArrayRivals(claim, rival)),
  );
}

/** Why a claim cannot stand beside that of another resource; `where` says of which sessions. */
export function rivalReason(claim: Claim, rival: Claim, where: string, name: string): string {
  const above = overstepping(claim, rival);
  if (above !== undefined) {
    return claim.kind === "rights"
      ? `declares ${above}, by the ceiling that ${name} sets over ${where}; ${undoing}`
      : `is exceeded on ${where} by ${name}, which declares ${above} here; ${undoing}`;
  }
  if (!isOfArray(claim) || !isOfArray(rival)) {
    return undoing;
  }
  const key = claim.kind === "whole" ? undefined : quotedText(claim.key);
  if (claim.kind === "absent") {
    return `${key} of ${where} must be absent here and is declared by ${name}; ${undoing}`;
  }
  if (rival.kind === "absent") {
    return `${key ?? quotedText(rival.key)} of ${where} is declared here and must be absent by ${name}; ${undoing}`;
  }
  return `${key ?? `the whole of ${claim.array}`} of ${where} is declared by ${name} as well; one resource may declare an entry, or use ownership "shared" in both and part the entries`;
}

const undoing = "the two would undo each other at every deployment";

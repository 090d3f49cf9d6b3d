import { isObject } from "../model/json";
import { typeOfTool } from "../model/tools";
import { containsUnknown } from "../model/unknown";
import { toolKey } from "../plan/keys";
import { objectsIn, type RawObject } from "./rules";
import { nameOf, type Path, type Violation, violation } from "./violation";

/**
 * What the resources of one stack claim of each session, to refuse two that claim the same: they would undo each other
 * at every deployment. Lives as long as one operation of the engine, during which every resource is checked.
 */
export interface Claims {
  /** Claims what the inputs declare for the resource; violations name the resource that came first. */
  claim(urn: string, inputs: RawObject): Violation[];
  /**
   * The resource, by its name, that goes on with what these stored inputs held, if one was checked in this operation: a
   * resource of another name, or the replacement of this one. With `sameEntries`, only one that claims the same entries.
   */
  heirOf(stored: RawObject, sameEntries: boolean): string | undefined;
}

interface Claim {
  readonly stance: "declares" | "forbids";
  /** The array as a whole, or one entry in it. */
  readonly what: string;
  readonly array: "tools" | "mcpServers";
  readonly path: Path;
}

const whole = "*";

export function createClaims(): Claims {
  const bySession = new Map<string, Map<string, readonly Claim[]>>();
  return {
    claim(urn, inputs) {
      const { sessionId } = inputs;
      if (typeof sessionId !== "string") {
        return [];
      }
      const claims = [...declarations(inputs), ...prohibitions(inputs)];
      const holders = bySession.get(sessionId) ?? new Map<string, readonly Claim[]>();
      const others = [...holders].filter(([holder]) => holder !== urn);
      bySession.set(sessionId, holders.set(urn, claims));
      return claims.flatMap((claim) => conflicts(claim, others, sessionId));
    },
    heirOf(stored, sameEntries) {
      const left = declarations(stored);
      const holders =
        bySession.get(String(stored.sessionId)) ?? new Map<string, readonly Claim[]>();
      const heir = [...holders].find(
        ([, claims]) =>
          !sameEntries || claims.some((claim) => left.some((other) => areRivals(claim, other))),
      );
      return heir && nameOf(heir[0]);
    },
  };
}

function declarations(inputs: RawObject): Claim[] {
  const stance = "declares" as const;
  const isShared = inputs.ownership === "shared";
  return (["tools", "mcpServers"] as const).flatMap((array): Claim[] => {
    if (inputs[array] === undefined || inputs[array] === null) {
      return [];
    }
    if (!isShared) {
      return [{ stance, array, what: whole, path: [array] }];
    }
    return objectsIn(inputs[array]).flatMap(({ index, item }) => {
      const key = array === "tools" ? keyOfTool(item) : item.name;
      return typeof key === "string" ? [{ stance, array, what: key, path: [array, index] }] : [];
    });
  });
}

/** What must be absent may be declared by nobody else; that others want it absent too is fine. */
function prohibitions({ absent }: RawObject): Claim[] {
  if (!isObject(absent)) {
    return [];
  }
  return (["tools", "mcpServers"] as const).flatMap((array) => {
    const keys: unknown = absent[array];
    return (Array.isArray(keys) ? keys : []).flatMap((key: unknown, index): Claim[] =>
      typeof key === "string"
        ? [{ stance: "forbids", array, what: key, path: ["absent", array, index] }]
        : [],
    );
  });
}

function keyOfTool(item: RawObject): string | undefined {
  return typeOfTool(item) === undefined || containsUnknown(item) ? undefined : toolKey(item);
}

function conflicts(
  claim: Claim,
  others: readonly (readonly [string, readonly Claim[]])[],
  sessionId: string,
): Violation[] {
  const rivals = others.flatMap(([urn, claims]) =>
    claims.filter((other) => areRivals(claim, other)).map(({ stance }) => ({ urn, stance })),
  );
  const [rival] = rivals;
  if (rival === undefined) {
    return [];
  }
  const what = claim.what === whole ? `the whole of ${claim.array}` : JSON.stringify(claim.what);
  return [violation(claim.path, reasonFor(`${what} of session ${sessionId}`, claim, rival))];
}

function areRivals(claim: Claim, other: Claim): boolean {
  return (
    other.array === claim.array &&
    (other.what === claim.what || other.what === whole || claim.what === whole) &&
    !(other.stance === "forbids" && claim.stance === "forbids")
  );
}

function reasonFor(
  what: string,
  { stance }: Claim,
  rival: { readonly urn: string; readonly stance: Claim["stance"] },
): string {
  const name = nameOf(rival.urn);
  if (stance === rival.stance) {
    return `${what} is declared by ${name} as well; one resource may declare an entry, or use ownership "shared" in both and part the entries`;
  }
  return stance === "declares"
    ? `${what} is declared here and must be absent by ${name}; the two would undo each other at every deployment`
    : `${what} must be absent here and is declared by ${name}; the two would undo each other at every deployment`;
}

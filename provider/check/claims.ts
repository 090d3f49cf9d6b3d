import { typeOfTool } from "../model/tools";
import { containsUnknown } from "../model/unknown";
import { toolKey } from "../plan/keys";
import { objectsIn, type RawObject } from "./rules";
import { type Path, type Violation, violation } from "./violation";

/**
 * What the resources of one stack claim of each session, to refuse two that claim the same: they would undo each other
 * at every deployment. Lives as long as one operation of the engine, during which every resource is checked.
 */
export interface Claims {
  /** Claims what the inputs declare for the resource; violations name the resource that came first. */
  claim(urn: string, inputs: RawObject): Violation[];
}

interface Claim {
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
      const claims = claimsOf(inputs);
      const holders = bySession.get(sessionId) ?? new Map<string, readonly Claim[]>();
      const others = [...holders].filter(([holder]) => holder !== urn);
      bySession.set(sessionId, holders.set(urn, claims));
      return claims.flatMap((claim) => conflicts(claim, others, sessionId));
    },
  };
}

function claimsOf(inputs: RawObject): Claim[] {
  const isShared = inputs.ownership === "shared";
  return (["tools", "mcpServers"] as const).flatMap((array): Claim[] => {
    if (inputs[array] === undefined || inputs[array] === null) {
      return [];
    }
    if (!isShared) {
      return [{ array, what: whole, path: [array] }];
    }
    return objectsIn(inputs[array]).flatMap(({ index, item }) => {
      const key = array === "tools" ? keyOfTool(item) : item.name;
      return typeof key === "string" ? [{ array, what: key, path: [array, index] }] : [];
    });
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
  const rival = others.find(([, claims]) =>
    claims.some(
      ({ array, what }) =>
        array === claim.array && (what === claim.what || what === whole || claim.what === whole),
    ),
  );
  if (rival === undefined) {
    return [];
  }
  const what = claim.what === whole ? `the whole of ${claim.array}` : JSON.stringify(claim.what);
  return [
    violation(
      claim.path,
      `${what} of session ${sessionId} is declared by ${nameOf(rival[0])} as well; one resource may declare an entry, or use ownership "shared" in both and part the entries`,
    ),
  ];
}

/** The resource's own name, with which it stands in the program. */
function nameOf(urn: string): string {
  return JSON.stringify(urn.split("::").at(-1) ?? urn);
}

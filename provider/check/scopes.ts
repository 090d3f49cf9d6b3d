import type { RawObject } from "./rules";
import { nameOf } from "./violation";

/**
 * Which sessions of which agent the resources of one stack mean, to end none that another resource goes on with. Lives
 * as long as one operation of the engine, as claims do.
 */
export interface Scopes {
  claim(urn: string, inputs: RawObject): void;
  /** The resource, by its name, that goes on with some of the sessions that these stored inputs meant. */
  heirOf(stored: RawObject): string | undefined;
}

export function createScopes(): Scopes {
  const scopes = new Map<string, RawObject>();
  return {
    claim(urn, inputs) {
      scopes.set(urn, inputs);
    },
    heirOf(stored) {
      const heir = [...scopes].find(
        ([, scope]) => scope.agentId === stored.agentId && mayOverlap(scope, stored),
      );
      return heir && nameOf(heir[0]);
    },
  };
}

/**
 * Whether both may mean the same session. Only versions and times of creation part sessions for good: statuses change,
 * and ids that are excluded say nothing of the others.
 */
function mayOverlap(one: RawObject, other: RawObject): boolean {
  const [version, otherVersion] = [one.agentVersion ?? undefined, other.agentVersion ?? undefined];
  const haveOtherVersions =
    version !== undefined && otherVersion !== undefined && version !== otherVersion;
  return !haveOtherVersions && !isEarlier(one, other) && !isEarlier(other, one);
}

/** A time that is left out, or is none, is no bound. */
function isEarlier({ createdBefore }: RawObject, { createdAfter }: RawObject): boolean {
  return Date.parse(String(createdBefore)) <= Date.parse(String(createdAfter));
}

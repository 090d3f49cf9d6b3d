import type { PropertyRecord } from "../model/property-record";
import { containsUnknown } from "../model/unknown";

/**
 * Which sessions of which agent a resource means. A member that is undefined does not filter; `mayExcludeMore` says that
 * some of what it excludes is not known yet.
 */
export interface Scope {
  readonly agentId: string;
  readonly agentVersion?: number | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  readonly exclude: readonly string[];
  /** Whether a filter is not known yet, so that nobody can tell what it lets through. */
  readonly isOpen: boolean;
}

/** What is known of a session that may be in a scope. */
export interface KnownSession {
  readonly sessionId: string;
  readonly agentId?: string | undefined;
  readonly agentVersion?: number | undefined;
  readonly createdAt?: string | undefined;
}

/** Undefined while the agent is not known. */
export function scopeOf(inputs: PropertyRecord): Scope | undefined {
  const { agentId, agentVersion, createdAfter, createdBefore, exclude } = inputs;
  if (typeof agentId !== "string") {
    return undefined;
  }
  return {
    agentId,
    ...(typeof agentVersion === "number" ? { agentVersion } : {}),
    ...(typeof createdAfter === "string" ? { createdAfter } : {}),
    ...(typeof createdBefore === "string" ? { createdBefore } : {}),
    exclude: (Array.isArray(exclude) ? exclude : []).filter((id) => typeof id === "string"),
    isOpen: containsUnknown([agentVersion, createdAfter, createdBefore, exclude]),
  };
}

/**
 * Whether both may mean the same session. Only versions and times of creation part sessions for good: statuses change,
 * and ids that are excluded say nothing of the others.
 */
export function mayOverlap(one: Scope, other: Scope): boolean {
  const haveOtherVersions =
    one.agentVersion !== undefined &&
    other.agentVersion !== undefined &&
    one.agentVersion !== other.agentVersion;
  return (
    one.agentId === other.agentId &&
    !haveOtherVersions &&
    !isEarlier(one.createdBefore, other.createdAfter) &&
    !isEarlier(other.createdBefore, one.createdAfter)
  );
}

/**
 * Whether a session is in the scope, as far as what is known of it tells; statuses change and part nothing. An agent
 * that is not known may be the scope's.
 */
export function covers(scope: Scope, session: KnownSession): "yes" | "no" | "maybe" {
  const { sessionId, agentId = "", agentVersion, createdAt } = session;
  const tests = [
    agentId === "" ? undefined : agentId === scope.agentId,
    !scope.exclude.includes(sessionId),
    scope.isOpen ? undefined : true,
    compared(scope.agentVersion, agentVersion, (wanted, actual) => wanted === actual),
    compared(scope.createdAfter, createdAt, (after, at) => !isEarlier(at, after)),
    compared(scope.createdBefore, createdAt, (before, at) => !isEarlier(before, at)),
  ];
  if (tests.includes(false)) {
    return "no";
  }
  return tests.includes(undefined) ? "maybe" : "yes";
}

/** True where nothing is asked, undefined where it cannot be told. */
function compared<Value>(
  wanted: Value | undefined,
  actual: Value | undefined,
  test: (wanted: Value, actual: Value) => boolean,
): boolean | undefined {
  if (wanted === undefined) {
    return true;
  }
  return actual === undefined ? undefined : test(wanted, actual);
}

/** Or at the same moment. A time that is left out, or is none, is no bound. */
function isEarlier(one: string | undefined, other: string | undefined): boolean {
  return Date.parse(String(one)) <= Date.parse(String(other));
}

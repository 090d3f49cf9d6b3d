import type { SessionFacts, SessionFilter } from "../model/session";

/** In what way a session of a list is none of those that were asked for. */
export type Stray = "agent" | "agentVersion" | "status" | "createdAfter" | "createdBefore";

/**
 * Holds a session against what its list was asked for: a server, or a gateway before it, may drop a filter, and what is
 * done to the sessions of a list must not be done to others. What a session does not say, it does not fulfil. A status
 * that nobody knows today fulfils no filter; without one it is as good as any.
 *
 * Times are compared to the millisecond, in doubt in favour of the list.
 */
export function strayOf(session: SessionFacts, filter: SessionFilter): Stray | undefined {
  const { agentId, agentVersion, statuses, createdAfter, createdBefore } = filter;
  if (isStated(agentId) && session.agentId !== agentId) {
    return "agent";
  }
  if (isStated(agentVersion) && session.agentVersion !== agentVersion) {
    return "agentVersion";
  }
  if (isStated(statuses) && !statuses.includes(session.status)) {
    return "status";
  }
  const createdAtMs = Date.parse(session.createdAt ?? "");
  if (isStated(createdAfter) && !(createdAtMs >= Date.parse(createdAfter))) {
    return "createdAfter";
  }
  return isStated(createdBefore) && !(createdAtMs <= Date.parse(createdBefore))
    ? "createdBefore"
    : undefined;
}

function isStated<Value>(value: Value | null | undefined): value is Value {
  return value !== undefined && value !== null;
}

/** In the words of a person. */
export const strayWords: Readonly<Record<Stray, string>> = {
  agent: "of another agent",
  agentVersion: "of another version of the agent",
  status: "with another status",
  createdAfter: "created too early",
  createdBefore: "created too late",
};

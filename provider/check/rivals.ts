import { areRivals, rivalReason } from "./claims";
import type { Evidence } from "./evidence";
import type { Subject } from "./notes";
import { covers, type KnownSession, mayOverlap } from "./scopes";
import { nameOf, type Violation, violation } from "./violation";

/** What a checked resource declares and another one, of which `isMet` says that it means the same, claims too. */
export function rivalsOf(
  evidence: Evidence,
  urn: string,
  isMet: (other: Subject) => boolean,
): Violation[] {
  const { subject: own, claims: ownClaims } = evidence.resources.get(urn) ?? { claims: [] };
  if (own === undefined) {
    return [];
  }
  const others = [...evidence.near(own)].flatMap(([name, { subject, claims }]) =>
    name !== urn && subject !== undefined && isMet(subject) ? [{ name, subject, claims }] : [],
  );
  return ownClaims.flatMap((claim) => {
    for (const { name, subject, claims } of others) {
      const rival = claims.find((other) => areRivals(claim, other));
      if (rival !== undefined) {
        const reason = rivalReason(claim, rival, placeOf(own), nameOf(name));
        return [violation(claim.path, `${reason}${wayOut(own, subject)}`)];
      }
    }
    return [];
  });
}

/** Whether both surely mean some session together, as far as the evidence goes. */
export function doMeet(evidence: Evidence, one: Subject, other: Subject): boolean {
  if (one.kind === "fleet") {
    return other.kind === "fleet"
      ? mayOverlap(one.scope, other.scope)
      : doMeet(evidence, other, one);
  }
  return isMeant(other, evidence.known(one.sessionId));
}

/** Whether the session is surely one of those that are meant. */
export function isMeant(subject: Subject, session: KnownSession): boolean {
  return subject.kind === "session"
    ? subject.sessionId === session.sessionId
    : covers(subject.scope, session) === "yes";
}

function placeOf(subject: Subject): string {
  return subject.kind === "session"
    ? `session ${subject.sessionId}`
    : `the sessions of ${subject.scope.agentId}`;
}

/** Between one session and the agent's sessions that it belongs to there is one more. */
function wayOut(own: Subject, other: Subject): string {
  const sessions = [own, other].flatMap((each) =>
    each.kind === "session" ? [each.sessionId] : [],
  );
  return sessions.length === 1
    ? `, or list session ${sessions[0]} under exclude of the AgentSessionOverrides`
    : "";
}

import { hasExpired } from "../model/expired";
import type { PropertyRecord } from "../model/property-record";
import { shownText } from "../model/shown-text";

/** What becomes of a session, or of the sessions of an agent, when its resource is taken out. */
export interface Removal {
  /** Nothing brings it back. */
  readonly endsForGood: boolean;
  readonly sentence: string;
}

/** `state` is that of the last deployment; `heir` the resource that goes on with the session, where one is known. */
export function removalStatement(state: PropertyRecord, heir?: string): Removal {
  const isFleet = state.sessionId === undefined;
  const what = isFleet
    ? `every live session of ${told(state.agentId)} in scope`
    : `session ${told(state.sessionId)}`;
  const stays = (reason: string): Removal => ({
    endsForGood: false,
    sentence: `${what}: ${reason}`,
  });
  if (heir !== undefined) {
    return stays(`left as it is, because ${shownText(heir)} of this stack goes on with it`);
  }
  if (typeof state.archivedAt === "string" || state.terminated === true) {
    return stays("has ended before, and nothing is left to do");
  }
  switch (state.onDelete) {
    case "archive":
      return {
        endsForGood: true,
        sentence: `${what} ends for good: archived, its history kept`,
      };
    case "delete":
      return {
        endsForGood: true,
        sentence: `${what} ends for good: deleted, its history with it`,
      };
    case "restore":
      return stays(
        hasExpired(state)
          ? "its grant was given back when it expired, so nothing changes"
          : "goes on; what this resource changed is put back as it was before",
      );
    case "retain":
      return stays("goes on as it is");
    default:
      return stays("what becomes of it is not known, because its onDelete cannot be read");
  }
}

function told(value: unknown): string {
  return typeof value === "string" ? shownText(value) : "(not known)";
}

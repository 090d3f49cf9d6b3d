import { noEffect, ProviderError } from "../errors";
import type { PendingAction, SessionFacts, SessionUpdate } from "../model/session";
import { shownText } from "../model/shown-text";
import type { Change } from "../plan/changes";

/** What was going to be done, for the beginning of a sentence: "update the tools of". */
export type Intent = "update the tools of" | "restore the tools of" | "archive" | "delete";

/** The session has ended for good; no call brings it back (API §5.1). */
export function finalError(session: SessionFacts, intent: Intent): ProviderError {
  const { sessionId, archivedAt } = session;
  const state =
    archivedAt === undefined
      ? "it has terminated after an error"
      : `it was archived at ${archivedAt}`;
  return new ProviderError(
    "final",
    {
      seen: `cannot ${intent} session ${sessionId}: ${state}, and such a session never changes again.`,
      effect: noEffect,
      advice: "Take the resource out of the program, or point sessionId at a live session.",
    },
    { sessionId },
  );
}

/** For a resource whose session ended while nobody asked for it. */
export function finalWarning(session: SessionFacts): string {
  return `session ${session.sessionId} ${endingOf(session)}; it stays in the state and is not made anew, and its tools cannot be changed any more. Take the resource out of the program, or point sessionId at a live session.`;
}

/** A resource that was renamed, or one of several on a session, must not end what another one goes on with. */
export function inheritedWarning(what: string, onDelete: string, heir: string): string {
  return `${what}, although onDelete is "${onDelete}", because the resource ${heir} of this stack goes on with it; for a resource that was only renamed, an alias saves the detour`;
}

/** Some of an agent's sessions are not ended with the others. */
export function sparedWarning(onDelete: string, sessions: readonly string[]): string {
  return `${sessions.length} of the sessions are left as they are, although onDelete is "${onDelete}", because other resources of this stack declare them: ${listed(sessions)}`;
}

/** The second half of a replacement. */
export function replacedWarning(what: string, onDelete: string): string {
  return `${what}, although onDelete is "${onDelete}", because its resource was replaced and not removed; only taking a resource out of the program, or a destroy, ends a session`;
}

/** A deletion of which nobody can tell yet whether the resource is in the program. */
export function uncertainWarning(what: string, onDelete: string): string {
  return `${what}, although onDelete is "${onDelete}", because something its resource depends on is replaced at the same time and the resource may still be in the program; if it was taken out, archive or delete the session by hand`;
}

export function goneError(sessionId: string, intent: Intent): ProviderError {
  return new ProviderError(
    "notFound",
    {
      seen: `cannot ${intent} session ${sessionId}: there is no session with this id for the credentials in use.`,
      effect: noEffect,
      advice: "Check the id, and that the key belongs to the session's workspace.",
    },
    { sessionId, status: 404 },
  );
}

/** The server said yes, and the session still does not have what was sent. */
export function unverifiedError(session: SessionFacts, left: readonly Change[]): ProviderError {
  const { sessionId } = session;
  return new ProviderError(
    "unverified",
    `the update of session ${sessionId} was accepted but did not take: still to change are ${listed(left.map((change) => change.sentence))}. The session has the arrays that it had or that somebody else wrote. Run again; if it stays so, the API or a proxy before it drops the write.`,
    { sessionId },
  );
}

/** The server said yes to archiving, and the session is live all the same. */
export function unarchivedError(sessionId: string): ProviderError {
  return new ProviderError(
    "unverified",
    `the archiving of session ${sessionId} was accepted but did not take: the session is not archived. Run again; if it stays so, the API or a proxy before it drops the write.`,
    { sessionId },
  );
}

export function impossibleError(
  sessionId: string,
  intent: Intent,
  reasons: readonly string[],
): ProviderError {
  return new ProviderError(
    "invalid",
    {
      seen: `cannot ${intent} session ${sessionId}: with what the session has, ${listed(reasons)}.`,
      effect: noEffect,
      advice: "Declare both tools and mcpServers, or make them fit.",
    },
    { sessionId },
  );
}

/** The write loop ended by its own bound. */
export function unsettledError(
  sessionId: string,
  intent: Intent,
  rounds: number,
  last: ProviderError | undefined,
): ProviderError {
  const { seen, advice } = last?.account ?? {
    seen: last?.message ?? "it kept going back to work.",
    advice: "",
  };
  return new ProviderError(
    last?.kind ?? "busy",
    {
      seen: `gave up trying to ${intent} session ${sessionId} after ${rounds} rounds of waiting and writing: ${seen}`,
      effect:
        last === undefined || last.account?.effect.kind === "none" ? noEffect : { kind: "unsaid" },
      advice,
    },
    { ...last?.facts, sessionId },
    { cause: last },
  );
}

/** Under `shared`, another writer came in between every time, as often as we were willing to write. */
export function crowdedError(sessionId: string, intent: Intent, writes: number): ProviderError {
  return new ProviderError(
    "busy",
    `gave up trying to ${intent} session ${sessionId} after ${writes} writes: another writer changed it each time, so an entry of somebody's may be missing now. Run again when the other writer has finished; a refresh shows what the session has.`,
    { sessionId },
  );
}

/** The log line for entries that two writers at once would have lost. */
export function keptSentence(
  sessionId: string,
  others: readonly SessionUpdate[],
  missing: readonly Change[],
): string {
  const who = others.map(({ eventId, at }) => `${eventId} at ${at}`);
  return `another writer changed session ${sessionId} at the same time (${listed(who)}); writing once more so that nobody's entries are lost: ${listed(missing.map(({ sentence }) => sentence))}`;
}

/** Said when our own write never showed up among the session's events. */
export function unguardedWarning(sessionId: string): string {
  return `the update of session ${sessionId} took, but the session's events do not list it yet, or are more than are read, so it could not be made sure that nobody else wrote at the same moment; a refresh shows whether an entry was lost`;
}

/** A tool that a person is asked about is no longer there to be used. */
export function awaitedToolWarning(sessionId: string, action: PendingAction): string {
  return `session ${sessionId} waits for a person's answer to its call of ${shownText(action.toolKey)} (event ${shownText(action.eventId)}), and this update takes that tool away or disables it; the call can still be answered, but it may fail`;
}

/** An update was refused over and over, and so was one that changes nothing, of a session that every look called idle. */
export function heldSentence(forMs: number): string {
  return `The session's status said idle all the time, and for ${Math.round(forMs / 1000)} seconds an update that changes nothing was refused as well, so this is not about what is declared. Its newest events may show what it is busy with; wait until that is over, or end it with an interrupt by hand, and run again.`;
}

/** Said of an error that came after an interrupt, where the error itself is about something else. */
export const interruptedBefore =
  "The session had been interrupted for this before and stays as the interrupt left it.";

/** The end of a session took its open workflow runs along (API §9.3). */
export function endedRunsWarning(sessionId: string, intent: Intent, runs: string): string {
  return `session ${sessionId}: ${runs}, and ended with it when the API took the request to ${intent} it`;
}

/** `onDelete: "restore"` met a session that cannot have anything put back; the resource goes all the same. */
export function nothingToRestore(session: SessionFacts): string {
  return `there is nothing to restore any more: session ${session.sessionId} ${endingOf(session)}, and such a session never changes again`;
}

/** A removal found no session to do anything to; said always, because a wrong key or address looks the same. */
export function nothingFound(sessionId: string, intent: Intent): string {
  return `there is nothing to ${intent} any more: session ${sessionId} does not exist for the credentials in use`;
}

/** As {@link nothingFound}, where an agent has no live session in scope. */
export function noneFound(agentId: string, intent: Intent): string {
  return `there is nothing to ${intent}: ${agentId} has no live session in scope for the credentials in use`;
}

/** A refresh takes a resource out of the state without a word of the engine's that says why. */
export function droppedSentence(sessionId: string): string {
  return `session ${sessionId} does not exist any more for the credentials in use, so its resource leaves the state; the next up will find none, and says so`;
}

/** `was archived at …`, `has terminated after an error`. */
export function endingOf({ archivedAt }: SessionFacts): string {
  return archivedAt === undefined
    ? "has terminated after an error"
    : `was archived at ${archivedAt}`;
}

/** The error's sentence, which mostly names its session; the id stands before it only where it does not. */
export function namedOnce(sessionId: string, sentence: string): string {
  return sentence.includes(sessionId) ? sentence : `${sessionId}: ${sentence}`;
}

const listedMax = 10;

/** The first ten items, and how many more there are. */
export function listed(items: readonly string[]): string {
  const shown = items
    .slice(0, listedMax)
    .map((item) => shownText(item))
    .join("; ");
  return items.length > listedMax ? `${shown}; and ${items.length - listedMax} more` : shown;
}

import type { McpServer } from "./mcp-servers";
import { quotedText } from "./shown-text";
import type { Tool } from "./tools";

/**
 * One entry of a session's arrays as one look found it: `entry` in the user's spelling, to compare with,
 * and `raw` as the server sent it, to send back untouched. Only the api room looks inside `raw`.
 */
export interface ObservedEntry<Entry> {
  readonly entry: Entry;
  readonly raw: unknown;
}

/** Both arrays of a session at one moment. */
export interface ObservedArrays {
  readonly tools: readonly ObservedEntry<Tool>[];
  readonly mcpServers: readonly ObservedEntry<McpServer>[];
}

/** Statuses the API knows today (API §5.1); others are treated as busy. */
export type SessionStatus = "idle" | "running" | "rescheduling" | "terminated" | (string & {});

const knownStatuses: ReadonlySet<string> = new Set([
  "idle",
  "running",
  "rescheduling",
  "terminated",
]);

/** A status in a sentence: a word that is known here, and whatever else a server calls it in quotation marks. */
export function shownStatus(status: SessionStatus): string {
  return knownStatuses.has(status) ? status : quotedText(status);
}

/** A session without its arrays: all that a wait needs to remember. */
export interface SessionFacts {
  readonly sessionId: string;
  readonly status: SessionStatus;
  /** The agent the session was created from; empty if the answer did not carry it. */
  readonly agentId: string;
  /** Present if the session is archived, whatever `status` says (API §2.4). */
  readonly archivedAt?: string;
  /** The server's own clock at its last change; it moves with the status too (API §3). */
  readonly updatedAt?: string;
  readonly createdAt?: string;
  readonly title?: string;
  /** The version of the agent the session was created from; the session's own overrides do not change it. */
  readonly agentVersion?: number;
  /** Present if its agent may start workflow runs, which keep a session busy even while it is idle (API §9.1). */
  readonly mayRunWorkflows?: true;
}

/** What one look at a session yields, as far as this provider cares (API §3). */
export interface ObservedSession extends SessionFacts, ObservedArrays {}

export function factsOf(session: ObservedSession): SessionFacts {
  const { tools: _tools, mcpServers: _mcpServers, ...facts } = session;
  return facts;
}

/** One `session.updated` event that carries arrays: the full effective snapshot after that update (API §5.6). */
export interface SessionUpdate extends ObservedArrays {
  readonly eventId: string;
  /** The server's time of the update, RFC 3339. */
  readonly at: string;
}

/** A tool call that waits for a person's answer (API §5.2, `requires_action`). */
export interface PendingAction {
  readonly eventId: string;
  /** The key of the tool's right: `bash`, `mcp:linear/create_issue`, `custom:lookup`. */
  readonly toolKey: string;
}

/** A `user.interrupt` among a session's events (API §5.4, §5.6). */
export interface RecordedInterrupt {
  /** The server's time at which it was processed; absent while it is queued. */
  readonly at?: string;
  /** Whether the session came to rest by it: what it did next is come to rest. */
  readonly endedTurn: boolean;
}

/** A session as it was seen, with what tells whether that is still good to write on, to wait on or to show. */
export interface DatedLook {
  readonly session: ObservedSession;
  /** When it was so, on the process's clock. */
  readonly seenAtMs: number;
  /** How many writes this process had sent before it was asked for. */
  readonly asOfWrite: number;
}

/** How long a look is good for. */
export const lookAgeMaxMs = 2_000;

/**
 * A look: the session as it stands, or the fact that there is none under this id. Without a time it is so now; without
 * a count of writes, nobody has counted.
 */
export type Look =
  | ({ readonly kind: "found" } & Pick<DatedLook, "session"> & Partial<Omit<DatedLook, "session">>)
  | { readonly kind: "gone" };

/** A look of which only the facts are remembered. */
export type Glance =
  | { readonly kind: "found"; readonly session: SessionFacts }
  | { readonly kind: "gone" };

/** Where a session stands for someone who wants to change it. */
export type Standing = "idle" | "busy" | "archived" | "terminated";

/** Archived is told by `archivedAt`, whatever `status` says; `rescheduling` and unknown words are busy (API §5.1). */
export function standingOf(session: SessionFacts): Standing {
  if (session.archivedAt !== undefined) {
    return "archived";
  }
  if (session.status === "terminated") {
    return "terminated";
  }
  return session.status === "idle" ? "idle" : "busy";
}

/** No call changes it any more, or brings it back (API §5.1). */
export function isFinal(session: SessionFacts): boolean {
  const standing = standingOf(session);
  return standing === "archived" || standing === "terminated";
}

/** Which sessions to list (API §2.2). Times are RFC 3339; a member left out does not filter. */
export interface SessionFilter {
  readonly agentId?: string | undefined;
  /** Only together with `agentId`. */
  readonly agentVersion?: number | undefined;
  readonly statuses?: readonly string[] | undefined;
  /** Default: false. */
  readonly includeArchived?: boolean | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
}

/** One page of a list, newest first. */
export interface SessionPage {
  readonly sessions: readonly ObservedSession[];
  /** Those of the page that are no whole sessions; the others are none the worse for it. */
  readonly unreadable: readonly UnreadableSession[];
  /** The cursor of the next page; absent at the end. */
  readonly next?: string;
}

/** A session of a list that cannot be worked on, with as much of it as could be read all the same. */
export interface UnreadableSession {
  /** Absent if not even its id can be read. */
  readonly facts?: SessionFacts;
  /** Completes "the list's answer for it …". */
  readonly problem: string;
}

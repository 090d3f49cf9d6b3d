import type { ProviderError } from "../errors";
import type { Origin } from "../model/origin";
import type { SessionPatch } from "../model/patch";
import type {
  Look,
  ObservedSession,
  PendingAction,
  RecordedInterrupt,
  SessionFilter,
  SessionPage,
  SessionUpdate,
} from "../model/session";
import type { RunEventPage } from "../model/workflow-run";

/**
 * How a write ended. Only `done` and `refused` are the server's word; `unclear` means that the request may or
 * may not have taken effect (connection lost, 5xx): whoever wrote looks again before doing anything else.
 */
export type WriteOutcome =
  | { readonly kind: "done"; readonly session?: ObservedSession }
  | { readonly kind: "refused"; readonly refusal: ProviderError }
  | Unclear
  | { readonly kind: "gone" };

export interface Unclear {
  readonly kind: "unclear";
  readonly failure: ProviderError;
  /** What the API asked for before anything is sent again; `isTooLong` if nobody waits for so long. */
  readonly askedPause?: { readonly ms: number; readonly isTooLong: boolean };
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Told whenever the call waits because the API asked for a pause, of this call or of another one; it may be often. */
  readonly onHeld?: (held: Held) => void;
}

/** Why a request waits that could be sent, and for how long. */
export interface Held {
  readonly reason: "rate limit" | "trouble";
  readonly pauseMs: number;
}

/**
 * The sessions API as the core sees it: no HTTP, no snake_case. Every call is bounded in time; reads are repeated
 * on passing failures by the implementation, writes only where nothing can have happened (API §1.4).
 * Failures that no caller can act on (credentials, rate limit exhausted, unreachable) are thrown as ProviderError.
 */
export interface SessionApi {
  /** Who answers, as far as the answers until now have told. */
  origin(): Origin;
  /** One look. Never changes anything. 404 is an answer, not an error. */
  getSession(sessionId: string, options: CallOptions): Promise<Look>;
  /** Replaces whole arrays. `done` carries the answer's session. A 400 or 409 is `refused`, whatever its text. */
  updateSession(
    sessionId: string,
    patch: SessionPatch,
    options: CallOptions,
  ): Promise<WriteOutcome>;
  /** Sends one `user.interrupt`, alone (API §5.4). Never repeated by the implementation once it may have arrived. */
  interruptSession(sessionId: string, options: CallOptions): Promise<WriteOutcome>;
  /** Irreversible; the history is kept (API §2.4). */
  archiveSession(sessionId: string, options: CallOptions): Promise<WriteOutcome>;
  /** Irreversible; everything is gone (API §2.5). */
  deleteSession(sessionId: string, options: CallOptions): Promise<WriteOutcome>;
  /** Sends one `user.message` (API §2.6). Never repeated by the implementation once it may have arrived. */
  sendMessage(sessionId: string, text: string, options: CallOptions): Promise<WriteOutcome>;
  /**
   * The `session.updated` events that carry arrays, oldest first, from `since` on (the server's own time, RFC
   * 3339). Undefined if there are more than 1,000; the list may lag behind a write (API §5.5, §5.6).
   */
  listUpdates(
    sessionId: string,
    since: string | undefined,
    options: CallOptions,
  ): Promise<readonly SessionUpdate[] | undefined>;
  /** The tool calls that wait for a person's answer now, in any thread; usually none (API §5.2). */
  listPendingActions(sessionId: string, options: CallOptions): Promise<readonly PendingAction[]>;
  /** The newest interrupts of the session, newest first; undefined if it is gone. The list may lag (API §5.4). */
  listInterrupts(
    sessionId: string,
    options: CallOptions,
  ): Promise<readonly RecordedInterrupt[] | undefined>;
  /** One page of the events that tell which workflow runs are open, newest first; one request (API §9.1). */
  listRunEvents(
    sessionId: string,
    cursor: string | undefined,
    options: CallOptions,
  ): Promise<RunEventPage>;
  /** One page of sessions; `cursor` comes from the page before. An empty page may have a next one. */
  listSessions(
    filter: SessionFilter,
    cursor: string | undefined,
    options: CallOptions,
  ): Promise<SessionPage>;
}

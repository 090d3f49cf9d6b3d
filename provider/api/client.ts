import type { SessionPatch } from "../model/patch";
import type { SessionApi } from "../reconcile/session-api";
import { createCalls, look, type SessionApiOptions, write } from "./calls";
import { toWireMcpServer, toWireTool } from "./convert";
import { listUpdates } from "./events";
import { stringifyExact } from "./exact-json";
import { listInterrupts } from "./interrupt-record";
import { toWireEntries } from "./outgoing";
import { sessionPath } from "./paths";
import { listPendingActions } from "./pending-actions";
import { listSessions } from "./session-list";
import { parseDeletedSession, parseList, parseSession } from "./wire";
import { listRunEvents } from "./workflow-runs";

export type { SessionApiOptions } from "./calls";

/**
 * The sessions API over HTTP (API §1, §2): one pool of connections, one credential. Every call ends within
 * `attemptsMax × attemptTimeoutMs + (attemptsMax − 1) × retryAfterMaxMs` (9 minutes with the defaults), once the rate
 * limit lets it through; a look that meets a doubtful 404 asks once more and may take twice that.
 *
 * @throws ProviderError from each call as the port says: `unauthorised` (401, 403), `unavailable` (unreachable, 429
 * and 5xx to the end), `refused` (other 4xx), `configuration` (redirects, a 404 that is not the API's), `malformed`.
 */
export function createSessionApi(
  options: SessionApiOptions,
): SessionApi & { close(): Promise<void> } {
  const calls = createCalls(options);
  return {
    origin: () => calls.origin,
    getSession: (sessionId, { signal }) => look(calls, sessionId, signal),
    updateSession: (sessionId, patch, { signal }) =>
      write(calls, signal, {
        action: { doing: `update session ${sessionId}`, effect: "write", sessionId },
        request: () => ({
          method: "POST",
          path: sessionPath(sessionId),
          body: updateBody(patch),
        }),
        parse: (body) => parseSession(sessionId, body),
      }),
    interruptSession: (sessionId, { signal }) =>
      write(calls, signal, {
        action: { doing: `interrupt session ${sessionId}`, effect: "write", sessionId },
        request: () => ({
          method: "POST",
          path: `${sessionPath(sessionId)}/events`,
          body: interruptBody,
        }),
        parse: parseList,
      }),
    archiveSession: (sessionId, { signal }) =>
      write(calls, signal, {
        action: { doing: `archive session ${sessionId}`, effect: "write", sessionId },
        request: () => ({ method: "POST", path: `${sessionPath(sessionId)}/archive` }),
        parse: (body) => parseSession(sessionId, body),
      }),
    deleteSession: (sessionId, { signal }) =>
      write(calls, signal, {
        action: { doing: `delete session ${sessionId}`, effect: "write", sessionId },
        request: () => ({ method: "DELETE", path: sessionPath(sessionId) }),
        parse: (body) => parseDeletedSession(sessionId, body),
      }),
    sendMessage: (sessionId, text, { signal }) =>
      write(calls, signal, {
        action: { doing: `send a message to session ${sessionId}`, effect: "write", sessionId },
        request: () => ({
          method: "POST",
          path: `${sessionPath(sessionId)}/events`,
          body: messageBody(text),
        }),
        parse: parseList,
      }),
    listUpdates: (sessionId, since, { signal }) => listUpdates(calls, sessionId, since, signal),
    listPendingActions: (sessionId, { signal }) => listPendingActions(calls, sessionId, signal),
    listInterrupts: (sessionId, { signal }) => listInterrupts(calls, sessionId, signal),
    listRunEvents: (sessionId, cursor, { signal }) =>
      listRunEvents(calls, sessionId, cursor, signal),
    listSessions: (filter, cursor, { signal }) => listSessions(calls, filter, cursor, signal),
    close: calls.close,
  };
}

const interruptBody = JSON.stringify({ events: [{ type: "user.interrupt" }] });

function messageBody(text: string): string {
  return JSON.stringify({ events: [{ type: "user.message", content: [{ type: "text", text }] }] });
}

/** A member of the patch that is left out stays out: the session keeps what it has (API §2.3). */
function updateBody(patch: SessionPatch): string {
  return stringifyExact({
    agent: {
      ...(patch.tools === undefined ? {} : { tools: toWireEntries(patch.tools, toWireTool) }),
      ...(patch.mcpServers === undefined
        ? {}
        : { mcp_servers: toWireEntries(patch.mcpServers, toWireMcpServer) }),
    },
  });
}

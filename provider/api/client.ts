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
    getSession: (sessionId, call) => look(calls, sessionId, call),
    updateSession: (sessionId, patch, call) =>
      write(calls, call, {
        action: { doing: `update session ${sessionId}`, effect: "write", sessionId },
        request: () => ({
          method: "POST",
          path: sessionPath(sessionId),
          body: updateBody(patch),
        }),
        parse: (body) => parseSession(sessionId, body),
      }),
    interruptSession: (sessionId, call) =>
      write(calls, call, {
        action: { doing: `interrupt session ${sessionId}`, effect: "write", sessionId },
        request: () => ({
          method: "POST",
          path: `${sessionPath(sessionId)}/events`,
          body: interruptBody,
        }),
        parse: parseList,
      }),
    archiveSession: (sessionId, call) =>
      write(calls, call, {
        action: { doing: `archive session ${sessionId}`, effect: "write", sessionId },
        request: () => ({ method: "POST", path: `${sessionPath(sessionId)}/archive` }),
        parse: (body) => parseSession(sessionId, body),
      }),
    deleteSession: (sessionId, call) =>
      write(calls, call, {
        action: { doing: `delete session ${sessionId}`, effect: "write", sessionId },
        request: () => ({ method: "DELETE", path: sessionPath(sessionId) }),
        parse: (body) => parseDeletedSession(sessionId, body),
      }),
    sendMessage: (sessionId, text, call) =>
      write(calls, call, {
        action: { doing: `send a message to session ${sessionId}`, effect: "write", sessionId },
        request: () => ({
          method: "POST",
          path: `${sessionPath(sessionId)}/events`,
          body: messageBody(text),
        }),
        parse: parseList,
      }),
    listUpdates: (sessionId, since, call) => listUpdates(calls, sessionId, since, call),
    listPendingActions: (sessionId, call) => listPendingActions(calls, sessionId, call),
    listInterrupts: (sessionId, call) => listInterrupts(calls, sessionId, call),
    listRunEvents: (sessionId, cursor, call) => listRunEvents(calls, sessionId, cursor, call),
    listSessions: (filter, cursor, call) => listSessions(calls, filter, cursor, call),
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

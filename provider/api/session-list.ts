import { noEffect, ProviderError } from "../errors";
import type { SessionFilter, SessionPage } from "../model/session";
import type { CallOptions } from "../reconcile/session-api";
import { type Calls, readDocument } from "./calls";
import type { Action } from "./failure";
import { withQuery } from "./paths";
import { parseSessionPage } from "./session-page";

/**
 * The server's own default and maximum are not known (API §7, row 33), so the size is always said. Twice as many would
 * save one request in fifty, and take twice the memory where sessions have large arrays.
 */
const pageSize = 50;

export async function listSessions(
  calls: Calls,
  filter: SessionFilter,
  cursor: string | undefined,
  call: CallOptions,
): Promise<SessionPage> {
  const action: Action = { doing: "list sessions", effect: "read", sessionId: "" };
  const page = await readDocument<SessionPage | undefined>(
    calls,
    action,
    listPath(filter, cursor),
    call,
    { parse: parseSessionPage, gone: undefined },
  );
  if (page === undefined) {
    throw new ProviderError("configuration", {
      seen: "cannot list sessions: the API answered that there is no such list.",
      effect: noEffect,
      advice: "Check managed-agents:baseUrl or ANTHROPIC_BASE_URL.",
    });
  }
  if (page.next !== undefined && page.next === cursor) {
    throw new ProviderError(
      "malformed",
      "cannot list sessions: the answer names the page that was asked for as the next one, so the list would never end. Nothing was changed by this request.",
    );
  }
  return page;
}

function listPath(filter: SessionFilter, cursor: string | undefined): string {
  const { agentId, agentVersion, statuses, includeArchived, createdAfter, createdBefore } = filter;
  return withQuery("/v1/sessions", {
    limit: [String(pageSize)],
    ...(agentId === undefined ? {} : { agent_id: [agentId] }),
    ...(agentVersion === undefined ? {} : { agent_version: [String(agentVersion)] }),
    ...(statuses === undefined ? {} : { "statuses[]": statuses }),
    ...(includeArchived === true ? { include_archived: ["true"] } : {}),
    ...(createdAfter === undefined ? {} : { "created_at[gt]": [createdAfter] }),
    ...(createdBefore === undefined ? {} : { "created_at[lt]": [createdBefore] }),
    ...(cursor === undefined ? {} : { page: [cursor] }),
  });
}

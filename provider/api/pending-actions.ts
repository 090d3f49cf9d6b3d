import * as z from "zod";
import { ProviderError } from "../errors";
import { createCursorTrail } from "../model/cursor-trail";
import type { PendingAction } from "../model/session";
import { builtInKey, customKey, mcpToolKey } from "../plan/right-keys";
import type { CallOptions } from "../reconcile/session-api";
import type { Calls } from "./calls";
import { readNewestEvents } from "./event-pages";

/** Which tool calls wait for a person (API §5.2). The session itself does not say so; only its events do. */

const sessionIdle = "session.status_idle";
const statusTypes = [
  sessionIdle,
  "session.thread_status_idle",
  "session.thread_status_running",
  "session.thread_status_terminated",
];
const answerTypes = ["user.tool_confirmation", "user.custom_tool_result", "user.tool_result"];
const toolUseTypes = ["agent.tool_use", "agent.mcp_tool_use", "agent.custom_tool_use"];

const text = z.string().nullish();
const activitySchema = z.looseObject({
  id: text,
  type: z.string(),
  session_thread_id: text,
  stop_reason: z
    .looseObject({ type: z.string(), event_ids: z.array(z.string()).nullish() })
    .nullish(),
  tool_use_id: text,
  custom_tool_use_id: text,
  name: text,
  mcp_server_name: text,
});
type Activity = z.infer<typeof activitySchema>;

/** A turn with more changes of status than fit on these pages is not looked through. */
const pagesMax = 50;
/** The tools' names are good to know; the calls that wait are known without them. */
const toolUsePagesMax = 10;

/**
 * Reads on until it knows: back to where the session last came to rest, since what is awaited then stands there, and
 * what has been awaited or answered since came later. Requests: one page where that is near; where something is
 * awaited, as many pages of tool calls as its names take, ten at most.
 *
 * @throws ProviderError `malformed` if fifty pages do not tell, or lead back to one that was read.
 */
export async function listPendingActions(
  calls: Calls,
  sessionId: string,
  call: CallOptions,
): Promise<readonly PendingAction[]> {
  const awaited = await awaitedIds(calls, sessionId, call);
  if (awaited.size === 0) {
    return [];
  }
  const toolKeys = await toolKeysOf(awaited, calls, sessionId, call);
  return [...awaited].map((eventId) => ({
    eventId,
    toolKey: toolKeys.get(eventId) ?? "a tool",
  }));
}

async function awaitedIds(
  calls: Calls,
  sessionId: string,
  call: CallOptions,
): Promise<ReadonlySet<string>> {
  const types = [...statusTypes, ...answerTypes];
  const reading = startReading();
  const trail = createCursorTrail();
  let cursor: string | undefined;
  for (let page = 1; page <= pagesMax; page++) {
    const read = await readNewestEvents(calls, sessionId, { types, cursor }, activitySchema, call);
    const isKnown = (read?.events ?? []).some((event) => reading.goBackTo(event));
    cursor = read?.next;
    if (isKnown || cursor === undefined) {
      return reading.awaited;
    }
    if (trail.leadsBack(cursor)) {
      throw untold(sessionId, "its events lead back to a page that was read before");
    }
  }
  throw untold(
    sessionId,
    `its newest ${pagesMax} pages of events do not show when it last came to rest`,
  );
}

function untold(sessionId: string, seen: string): ProviderError {
  return new ProviderError(
    "malformed",
    `cannot tell whether session ${sessionId} waits for a person's answer: ${seen}. Nothing was changed by this request.`,
    { sessionId, seen },
  );
}

/** Goes through the events from the newest to older ones; true from `goBackTo` means that no older one matters. */
function startReading() {
  const awaited = new Set<string>();
  const answered = new Set<string>();
  const judgedThreads = new Set<string>();

  function noteAwaited(event: Activity): void {
    if (event.stop_reason?.type !== "requires_action") {
      return;
    }
    for (const id of event.stop_reason.event_ids ?? []) {
      if (!answered.has(id)) {
        awaited.add(id);
      }
    }
  }

  function goBackTo(event: Activity): boolean {
    if (event.type === sessionIdle) {
      noteAwaited(event);
      return true;
    }
    if (answerTypes.includes(event.type)) {
      answered.add(event.tool_use_id ?? event.custom_tool_use_id ?? "");
      return false;
    }
    // The last status of every thread counts; any of them may wait for answers.
    const thread = event.session_thread_id ?? "";
    if (!judgedThreads.has(thread)) {
      judgedThreads.add(thread);
      noteAwaited(event);
    }
    return false;
  }

  return { awaited, goBackTo };
}

async function toolKeysOf(
  ids: ReadonlySet<string>,
  calls: Calls,
  sessionId: string,
  call: CallOptions,
): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  const trail = createCursorTrail();
  let cursor: string | undefined;
  for (let page = 1; page <= toolUsePagesMax && keys.size < ids.size; page++) {
    const query = { types: toolUseTypes, cursor };
    const read = await readNewestEvents(calls, sessionId, query, activitySchema, call);
    for (const event of read?.events ?? []) {
      const id = event.id ?? "";
      if (ids.has(id)) {
        keys.set(id, toolKeyOf(event));
      }
    }
    cursor = read?.next;
    if (cursor === undefined || trail.leadsBack(cursor)) {
      break;
    }
  }
  return keys;
}

function toolKeyOf({ type, name, mcp_server_name: server }: Activity): string {
  switch (type) {
    case "agent.mcp_tool_use":
      return mcpToolKey(server ?? "", name ?? "");
    case "agent.custom_tool_use":
      return customKey(name ?? "");
    default:
      return name === undefined || name === null ? "a tool" : builtInKey(name);
  }
}

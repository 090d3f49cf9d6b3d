import * as z from "zod";
import type { RecordedInterrupt } from "../model/session";
import type { CallOptions } from "../reconcile/session-api";
import type { Calls } from "./calls";
import { readNewestEvents } from "./event-pages";

const interruptType = "user.interrupt";
const statusTypes = [
  "session.status_idle",
  "session.status_running",
  "session.status_rescheduled",
  "session.status_terminated",
];

/** What a session does only while it goes on working. */
const workTypes = [
  "agent.message",
  "agent.tool_use",
  "agent.mcp_tool_use",
  "agent.custom_tool_use",
  "span.model_request_start",
];

const activitySchema = z.looseObject({
  type: z.string(),
  session_thread_id: z.string().nullish(),
  processed_at: z.string().max(64).nullish(),
});

/**
 * The interrupts of the whole session among its newest events, newest first; undefined if the session is gone. One page
 * is enough: who asks has sent one just now. An interrupt that took is followed at once by the session's coming to rest;
 * after one that met a session at rest nothing follows, and after one that was passed over, more work (API §5.4).
 */
export async function listInterrupts(
  calls: Calls,
  sessionId: string,
  call: CallOptions,
): Promise<readonly RecordedInterrupt[] | undefined> {
  const types = [interruptType, ...statusTypes, ...workTypes];
  const page = await readNewestEvents(calls, sessionId, { types }, activitySchema, call);
  if (page === undefined) {
    return undefined;
  }
  const interrupts: RecordedInterrupt[] = [];
  let next: string | undefined;
  for (const { type, session_thread_id: thread, processed_at: at } of page.events) {
    if (type !== interruptType) {
      next = type;
    } else if (thread === undefined || thread === null) {
      const isQueued = at === undefined || at === null || at === "";
      const endedTurn = !isQueued && next === "session.status_idle";
      interrupts.push({ endedTurn, ...(isQueued ? {} : { at }) });
    }
  }
  return interrupts;
}

import { parseMicros } from "./clock";
import { readCursor, writeCursor } from "./cursors";
import { invalidRequest } from "./errors";
import { EVENT_TYPES } from "./event-types";
import { readCreatedAt, readLimit, readOrder, readWords } from "./query";
import type { StoredSession } from "./session-table";
import type { WireEvent } from "./wire";
import { passForRuns } from "./workflow-runs";
import { findSession, type World } from "./world";

const DEFAULT_LIMIT = 1000;

interface EventPage {
  readonly data: WireEvent[];
  readonly next_page: string | null;
}

/** E8 (API §2.7): processing order, what is queued at the tail. */
export function listEvents(world: World, id: string, query: URLSearchParams): EventPage {
  const stored = findSession(world, id);
  const order = readOrder(query, "asc");
  const types = readWords(query, "types", EVENT_TYPES);
  const createdAt = readCreatedAt(query);
  const isBounded = [...query.keys()].some((key) => key.startsWith("created_at["));
  passForRuns(world, stored, "reads");
  const events = takeShownEvents(stored).filter(
    (event) =>
      (types === undefined || types.has(event.type)) &&
      (!isBounded || (event.processed_at !== null && createdAt(microsOf(event)))),
  );
  if (order === "desc") events.reverse();
  return pageOf(events, query, order);
}

/** E18 (API §2.9): the events of one thread, without those about the session as a whole. */
export function listThreadEvents(
  stored: StoredSession,
  threadId: string,
  query: URLSearchParams,
): EventPage {
  const events = takeShownEvents(stored).filter((event) => isThreadEvent(event, stored, threadId));
  return pageOf(events, query, "asc");
}

/** What happens in a thread of a workflow run carries that thread's id; all else is the primary thread's. */
export function isThreadEvent(event: WireEvent, stored: StoredSession, threadId: string): boolean {
  const isAboutSession =
    event.type.startsWith("session.") && !event.type.startsWith("session.thread_");
  const whose = event.session_thread_id ?? stored.threadId;
  return !isAboutSession && whose === threadId;
}

/** Counts as one read for events that are still hidden. */
function takeShownEvents(stored: StoredSession): WireEvent[] {
  const shown: WireEvent[] = [];
  for (const record of stored.processed) {
    if (record.hiddenReads > 0) record.hiddenReads -= 1;
    else shown.push(record.event);
  }
  return [...shown, ...stored.queued];
}

function pageOf(events: WireEvent[], query: URLSearchParams, order: "asc" | "desc"): EventPage {
  const limit = readLimit(query, DEFAULT_LIMIT);
  const page = query.get("page");
  const start = page === null || page === "" ? 0 : startAfter(events, page, order);
  const data = events.slice(start, start + limit);
  const last = data.at(-1);
  const more = start + limit < events.length && last !== undefined;
  const key = start + limit;
  return {
    data,
    next_page: more ? writeCursor({ order, direction: "next", key, id: last.id }) : null,
  };
}

function startAfter(events: readonly WireEvent[], page: string, order: "asc" | "desc"): number {
  const cursor = readCursor(page, order);
  const index = events.findIndex((event) => event.id === cursor.id);
  if (index === -1) throw invalidRequest("invalid page cursor");
  return index + 1;
}

function microsOf(event: WireEvent): number {
  return parseMicros(event.processed_at ?? "") ?? 0;
}

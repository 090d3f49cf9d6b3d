import { invalidRequest, notFound } from "./errors";
import { listThreadEvents } from "./event-list";
import { busyStatusOf, shownStatus } from "./looks";
import { readLimit, readWords } from "./query";
import type { StoredSession } from "./session-table";
import { findSession, type World } from "./world";

const STATUSES = ["running", "idle", "rescheduling", "terminated"];

/** E15 (API §2.9): every session has its primary thread and no other here. */
export function listThreads(world: World, id: string, query: URLSearchParams): object {
  const thread = threadOf(findSession(world, id));
  const statuses = readWords(query, "statuses", STATUSES);
  readLimit(query, 1000);
  const shown = statuses === undefined || statuses.has(thread.status);
  return { data: shown ? [thread] : [], next_page: null };
}

/** E16. */
export function retrieveThread(world: World, id: string, threadId: string): object {
  return threadOf(findThread(world, id, threadId));
}

/** E17. What the API says to archiving the primary thread is not known; refused unless it is idle. */
export function archiveThread(world: World, id: string, threadId: string): object {
  const stored = findThread(world, id, threadId);
  const busy = busyStatusOf(stored);
  if (busy !== undefined) {
    throw invalidRequest(`Thread ${threadId} cannot be archived while its status is "${busy}".`);
  }
  stored.threadArchivedAt ??= world.clock.stamp();
  return threadOf(stored);
}

/** E18. */
export function threadEvents(
  world: World,
  id: string,
  threadId: string,
  query: URLSearchParams,
): object {
  return listThreadEvents(findThread(world, id, threadId), query);
}

export function findThread(world: World, id: string, threadId: string): StoredSession {
  const stored = findSession(world, id);
  if (stored.threadId !== threadId) throw notFound(`Thread ${threadId} not found`);
  return stored;
}

function threadOf(stored: StoredSession) {
  const { wire } = stored;
  const archivedAt = stored.threadArchivedAt ?? wire.archived_at;
  return {
    id: stored.threadId,
    type: "session_thread",
    session_id: wire.id,
    parent_thread_id: null,
    agent: wire.agent,
    status: archivedAt === null ? shownStatus(stored) : "terminated",
    stats: wire.stats,
    usage: wire.usage,
    workflow_run_id: null,
    archived_at: archivedAt,
    created_at: wire.created_at,
    updated_at: wire.updated_at,
  };
}

import { invalidRequest, notFound, workflowRunOpen } from "./errors";
import { listThreadEvents } from "./event-list";
import { busyStatusOf, shownStatus } from "./looks";
import { readLimit, readWords } from "./query";
import type { RunThread, WorkflowRun } from "./run-shapes";
import type { StoredSession } from "./session-table";
import { findSession, type World } from "./world";

const STATUSES = ["running", "idle", "rescheduling", "terminated"];

/** One thread of a session: its primary one, or one that a workflow run works in. */
interface FoundThread {
  readonly stored: StoredSession;
  readonly id: string;
  readonly ofRun: { readonly run: WorkflowRun; readonly thread: RunThread } | undefined;
}

/** E15 (API §2.9): the primary thread first, then those of the workflow runs. */
export function listThreads(world: World, id: string, query: URLSearchParams): object {
  const stored = findSession(world, id);
  const statuses = readWords(query, "statuses", STATUSES);
  const limit = readLimit(query, 1000);
  const shown = threadsOf(stored)
    .map(threadAnswer)
    .filter((thread) => statuses === undefined || statuses.has(thread.status));
  return { data: shown.slice(0, limit), next_page: null };
}

/** E16. */
export function retrieveThread(world: World, id: string, threadId: string): object {
  return threadAnswer(findThread(world, id, threadId));
}

/**
 * E17. A thread of an open run is refused (API §9.3). What the API says to archiving the primary thread is not known;
 * refused unless it is idle.
 */
export function archiveThread(world: World, id: string, threadId: string): object {
  const found = findThread(world, id, threadId);
  const { stored, ofRun } = found;
  if (ofRun !== undefined) {
    if (ofRun.run.state !== "ended") {
      throw workflowRunOpen(
        `Thread ${threadId} cannot be archived while its workflow run ${ofRun.run.id} is open.`,
      );
    }
    ofRun.thread.archivedAt ??= world.clock.stamp();
    return threadAnswer(found);
  }
  const busy = busyStatusOf(stored);
  if (busy !== undefined) {
    throw invalidRequest(`Thread ${threadId} cannot be archived while its status is "${busy}".`);
  }
  stored.threadArchivedAt ??= world.clock.stamp();
  return threadAnswer(found);
}

/** E18. */
export function threadEvents(
  world: World,
  id: string,
  threadId: string,
  query: URLSearchParams,
): object {
  const { stored } = findThread(world, id, threadId);
  return listThreadEvents(stored, threadId, query);
}

export function findThread(world: World, id: string, threadId: string): FoundThread {
  const found = threadsOf(findSession(world, id)).find((thread) => thread.id === threadId);
  if (found === undefined) throw notFound(`Thread ${threadId} not found`);
  return found;
}

export function threadsOf(stored: StoredSession): readonly FoundThread[] {
  const ofRuns = stored.runs.flatMap((run) =>
    run.threads.map((thread) => ({ stored, id: thread.id, ofRun: { run, thread } })),
  );
  return [{ stored, id: stored.threadId, ofRun: undefined }, ...ofRuns];
}

function threadAnswer({ stored, id, ofRun }: FoundThread) {
  const { wire } = stored;
  const common = { id, type: "session_thread", session_id: wire.id };
  if (ofRun === undefined) {
    const archivedAt = stored.threadArchivedAt ?? wire.archived_at;
    return {
      ...common,
      parent_thread_id: null,
      agent: wire.agent,
      status: archivedAt === null ? primaryStatus(stored) : "terminated",
      stats: wire.stats,
      usage: wire.usage,
      workflow_run_id: null,
      archived_at: archivedAt,
      created_at: wire.created_at,
      updated_at: wire.updated_at,
    };
  }
  const { run, thread } = ofRun;
  return {
    ...common,
    parent_thread_id: stored.threadId,
    agent: inlineAgent(stored, thread),
    status: run.state === "ended" ? "terminated" : run.state === "running" ? "running" : "idle",
    stats: null,
    usage: null,
    workflow_run_id: run.id,
    archived_at: thread.archivedAt ?? wire.archived_at,
    created_at: thread.createdAt,
    updated_at: thread.createdAt,
  };
}

/** The session may run for the sake of a workflow run while its own thread has nothing to do. */
function primaryStatus(stored: StoredSession): string {
  const isIdle = stored.turn === undefined && stored.interrupt === undefined;
  const status = shownStatus(stored);
  return status === "running" && isIdle && stored.runs.some((run) => run.state === "running")
    ? "idle"
    : status;
}

/** An agent that the run's program defines itself (API §9.1). */
function inlineAgent({ wire }: StoredSession, thread: RunThread): object {
  const { description, execution_identity, mcp_servers, model, skills, system, tools } = wire.agent;
  const same = { description, execution_identity, mcp_servers, model, skills, system, tools };
  return { type: "inline", name: thread.agentName, ...same };
}

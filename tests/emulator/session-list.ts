import { type Cursor, type Order, readCursor, writeCursor } from "./cursors";
import { invalidRequest } from "./errors";
import { lookAt, shownStatus } from "./looks";
import { readCreatedAt, readLimit, readOrder, readWords } from "./query";
import { compare, type StoredSession } from "./session-table";
import { notValid } from "./shape";
import type { WireSession } from "./wire";
import type { World } from "./world";

const DEFAULT_LIMIT = 20;
const STATUSES = ["rescheduling", "running", "idle", "terminated"];

interface Page {
  readonly data: WireSession[];
  readonly next_page: string | null;
  readonly prev_page: string | null;
}

/** E2 (API §2.2). A page is a look at each session it carries. */
export function listSessions(world: World, query: URLSearchParams): Page {
  const order = readOrder(query, "desc");
  const limit = readLimit(query, DEFAULT_LIMIT);
  const statuses = readWords(query, "statuses", STATUSES);
  const createdAt = readCreatedAt(query);
  const matches = readFilter(query, statuses, createdAt);
  const page = query.get("page");
  const cursor = page === null || page === "" ? undefined : readCursor(page, order);
  if (cursor !== undefined && !createdAt(cursor.key)) {
    throw invalidRequest("page cursor is outside the requested created_at range");
  }
  const ascending = world.sessions.ordered().filter(matches);
  const all = order === "asc" ? ascending : [...ascending].reverse();
  const [start, end] = pageBounds(all, cursor, limit, order);
  const data = all
    .slice(start, end)
    .map((stored) => lookAt(world, stored))
    // A look can end a turn: the session then left the filter between the two, and the page is shorter.
    .filter((session) => statuses === undefined || statuses.has(session.status));
  return { data, ...cursorsAround(all, start, end, order) };
}

function readFilter(
  query: URLSearchParams,
  statuses: ReadonlySet<string> | undefined,
  createdAt: (micros: number) => boolean,
): (stored: StoredSession) => boolean {
  const agentId = query.get("agent_id");
  const version = readVersion(query, agentId);
  const deploymentId = query.get("deployment_id");
  const memoryStoreId = query.get("memory_store_id");
  const includeArchived = readFlag(query, "include_archived");
  return (stored) => {
    const { wire } = stored;
    return (
      (includeArchived || wire.archived_at === null) &&
      isWanted(agentId, wire.agent.id) &&
      isWanted(version, wire.agent.version) &&
      isWanted(deploymentId, wire.deployment_id) &&
      (memoryStoreId === null || mounts(wire, memoryStoreId)) &&
      (statuses === undefined || statuses.has(shownStatus(stored))) &&
      createdAt(stored.createdMicros)
    );
  };
}

/** A parameter that was not given wants everything. */
function isWanted<Value>(wanted: Value | null | undefined, actual: Value): boolean {
  return wanted === null || wanted === undefined || wanted === actual;
}

function readVersion(query: URLSearchParams, agentId: string | null): number | undefined {
  const text = query.get("agent_version");
  if (text === null) return undefined;
  if (agentId === null) throw invalidRequest("agent_version: only allowed together with agent_id");
  const version = Number(text);
  if (!Number.isInteger(version) || version < 1) throw notValid("agent_version", text);
  return version;
}

function readFlag(query: URLSearchParams, name: string): boolean {
  const text = query.get(name) ?? "false";
  if (text !== "true" && text !== "false") throw notValid(name, text, ["true", "false"]);
  return text === "true";
}

function mounts(wire: WireSession, memoryStoreId: string): boolean {
  return wire.resources.some((resource) => resource.memory_store_id === memoryStoreId);
}

/** Where the page starts and ends. A cursor names a place, not a session, so it outlives the session. */
function pageBounds(
  all: readonly StoredSession[],
  cursor: Cursor | undefined,
  limit: number,
  order: Order,
): readonly [start: number, end: number] {
  if (cursor === undefined) return [0, limit];
  const place = { createdMicros: cursor.key, wire: { id: cursor.id } };
  const sign = order === "asc" ? 1 : -1;
  const isAfter = (stored: StoredSession) => sign * compare(stored, place) > 0;
  if (cursor.direction === "next") {
    const start = all.findIndex(isAfter);
    return start === -1 ? [all.length, all.length] : [start, start + limit];
  }
  const end = all.findIndex((stored) => sign * compare(stored, place) >= 0);
  const last = end === -1 ? all.length : end;
  return [Math.max(0, last - limit), last];
}

function cursorsAround(
  all: readonly StoredSession[],
  start: number,
  end: number,
  order: Order,
): Pick<Page, "next_page" | "prev_page"> {
  const first = all[start];
  const last = all[end - 1];
  const cursor = (stored: StoredSession, direction: Cursor["direction"]) =>
    writeCursor({ order, direction, key: stored.createdMicros, id: stored.wire.id });
  return {
    next_page: end < all.length && last !== undefined ? cursor(last, "next") : null,
    prev_page: start > 0 && first !== undefined ? cursor(first, "previous") : null,
  };
}

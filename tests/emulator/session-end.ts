import { ApiRefusal, workflowRunOpen } from "./errors";
import { answerView, busyStatusOf } from "./looks";
import { openRuns } from "./run-state";
import { archiveSession, deleteSession } from "./session-machine";
import type { StoredSession } from "./session-table";
import type { WireSession } from "./wire";
import { findSession, type World } from "./world";

/** E5 (API §2.4). Busy sessions are refused and go on; final ones by `finalArchiveStatus` (API §7 rows 8, 9). */
export function handleArchive(world: World, id: string): WireSession {
  const stored = findSession(world, id);
  refuseOpenRuns(world, stored, "archived");
  const busy = busyStatusOf(stored);
  if (busy !== undefined) throw refusal(world.settings.busyStatus, archiveMessage(id, busy));
  refuseUncoded(world, stored, "archived");
  const isFinal = stored.wire.status === "terminated";
  if (isFinal && world.settings.finalArchiveStatus === 400) {
    throw refusal(400, archiveMessage(id, "terminated"));
  }
  if (stored.wire.archived_at === null) archiveSession(world, stored);
  return answerView(world, stored);
}

/** E6 (API §2.5). */
export function handleDelete(world: World, id: string): object {
  const stored = findSession(world, id);
  refuseOpenRuns(world, stored, "deleted");
  const busy = busyStatusOf(stored);
  if (busy !== undefined) {
    throw refusal(
      world.settings.busyStatus,
      `Cannot delete session while it is ${busy}. ` +
        "Send an interrupt event or wait for the session to complete.",
    );
  }
  refuseUncoded(world, stored, "deleted");
  deleteSession(world, stored);
  return { id, type: "session_deleted" };
}

/** With `endWithOpenRun: "refuse"` an open run is the reason, whatever the status (API §9.3). */
function refuseOpenRuns(world: World, stored: StoredSession, done: string): void {
  if (world.settings.endWithOpenRun !== "refuse" || openRuns(stored).length === 0) return;
  throw workflowRunOpen(openRunMessage(stored, done));
}

/** A session that is idle but for a paused run, refused without a code. */
function refuseUncoded(world: World, stored: StoredSession, done: string): void {
  const { endWithOpenRun } = world.settings;
  if (endWithOpenRun !== "refuseWithoutCode" || openRuns(stored).length === 0) return;
  throw refusal(400, openRunMessage(stored, done));
}

function openRunMessage(stored: StoredSession, done: string): string {
  return `Session ${stored.wire.id} cannot be ${done} while a workflow run is open.`;
}

function archiveMessage(id: string, status: string): string {
  return (
    `Session ${id} cannot be archived while its status is "${status}". ` +
    "Only pending or idle sessions may be archived."
  );
}

/** A 409 carries `invalid_request_error` too, as observed (API §6.3). */
function refusal(status: number, message: string): ApiRefusal {
  return new ApiRefusal(status, "invalid_request_error", message);
}

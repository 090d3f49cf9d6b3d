import type { RunEventPage, WorkflowRun } from "../model/workflow-run";

/**
 * What has been read so far of a session's record of workflow runs. The record is read a page at a time, newest first,
 * and anew from the top as long as a run on it is open; so what is known grows with the beats of a wait.
 */
export interface RunRecord {
  /** Created, and no end seen; newest first. */
  readonly open: readonly WorkflowRun[];
  readonly ended: ReadonlySet<string>;
  /** The cursor of older pages that have not been read. */
  readonly older: string | undefined;
  /** The cursors that its pages named. */
  readonly followed: ReadonlySet<string>;
  /** Its pages lead back to one that was read before, so that its end is not to be found. */
  readonly isCircular: boolean;
  /** Whether any page has been read. */
  readonly isRead: boolean;
}

export const unreadRecord: RunRecord = {
  open: [],
  ended: new Set(),
  older: undefined,
  followed: new Set(),
  isCircular: false,
  isRead: false,
};

/** `unknown`: nothing open was seen, and not all of the record. */
export type RunStanding = "open" | "none" | "unknown";

export function runStanding({ open, older, isRead, isCircular }: RunRecord): RunStanding {
  if (open.length > 0) {
    return "open";
  }
  return isRead && !isCircular && older === undefined ? "none" : "unknown";
}

/** Which page to read next: the top, unless what is older is still to be read to know. */
export function nextRunPage(record: RunRecord): string | undefined {
  return runStanding(record) === "unknown" ? record.older : undefined;
}

/** The record with the page read from `cursor` added. */
export function withRunPage(
  record: RunRecord,
  cursor: string | undefined,
  page: RunEventPage,
): RunRecord {
  const isTop = cursor === undefined;
  // A top page that nothing known stands on leaves a gap to what was read before, so the record begins with it; one that
  // leads in a circle is not followed again, gap or none: it tells nothing but what stands on its top.
  const hasGap = isTop && !record.isCircular && page.next !== undefined && !reaches(record, page);
  const before = hasGap ? unreadRecord : record;
  const ended = new Set(before.ended);
  for (const event of page.events) {
    if (event.kind === "ended") {
      ended.add(event.runId);
    }
  }
  const created = page.events.flatMap((event) => (event.kind === "created" ? [event.run] : []));
  const known = isTop ? [...created, ...before.open] : [...before.open, ...created];
  const byId = new Map(known.map((run) => [run.runId, run]));
  const open = [...byId.values()].filter(({ runId }) => !ended.has(runId));
  return { open, ended, isRead: true, ...olderThan(page, isTop, before) };
}

/** What is known of the pages behind those that were read. */
function olderThan(
  { next }: RunEventPage,
  isTop: boolean,
  { older, followed, isCircular, isRead }: RunRecord,
): Pick<RunRecord, "older" | "followed" | "isCircular"> {
  if (isTop && isRead) {
    // A top that is the whole of the record leads nowhere.
    return { older, followed, isCircular: isCircular && next !== undefined };
  }
  return next === undefined || followed.has(next)
    ? { older: undefined, followed, isCircular: next !== undefined }
    : { older: next, followed: new Set([...followed, next]), isCircular: false };
}

function reaches({ open, ended }: RunRecord, { events }: RunEventPage): boolean {
  const known = new Set([...ended, ...open.map(({ runId }) => runId)]);
  return events.some((event) =>
    known.has(event.kind === "created" ? event.run.runId : event.runId),
  );
}

import { isProviderError } from "../errors";
import type { SessionFacts } from "../model/session";
import type { WorkflowRun } from "../model/workflow-run";
import {
  nextRunPage,
  type RunRecord,
  runStanding,
  unreadRecord,
  withRunPage,
} from "../wait/run-record";
import type { Dependencies } from "./dependencies";
import { callOf, type VerbContext } from "./verb";

/** A record longer than this is not read only to tell of what has ended anyway. */
const pagesMax = 5;

/**
 * The workflow runs that are open, to tell of them; asked only of a session whose agent may start runs. What cannot be
 * read is not told. Requests: none otherwise; one page, and more only where the newest one shows none that is open.
 */
export async function openRunsOf(
  { sessionId, mayRunWorkflows }: SessionFacts,
  { api }: Dependencies,
  context: VerbContext,
): Promise<readonly WorkflowRun[]> {
  let record = unreadRecord;
  if (mayRunWorkflows !== true) {
    return record.open;
  }
  try {
    for (let page = 1; page <= pagesMax && mayTellMore(record); page++) {
      const cursor = nextRunPage(record);
      const read = await api.listRunEvents(sessionId, cursor, callOf(context));
      record = withRunPage(record, cursor, read);
    }
  } catch (error) {
    if (!isProviderError(error)) {
      throw error;
    }
  }
  return record.open;
}

function mayTellMore(record: RunRecord): boolean {
  return runStanding(record) === "unknown" && !record.isCircular;
}

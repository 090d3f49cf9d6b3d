import * as z from "zod";
import type { RunEvent, RunEventPage } from "../model/workflow-run";
import type { CallOptions } from "../reconcile/session-api";
import type { Calls } from "./calls";
import { readNewestEvents } from "./event-pages";

/**
 * Workflow runs, as far as the API tells of them: no endpoint lists them, so they are put together from the session's
 * events. A run is open from its `created` event to its `status_ended` event (API §9.1).
 */

const createdType = "workflow_run.created";
const endedType = "workflow_run.status_ended";

/** A name is a model's text without a bound; more than this of it is never shown. */
const nameLengthMax = 200;

const runEventSchema = z.looseObject({
  type: z.string(),
  workflow_run_id: z.string().max(256).nullish(),
  name: z.string().nullish().catch(undefined),
  processed_at: z.string().max(64).nullish().catch(undefined),
});

/** One page of the record of runs, newest first. A session that is gone has none. */
export async function listRunEvents(
  calls: Calls,
  sessionId: string,
  cursor: string | undefined,
  call: CallOptions,
): Promise<RunEventPage> {
  const query = { types: [createdType, endedType], cursor };
  const page = await readNewestEvents(calls, sessionId, query, runEventSchema, call);
  const events = (page?.events ?? []).flatMap(runEventOf);
  return page?.next === undefined ? { events } : { events, next: page.next };
}

function runEventOf(event: z.infer<typeof runEventSchema>): readonly RunEvent[] {
  const runId = event.workflow_run_id ?? "";
  if (runId === "") {
    return [];
  }
  switch (event.type) {
    case createdType: {
      const name = (event.name ?? "").slice(0, nameLengthMax);
      const createdAt = event.processed_at ?? undefined;
      const run = { runId, name, ...(createdAt === undefined ? {} : { createdAt }) };
      return [{ kind: "created", run }];
    }
    case endedType:
      return [{ kind: "ended", runId }];
    default:
      return [];
  }
}

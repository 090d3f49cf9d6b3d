import * as z from "zod";
import type { CallOptions } from "../reconcile/session-api";
import { type Calls, readDocument } from "./calls";
import type { Action } from "./failure";
import { type Query, sessionPath, withQuery } from "./paths";
import { malformedAt } from "./wire";

/** Lists of a session's events, page by page (API §2.7). */

const pageSize = 100;

export interface EventPage<Event> {
  readonly events: readonly Event[];
  readonly next: string | undefined;
}

export function eventsAction(sessionId: string): Action {
  return { doing: `read the events of session ${sessionId}`, effect: "read", sessionId };
}

export function eventsPath(sessionId: string, query: Query): string {
  return withQuery(`${sessionPath(sessionId)}/events`, { limit: [String(pageSize)], ...query });
}

/** One page, newest first, of the given types; undefined if the session is gone. */
export async function readNewestEvents<Event>(
  calls: Calls,
  sessionId: string,
  { types, cursor }: { readonly types: readonly string[]; readonly cursor?: string | undefined },
  schema: z.ZodType<Event>,
  call: CallOptions,
): Promise<EventPage<Event> | undefined> {
  const pageSchema = z.looseObject({ data: z.array(schema), next_page: z.string().nullish() });
  const path = eventsPath(sessionId, {
    "types[]": types,
    order: ["desc"],
    ...(cursor === undefined ? {} : { page: [cursor] }),
  });
  return readDocument<EventPage<Event> | undefined>(calls, eventsAction(sessionId), path, call, {
    parse: (body) => {
      const page = pageSchema.safeParse(body.value);
      return page.success
        ? {
            kind: "parsed",
            value: { events: page.data.data, next: page.data.next_page ?? undefined },
          }
        : malformedAt(page.error, []);
    },
    gone: undefined,
  });
}

import * as z from "zod";
import { createCursorTrail } from "../model/cursor-trail";
import { depthMax, isDeeperThan } from "../model/json";
import type { SessionUpdate } from "../model/session";
import type { CallOptions } from "../reconcile/session-api";
import { type Calls, type JsonBody, readDocument } from "./calls";
import { eventsAction, eventsPath } from "./event-pages";
import { withExactNumbers } from "./exact-json";
import {
  malformed,
  malformedAt,
  mcpServerSchema,
  observedArrays,
  type Parsed,
  toolProblem,
  wordSchema,
} from "./wire";

/** Who changed a session's arrays, and how, as its events tell (API §2.7, §5.6). */

const text = z.string().nullish();
const pageSchema = z.looseObject({
  data: z.array(z.looseObject({ type: z.string() })),
  next_page: text,
});

const updatedSchema = z.looseObject({
  id: wordSchema,
  processed_at: wordSchema,
  agent: z.looseObject({
    tools: z.array(z.unknown()).nullable(),
    mcp_servers: z.array(mcpServerSchema).nullable(),
  }),
});

const pagesMax = 10;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** Undefined where more than ten pages hold them: some of them are not all of them. */
export async function listUpdates(
  calls: Calls,
  sessionId: string,
  since: string | undefined,
  call: CallOptions,
): Promise<readonly SessionUpdate[] | undefined> {
  const action = eventsAction(sessionId);
  // Each update once, in the order in which it came first: pages of a list that grows may overlap, and an update of ours
  // that came twice would be taken for another writer's.
  const updates = new Map<string, SessionUpdate>();
  const trail = createCursorTrail();
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const path = eventsPath(sessionId, {
      "types[]": ["session.updated"],
      ...(since === undefined ? {} : { "created_at[gte]": [since] }),
      order: ["asc"],
      ...(next === undefined ? {} : { page: [next] }),
    });
    const gone: Page<SessionUpdate> = { items: [], next: undefined };
    const read = await readDocument(calls, action, path, call, { parse: parseUpdates, gone });
    for (const update of read.items) {
      updates.set(update.eventId, updates.get(update.eventId) ?? update);
    }
    next = read.next;
    if (next === undefined || trail.leadsBack(next)) {
      return [...updates.values()];
    }
  }
  return undefined;
}

function parseUpdates(body: JsonBody): Parsed<Page<SessionUpdate>> {
  if (isDeeperThan(body.value, depthMax)) {
    return malformed(`is nested more than ${depthMax} levels deep`);
  }
  const page = pageSchema.safeParse(body.value);
  if (!page.success) {
    return malformedAt(page.error, []);
  }
  const exact = withExactNumbers(body.text, body.value) as {
    readonly data: readonly { readonly agent: Parameters<typeof observedArrays>[1] }[];
  };
  const items: SessionUpdate[] = [];
  for (const [index, event] of page.data.data.entries()) {
    // An update of the title or the metadata carries no agent, and is nobody's write of the arrays.
    if (event.type !== "session.updated" || event.agent === undefined || event.agent === null) {
      continue;
    }
    const updated = updatedSchema.safeParse(event);
    if (!updated.success) {
      return malformedAt(updated.error, ["data", index]);
    }
    const { id, processed_at: at, agent } = updated.data;
    const problem = toolProblem(agent.tools ?? [], ["data", index, "agent", "tools"]);
    const exactAgent = exact.data[index]?.agent;
    if (problem !== undefined) {
      return problem;
    }
    items.push({ eventId: id, at, ...observedArrays(agent, exactAgent ?? agent) });
  }
  return { kind: "parsed", value: { items, next: page.data.next_page ?? undefined } };
}

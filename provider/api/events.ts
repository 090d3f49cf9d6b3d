import * as z from "zod";
import { depthMax, isDeeperThan } from "../model/json";
import type { PendingAction, SessionUpdate } from "../model/session";
import { builtInKey, customKey, mcpToolKey } from "../plan/right-keys";
import { type Calls, type JsonBody, readDocument } from "./calls";
import { withExactNumbers } from "./exact-json";
import type { Action } from "./failure";
import { type Query, sessionPath, withQuery } from "./paths";
import {
  malformed,
  malformedAt,
  mcpServerSchema,
  observedArrays,
  type Parsed,
  toolProblem,
  wordSchema,
} from "./wire";

/** What a session's events tell (API §2.7, §5.6): who changed its arrays, and which tool calls wait for a person. */

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

const pageSize = 100;
const pagesMax = 10;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

export async function listUpdates(
  calls: Calls,
  sessionId: string,
  since: string | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly SessionUpdate[]> {
  const action: Action = {
    doing: `read the events of session ${sessionId}`,
    effect: "read",
    sessionId,
  };
  const updates: SessionUpdate[] = [];
  let next: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const path = eventsPath(sessionId, {
      "types[]": ["session.updated"],
      ...(since === undefined ? {} : { "created_at[gte]": [since] }),
      order: ["asc"],
      ...(next === undefined ? {} : { page: [next] }),
    });
    const gone: Page<SessionUpdate> = { items: [], next: undefined };
    const read = await readDocument(calls, action, path, signal, { parse: parseUpdates, gone });
    updates.push(...read.items);
    next = read.next;
    if (next === undefined) {
      break;
    }
  }
  return updates;
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

const statusTypes = [
  "session.status_idle",
  "session.status_running",
  "session.thread_status_idle",
  "session.thread_status_running",
];
const toolUseTypes = ["agent.tool_use", "agent.mcp_tool_use", "agent.custom_tool_use"];

const activitySchema = z.looseObject({
  id: text,
  type: z.string(),
  session_thread_id: text,
  stop_reason: z
    .looseObject({ type: z.string(), event_ids: z.array(z.string()).nullish() })
    .nullish(),
  name: text,
  mcp_server_name: text,
});
const activityPageSchema = z.looseObject({ data: z.array(activitySchema) });
type Activity = z.infer<typeof activitySchema>;

/** One page of the newest events is enough: a call that waits is among the last things a session did. */
export async function listPendingActions(
  calls: Calls,
  sessionId: string,
  signal: AbortSignal | undefined,
): Promise<readonly PendingAction[]> {
  const action: Action = {
    doing: `read the events of session ${sessionId}`,
    effect: "read",
    sessionId,
  };
  const path = eventsPath(sessionId, {
    "types[]": [...statusTypes, ...toolUseTypes],
    order: ["desc"],
  });
  const newestFirst = await readDocument<readonly Activity[]>(calls, action, path, signal, {
    parse: parseActivity,
    gone: [],
  });
  const toolKeys = new Map(newestFirst.map((event) => [event.id, toolKeyOf(event)]));
  return [...awaitedIds(newestFirst)].map((eventId) => ({
    eventId,
    toolKey: toolKeys.get(eventId) ?? "a tool",
  }));
}

function parseActivity(body: JsonBody): Parsed<readonly Activity[]> {
  const page = activityPageSchema.safeParse(body.value);
  return page.success ? { kind: "parsed", value: page.data.data } : malformedAt(page.error, []);
}

/** The last status of the session and of every thread counts; any of them may wait for answers (API §5.2). */
function awaitedIds(newestFirst: readonly Activity[]): ReadonlySet<string> {
  const judged = new Set<string>();
  const awaited = new Set<string>();
  for (const event of newestFirst.filter(({ type }) => statusTypes.includes(type))) {
    const scope = event.type.startsWith("session.thread_")
      ? `thread ${event.session_thread_id ?? ""}`
      : "session";
    if (judged.has(scope)) {
      continue;
    }
    judged.add(scope);
    if (event.stop_reason?.type === "requires_action") {
      for (const id of event.stop_reason.event_ids ?? []) {
        awaited.add(id);
      }
    }
  }
  return awaited;
}

function toolKeyOf(event: Activity): string | undefined {
  switch (event.type) {
    case "agent.tool_use":
      return typeof event.name === "string" ? builtInKey(event.name) : undefined;
    case "agent.mcp_tool_use":
      return mcpToolKey(event.mcp_server_name ?? "", event.name ?? "");
    case "agent.custom_tool_use":
      return customKey(event.name ?? "");
    default:
      return undefined;
  }
}

function eventsPath(sessionId: string, query: Query): string {
  return withQuery(`${sessionPath(sessionId)}/events`, { limit: [String(pageSize)], ...query });
}

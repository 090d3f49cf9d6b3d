import { isDeepStrictEqual } from "node:util";
import { takeArrays } from "./agent-arrays";
import { ApiRefusal, invalidRequest, workflowRunOpen } from "./errors";
import { logEvent } from "./event-log";
import { answerView, busyStatusOf } from "./looks";
import { openRuns } from "./run-state";
import { changeBudget, patchMetadata, readBody, readTitle } from "./session-fields";
import { changeSession } from "./session-machine";
import type { StoredSession } from "./session-table";
import { isObject, type JsonObject, notValid, refuseUnknownFields } from "./shape";
import type { AgentArrays, WireSession } from "./wire";
import { findSession, type World } from "./world";

type Changes = {
  -readonly [Member in "title" | "metadata" | "budget"]?: WireSession[Member];
} & { arrays?: AgentArrays };

/** E4 (API §2.3): all or nothing; the event names only what changed, and there is none if nothing did. */
export function updateSession(world: World, id: string, body: unknown): WireSession {
  const stored = findSession(world, id);
  const params = readBody(body);
  refuseUnknownFields(params, "", ["agent", "title", "metadata", "budget", "vault_ids"]);
  if (params.vault_ids !== undefined) {
    throw invalidRequest("vault_ids: updating vault_ids is not yet supported");
  }
  const agent = params.agent === undefined ? undefined : readAgentUpdate(params.agent);
  refuseByStatus(world, stored, agent !== undefined && Object.keys(agent).length > 0);
  applyChanges(world, stored, readChanges(world, stored, params, agent));
  return answerView(world, stored);
}

/** Stores what differs and logs one `session.updated` for it. */
export function applyChanges(world: World, stored: StoredSession, changes: Changes): boolean {
  const { arrays, ...members } = changes;
  const before = stored.wire;
  const event: Record<string, unknown> = {};
  const after: { -readonly [Member in keyof WireSession]?: WireSession[Member] } = { ...members };
  if (arrays !== undefined) {
    const { tools, mcp_servers } = before.agent;
    if (!world.texts.same({ tools, mcp_servers }, arrays)) {
      after.agent = { ...before.agent, ...arrays };
      event.agent = after.agent;
      if (world.settings.staleEcho) stored.staleArrays ??= { tools, mcp_servers };
    }
  }
  if (members.title !== undefined && members.title !== before.title) event.title = members.title;
  if (members.budget !== undefined && !isDeepStrictEqual(members.budget, before.budget)) {
    event.budget = members.budget;
    // Spent no longer: messages are taken again. That work goes on by itself then is not imitated.
    stored.stopReason = { type: "end_turn" };
  }
  const metadata = members.metadata;
  const metadataChanged = metadata !== undefined && !isDeepStrictEqual(metadata, before.metadata);
  // A bag that was cleared is absent from the event, like one that did not change (API §5.6).
  if (metadataChanged && Object.keys(metadata).length > 0) event.metadata = metadata;
  if (Object.keys(event).length === 0 && !metadataChanged) return false;
  changeSession(world, stored, after);
  logEvent(world, stored, "session.updated", event);
  return true;
}

function readAgentUpdate(value: unknown): JsonObject {
  if (!isObject(value)) throw notValid("agent", value);
  for (const key of Object.keys(value)) {
    if (key === "tools" || key === "mcp_servers") continue;
    throw invalidRequest(
      `\`agent.${key}\`: only \`tools\` and \`mcp_servers\` are updatable. ` +
        "To change other fields, create a new session.",
    );
  }
  return value;
}

/** API §5.3, §9.3: final sessions take nothing, busy ones and those with an open run no change of the agent. */
function refuseByStatus(world: World, stored: StoredSession, touchesAgent: boolean): void {
  const { id, archived_at: archivedAt, status } = stored.wire;
  if (archivedAt !== null) throw invalidRequest(`Cannot update archived session: ${id}`);
  if (status === "terminated") throw invalidRequest(`Cannot update terminated session: ${id}`);
  if (!touchesAgent) return;
  const runs = openRuns(stored).map((run) => run.id);
  if (runs.length > 0) {
    const which = runs.join(", ");
    throw workflowRunOpen(`Cannot update agent while a workflow run is open: ${which}`);
  }
  const busy = busyStatusOf(stored);
  if (busy === undefined) return;
  throw new ApiRefusal(
    world.settings.busyStatus,
    "invalid_request_error",
    `Cannot update session while session is ${busy}`,
  );
}

function readChanges(
  world: World,
  stored: StoredSession,
  params: JsonObject,
  agent: JsonObject | undefined,
): Changes {
  const changes: Changes = {};
  // `title: null` was seen to leave the title, `metadata: null` is taken for no change (API §7 rows 18, 20).
  if (params.title !== undefined && params.title !== null) changes.title = readTitle(params.title);
  if (params.metadata !== undefined && params.metadata !== null) {
    changes.metadata = patchMetadata(stored.wire.metadata, params.metadata);
  }
  if (params.budget !== undefined) changes.budget = changeBudget(stored.wire, params.budget);
  if (agent !== undefined && Object.keys(agent).length > 0) {
    const { agent: held } = stored.wire;
    changes.arrays = takeArrays(agent, held, held.skills, "agent.", world.settings);
  }
  return changes;
}

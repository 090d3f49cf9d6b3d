import { logEvent } from "./event-log";
import { settleTimed } from "./looks";
import { resolveTools } from "./resolve";
import { rightsOf, type SessionRights } from "./rights";
import { createRunControls, type RunControls } from "./run-controls";
import type { RunOptions } from "./run-shapes";
import { readArrays, type SeededArrays } from "./seeded-arrays";
import {
  archiveSession,
  beginRescheduling,
  beginTurn,
  deleteSession,
  endTurn,
  parkForAnswers,
  terminateSession,
} from "./session-machine";
import type { StoredSession, TurnEnding } from "./session-table";
import { applyChanges } from "./session-update";
import { copyJson } from "./shape";
import { settleAfter } from "./timers";
import type { StopReason, WireEvent, WireMcpServer, WireSession, WireTool } from "./wire";
import { createRun } from "./workflow-runs";
import type { World } from "./world";

export interface TurnOptions {
  /** Ends after so many looks that say running. */
  readonly polls?: number;
  /** Ends after so many milliseconds of the emulator's `now`. */
  readonly ms?: number;
  /** Why it ends; default `end_turn`. */
  readonly stopReason?: StopReason | string;
  /** The word that clients see as the status while it lasts; default running. */
  readonly as?: string;
  /** The agent opens this workflow run in the turn, and it goes on when the turn has ended. */
  readonly opensRun?: RunOptions;
}

export interface ToolUse {
  /** Default "bash" for the agent's tools, "lookup" for the others. */
  readonly name?: string;
  readonly kind?: "agent" | "mcp" | "custom";
  readonly mcp_server_name?: string;
}

/** What tests do to sessions behind the API's back. No method here records a request. */
export interface SessionControls extends RunControls {
  /** A copy of what is stored; undefined when there is no such session. */
  session(id: string): WireSession | undefined;
  /** What the session may do by the arrays it holds, tool by tool; undefined when there is no such session. */
  rights(id: string): SessionRights | undefined;
  /** The same as JSON text, every byte as an answer would carry it. */
  text(id: string): string | undefined;
  /** From now on every answer that shows the session shows what `change` makes of it; without `change`, the session. */
  distort(id: string, change?: (session: WireSession) => unknown): void;
  /** All events in processing order, queued ones last, hidden ones too. */
  events(id: string): readonly WireEvent[];
  /** → running. Without `polls` and `ms` only `finishTurn`, an interrupt or an end of the session ends it. */
  startTurn(id: string, options?: TurnOptions): void;
  /** running or rescheduling → idle. */
  finishTurn(id: string, stopReason?: StopReason | string): void;
  /** → rescheduling; back to running after so many looks, else only by another control or an interrupt. */
  reschedule(id: string, options?: { readonly polls?: number }): void;
  /** → idle with `requires_action`; returns the id of the event that waits for an answer. */
  requireAction(id: string, toolUse?: ToolUse): string;
  /** → terminated by a fatal error, `archived_at` null. */
  terminate(id: string): void;
  /** As if somebody else had archived it, or the service itself; in any status. */
  archive(id: string): void;
  /** As if somebody else had deleted it; in any status. */
  remove(id: string): void;
  /** As if somebody else had updated it: stored and logged, in any status. `hiddenReads` as with the fault `hideEvents`. */
  edit(id: string, arrays: SeededArrays, options?: { readonly hiddenReads?: number }): void;
}

export function createControls(world: World): SessionControls {
  const find = (id: string): StoredSession => {
    settleTimed(world);
    const stored = world.sessions.get(id);
    if (stored === undefined) throw new Error(`The emulator has no session ${id}`);
    return stored;
  };
  return {
    ...createRunControls(world, find),
    session: (id) => {
      settleTimed(world);
      return copyJson(world.sessions.get(id)?.wire);
    },
    rights: (id) => {
      const agent = world.sessions.get(id)?.wire.agent;
      return agent && rightsOf(copyJson(agent));
    },
    text: (id) => {
      settleTimed(world);
      const wire = world.sessions.get(id)?.wire;
      return wire === undefined ? undefined : world.texts.write(wire);
    },
    distort: (id, change) => {
      find(id).distortion = change;
    },
    events: (id) => {
      const { processed, queued } = find(id);
      return copyJson([...processed.map((record) => record.event), ...queued]);
    },
    startTurn: (id, options = {}) => {
      const stored = live(find(id));
      beginTurn(world, stored, endingOf(world, options), reasonOf(options.stopReason));
      if (stored.turn !== undefined && options.as !== undefined) stored.turn.shownAs = options.as;
      if (options.opensRun !== undefined) createRun(world, stored, options.opensRun);
    },
    finishTurn: (id, stopReason) => {
      const stored = find(id);
      if (stored.turn === undefined) throw new Error(`Session ${id} has no turn to finish`);
      endTurn(world, stored, reasonOf(stopReason));
    },
    reschedule: (id, options = {}) =>
      beginRescheduling(world, live(find(id)), endingOf(world, options)),
    requireAction: (id, toolUse = {}) => requireAction(world, live(find(id)), toolUse),
    terminate: (id) => terminateSession(world, live(find(id))),
    archive: (id) => archiveSession(world, find(id)),
    remove: (id) => deleteSession(world, find(id)),
    edit: (id, arrays, options = {}) => edit(world, find(id), arrays, options.hiddenReads ?? 0),
  };
}

function live(stored: StoredSession): StoredSession {
  if (stored.wire.status !== "terminated") return stored;
  throw new Error(`Session ${stored.wire.id} is terminated and stays so`);
}

function endingOf(world: World, { polls, ms }: TurnOptions): TurnEnding {
  if (polls !== undefined) return { kind: "looks", left: polls };
  if (ms === undefined) return { kind: "manual" };
  settleAfter(world, ms);
  return { kind: "time", dueAtMs: world.clock.now() + ms };
}

function reasonOf(reason: StopReason | string | undefined): StopReason | undefined {
  return typeof reason === "string" ? { type: reason } : reason;
}

function requireAction(world: World, stored: StoredSession, toolUse: ToolUse): string {
  const waiting = stored.waiting;
  if (stored.turn === undefined) beginTurn(world, stored, { kind: "manual" });
  const kind = toolUse.kind ?? "agent";
  const name = toolUse.name ?? (kind === "agent" ? "bash" : "lookup");
  const use = { name, input: {}, session_thread_id: null };
  const event =
    kind === "custom"
      ? logEvent(world, stored, "agent.custom_tool_use", use)
      : kind === "mcp"
        ? logEvent(world, stored, "agent.mcp_tool_use", {
            ...use,
            mcp_server_name: toolUse.mcp_server_name ?? "server",
            evaluated_permission: "ask",
          })
        : logEvent(world, stored, "agent.tool_use", { ...use, evaluated_permission: "ask" });
  parkForAnswers(world, stored, [...waiting, { eventId: event.id, kind }]);
  return event.id;
}

function edit(
  world: World,
  stored: StoredSession,
  arrays: SeededArrays,
  hiddenReads: number,
): void {
  const { agent } = stored.wire;
  const { tools, mcp_servers } = readArrays(world, arrays);
  const changed = applyChanges(world, stored, {
    arrays: {
      tools: tools === undefined ? agent.tools : resolveTools(tools as WireTool[]),
      mcp_servers: (mcp_servers ?? agent.mcp_servers) as WireMcpServer[],
    },
  });
  const record = stored.processed.at(-1);
  if (changed && record !== undefined) record.hiddenReads = hiddenReads;
}

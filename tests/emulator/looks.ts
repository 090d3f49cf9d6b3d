import { openRuns } from "./run-state";
import { applyInterrupt, beginTurn, defaultEnding, endTurn } from "./session-machine";
import type { StoredSession } from "./session-table";
import { copyJson } from "./shape";
import type { AgentArrays, SessionStatus, WireSession, WireTool } from "./wire";
import { passForRuns, settleTimedRuns } from "./workflow-runs";
import type { World } from "./world";

/**
 * A look is one GET of a session, or one list page that carries it. Looks are what makes time pass
 * for turns that end "after n looks": n looks still say running, the next one finds the turn ended.
 */
export function lookAt(world: World, stored: StoredSession): WireSession {
  passLook(world, stored);
  stored.staleArrays = undefined;
  if (stored.past !== undefined) {
    const { wire } = stored.past;
    stored.past.looksLeft -= 1;
    if (stored.past.looksLeft <= 0) stored.past = undefined;
    return present(world, stored, wire);
  }
  return present(world, stored, { ...stored.wire, status: takeShownStatus(stored) });
}

/** What the answer to a write shows: the session as it is, unless update echoes are stale (API §7 row 22). */
export function answerView(world: World, stored: StoredSession): WireSession {
  const arrays = stored.staleArrays;
  const wire = arrays === undefined ? stored.wire : withArrays(stored.wire, arrays);
  return present(world, stored, wire);
}

/** The status the next look would show if nothing moved on. */
export function shownStatus(stored: StoredSession): SessionStatus {
  const status = stored.past?.wire.status ?? stored.statusLag?.status ?? stored.wire.status;
  return inWordsOfTurn(stored, status);
}

/** A word that nobody knows today, where the test wants one. */
function inWordsOfTurn(stored: StoredSession, status: SessionStatus): SessionStatus {
  const word = status === "running" ? stored.turn?.shownAs : undefined;
  return word === undefined ? status : (word as SessionStatus);
}

/** The status that makes update, archive and delete refuse: what is so, or what looks still say (API §5.5). */
export function busyStatusOf(stored: StoredSession): "running" | "rescheduling" | undefined {
  for (const status of [stored.wire.status, stored.statusLag?.status]) {
    if (status === "running" || status === "rescheduling") return status;
  }
  return undefined;
}

export function withArrays(wire: WireSession, arrays: AgentArrays): WireSession {
  return { ...wire, agent: { ...wire.agent, ...arrays } };
}

/** Ends the turns and the workflow runs whose time has come by `now`. */
export function settleTimed(world: World): void {
  for (const id of [...world.timed]) {
    const stored = world.sessions.get(id);
    if (stored !== undefined) settleTimedSession(world, stored);
    const isTimed = stored?.turn?.ending.kind === "time";
    if (stored === undefined || (!isTimed && openRuns(stored).length === 0)) world.timed.delete(id);
  }
}

function settleTimedSession(world: World, stored: StoredSession): void {
  settleTimedRuns(world, stored);
  const ending = stored.turn?.ending;
  if (ending?.kind === "time" && world.clock.now() >= ending.dueAtMs) endByItself(world, stored);
}

/** Both arrays and every `configs` reversed: the same content in another order. */
export function reverseArrays(wire: WireSession): WireSession {
  return withArrays(wire, {
    tools: wire.agent.tools.map(reverseConfigs).reverse(),
    mcp_servers: [...wire.agent.mcp_servers].reverse(),
  });
}

function reverseConfigs(tool: WireTool): WireTool {
  return Array.isArray(tool.configs) ? { ...tool, configs: [...tool.configs].reverse() } : tool;
}

function passLook(world: World, stored: StoredSession): void {
  passForRuns(world, stored, "looks");
  const { interrupt, turn } = stored;
  const looksEnd = turn?.ending.kind === "looks" ? turn.ending : undefined;
  if (interrupt !== undefined && interrupt.looksLeft <= 0) applyInterrupt(world, stored);
  else if (looksEnd !== undefined && looksEnd.left <= 0) endByItself(world, stored);
  else {
    if (interrupt !== undefined) interrupt.looksLeft -= 1;
    if (looksEnd !== undefined) looksEnd.left -= 1;
  }
}

/** A turn goes idle; a retry that was pending goes back to work. */
function endByItself(world: World, stored: StoredSession): void {
  const isRetry = stored.wire.status === "rescheduling" && stored.interrupt === undefined;
  if (isRetry) beginTurn(world, stored, defaultEnding(world));
  else endTurn(world, stored);
}

function takeShownStatus(stored: StoredSession): SessionStatus {
  const lag = stored.statusLag;
  if (lag === undefined) return stored.wire.status;
  lag.looksLeft -= 1;
  if (lag.looksLeft <= 0) stored.statusLag = undefined;
  return lag.status;
}

function present(world: World, stored: StoredSession, wire: WireSession): WireSession {
  const moving = withMovingFigures(world, stored, wire);
  const shown = { ...moving, status: inWordsOfTurn(stored, moving.status) };
  const ordered = world.settings.shuffleArrays ? reverseArrays(shown) : shown;
  return (stored.distortion?.(copyJson(ordered)) ?? ordered) as WireSession;
}

/** `active_seconds` and `duration_seconds` move by themselves while a session works (API §3). */
function withMovingFigures(world: World, stored: StoredSession, wire: WireSession): WireSession {
  if (wire.status !== "running" || stored.turn === undefined) return wire;
  const nowMs = world.clock.now();
  const activeSeconds = wire.usage.active_seconds + (nowMs - stored.turn.startedAtMs) / 1000;
  return {
    ...wire,
    usage: { ...wire.usage, active_seconds: activeSeconds },
    stats: {
      active_seconds: activeSeconds,
      duration_seconds: nowMs / 1000 - stored.createdMicros / 1_000_000,
    },
  };
}

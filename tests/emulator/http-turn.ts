import type { RunResult } from "./run-shapes";
import { openRuns } from "./run-state";
import { beginTurn, defaultEnding } from "./session-machine";
import type { StoredSession } from "./session-table";
import { isObject } from "./shape";
import { createRun, endRun, resumeRun } from "./workflow-runs";
import type { World } from "./world";

const STOPPED: RunResult = { type: "stopped" };

/** The turn of work that is started over HTTP. It opens a run where the agent can and the settings say so. */
export function beginHttpTurn(world: World, stored: StoredSession): void {
  const { turnOpensRun } = world.settings;
  beginTurn(world, stored, defaultEnding(world));
  if (turnOpensRun !== undefined && canStartRuns(stored)) createRun(world, stored, turnOpensRun);
}

/**
 * The imagined model does with its runs what a message tells it: "stop your runs" ends them, "continue your runs"
 * sets the paused ones going (API §9.3).
 */
export function obeyMessage(world: World, stored: StoredSession, content: unknown): void {
  const text = Array.isArray(content) ? content.map(textOf).join("\n") : "";
  if (/\bstop\b.*\bruns?\b/i.test(text)) {
    for (const run of openRuns(stored)) endRun(world, stored, run, STOPPED);
  } else if (/\bcontinue\b.*\bruns?\b/i.test(text)) {
    for (const run of openRuns(stored)) resumeRun(world, stored, run);
  }
}

/** Enabled unless the agent says otherwise (API §9.1). */
function canStartRuns(stored: StoredSession): boolean {
  const { multiagent } = stored.wire.agent;
  if (!isObject(multiagent) || multiagent.type !== "multiagent_20261001") return false;
  return !(isObject(multiagent.workflows) && multiagent.workflows.type === "disabled");
}

function textOf(block: unknown): string {
  return isObject(block) && typeof block.text === "string" ? block.text : "";
}

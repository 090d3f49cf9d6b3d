import type { EmulatorOptions, SessionSeed } from "../emulator";

/**
 * What the official clients find when they call every method of sessions, events, resources and threads in one course
 * of events. Each client has a program of its own; what it finds is the same.
 */

/** Turns and interrupts end at the next look, and each turn opens a workflow run. */
export const options: EmulatorOptions = {
  interruptPolls: 0,
  turnPolls: 0,
  turnOpensRun: { name: "Review the contracts", state: "paused", phases: ["Read"] },
};

export const agentId = "agent_everything";
export const agent = {
  id: agentId,
  tools: [{ type: "agent_toolset_20260401" }],
  multiagent: { type: "multiagent_20261001" },
};

/** A session that waits for a person's answer to a call of bash. */
export const waiting: SessionSeed = { id: "sesn_waiting", stop_reason: "requires_action" };

const runOpen = { status: 400, code: "workflow_run_open" };

export const findings = {
  created: ["idle", "multiagent_20261001", "enabled"],
  retrieved: true,
  listed: ["sesn_waiting", "created"],
  updated: ["New title", ["agent_toolset_20260401", "mcp_toolset"], ["linear"]],
  resources: {
    added: "file",
    listed: ["github_repository", "file"],
    retrieved: "file",
    rotated: "github_repository",
    deleted: "session_resource_deleted",
  },
  streamed: [
    "user.message",
    "session.status_running",
    "session.thread_status_running",
    "user.message",
    "span.model_request_start",
    "workflow_run.created",
    "workflow_run.status_idle",
    "workflow_run.phase_started",
    "session.thread_created",
    "agent.message",
    "span.model_request_end",
    "session.thread_status_idle",
    "session.usage",
    "session.status_idle",
  ],
  runs: [["Review the contracts", ["Read"]]],
  refusedUpdate: runOpen,
  refusedArchive: runOpen,
  refusedDelete: runOpen,
  threads: [
    ["idle", false],
    ["idle", true],
  ],
  thread: ["idle", true],
  refusedThreadArchive: runOpen,
  threadEvents: ["session.thread_created"],
  threadStreamed: ["session.thread_status_terminated"],
  ended: ["stopped"],
  threadArchived: true,
  confirmed: ["user.tool_confirmation"],
  interrupted: ["user.interrupt"],
  archived: ["terminated", true],
  refusedSend: 400,
  deleted: "session_deleted",
  gone: 404,
} as const;

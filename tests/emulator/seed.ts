import { logEvent } from "./event-log";
import { type AgentSeed, addSession, agentSnapshot } from "./new-session";
import { refuseProgramSpelling, refuseUnknownMembers } from "./seed-form";
import { readArrays } from "./seeded-arrays";
import { beginRescheduling, beginTurn, parkForAnswers } from "./session-machine";
import type { StoredSession } from "./session-table";
import { copyJson, defined, isObject } from "./shape";
import type {
  SessionStatus,
  StopReason,
  WireAgent,
  WireBudget,
  WireResource,
  WireSession,
} from "./wire";
import type { World } from "./world";

/** A session as a test wants it. The arrays are resolved like the server does, but the rules between entries are not enforced. */
export interface SessionSeed {
  readonly id?: string;
  /** Default idle. running and rescheduling last until a control or an interrupt ends them. */
  readonly status?: SessionStatus;
  /** Default: those of the seeded agent `agent_id`, else none. */
  readonly tools?: readonly unknown[] | string;
  readonly mcp_servers?: readonly unknown[] | string;
  readonly skills?: readonly unknown[];
  readonly title?: string | null;
  readonly metadata?: Readonly<Record<string, string>>;
  /** `{ type: "multiagent_20261001" }` makes workflow runs possible; default that of the agent, else null. */
  readonly multiagent?: unknown;
  readonly agent_id?: string;
  readonly agent_version?: number;
  readonly agent_name?: string;
  readonly environment_id?: string;
  readonly vault_ids?: readonly string[];
  readonly resources?: readonly WireResource[];
  /** Cents as text, or the whole budget. */
  readonly budget?: string | WireBudget | null;
  readonly deployment_id?: string | null;
  readonly created_at?: string;
  /** Makes the session archived, whatever `status` says. */
  readonly archived_at?: string | null;
  /** With status idle: how the last turn ended. `requires_action` waits for one call of bash. */
  readonly stop_reason?: StopReason | string;
}

const sessionMembers: Readonly<Record<keyof SessionSeed, true>> = {
  id: true,
  status: true,
  tools: true,
  mcp_servers: true,
  skills: true,
  title: true,
  metadata: true,
  multiagent: true,
  agent_id: true,
  agent_version: true,
  agent_name: true,
  environment_id: true,
  vault_ids: true,
  resources: true,
  budget: true,
  deployment_id: true,
  created_at: true,
  archived_at: true,
  stop_reason: true,
};

const agentMembers: Readonly<Record<keyof AgentSeed, true>> = {
  id: true,
  version: true,
  name: true,
  description: true,
  system: true,
  model: true,
  tools: true,
  mcp_servers: true,
  skills: true,
  multiagent: true,
};

export function seedAgent(world: World, seed: AgentSeed): void {
  refuseUnknownMembers(seed, agentMembers);
  refuseProgramSpelling(seed.tools, "tools");
  refuseProgramSpelling(seed.mcp_servers, "mcp_servers");
  checkEntries(seed.tools, "tools");
  checkEntries(seed.mcp_servers, "mcp_servers");
  const agent = agentSnapshot(copyJson(seed));
  const versions = world.agents.get(agent.id) ?? new Map<number, WireAgent>();
  world.agents.set(agent.id, versions.set(agent.version, agent));
}

export function seedSession(world: World, given: SessionSeed): WireSession {
  const seed = copyJson(given);
  refuseUnknownMembers(seed, sessionMembers);
  if (seed.id !== undefined && world.sessions.get(seed.id) !== undefined) {
    throw new Error(`The emulator has a session ${seed.id} already`);
  }
  const arrays = readArrays(world, seed);
  checkEntries(arrays.tools, "tools");
  checkEntries(arrays.mcp_servers, "mcp_servers");
  const stored = addSession(world, agentOf(world, seed, arrays), membersOf(seed));
  enterStatus(world, stored, seed);
  return copyJson(stored.wire);
}

function agentOf(
  world: World,
  seed: SessionSeed,
  { tools, mcp_servers }: ReturnType<typeof readArrays>,
): WireAgent {
  const versions = world.agents.get(seed.agent_id ?? "");
  const base = versions?.get(seed.agent_version ?? Math.max(...versions.keys()));
  return agentSnapshot({
    ...base,
    ...defined({
      id: seed.agent_id,
      version: seed.agent_version,
      name: seed.agent_name,
      tools,
      mcp_servers,
      skills: seed.skills,
      multiagent: seed.multiagent,
    }),
  });
}

function membersOf(seed: SessionSeed): Partial<WireSession> {
  const { id, title, metadata, environment_id, vault_ids, resources, deployment_id, created_at } =
    seed;
  const budget: WireBudget | null | undefined =
    typeof seed.budget === "string"
      ? { type: "limit", max_list_cost: { amount: seed.budget, currency: "USD" } }
      : seed.budget;
  return defined({
    id,
    title,
    metadata,
    environment_id,
    vault_ids,
    resources,
    deployment_id,
    created_at,
    budget,
  });
}

function enterStatus(world: World, stored: StoredSession, seed: SessionSeed): void {
  if (seed.archived_at !== undefined && seed.archived_at !== null) {
    stored.wire = { ...stored.wire, status: "terminated", archived_at: seed.archived_at };
  } else if (seed.status === "terminated") {
    stored.wire = { ...stored.wire, status: "terminated" };
  } else if (seed.status === "running") {
    beginTurn(world, stored, { kind: "manual" });
    stored.statusLag = undefined;
  } else if (seed.status === "rescheduling") {
    beginRescheduling(world, stored, { kind: "manual" });
    stored.statusLag = undefined;
  } else if (seed.stop_reason !== undefined) {
    endedWith(world, stored, seed.stop_reason);
  }
}

/** Logs how the last turn ended, as the session object does not say it (API §5.2). */
function endedWith(world: World, stored: StoredSession, reason: StopReason | string): void {
  const stopReason = typeof reason === "string" ? { type: reason } : reason;
  if (stopReason.type === "requires_action") {
    const use = { name: "bash", input: {}, evaluated_permission: "ask", session_thread_id: null };
    const event = logEvent(world, stored, "agent.tool_use", use);
    parkForAnswers(world, stored, [{ eventId: event.id, kind: "agent" }]);
  } else {
    stored.stopReason = stopReason;
    logEvent(world, stored, "session.status_idle", { stop_reason: stopReason, stop_details: null });
  }
}

/** Lenient: any kind of entry, known or not, as long as it is an object with a type. */
function checkEntries(entries: readonly unknown[] | undefined, name: string): void {
  for (const [index, entry] of (entries ?? []).entries()) {
    if (isObject(entry) && typeof entry.type === "string") continue;
    throw new Error(`${name}[${index}] of the seed must be an object with a type`);
  }
}

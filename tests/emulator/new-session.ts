import { parseMicros } from "./clock";
import { resolveMultiagent } from "./multiagent";
import { resolveTools } from "./resolve";
import { type StoredSession, storedSession } from "./session-table";
import type { WireAgent, WireMcpServer, WireSession, WireTool, WireUsage } from "./wire";
import type { World } from "./world";

const NO_USAGE: WireUsage = {
  input_tokens: 0,
  output_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  active_seconds: 0,
  list_cost: { amount: "0", currency: "USD" },
  server_tool_use: { web_search_requests: 0, web_fetch_requests: 0 },
};

/** An agent as a test gives it; what is left out gets a plain value. */
export interface AgentSeed {
  readonly id?: string;
  readonly version?: number;
  readonly name?: string;
  readonly description?: string | null;
  readonly system?: string | null;
  readonly model?: string | Readonly<Record<string, unknown>>;
  readonly tools?: readonly unknown[];
  readonly mcp_servers?: readonly unknown[];
  readonly skills?: readonly unknown[];
  readonly multiagent?: unknown;
}

/** The snapshot of an agent as it stands in a session (API §3.1), arrays resolved. */
export function agentSnapshot(seed: AgentSeed): WireAgent {
  const model = typeof seed.model === "string" ? { id: seed.model } : seed.model;
  return {
    id: seed.id ?? "agent_01EMU0000000000000000000",
    type: "agent",
    name: seed.name ?? "Emulated agent",
    version: seed.version ?? 1,
    description: seed.description ?? null,
    system: seed.system ?? null,
    model: { speed: "standard", ...(model ?? { id: "claude-sonnet-4-5" }) },
    tools: resolveTools((seed.tools ?? []) as WireTool[]),
    mcp_servers: (seed.mcp_servers ?? []) as WireMcpServer[],
    skills: seed.skills ?? [],
    multiagent: resolveMultiagent(seed.multiagent),
    execution_identity: { type: "service_account" },
  };
}

/** A fresh idle session around a snapshot (API §3 "fresh value"), stored; `members` replace fresh values. */
export function addSession(
  world: World,
  agent: WireAgent,
  members: Partial<WireSession>,
): StoredSession {
  const createdAt = members.created_at ?? world.clock.stamp();
  if (parseMicros(createdAt) === undefined) {
    throw new Error(`created_at must be RFC 3339, got "${createdAt}"`);
  }
  const wire: WireSession = {
    id: world.ids.next("sesn"),
    type: "session",
    agent,
    status: "idle",
    title: null,
    metadata: {},
    environment_id: "env_01EMU0000000000000000000",
    vault_ids: [],
    resources: [],
    budget: null,
    outcome_evaluations: [],
    stats: { active_seconds: 0, duration_seconds: 0 },
    usage: NO_USAGE,
    deployment_id: null,
    updated_at: createdAt,
    archived_at: null,
    ...members,
    created_at: createdAt,
  };
  const stored = storedSession(wire, world.ids.next("sthr"));
  world.sessions.put(stored);
  return stored;
}

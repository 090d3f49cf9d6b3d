/** The shapes that travel over the wire, as API §3 and §5.6 describe them. */

export type SessionStatus = "idle" | "running" | "rescheduling" | "terminated";

/** One entry of `agent.tools`. Open, because a newer API knows kinds and fields that this one does not. */
export interface WireTool {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One entry of `agent.mcp_servers`. */
export interface WireMcpServer {
  readonly type: string;
  readonly name: string;
  readonly url: string;
  readonly [field: string]: unknown;
}

/** The snapshot of the agent inside a session (API §3.1). */
export interface WireAgent {
  readonly id: string;
  readonly type: "agent";
  readonly name: string;
  readonly version: number;
  readonly description: string | null;
  readonly system: string | null;
  readonly model: Readonly<Record<string, unknown>>;
  readonly tools: readonly WireTool[];
  readonly mcp_servers: readonly WireMcpServer[];
  readonly skills: readonly unknown[];
  readonly multiagent: unknown;
  readonly execution_identity: Readonly<Record<string, unknown>>;
}

/** `max_list_cost.amount` is a whole number of cents as text (API §2.1). */
export interface WireBudget {
  readonly type: "limit";
  readonly max_list_cost: { readonly amount: string; readonly currency: "USD" };
}

export interface WireUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number;
    readonly ephemeral_1h_input_tokens: number;
  };
  readonly active_seconds: number;
  readonly list_cost: { readonly amount: string; readonly currency: "USD" };
  readonly server_tool_use: {
    readonly web_search_requests: number;
    readonly web_fetch_requests: number;
  };
}

/** A session as E1 to E5 answer it (API §3). */
export interface WireSession {
  readonly id: string;
  readonly type: "session";
  readonly agent: WireAgent;
  readonly status: SessionStatus;
  readonly title: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly environment_id: string;
  readonly vault_ids: readonly string[];
  readonly resources: readonly WireResource[];
  readonly budget: WireBudget | null;
  readonly outcome_evaluations: readonly unknown[];
  readonly stats: { readonly active_seconds: number; readonly duration_seconds: number };
  readonly usage: WireUsage;
  readonly deployment_id: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly archived_at: string | null;
}

/** A mounted resource (API §2.8); memory stores carry no `id`. */
export interface WireResource {
  readonly type: string;
  readonly id?: string;
  readonly [field: string]: unknown;
}

/** An event of a session; `processed_at` is null while the event is queued (API §2.6). */
export interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly processed_at: string | null;
  readonly [field: string]: unknown;
}

/** Why a turn ended (API §5.2). Open, because the list grows. */
export interface StopReason {
  readonly type: string;
  readonly event_ids?: readonly string[];
}

/** The two arrays of a session that can be changed after its creation. */
export interface AgentArrays {
  readonly tools: readonly WireTool[];
  readonly mcp_servers: readonly WireMcpServer[];
}

import { type Emulator, startEmulator } from "../emulator";

/** The sessions of the demo; the last one is of another team and in no stack. */
export const SUPPORT = "sesn_support";
export const RESEARCH = "sesn_research";
export const SALES = "sesn_sales";

const AGENT = "agent_demo";

/** One session as the emulator has it, in words. */
export interface SessionRow {
  readonly id: string;
  readonly status: string;
  readonly rights: string;
}

/** An emulator with sessions in various states, all made from one agent that asks nobody for anything. */
export async function startSessions(): Promise<Emulator> {
  const emulator = await startEmulator();
  emulator.seedAgent({ id: AGENT, name: "Demo", tools: [{ type: "agent_toolset_20260401" }] });
  for (const id of [SUPPORT, RESEARCH, SALES]) {
    emulator.seed({ id, agent_id: AGENT, agent_version: 1 });
  }
  emulator.startTurn(RESEARCH, { polls: 2 });
  emulator.requireAction(SALES, { name: "bash" });
  return emulator;
}

/** What somebody does in a hurry: bash without asking, with a script around GET, edit, POST. */
export function loosenBash(emulator: Emulator, id: string): void {
  const agent = emulator.session(id)?.agent;
  const tools = (agent?.tools ?? []).map((tool) =>
    tool.type === "agent_toolset_20260401"
      ? {
          type: tool.type,
          configs: [{ name: "bash", permission_policy: { type: "always_allow" } }],
        }
      : tool,
  );
  emulator.edit(id, { tools, mcp_servers: agent?.mcp_servers ?? [] });
}

export function sessionRows(emulator: Emulator): readonly SessionRow[] {
  return [SUPPORT, RESEARCH, SALES].map((id) => {
    const session = emulator.session(id);
    const isWaiting = id === SALES && session?.status === "idle";
    return {
      id,
      status: isWaiting ? "idle, waits for a person" : (session?.status ?? "gone"),
      rights: rightsOf(session?.agent.tools ?? [], session?.agent.mcp_servers ?? []),
    };
  });
}

/** The arrays of all sessions, to tell whether they are as they were. */
export function arraysOf(emulator: Emulator): string {
  return JSON.stringify(
    [SUPPORT, RESEARCH, SALES].map((id) => {
      const agent = emulator.session(id)?.agent;
      return [agent?.tools, agent?.mcp_servers];
    }),
  );
}

function rightsOf(tools: readonly unknown[], servers: readonly unknown[]): string {
  const toolset = tools[0] as
    | { readonly configs?: readonly { name: string; permission_policy?: { type: string } }[] }
    | undefined;
  const bash = toolset?.configs?.find(({ name }) => name === "bash")?.permission_policy?.type;
  const names = servers.map((server) => (server as { readonly name: string }).name);
  return `bash: ${bash ?? "always_allow"}; MCP servers: ${names.join(", ") || "none"}`;
}

import {
  type Answer,
  asSaid,
  type Case,
  contains,
  differs,
  isError,
  isGood,
  isRefused,
  memberOf,
  type Outcome,
  type Service,
  shown,
} from "./case";

/* What can be seen on a session that nobody else uses; it is idle, and no model is asked for anything. In this order. */

const toolset = { type: "agent_toolset_20260401" };
const allow = { enabled: true, permission_policy: { type: "always_allow" } };
const ask = { enabled: true, permission_policy: { type: "always_ask" } };
const server = { type: "url", name: "example", url: "https://mcp.example.com/mcp" };
const serverToolset = { type: "mcp_toolset", mcp_server_name: "example" };
const configured = (...configs: readonly object[]) => ({ tools: [{ ...toolset, configs }] });

const pathOf = ({ sessionId }: Service) => `/v1/sessions/${sessionId}`;
const update = (service: Service, body: unknown) => service.send("POST", pathOf(service), body);
const updateAgent = (service: Service, agent: unknown) => update(service, { agent });

/** An update that the API refuses, and after which the session is as it was. */
function refused(name: string, section: string, says: string, body: unknown): Case {
  const look = async (service: Service): Promise<Outcome> => {
    const before = await service.send("GET", pathOf(service));
    const outcome = isRefused(await update(service, body));
    if (outcome.kind !== "asSaid") return outcome;
    const after = await service.send("GET", pathOf(service));
    const agentOf = (answer: typeof before) => JSON.stringify(memberOf(answer.body, "agent"));
    return agentOf(after) === agentOf(before) ? asSaid : differs(after);
  };
  return { name, section, says: `${says}: refused, and nothing is changed`, look };
}

/** An update after which the session's agent holds this. */
function taken(name: string, section: string, says: string, agent: unknown, holds: object): Case {
  const judge = (answer: Answer): Outcome => {
    const [tools, servers] = ["tools", "mcp_servers"].map((key) =>
      memberOf(answer.body, "agent", key),
    );
    if (answer.status !== 200) return differs(answer);
    return contains({ tools, mcp_servers: servers }, holds)
      ? asSaid
      : { kind: "differs", saw: `tools ${shown(tools)}, mcp_servers ${shown(servers)}` };
  };
  const look = async (service: Service) => {
    const outcome = judge(await updateAgent(service, agent));
    return outcome.kind === "asSaid" ? judge(await service.send("GET", pathOf(service))) : outcome;
  };
  return { name, section, says, look };
}

export const ownSession: readonly Case[] = [
  {
    name: "C7",
    section: "§2.1",
    says: "a session without initial events is idle and not archived",
    look: async (service) =>
      isGood(await service.send("GET", pathOf(service)), (body) =>
        contains(body, { type: "session", status: "idle", archived_at: null }),
      ),
  },
  taken(
    "C11",
    "§4.3",
    "a bare toolset comes back with its defaults",
    { tools: [toolset], mcp_servers: [] },
    { tools: [{ ...toolset, default_config: allow, configs: [] }], mcp_servers: [] },
  ),
  {
    name: "C12",
    section: "§2.3",
    says: "the same again is no change: updated_at stays",
    look: async (service) => {
      const before = await service.send("GET", pathOf(service));
      const again = await updateAgent(service, { tools: [toolset] });
      const updatedAt = memberOf(before.body, "updated_at");
      return isGood(again, (body) => memberOf(body, "updated_at") === updatedAt);
    },
  },
  taken(
    "C13",
    "§4.3",
    "only the config entry that was sent comes back, filled",
    configured({ name: "bash", enabled: false }),
    { tools: [{ configs: [{ name: "bash", ...allow, enabled: false }] }] },
  ),
  taken(
    "C14",
    "§4.3",
    "an MCP toolset asks by default",
    { tools: [serverToolset], mcp_servers: [server] },
    { tools: [{ ...serverToolset, default_config: ask }], mcp_servers: [server] },
  ),
  refused("C18", "§4.2", "servers cleared while a toolset names one", {
    agent: { mcp_servers: [] },
  }),
  taken(
    "C17",
    "§4.2",
    "both arrays can be emptied together",
    { tools: [], mcp_servers: [] },
    { tools: [], mcp_servers: [] },
  ),
  refused("C15", "§4.2", "a toolset without its server", {
    agent: { tools: [serverToolset], mcp_servers: [] },
  }),
  refused("C16", "§4.2", "a server without its toolset", {
    agent: { tools: [], mcp_servers: [server] },
  }),
  refused("C19", "§4.2", "two agent toolsets", { agent: { tools: [toolset, toolset] } }),
  refused("C20", "§4.2", "two toolsets of one server", {
    agent: { tools: [serverToolset, serverToolset], mcp_servers: [server] },
  }),
  refused("C21", "§4.1", "an unknown built-in tool", { agent: configured({ name: "find" }) }),
  refused("C22", "§4.1", "an unknown policy", {
    agent: configured({ name: "bash", permission_policy: { type: "never_allow" } }),
  }),
  refused("C23", "§4.2", "a config twice", {
    agent: configured({ name: "bash" }, { name: "bash" }),
  }),
  refused("C24", "§4.1", "an unknown key in a config", {
    agent: configured({ name: "bash", no_such_key: 1 }),
  }),
  refused("C25", "§2.3", "another part of the agent", { agent: { system: "x" } }),
  refused("C26", "§2.3", "environment_id in an update", { environment_id: "env_0" }),
  refused("C27", "§2.3", "vault_ids in an update", { vault_ids: ["vlt_0"] }),
  refused("C55", "§4.2", "an empty list of domains", {
    agent: configured({ name: "web_search", allowed_domains: [] }),
  }),
  refused("C56", "§4.2", "both lists of domains", {
    agent: configured({
      name: "web_search",
      allowed_domains: ["a.example.com"],
      blocked_domains: ["b.example.com"],
    }),
  }),
  {
    name: "C28",
    section: "§2.3",
    says: "metadata merges key by key, null deletes a key",
    look: async (service) => {
      await update(service, { metadata: { a: "1", b: "2" } });
      return isGood(await update(service, { metadata: { a: null, c: "3" } }), (body) => {
        const metadata = memberOf(body, "metadata");
        const isGone = memberOf(metadata, "a") === undefined;
        return isGone && contains(metadata, { b: "2", c: "3" });
      });
    },
  },
  {
    name: "C60",
    section: "§2.6",
    says: "an unknown event is refused",
    look: async (service) =>
      isRefused(
        await service.send("POST", `${pathOf(service)}/events`, {
          events: [{ type: "user.no_such_event" }],
        }),
      ),
  },
  {
    name: "archive",
    section: "§2.4",
    says: "an idle session is archived: archived_at is set",
    look: async (service) =>
      isGood(
        await service.send("POST", `${pathOf(service)}/archive`),
        (body) => typeof memberOf(body, "archived_at") === "string",
      ),
  },
  {
    name: "C40",
    section: "§2.4",
    says: "an archived session can be read, its events too",
    look: async (service) => {
      const events = isGood(await service.send("GET", `${pathOf(service)}/events`));
      return events.kind === "asSaid" ? isGood(await service.send("GET", pathOf(service))) : events;
    },
  },
  {
    name: "C41",
    section: "§2.4",
    says: "an archived session takes no message",
    look: async (service) => {
      const content = [{ type: "text", text: "x" }];
      const events = [{ type: "user.message", content }];
      return isRefused(await service.send("POST", `${pathOf(service)}/events`, { events }));
    },
  },
  {
    name: "C43",
    section: "§2.5",
    says: "an archived session can be deleted",
    look: async (service) =>
      isGood(await service.send("DELETE", pathOf(service)), (body) =>
        contains(body, { id: service.sessionId, type: "session_deleted" }),
      ),
  },
  {
    name: "C45",
    section: "§2.5",
    says: "a deleted session is 404, also for another delete",
    look: async (service) => {
      const read = isError(await service.send("GET", pathOf(service)), 404, "not_found_error");
      return read.kind === "asSaid"
        ? isError(await service.send("DELETE", pathOf(service)), 404, "not_found_error")
        : read;
    },
  },
];

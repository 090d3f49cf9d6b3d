import type { TruthCase } from "./cases";

/** Cases that were found, by the machine or before it, when each broke a law; as small as they were shrunk. */
export interface FoundCase {
  readonly name: string;
  readonly subject: TruthCase;
}

const plain = { type: "agent_toolset_20260401" };
const agentToolset = (members: object) => ({ ...plain, ...members });
const bash = (type: string) =>
  agentToolset({ configs: [{ name: "bash", permissionPolicy: { type } }] });
const empty = { tools: [], mcp_servers: [] };
const server = (name: string, url = "https://one.example.com/sse") => ({ type: "url", name, url });
const toolset = (mcpServerName: string, members: object = {}) => ({
  type: "mcp_toolset",
  mcpServerName,
  ...members,
});
const pair = (name: string, members: object = {}) => ({
  tools: [toolset(name, members)],
  mcpServers: [server(name)],
});
const nothing = { tools: [], mcpServers: [] };
const exclusive = { ownership: "exclusive" as const };
const shared = { ownership: "shared" as const };
const looked = { refreshes: true };
const unseen = { refreshes: false };

export const found: readonly FoundCase[] = [
  {
    name: "from exclusive to shared, what is not declared stays and is not announced as removed",
    subject: {
      session: empty,
      prior: { ...exclusive, ...pair("linear") },
      ...looked,
      next: { ...shared, ...nothing },
    },
  },
  {
    name: "an array that is left out from now on is no longer managed, and its rights stay",
    subject: {
      session: empty,
      prior: { ...exclusive, tools: [bash("always_ask")], mcpServers: [] },
      ...unseen,
      next: { ...exclusive, mcpServers: [] },
    },
  },
  {
    name: "an array that is managed from now on was not looked at",
    subject: {
      session: { tools: [plain], mcp_servers: [] },
      prior: { ...exclusive, mcpServers: [] },
      ...unseen,
      next: { ...exclusive, tools: [bash("always_ask")], mcpServers: [] },
    },
  },
  {
    name: "from shared to exclusive, what others have goes",
    subject: {
      session: { tools: [plain], mcp_servers: [] },
      prior: { ...shared, ...nothing },
      ...looked,
      next: { ...exclusive, ...nothing },
    },
  },
  {
    name: "shared, left out, then nothing: what was ours stays, and is not said to go",
    subject: {
      session: empty,
      earlier: { ...shared, tools: [bash("always_ask")], mcpServers: [] },
      prior: { ...shared, mcpServers: [] },
      ...unseen,
      next: { ...shared, ...nothing },
    },
  },
  {
    name: "a tool named * is no wildcard and hides no default",
    subject: {
      session: empty,
      prior: { ...exclusive, ...pair("linear") },
      others: {
        puts: [
          {
            tool: toolset("linear", {
              defaultConfig: { permissionPolicy: { type: "always_allow" } },
              configs: [{ name: "*", permissionPolicy: { type: "always_ask" } }],
            }),
            server: server("linear"),
          },
        ],
        drops: [],
        reverses: false,
      },
      ...looked,
      next: { ...exclusive, ...pair("linear") },
    },
  },
  {
    name: "a server a/b beside tool b of server a",
    subject: {
      session: empty,
      prior: {
        ...exclusive,
        tools: [toolset("a", { configs: [{ name: "b", enabled: false }] }), toolset("a/b")],
        mcpServers: [server("a"), server("a/b")],
      },
      ...looked,
      next: {
        ...exclusive,
        tools: [toolset("a"), toolset("a/b")],
        mcpServers: [server("a"), server("a/b", "https://two.example.com/sse")],
      },
    },
  },
  {
    name: "tools of unknown kinds that are called like ours",
    subject: {
      session: {
        tools: [
          { type: "bash", level: 1 },
          { type: "mcp", name: "a" },
        ],
        mcp_servers: [],
      },
      ...unseen,
      next: { ...shared, tools: [plain, ...pair("a").tools], mcpServers: pair("a").mcpServers },
    },
  },
  {
    name: "an entry of configs that says what holds anyway",
    subject: {
      session: empty,
      prior: { ...exclusive, tools: [plain], mcpServers: [] },
      ...looked,
      next: { ...exclusive, tools: [bash("always_allow")], mcpServers: [] },
    },
  },
  {
    name: "a host that is covered by another one of the list",
    subject: {
      session: empty,
      prior: {
        ...exclusive,
        tools: [agentToolset({ configs: [{ name: "web_fetch", allowedDomains: ["a.com"] }] })],
        mcpServers: [],
      },
      ...looked,
      next: {
        ...exclusive,
        tools: [
          agentToolset({
            configs: [{ name: "web_fetch", allowedDomains: ["a.com", "docs.a.com"] }],
          }),
        ],
        mcpServers: [],
      },
    },
  },
  {
    name: "url sources that narrow nothing, taken out with a list of hosts",
    subject: {
      session: empty,
      prior: {
        ...exclusive,
        tools: [
          agentToolset({
            configs: [
              { name: "web_fetch", blockedDomains: ["a.com"], urlSources: { userInput: "all" } },
            ],
          }),
        ],
        mcpServers: [],
      },
      ...looked,
      next: { ...exclusive, tools: [plain], mcpServers: [] },
    },
  },
  {
    name: "url sources that narrow nothing, and nothing else",
    subject: {
      session: { tools: [plain], mcp_servers: [] },
      prior: { ...exclusive, tools: [plain], mcpServers: [] },
      ...looked,
      next: {
        ...exclusive,
        tools: [
          agentToolset({ configs: [{ name: "web_fetch", urlSources: { userInput: "all" } }] }),
        ],
        mcpServers: [],
      },
    },
  },
  {
    name: "less is stated of a tool of an unknown kind, and something else is written",
    subject: {
      session: empty,
      prior: { ...shared, tools: [{ type: "computer", name: "x", level: 1 }], mcpServers: [] },
      ...unseen,
      next: { ...shared, tools: [{ type: "computer", name: "x" }, plain], mcpServers: [] },
    },
  },
  {
    name: "a toolset goes and the server is not looked after",
    subject: {
      session: empty,
      prior: { ...exclusive, ...pair("linear") },
      ...looked,
      next: { ...exclusive, tools: [] },
    },
  },
];

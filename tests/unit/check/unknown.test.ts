import { UNKNOWN } from "../../../provider/model/unknown";
import {
  agentToolset,
  builtIn,
  check,
  customTool,
  type Inputs,
  linear,
  mcpServer,
  mcpToolset,
  violationsOf,
} from "./checking";

const places: readonly (readonly [name: string, inputs: Inputs])[] = [
  ["the session id", { sessionId: UNKNOWN }],
  ["all tools", { tools: UNKNOWN }],
  ["all servers", { mcpServers: UNKNOWN }],
  ["both arrays", { tools: UNKNOWN, mcpServers: UNKNOWN }],
  ["one tool", { tools: [UNKNOWN, agentToolset()] }],
  ["a tool's type", { tools: [{ type: UNKNOWN, mcpServerName: "x" }] }],
  ["a toolset's configs", { tools: [agentToolset({ configs: UNKNOWN })] }],
  ["a toolset's defaults", { tools: [agentToolset({ defaultConfig: UNKNOWN })] }],
  ["one config", { tools: [agentToolset({ configs: [UNKNOWN] })] }],
  ["a config's name", builtIn({ name: UNKNOWN })],
  ["whether a tool is enabled", builtIn({ name: "bash", enabled: UNKNOWN })],
  ["a policy", builtIn({ name: "bash", permissionPolicy: UNKNOWN })],
  ["a policy's type", builtIn({ name: "bash", permissionPolicy: { type: UNKNOWN } })],
  ["a domain list", builtIn({ name: "web_fetch", allowedDomains: UNKNOWN })],
  ["a domain", builtIn({ name: "web_fetch", allowedDomains: [UNKNOWN, "a.com"] })],
  ["the token bound", builtIn({ name: "web_fetch", maxContentTokens: UNKNOWN })],
  ["url sources", builtIn({ name: "web_fetch", urlSources: UNKNOWN })],
  ["a url source", builtIn({ name: "web_fetch", urlSources: { userInput: UNKNOWN } })],
  [
    "a referenced tool",
    builtIn({
      name: "web_fetch",
      urlSources: {
        clientToolResults: { type: "only", tools: [{ type: "tool_reference", name: UNKNOWN }] },
      },
    }),
  ],
  ["a location", builtIn({ name: "web_search", userLocation: UNKNOWN })],
  [
    "a country",
    builtIn({ name: "web_search", userLocation: { type: "approximate", country: UNKNOWN } }),
  ],
  ["the server a toolset names", { tools: [mcpToolset(UNKNOWN)], mcpServers: [mcpServer("a")] }],
  ["a server's name", { tools: [mcpToolset("a")], mcpServers: [mcpServer(UNKNOWN)] }],
  ["a server's URL", { ...linear(), mcpServers: [mcpServer("linear", UNKNOWN)] }],
  ["a whole server", { tools: [mcpToolset("a")], mcpServers: [UNKNOWN] }],
  ["an MCP tool's name", linear({ configs: [{ name: UNKNOWN }, { name: "x" }] })],
  ["a custom tool's name", { tools: [customTool({ name: UNKNOWN }), agentToolset()] }],
  ["a custom tool's description", { tools: [customTool({ description: UNKNOWN })] }],
  ["a custom tool's schema", { tools: [customTool({ inputSchema: UNKNOWN })] }],
  ["deep in a schema", { tools: [customTool({ inputSchema: { type: "object", a: [UNKNOWN] } })] }],
  ["a tool of the future", { tools: [{ type: "tomorrow", depth: UNKNOWN }] }],
  ["whenBusy", { whenBusy: UNKNOWN }],
  ["onDelete", { onDelete: UNKNOWN }],
  ["ownership", { ownership: UNKNOWN }],
  [
    "the bounds",
    { whenBusy: "waitThenInterrupt", waitTimeoutSeconds: UNKNOWN, interruptAfterSeconds: 9999 },
  ],
];

describe("values that are not known yet", () => {
  test.each(places)("%s may be unknown", (_name, inputs) => {
    const result = check(inputs);
    expect(result.violations).toEqual([]);
    expect(result.inputs).toMatchObject(inputs);
  });

  test.each([
    ["tools", { tools: UNKNOWN }],
    ["servers", { mcpServers: UNKNOWN, tools: [] }],
    ["part of a tool", builtIn({ name: "bash", permissionPolicy: { type: UNKNOWN } })],
  ])("with unknown %s the access map is unknown", (_name, inputs) => {
    expect(check(inputs).inputs.access).toBe(UNKNOWN);
  });

  test("an unknown session leaves the access map known", () => {
    expect(check({ ...builtIn({ name: "bash" }), sessionId: UNKNOWN }).inputs.access).toMatchObject(
      {
        bash: "always_allow",
      },
    );
  });

  test.each<readonly [string, Inputs]>([
    ["all configs", { configs: UNKNOWN }],
    ["one config", { configs: [UNKNOWN] }],
    ["a config's name", { configs: [{ name: UNKNOWN, enabled: false }] }],
    ["the defaults", { defaultConfig: UNKNOWN }],
    ["the default enabled", { defaultConfig: { enabled: UNKNOWN } }],
    ["the tool's own enabled", { configs: [{ name: "bash", enabled: UNKNOWN }] }],
  ])("while %s may still disable a built-in tool, its name is free", (_name, members) => {
    expect(violationsOf({ tools: [agentToolset(members), customTool({ name: "bash" })] })).toEqual(
      [],
    );
  });

  test("a domain list that may turn out to be left out does not clash with the other", () => {
    const lists = { allowedDomains: ["a.com"], blockedDomains: UNKNOWN };
    expect(violationsOf(builtIn({ name: "web_fetch", ...lists }))).toEqual([]);
  });

  test("what is known beside an unknown value is still judged", () => {
    const inputs = {
      sessionId: UNKNOWN,
      tools: [UNKNOWN, agentToolset({ configs: [{ name: "bash", enabled: UNKNOWN, polcy: 1 }] })],
      mcpServers: [mcpServer("a", UNKNOWN), mcpServer("a", "nowhere")],
    };
    expect(violationsOf(inputs).map(({ path }) => path)).toEqual([
      "tools[1].configs[0].polcy",
      "mcpServers[1].name",
      "mcpServers[1].url",
    ]);
  });

  test("a reference is judged as far as the other side is known", () => {
    const unknownToolset = {
      tools: [mcpToolset(UNKNOWN), mcpToolset("b")],
      mcpServers: [mcpServer("a")],
    };
    expect(violationsOf(unknownToolset).map(({ path }) => path)).toEqual([
      "tools[1].mcpServerName",
    ]);
    const unknownServer = {
      tools: [mcpToolset("b")],
      mcpServers: [mcpServer(UNKNOWN), mcpServer("a")],
    };
    expect(violationsOf(unknownServer).map(({ path }) => path)).toEqual(["mcpServers[1].name"]);
  });

  test("the place of a broken reference counts unknown entries too", () => {
    const inputs = {
      tools: [UNKNOWN, agentToolset(), mcpToolset("b")],
      mcpServers: [],
    };
    expect(violationsOf(inputs).map(({ path }) => path)).toEqual(["tools[2].mcpServerName"]);
  });
});

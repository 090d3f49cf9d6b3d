import { nearest } from "../../../provider/check/nearest";
import {
  agentToolset,
  builtIn,
  customTool,
  linear,
  mcpServer,
  mcpToolset,
  type RuleCase,
  violationsOf,
} from "./checking";

const misspelt: readonly RuleCase[] = [
  ["at the top", { tols: [] }, "tols", '"tols" is not a key here; did you mean "tools"?'],
  [
    "in the API's own spelling",
    { mcp_servers: [] },
    "mcp_servers",
    '"mcp_servers" is not a key here; did you mean "mcpServers"?',
  ],
  [
    "in the agent toolset",
    { tools: [agentToolset({ default_config: {} })] },
    "tools[0].default_config",
    '"default_config" is not a key here; did you mean "defaultConfig"?',
  ],
  [
    "in the toolset's defaults",
    { tools: [agentToolset({ defaultConfig: { permisionPolicy: { type: "auto" } } })] },
    "tools[0].defaultConfig.permisionPolicy",
    '"permisionPolicy" is not a key here; did you mean "permissionPolicy"?',
  ],
  [
    "in a config",
    builtIn({ name: "bash", enable: false }),
    "tools[0].configs[0].enable",
    '"enable" is not a key here; did you mean "enabled"?',
  ],
  [
    "in web_fetch",
    builtIn({ name: "web_fetch", allowed_domains: ["a.com"] }),
    "tools[0].configs[0].allowed_domains",
    '"allowed_domains" is not a key here; did you mean "allowedDomains"?',
  ],
  [
    "in url sources",
    builtIn({ name: "web_fetch", urlSources: { user_input: "all" } }),
    "tools[0].configs[0].urlSources.user_input",
    '"user_input" is not a key here; did you mean "userInput"?',
  ],
  [
    "in a location",
    builtIn({ name: "web_search", userLocation: { type: "approximate", contry: "DE" } }),
    "tools[0].configs[0].userLocation.contry",
    '"contry" is not a key here; did you mean "country"?',
  ],
  [
    "in a config that another tool would have",
    builtIn({ name: "bash", allowedDomains: ["a.com"] }),
    "tools[0].configs[0].allowedDomains",
    '"allowedDomains" is not a key here',
  ],
  [
    "in an MCP toolset",
    { ...linear(), tools: [mcpToolset("linear", { config: [] })] },
    "tools[0].config",
    '"config" is not a key here; did you mean "configs"?',
  ],
  [
    "in an MCP tool",
    linear({ configs: [{ name: "x", permission_policy: { type: "auto" } }] }),
    "tools[0].configs[0].permission_policy",
    '"permission_policy" is not a key here; did you mean "permissionPolicy"?',
  ],
  [
    "in a custom tool",
    { tools: [customTool({ input_schema: {} })] },
    "tools[0].input_schema",
    '"input_schema" is not a key here; did you mean "inputSchema"?',
  ],
  [
    "in a server",
    { ...linear(), mcpServers: [{ ...mcpServer("linear"), header: "x" }] },
    "mcpServers[0].header",
    '"header" is not a key here',
  ],
  ["that is no word", { "my-key": 1 }, '["my-key"]', '"my-key" is not a key here'],
  [
    "set to null",
    builtIn({ name: "bash", enable: null }),
    "tools[0].configs[0].enable",
    '"enable" is not a key here; did you mean "enabled"?',
  ],
  [
    "that MCP tools do not have (API §4.1)",
    linear({ configs: [{ name: "x", type: "x" }] }),
    "tools[0].configs[0].type",
    '"type" is not a key here',
  ],
];

describe("misspelt keys", () => {
  test.each(misspelt)(
    "a key %s is refused, with the nearest right one",
    (_name, inputs, path, reason) => {
      expect(violationsOf(inputs)).toEqual([{ path, reason }]);
    },
  );

  test("several in one object are told one by one", () => {
    expect(violationsOf({ tool: [], mcpServer: [] }).map(({ path }) => path)).toEqual([
      "tool",
      "mcpServer",
    ]);
  });

  test("a key whose value is undefined is no key", () => {
    expect(violationsOf({ tols: undefined, tools: [agentToolset({ enable: undefined })] })).toEqual(
      [],
    );
  });

  test("keys of the user's own schema and of tools of the future are nobody's to judge", () => {
    const tools = [
      customTool({ inputSchema: { type: "object", propertys: {} } }),
      { type: "toolset_of_tomorrow", enbled: true },
    ];
    expect(violationsOf({ tools })).toEqual([]);
  });

  test.each([
    ["tols", "tools"],
    ["Session_ID", "sessionId"],
    ["mcpservers", "mcpServers"],
    ["quite different", undefined],
  ])("nearest to %s is %s", (word, expected) => {
    expect(nearest(word, ["sessionId", "tools", "mcpServers"])).toBe(expected);
  });

  test("there is no nearest of none", () => {
    expect(nearest("x", [])).toBeUndefined();
  });
});

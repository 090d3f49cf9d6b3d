import { UNKNOWN } from "../../../provider/model/unknown";
import {
  agentToolset,
  check,
  customTool,
  type Inputs,
  linear,
  mcpServer,
  mcpToolset,
  violationsOf,
} from "./checking";

const shared = (inputs: Inputs): Inputs => ({ ownership: "shared", ...inputs });
const bounded = (key: string, level: unknown = "always_ask") =>
  shared({ atMost: { [key]: level } });
const allow = { permissionPolicy: { type: "always_allow" } };
const keys =
  "must be a key such as bash, mcp:<server name>/<tool>, mcp:<server name>/*, mcp:* or *";

const broken: readonly (readonly [string, Inputs, string, string])[] = [
  [
    "under exclusive",
    { tools: [], mcpServers: [], atMost: { bash: "always_ask" } },
    "atMost",
    'goes with ownership "shared" only; under "exclusive" the arrays say everything that a tool may do',
  ],
  ["a misspelt tool", bounded("bsh"), "atMost.bsh", `${keys}; did you mean "bash"?`],
  ["half a key", bounded("mcp:"), 'atMost["mcp:"]', `${keys}; did you mean "mcp:*"?`],
  [
    "a misspelt server",
    shared({ ...linear(), atMost: { "mcp:linaer/*": "always_ask", "mcp:*x": "always_ask" } }),
    'atMost["mcp:*x"]',
    `names a server; to bound its tools, name them: "mcp:*x/*" for all of them`,
  ],
  [
    "a server instead of its tools",
    bounded("mcp:linear"),
    'atMost["mcp:linear"]',
    'names a server; to bound its tools, name them: "mcp:linear/*" for all of them',
  ],
  [
    "a toolset",
    bounded("agent_toolset_20260401"),
    "atMost.agent_toolset_20260401",
    'is a toolset; name its tools, such as bash, or "*" for every tool',
  ],
  [
    "a custom tool",
    bounded("custom:lookup"),
    'atMost["custom:lookup"]',
    "is a custom tool, which your own client answers: no permission policy holds for it; name it in absent to keep it off",
  ],
  [
    "a right that is none",
    bounded("bash", "ask"),
    "atMost.bash",
    '"ask" is not allowed, it must be one of "disabled", "always_ask", "auto", "always_allow"',
  ],
  [
    "a server that must be absent",
    shared({ atMost: { "mcp:linear/*": "disabled" }, absent: { mcpServers: ["linear"] } }),
    'atMost["mcp:linear/*"]',
    "bounds what absent says must not be there at all; take one of the two out",
  ],
  [
    "a tool of a toolset that must be absent",
    shared({ atMost: { "mcp:linear/post": "disabled" }, absent: { tools: ["mcp:linear"] } }),
    'atMost["mcp:linear/post"]',
    "bounds what absent says must not be there at all; take one of the two out",
  ],
  [
    "a declared default above it",
    shared({ ...linear({ defaultConfig: allow }), atMost: { "mcp:*": "always_ask" } }),
    "tools[0].defaultConfig",
    'gives "mcp:linear/*" always_allow, which is more than atMost["mcp:*"] allows (always_ask)',
  ],
  [
    "a declared tool above it",
    shared({
      tools: [agentToolset({ configs: [{ name: "bash", ...allow }] })],
      atMost: { bash: "auto" },
    }),
    "tools[0].configs[0]",
    'gives "bash" always_allow, which is more than atMost.bash allows (auto)',
  ],
  [
    "a tool above it by the server's default",
    shared({ tools: [agentToolset()], atMost: { bash: "always_ask" } }),
    "tools[0]",
    'gives "bash" always_allow, which is more than atMost.bash allows (always_ask)',
  ],
  [
    "a declared tool that cannot be judged",
    shared({ tools: [{ type: "toolset_of_tomorrow" }], atMost: { "*": "always_ask" } }),
    "tools[0]",
    'is of a type that this version does not know, so it cannot be judged whether it exceeds atMost["*"] (always_ask)',
  ],
];

describe("what atMost may not say is refused with its path and what to say instead", () => {
  test.each(broken)("%s", (_name, inputs, path, reason) => {
    expect(violationsOf(inputs)).toContainEqual({ path, reason });
  });
});

describe("what atMost may say", () => {
  test.each<[string, Inputs]>([
    [
      "every kind of key",
      shared({
        atMost: {
          "*": "auto",
          "mcp:*": "always_ask",
          bash: "disabled",
          "mcp:linear/*": "auto",
          "mcp:a%2Fb/x%2A": "auto",
        },
      }),
    ],
    [
      "entries below it",
      shared({
        ...linear(),
        tools: [mcpToolset("linear"), customTool()],
        mcpServers: [mcpServer("linear")],
        atMost: { "mcp:*": "always_ask" },
      }),
    ],
    ["a bound that is not known yet", bounded("bash", UNKNOWN)],
    ["entries that are not known yet", shared({ tools: [UNKNOWN], atMost: { "*": "disabled" } })],
    ["nothing", shared({ tools: [], atMost: null })],
  ])("%s", (_name, inputs) => {
    expect(violationsOf(inputs)).toEqual([]);
  });

  test("it manages something, so there is no warning that nothing is managed", () => {
    expect(check(bounded("bash")).warnings).toEqual([]);
  });
});

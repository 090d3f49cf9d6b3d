import { createOperation, declaredOfSession } from "../../../provider/check/operation";
import { UNKNOWN } from "../../../provider/model/unknown";
import { agentToolset, customTool, type Inputs, mcpServer, mcpToolset } from "./checking";

/** What the resources of a stack are told that are checked one after another. */
function createClaims() {
  const operation = createOperation();
  return {
    claim: (of: string, inputs: Inputs) =>
      operation.check(of, declaredOfSession(inputs), undefined),
  };
}

const urn = (name: string) =>
  `urn:pulumi:stack::project::managed-agents:index:SessionOverrides::${name}`;
const shared = (inputs: Inputs): Inputs => ({
  sessionId: "sesn_1",
  ownership: "shared",
  ...inputs,
});
const exclusive = (inputs: Inputs): Inputs => ({
  sessionId: "sesn_1",
  ownership: "exclusive",
  ...inputs,
});

/** What the second of two resources is told, the first having claimed without trouble. */
function toldTo(second: Inputs, first: Inputs) {
  const claims = createClaims();
  expect(claims.claim(urn("first"), first)).toEqual([]);
  return claims.claim(urn("second"), second);
}

const advice =
  'one resource may declare an entry, or use ownership "shared" in both and part the entries';

const conflicts: readonly (readonly [string, Inputs, Inputs, string, string])[] = [
  [
    "the same custom tool",
    shared({ tools: [customTool()] }),
    shared({ tools: [agentToolset(), customTool()] }),
    "tools[1]",
    '"custom:lookup"',
  ],
  [
    "the agent toolset",
    shared({ tools: [agentToolset()] }),
    shared({ tools: [agentToolset({ configs: [] })] }),
    "tools[0]",
    '"agent_toolset_20260401"',
  ],
  [
    "the same toolset",
    shared({ tools: [mcpToolset("linear")] }),
    shared({ tools: [mcpToolset("linear")] }),
    "tools[0]",
    '"mcp:linear"',
  ],
  [
    "the same server",
    shared({ mcpServers: [mcpServer("linear")] }),
    shared({ mcpServers: [mcpServer("linear", "https://other.example.com/")] }),
    "mcpServers[0]",
    '"linear"',
  ],
  [
    "the whole array twice",
    exclusive({ tools: [] }),
    exclusive({ tools: [] }),
    "tools",
    "the whole of tools",
  ],
  [
    "an entry of a whole array",
    exclusive({ tools: [] }),
    shared({ tools: [customTool()] }),
    "tools[0]",
    '"custom:lookup"',
  ],
  [
    "a whole array with an entry in it",
    shared({ tools: [customTool()] }),
    exclusive({ tools: [] }),
    "tools",
    "the whole of tools",
  ],
];

test.each(conflicts)("two resources may not claim %s", (_name, first, second, path, what) => {
  expect(toldTo(second, first)).toEqual([
    { path, reason: `${what} of session sesn_1 is declared by "first" as well; ${advice}` },
  ]);
});

const forbidding = shared({ absent: { tools: ["custom:lookup"] } });
const declaring = shared({ tools: [customTool()] });

test.each([
  ["declared", declaring, forbidding, "tools[0]", "is declared here and must be absent by"],
  ["forbidden", forbidding, declaring, "absent.tools[0]", "must be absent here and is declared by"],
] as const)(
  "what another resource has the other way round may not be %s",
  (_name, second, first, path, words) => {
    expect(toldTo(second, first)).toEqual([
      {
        path,
        reason: `"custom:lookup" of session sesn_1 ${words} "first"; the two would undo each other at every deployment`,
      },
    ]);
  },
);

test.each([
  [
    "of different sessions",
    exclusive({ tools: [] }),
    { ...exclusive({ tools: [] }), sessionId: "sesn_2" },
  ],
  [
    "different entries",
    shared({ tools: [customTool()] }),
    shared({ tools: [customTool({ name: "other" })] }),
  ],
  ["different arrays", exclusive({ tools: [] }), exclusive({ mcpServers: [] })],
  ["none, under shared", shared({ tools: [] }), shared({ tools: [] })],
  [
    "a server and a tool of one name",
    shared({ tools: [customTool({ name: "x" })] }),
    shared({ mcpServers: [mcpServer("custom:x")] }),
  ],
  [
    "both that an entry be absent",
    shared({ absent: { tools: ["custom:x"] } }),
    shared({ absent: { tools: ["custom:x"] } }),
  ],
  [
    "an unknown session",
    exclusive({ tools: [] }),
    { ...exclusive({ tools: [] }), sessionId: UNKNOWN },
  ],
  [
    "an unknown entry",
    shared({ tools: [customTool()] }),
    shared({ tools: [UNKNOWN, customTool({ name: UNKNOWN })] }),
  ],
])("two resources may claim entries %s", (_name, first, second) => {
  expect(toldTo(second, first)).toEqual([]);
});

test("a resource that is checked again does not stand in its own way", () => {
  const claims = createClaims();
  const inputs = exclusive({ tools: [], mcpServers: [] });
  expect([claims.claim(urn("a"), inputs), claims.claim(urn("a"), inputs)]).toEqual([[], []]);
});

test("what a resource no longer declares when it is checked again is free", () => {
  const claims = createClaims();
  claims.claim(urn("a"), shared({ tools: [customTool()] }));
  claims.claim(urn("a"), shared({ tools: [] }));
  expect(claims.claim(urn("b"), shared({ tools: [customTool()] }))).toEqual([]);
});

describe("a ceiling and what another resource declares", () => {
  const loose = { permissionPolicy: { type: "always_allow" } };
  const ceiling = shared({ atMost: { "mcp:*": "always_ask" } });
  const above = shared({ tools: [mcpToolset("slack", { defaultConfig: loose })] });
  const undoing = "the two would undo each other at every deployment";

  test.each<[string, Inputs, Inputs, string, string]>([
    [
      "declared above it",
      ceiling,
      above,
      "tools[0]",
      `declares "mcp:slack/*" always_allow where atMost["mcp:*"] allows always_ask, by the ceiling that "first" sets over session sesn_1; ${undoing}`,
    ],
    [
      "set below it",
      above,
      ceiling,
      "atMost",
      `is exceeded on session sesn_1 by "first", which declares "mcp:slack/*" always_allow where atMost["mcp:*"] allows always_ask here; ${undoing}`,
    ],
    [
      "declared above it as a whole",
      ceiling,
      exclusive({ tools: [mcpToolset("slack", { defaultConfig: loose })], mcpServers: [] }),
      "tools[0]",
      `declares "mcp:slack/*" always_allow where atMost["mcp:*"] allows always_ask, by the ceiling that "first" sets over session sesn_1; ${undoing}`,
    ],
  ])("%s is refused with both names", (_what, first, second, path, reason) => {
    expect(toldTo(second, first)).toEqual([{ path, reason }]);
  });

  test.each<[string, Inputs, Inputs]>([
    ["within it", ceiling, shared({ tools: [mcpToolset("slack")] })],
    ["that it does not speak of", ceiling, shared({ tools: [agentToolset()] })],
    ["two ceilings", ceiling, shared({ atMost: { "mcp:*": "disabled" } })],
    ["of another session", ceiling, { ...above, sessionId: "sesn_2" }],
  ])("%s is accepted", (_what, first, second) => {
    expect(toldTo(second, first)).toEqual([]);
  });
});

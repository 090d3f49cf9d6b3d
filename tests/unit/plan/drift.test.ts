import type { ManagedArrays } from "../../../provider/model/inputs";
import { inputsAsFound } from "../../../provider/plan/drift";
import { type Arrays, sessionWith } from "../../support/arbitraries";
import { agentToolset, customTool, type Given, mcpServer, mcpToolset, policy } from "./entries";

const asFound = (prior: Given, { tools = [], mcpServers = [] }: Given) =>
  inputsAsFound(prior as ManagedArrays, sessionWith({ tools, mcpServers } as unknown as Arrays))
    .arrays;

/** Config entries as a server of today shows them: everything filled in, null for what is unset. */
const shown = (name: string, type: string, enabled = true) => ({
  enabled,
  name,
  type: name,
  ...policy(type),
});
const shownDefaults = (type: string) => ({ defaultConfig: { enabled: true, ...policy(type) } });

describe("the session in the words of the program", () => {
  const prior = {
    tools: [
      agentToolset({
        configs: [
          { name: "bash", ...policy("always_ask") },
          { name: "web_fetch", maxContentTokens: 5 },
        ],
      }),
      mcpToolset("linear"),
      customTool("a"),
    ],
    mcpServers: [mcpServer("linear")],
  };
  const live = {
    tools: [
      customTool("a", { inputSchema: { type: "object", properties: null } }),
      mcpToolset("linear", { ...shownDefaults("always_ask"), configs: [] }),
      agentToolset({
        ...shownDefaults("always_allow"),
        configs: [
          {
            ...shown("web_fetch", "always_allow"),
            maxContentTokens: 5,
            urlSources: null,
            allowedDomains: null,
          },
          shown("bash", "always_ask"),
        ],
      }),
    ],
    mcpServers: [{ ...mcpServer("linear"), authorization: null }],
  };

  test("is the program's own where nothing drifted, whatever the server fills in or reorders", () => {
    expect(asFound(prior, live)).toEqual(prior);
  });

  test("leaves out what is not managed", () => {
    expect(asFound({}, live)).toEqual({});
    expect(asFound({ mcpServers: prior.mcpServers }, live)).toEqual({
      mcpServers: prior.mcpServers,
    });
    expect(asFound({ tools: [] }, { tools: [] })).toEqual({ tools: [] });
  });

  test.each<readonly [string, readonly unknown[], readonly unknown[]]>([
    [
      "another policy",
      [shown("bash", "always_allow"), shown("web_fetch", "always_allow")],
      [{ name: "bash", ...policy("always_allow") }, { name: "web_fetch" }],
    ],
    [
      "a tool that is off",
      [
        shown("bash", "always_ask", false),
        { ...shown("web_fetch", "always_allow"), maxContentTokens: 5 },
      ],
      [
        { name: "bash", enabled: false, ...policy("always_ask") },
        { name: "web_fetch", maxContentTokens: 5 },
      ],
    ],
    [
      "an entry more",
      [
        shown("bash", "always_ask"),
        { ...shown("web_fetch", "always_allow"), maxContentTokens: 5 },
        shown("grep", "auto"),
      ],
      [
        { name: "bash", ...policy("always_ask") },
        { name: "web_fetch", maxContentTokens: 5 },
        { name: "grep", ...policy("auto") },
      ],
    ],
    ["an entry less", [shown("bash", "always_ask")], [{ name: "bash", ...policy("always_ask") }]],
    ["no entries", [], []],
  ])("shows %s and keeps the rest as it was written", (_name, configs, expected) => {
    const drifted = [
      agentToolset({ ...shownDefaults("always_allow"), configs }),
      ...live.tools.slice(0, 2),
    ];
    const { tools } = asFound(prior, { ...live, tools: drifted });
    expect(tools).toEqual([agentToolset({ configs: expected }), ...prior.tools.slice(1)]);
  });

  test("shows another default once, and leaves an entry that says the same as it was", () => {
    const toolset = agentToolset({
      ...shownDefaults("always_ask"),
      configs: [
        shown("bash", "always_ask"),
        { ...shown("web_fetch", "always_allow"), maxContentTokens: 5 },
      ],
    });
    expect(asFound({ tools: prior.tools.slice(0, 1) }, { tools: [toolset] }).tools).toEqual([
      agentToolset({
        defaultConfig: policy("always_ask"),
        configs: [
          { name: "bash", ...policy("always_ask") },
          { name: "web_fetch", maxContentTokens: 5, ...policy("always_allow") },
        ],
      }),
    ]);
  });

  test("shows an entry that says nothing only if it was written, and then also where the session lacks it", () => {
    const stated = agentToolset({ configs: [{ name: "read" }, { name: "bash", enabled: false }] });
    const found = agentToolset({ configs: [shown("grep", "always_allow"), shown("bash", "auto")] });
    expect(asFound({ tools: [stated] }, { tools: [found] }).tools).toEqual([
      agentToolset({
        configs: [{ name: "read" }, { name: "bash", enabled: true, ...policy("auto") }],
      }),
    ]);
    const looser = agentToolset({ ...shownDefaults("auto"), configs: [shown("bash", "auto")] });
    expect(asFound({ tools: [stated] }, { tools: [looser] }).tools).toEqual([
      agentToolset({
        defaultConfig: policy("auto"),
        configs: [{ name: "read" }, { name: "bash", enabled: true }],
      }),
    ]);
  });

  test("keeps a type that the program spelled out, and adds none", () => {
    const stated = agentToolset({ configs: [{ name: "bash", type: "bash" }, { name: "read" }] });
    const found = agentToolset({ configs: [shown("bash", "auto"), shown("read", "auto")] });
    expect(asFound({ tools: [stated] }, { tools: [found] }).tools).toEqual([
      agentToolset({
        configs: [
          { name: "bash", type: "bash", ...policy("auto") },
          { name: "read", ...policy("auto") },
        ],
      }),
    ]);
  });

  test("shows what somebody added at the end, in short words", () => {
    const added = mcpToolset("sentry", {
      ...shownDefaults("always_allow"),
      configs: [{ name: "x", enabled: false, ...policy("always_allow") }],
    });
    const found = asFound(prior, {
      tools: [added, { type: "recall", since: null, depth: 1 }, ...live.tools],
      mcpServers: [mcpServer("sentry"), mcpServer("linear")],
    });
    expect(found.tools?.slice(3)).toEqual([
      mcpToolset("sentry", {
        defaultConfig: policy("always_allow"),
        configs: [{ name: "x", enabled: false }],
      }),
      { type: "recall", depth: 1 },
    ]);
    expect(found.mcpServers).toEqual([mcpServer("linear"), mcpServer("sentry")]);
  });

  test("shows what is gone by leaving it out", () => {
    expect(asFound(prior, { tools: live.tools.slice(0, 1), mcpServers: [] })).toEqual({
      tools: [customTool("a")],
      mcpServers: [],
    });
  });

  test("keeps our words for a tool of the future to which the server adds members", () => {
    const stated = { type: "recall", depth: 1 };
    const found = asFound({ tools: [stated] }, { tools: [{ ...stated, created_by: "somebody" }] });
    expect(found.tools).toEqual([stated]);
  });

  test("shows a custom tool that was redefined whole, with the nulls of its schema", () => {
    const redefined = customTool("a", { inputSchema: { type: "object", default: null } });
    expect(asFound({ tools: [customTool("a")] }, { tools: [redefined] }).tools).toEqual([
      redefined,
    ]);
  });

  test("imports in the shortest words", () => {
    expect(asFound({ tools: [], mcpServers: [] }, live)).toEqual({
      tools: [
        live.tools[0],
        mcpToolset("linear"),
        agentToolset({
          configs: [
            { name: "web_fetch", maxContentTokens: 5 },
            { name: "bash", ...policy("always_ask") },
          ],
        }),
      ],
      mcpServers: [mcpServer("linear")],
    });
  });
});

import type { ManagedArrays } from "../../../provider/model/inputs";
import type { Tool } from "../../../provider/model/tools";
import { type Arrays, sessionWith } from "../../support/arbitraries";
import { agentToolset, customTool, type Given, mcpServer, mcpToolset, policy } from "./entries";
import { planFor } from "./planning";

const session = ({ tools = [], mcpServers = [] }: Given) =>
  sessionWith({ tools, mcpServers } as unknown as Arrays);

const plan = (desired: Given, live: Given) => planFor(desired as ManagedArrays, session(live));

const pair = { tools: [mcpToolset("linear")], mcpServers: [mcpServer("linear")] };

describe("what an update writes", () => {
  test("nothing where the session says the same in other words", () => {
    const live = {
      tools: [
        mcpToolset("linear", {
          defaultConfig: { enabled: true, ...policy("always_ask") },
          configs: [],
        }),
        agentToolset({
          configs: [{ name: "bash", type: "bash", enabled: true, ...policy("auto") }],
        }),
      ],
      mcpServers: [mcpServer("linear")],
    };
    const desired = {
      tools: [
        agentToolset({ configs: [{ name: "bash", ...policy("auto") }] }),
        mcpToolset("linear"),
      ],
      mcpServers: [mcpServer("linear")],
    };
    expect(plan(desired, live)).toEqual({ kind: "nothing" });
  });

  test("nothing where no array is managed", () => {
    expect(plan({}, pair)).toEqual({ kind: "nothing" });
  });

  test("the tools alone where MCP is not touched, in the user's own spelling", () => {
    const desired = agentToolset({ configs: [{ name: "bash", enabled: null, ...policy("auto") }] });
    const written = plan({ tools: [desired] }, { tools: [agentToolset()] });
    expect(written).toMatchObject({
      kind: "write",
      patch: { tools: [{ kind: "own", entry: desired }] },
    });
    expect(written).not.toHaveProperty("patch.mcpServers");
  });

  test.each<readonly [string, Given, Given]>([
    [
      "a toolset's policy changes",
      {
        tools: [mcpToolset("linear", { defaultConfig: policy("auto") })],
        mcpServers: [mcpServer("linear")],
      },
      pair,
    ],
    [
      "a server's URL changes",
      { ...pair, mcpServers: [mcpServer("linear", "https://new.example.com")] },
      pair,
    ],
    ["both are added", pair, {}],
    ["both are removed", { tools: [], mcpServers: [] }, pair],
  ])("both arrays where %s", (_name, desired, live) => {
    const { tools, mcpServers } = desired;
    const entries = (sent: readonly unknown[] = []) => sent.map((entry) => ({ entry }));
    expect(plan(desired, live)).toMatchObject({
      kind: "write",
      patch: { tools: entries(tools), mcpServers: entries(mcpServers) },
    });
  });

  test("the array that is not managed goes along as it came where MCP is touched", () => {
    const desired = { tools: [mcpToolset("linear", { defaultConfig: policy("auto") })] };
    const live = session(pair);
    expect(planFor(desired, live)).toMatchObject({
      patch: { mcpServers: [{ kind: "foreign", raw: live.mcpServers[0]?.raw }] },
    });
  });

  test("the changes it makes, seen from the session", () => {
    const written = plan(
      { tools: [customTool("a")] },
      {
        tools: [
          agentToolset({
            defaultConfig: { enabled: false },
            configs: [{ name: "bash", enabled: true }],
          }),
        ],
      },
    );
    expect(
      written.kind === "write" && written.changes.map(({ key, verb }) => `${verb} ${key}`),
    ).toEqual([
      "add custom:a",
      ...["bash", "read", "write", "edit", "glob", "grep", "web_fetch", "web_search"].map(
        (name) => `remove ${name}`,
      ),
    ]);
  });
});

const fetching = (name: string): Tool => ({
  type: "agent_toolset_20260401",
  configs: [
    {
      name: "web_fetch",
      urlSources: {
        clientToolResults: { type: "only", tools: [{ type: "tool_reference", name }] },
      },
    },
  ],
});

describe("what cannot be written (API §4.2)", () => {
  test("tools without the custom tool that web_fetch names", () => {
    const reason =
      'urlSources of web_fetch names the custom tool "a", which is not in tools; add the tool or take its name out of clientToolResults';
    const live = { tools: [fetching("a"), customTool("a")] };
    expect(plan({ tools: [fetching("a")] }, live)).toEqual({
      kind: "impossible",
      reasons: [reason],
    });
    expect(plan({ tools: [fetching("b"), customTool("b")] }, live).kind).toBe("write");
  });

  test("a custom tool that is missing on the session already is nobody's doing now", () => {
    expect(plan({ tools: [fetching("a"), customTool("b")] }, { tools: [fetching("a")] }).kind).toBe(
      "write",
    );
  });

  test.each<readonly [string, Given, Given, string]>([
    [
      "a toolset whose server the session lacks",
      { tools: [mcpToolset("linear")] },
      {},
      'the MCP toolset names the server "linear", which is not in mcpServers; add the server or take the toolset out',
    ],
    [
      "a server whose toolset the session lacks",
      { mcpServers: [mcpServer("linear")] },
      {},
      'no MCP toolset in tools names the server "linear", which the API refuses; add a toolset for it or take the server out',
    ],
    [
      "tools that leave out the toolset of a server that stays",
      { tools: [] },
      pair,
      'no MCP toolset in tools names the server "linear", which the API refuses; add a toolset for it or take the server out',
    ],
    [
      "no servers while their toolset stays",
      { mcpServers: [] },
      pair,
      'the MCP toolset names the server "linear", which is not in mcpServers; add the server or take the toolset out',
    ],
  ])("%s", (_name, desired, live, reason) => {
    expect(plan(desired, live)).toEqual({ kind: "impossible", reasons: [reason] });
  });

  test("every reason is told", () => {
    const desired = { tools: [mcpToolset("a"), mcpToolset("b")] };
    expect(plan(desired, { tools: [mcpToolset("c")], mcpServers: [mcpServer("c")] })).toMatchObject(
      {
        reasons: [
          expect.stringContaining('"a"'),
          expect.stringContaining('"b"'),
          expect.stringContaining('"c"'),
        ],
      },
    );
  });

  test("a pair that is broken on the session already and not to change is left alone", () => {
    const broken = { tools: [mcpToolset("gone")], mcpServers: [] };
    expect(plan({ tools: broken.tools as Tool[] }, broken)).toEqual({ kind: "nothing" });
  });
});

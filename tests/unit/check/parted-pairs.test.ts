import { UNKNOWN } from "../../../provider/model/unknown";
import { agentToolset, check, type Inputs, linear, mcpServer, mcpToolset } from "./checking";

/** A server and its toolset are there together or not at all; the last inputs tell which are there. */

const toolset = { tools: [mcpToolset("linear")] };
const shared = (inputs: Inputs): Inputs => ({ ownership: "shared", ...inputs });
const violations = (before: Inputs, after: Inputs) => {
  const prior = check(before);
  expect(prior.violations).toEqual([]);
  return check(after, prior.inputs).violations;
};

describe("taking out one half while the other is out of reach is refused", () => {
  test.each<[string, Inputs, Inputs, string, string]>([
    [
      "a toolset, with mcpServers left out before and after",
      toolset,
      { tools: [agentToolset()] },
      "tools",
      'the MCP toolset of server "linear" is taken out and the server stays, because mcpServers is left out, which the API refuses; declare mcpServers as well, without it, or keep both',
    ],
    [
      "a toolset, with mcpServers left out from now on",
      linear(),
      { tools: [] },
      "tools",
      'the MCP toolset of server "linear" is taken out and the server stays, because mcpServers is left out, which the API refuses; declare mcpServers as well, without it, or keep both',
    ],
    [
      "a server, with tools left out",
      linear(),
      { mcpServers: [] },
      "mcpServers",
      'the MCP server "linear" is taken out and its toolset stays, because tools is left out, which the API refuses; declare tools as well, without it, or keep both',
    ],
    [
      "our toolset of somebody else's server",
      shared(toolset),
      shared({ tools: [], mcpServers: [] }),
      "tools",
      'the MCP toolset of server "linear" is taken out and the server is not this resource\'s and stays, which the API refuses; name "linear" in absent.mcpServers, which takes out both, or keep both',
    ],
  ])("%s", (_name, before, after, path, reason) => {
    expect(violations(before, after)).toEqual([{ path, reason }]);
  });
});

describe("adding one half alone is refused where the other half is let go of and was not there", () => {
  test.each<[string, Inputs, Inputs, string, string]>([
    [
      "a toolset, with mcpServers left out from now on",
      { tools: [], mcpServers: [] },
      toolset,
      "tools",
      'the MCP toolset of server "linear" is added alone, which the API refuses: mcpServers is left out and had no such server at the last deployment or refresh; declare mcpServers as well, or refresh first if somebody has added it since',
    ],
    [
      "a server, with tools left out from now on",
      { tools: [], mcpServers: [] },
      { mcpServers: [mcpServer("linear")] },
      "mcpServers",
      'the MCP server "linear" is added alone, which the API refuses: tools is left out and had no MCP toolset for it at the last deployment or refresh; declare tools as well, or refresh first if somebody has added it since',
    ],
  ])("%s", (_name, before, after, path, reason) => {
    expect(violations(before, after)).toEqual([{ path, reason }]);
  });
});

describe("it is not refused", () => {
  test.each<[string, Inputs, Inputs]>([
    ["where both are declared", linear(), { tools: [], mcpServers: [] }],
    ["where both are left out", linear(), {}],
    ["where one is kept", linear(), toolset],
    [
      "where absent takes both",
      shared(toolset),
      shared({ tools: [], absent: { mcpServers: ["linear"] } }),
    ],
    ["where nothing of it is ours any more", linear(), shared({ tools: [], mcpServers: [] })],
    ["of another session", linear(), { sessionId: "sesn_2", tools: [] }],
    ["where it is not known yet", linear(), { tools: UNKNOWN }],
    [
      "of a pair that may be there by now",
      { tools: [agentToolset()] },
      { tools: [mcpToolset("github")] },
    ],
    ["of a server that is added", toolset, linear()],
    [
      "under shared, of two that were ours",
      shared(linear()),
      shared({ tools: [], mcpServers: [] }),
    ],
  ])("%s", (_name, before, after) => {
    expect(violations(before, after)).toEqual([]);
  });

  test("at the first deployment", () => {
    expect(
      check({ tools: [], mcpServers: [mcpServer("x")], ownership: "shared" }).violations,
    ).toEqual([]);
  });
});

describe("a tool named like a wildcard", () => {
  const named = (name: string) => linear({ configs: [{ name, enabled: false }] });

  test("is refused, and what was meant is named", () => {
    expect(check(named("*")).violations).toEqual([
      {
        path: "tools[0].configs[0].name",
        reason:
          '"*" is no wildcard but the name of one tool; what holds for every tool of the server is its defaultConfig',
      },
    ]);
  });

  test("is let through with a warning where more than the sign is in the name", () => {
    expect(check(named("delete_*"))).toMatchObject({
      violations: [],
      warnings: [
        'tools[0].configs[0].name: "delete_*" is no pattern but the name of one tool; there are no wildcards in configs',
      ],
    });
  });
});

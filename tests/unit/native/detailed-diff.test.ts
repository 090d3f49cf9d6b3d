import { checkInputs } from "../../../provider/check/check";
import { sessionDescriptor } from "../../../provider/model/resources";
import { UNKNOWN } from "../../../provider/model/unknown";
import { detailedDiff } from "../../../provider/plan/detailed-diff";
import { diffInputs } from "../../../provider/plan/diff";

type Inputs = Readonly<Record<string, unknown>>;

/** The paths between two declarations, as the engine gets them: the second checked against the first. */
function pathsBetween(before: Inputs, after: Inputs): Record<string, string> {
  const prior = checkInputs({ sessionId: "sesn_1", ...before }, undefined).inputs;
  const next = checkInputs({ sessionId: "sesn_1", ...after }, prior).inputs;
  const changes = detailedDiff(
    diffInputs(prior, next, sessionDescriptor),
    prior,
    next,
    sessionDescriptor,
  );
  return Object.fromEntries(changes.map(({ path, kind }) => [path, kind]));
}

const toolset = (...configs: readonly object[]) => ({ type: "agent_toolset_20260401", configs });
const config = (name: string, type: string) => ({ name, permissionPolicy: { type } });
const custom = (name: string, description = "d") => ({
  type: "custom",
  name,
  description,
  inputSchema: { type: "object" },
});
const server = (name: string) => ({ type: "url", name, url: "https://mcp.example.com" });
const mcp = (name: string) => ({ type: "mcp_toolset", mcpServerName: name });

describe("the paths of a difference", () => {
  test.each<[string, Inputs, Inputs, Record<string, string>]>([
    [
      "a config by its element, so that its name is shown",
      { tools: [toolset(config("bash", "always_ask"), config("read", "auto"))] },
      { tools: [toolset(config("read", "auto"), config("bash", "always_allow"))] },
      { "tools[0].configs[0]": "update", "access.bash": "update" },
    ],
    [
      "one taken out of the middle alone, though all behind it moved",
      { tools: ["a", "b", "c", "d"].map((name) => custom(name)) },
      { tools: ["a", "c", "d"].map((name) => custom(name)) },
      { "tools[1]": "delete", 'access["custom:b"]': "delete" },
    ],
    [
      "one added at the end, wherever it was written",
      { tools: [custom("b")] },
      { tools: [custom("a"), custom("b")] },
      { "tools[1]": "add", 'access["custom:a"]': "add" },
    ],
    [
      "another order: none",
      { tools: [custom("a"), custom("b")] },
      { tools: [custom("b"), custom("a")] },
      {},
    ],
    [
      "a default config by the toolset it is the default of",
      { tools: [toolset()] },
      { tools: [{ ...toolset(), defaultConfig: { enabled: false } }] },
      {
        "tools[0]": "update",
        ...Object.fromEntries(
          ["bash", "edit", "glob", "grep", "read", "web_fetch", "web_search", "write"].map(
            (name) => [`access.${name}`, "update"],
          ),
        ),
      },
    ],
    [
      "keys with signs in them in quotes",
      { tools: [mcp('a"b')], mcpServers: [server('a"b')] },
      { tools: [], mcpServers: [] },
      {
        "tools[0]": "delete",
        "mcpServers[0]": "delete",
        'access["mcp:a\\"b"]': "delete",
        'access["mcp:a\\"b/*"]': "delete",
      },
    ],
    [
      "keys that the engine could not parse with what it could not escaped",
      { tools: [mcp("a\\")], mcpServers: [server("a\\")] },
      { tools: [], mcpServers: [] },
      {
        "tools[0]": "delete",
        "mcpServers[0]": "delete",
        'access["mcp:a%5C"]': "delete",
        'access["mcp:a%5C/*"]': "delete",
      },
    ],
    ["what is not managed any more", { tools: [] }, {}, { tools: "delete", "access.tools": "add" }],
    [
      "what is unknown as a whole",
      { tools: [toolset()] },
      { tools: UNKNOWN },
      { tools: "update", access: "update" },
    ],
    ["another session", {}, { sessionId: "sesn_2" }, { sessionId: "replace" }],
    ["a policy", {}, { whenBusy: "fail" }, { whenBusy: "update" }],
  ])("%s", (_name, before, after, paths) => {
    expect(pathsBetween(before, after)).toEqual(paths);
  });

  test("states from before the access map have none to compare", () => {
    const prior = { sessionId: "sesn_1", tools: [] };
    const next = checkInputs({ ...prior, tools: [custom("a")] }, prior).inputs;
    const paths = detailedDiff(
      diffInputs(prior, next, sessionDescriptor),
      prior,
      next,
      sessionDescriptor,
    ).map(({ path }) => path);
    expect(paths).toContain("tools[0]");
    expect(paths.filter((path) => path.startsWith("access"))).toEqual([]);
  });
});

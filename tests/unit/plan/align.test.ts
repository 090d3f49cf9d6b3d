import { UNKNOWN } from "../../../provider/model/unknown";
import { alignServers, alignTools } from "../../../provider/plan/align";
import { agentToolset, customTool, mcpServer, mcpToolset } from "./entries";

describe("aligning to the old order", () => {
  test.each<readonly [string, unknown, unknown]>([
    ["there is no old array", undefined, [customTool("b"), customTool("a")]],
    ["the new array is unknown", [customTool("a")], UNKNOWN],
    ["the new array is no array", [customTool("a")], "nonsense"],
    [
      "an entry is unknown",
      [customTool("b"), customTool("a")],
      [customTool("a"), UNKNOWN, customTool("b")],
    ],
    [
      "a name is unknown",
      [customTool("b"), customTool("a")],
      [customTool("a"), { type: "custom", name: UNKNOWN }, customTool("b")],
    ],
    [
      "a server's name is unknown",
      [mcpToolset("b"), mcpToolset("a")],
      [mcpToolset("a"), { type: "mcp_toolset", mcpServerName: UNKNOWN }],
    ],
    [
      "a tool of the future is unknown in part",
      [{ type: "x" }, customTool("a")],
      [customTool("a"), { type: "x", depth: UNKNOWN }],
    ],
    ["an old entry has no type", [{ name: "a" }, customTool("a")], [customTool("a")]],
  ])("the array stays as it is where %s", (_name, prior, next) => {
    expect(alignTools(prior, next)).toBe(next);
  });

  test("what is unknown inside an entry with a known key does not matter", () => {
    const open = { ...customTool("a"), description: UNKNOWN };
    expect(alignTools([customTool("a"), customTool("b")], [customTool("b"), open])).toEqual([
      open,
      customTool("b"),
    ]);
  });

  test("configs are left as they are where they cannot be told", () => {
    const next = [agentToolset({ configs: [{ name: UNKNOWN }, { name: "read" }] })];
    expect(alignTools([agentToolset({ configs: [{ name: "read" }] })], next)).toEqual(next);
    expect(alignTools([agentToolset()], next)).toEqual(next);
  });

  test("servers are aligned by their names", () => {
    const [a, b, c] = [mcpServer("a"), mcpServer("b"), mcpServer("c")];
    expect(alignServers([b, a], [c, a, b])).toEqual([b, a, c]);
    expect(alignServers([b, a], [{ type: "url", name: UNKNOWN }, b])).toEqual([
      { type: "url", name: UNKNOWN },
      b,
    ]);
  });

  test("a second entry under one key keeps its place among its like", () => {
    const [first, second] = [customTool("a"), customTool("a", { description: "Again." })];
    expect(alignTools([customTool("b"), first], [first, second, customTool("b")])).toEqual([
      customTool("b"),
      first,
      second,
    ]);
  });
});

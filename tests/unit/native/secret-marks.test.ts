import { redacted } from "../../../provider/hosts/properties/redaction";
import {
  type IndexPath,
  marksOf,
  noSecrets,
  type SecretMarks,
} from "../../../provider/hosts/properties/secret-marks";
import { toStruct } from "../../../provider/hosts/properties/structs";

type Properties = Record<string, unknown>;

const signature = "4dabf18193072939515e22adb298388d";

/** The properties as they are shown and stored: every envelope is one word. */
function shown(properties: Properties, secrets: SecretMarks): unknown {
  const seen = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(seen);
    if (typeof value !== "object" || value === null) return value;
    if (signature in value) return "[secret]";
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, seen(member)]));
  };
  return seen(toStruct(properties, secrets).toJavaScript());
}

const url = "https://mcp.example.com/token-0123456789";
const server = (name: string, address: string) => ({ type: "url", name, url: address });

describe("a secret is hidden", () => {
  test("by its keyed place, whatever the order and whatever it has become", () => {
    const marks = marksOf({ mcpServers: [server("a", "https://a"), server("b", url)] }, [
      ["mcpServers", 1, "url"],
    ]);
    const live = { mcpServers: [server("b", "https://rotated"), server("a", "https://a")] };
    expect(shown(live, marks)).toEqual({
      mcpServers: [server("b", "[secret]"), server("a", "https://a")],
    });
  });

  test("by its value, wherever it turns up, inside longer texts too", () => {
    const marks = marksOf({ mcpServers: [server("b", url)] }, [["mcpServers", 0, "url"]]);
    const renamed = { mcpServers: [server("c", url)], access: { x: `now ${url}`, y: "other" } };
    expect(shown(renamed, marks)).toEqual({
      mcpServers: [server("c", "[secret]")],
      access: { x: "[secret]", y: "other" },
    });
  });

  test("alone: its neighbours stay readable", () => {
    const tool = { type: "custom", name: "t", inputSchema: { const: "k-0123456789" } };
    const marks = marksOf({ tools: [{ type: "x" }, tool] }, [["tools", 1, "inputSchema"]]);
    expect(shown({ tools: [tool, { type: "x" }] }, marks)).toEqual({
      tools: [{ ...tool, inputSchema: "[secret]" }, { type: "x" }],
    });
  });

  test("a common word that is secret in one place is not hidden in all others", () => {
    const tools = [
      {
        type: "agent_toolset_20260401",
        configs: [
          { name: "bash", permissionPolicy: { type: "always_ask" } },
          { name: "read", permissionPolicy: { type: "always_ask" } },
        ],
      },
    ];
    const path = ["tools", 0, "configs", 0, "permissionPolicy", "type"];
    const access = { bash: "always_ask", read: "always_ask" };
    expect(shown({ tools, access }, marksOf({ tools }, [path]))).toMatchObject({
      tools: [{ configs: [{ permissionPolicy: { type: "[secret]" } }, tools[0]?.configs[1]] }],
      access: { bash: "[secret]", read: "always_ask" },
    });
  });

  const all = {
    tools: [
      { type: "agent_toolset_20260401", defaultConfig: { enabled: false } },
      { type: "mcp_toolset", mcpServerName: "a/b", configs: [{ name: "drop", enabled: true }] },
      { type: "custom", name: "lookup" },
    ],
    mcpServers: [server("a/b", url)],
    absent: { tools: ["custom:x"] },
  };
  test.each<[string, IndexPath, readonly string[] | "all"]>([
    ["a server", ["mcpServers", 0], ["mcp:a/b"]],
    ["one tool of a server", ["tools", 1, "configs", 0, "enabled"], ["mcp:a/b/drop"]],
    ["a custom tool", ["tools", 2], ["custom:lookup"]],
    ["all of a toolset", ["tools", 1], "all"],
    ["the default of a toolset", ["tools", 0, "defaultConfig"], "all"],
    ["all tools", ["tools"], "all"],
    ["all servers", ["mcpServers"], "all"],
    ["what must be absent", ["absent", "tools"], "all"],
  ])("%s hides what the access map tells of it", (_name, path, hidden) => {
    const access = {
      bash: "always_ask",
      "mcp:a/b": url,
      "mcp:a/b/*": "always_ask",
      "mcp:a/b/drop": "always_allow",
      "custom:lookup": "12345678",
    };
    const expected =
      hidden === "all"
        ? "[secret]"
        : { ...access, ...Object.fromEntries(hidden.map((key) => [key, "[secret]"])) };
    expect(shown({ access }, marksOf(all, [path]))).toEqual({ access: expected });
  });
});

describe("lines and errors", () => {
  const marks = (value: unknown) => marksOf({ value }, [["value"]]);

  test.each<[string, unknown, string, string]>([
    ["a text", url, `bad ${url}!`, "bad [secret]!"],
    ["a text in quotes", 'say "hello"', 'bad "say \\"hello\\""', 'bad "[secret]"'],
    ["a text with signs", "a+b(c)*d[e]", "x a+b(c)*d[e] y", "x [secret] y"],
    ["a short word", "pin7", "pin7 of spinning pin77", "[secret] of spinning pin77"],
    [
      "texts inside a secret object",
      { url, name: "linear" },
      `linear at ${url}`,
      "linear at [secret]",
    ],
  ])("%s is taken out", (_name, value, text, expected) => {
    expect(redacted(marks(value), text)).toBe(expected);
  });

  test("the longer of two secrets goes first", () => {
    const both = marksOf({ a: "abcdefgh", b: "abcdefgh-ijkl" }, [["a"], ["b"]]);
    expect(redacted(both, "x abcdefgh-ijkl")).toBe("x [secret]");
  });

  test("without secrets nothing is changed", () => {
    expect(redacted(noSecrets, url)).toBe(url);
  });
});

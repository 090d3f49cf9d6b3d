import fc from "fast-check";
import { accessOf } from "../../../provider/plan/access";
import { namedTool, toolKey, uniqueKeys } from "../../../provider/plan/keys";
import {
  builtInKey,
  customKey,
  escapedName,
  mcpDefaultKey,
  mcpServerKey,
  mcpToolKey,
  otherKey,
  rightKeysOf,
} from "../../../provider/plan/right-keys";
import { agentToolset, canonical, changes, customTool, mcpToolset, policy } from "./entries";

/** Names as somebody chooses them who means harm: made of everything that keys are made of. */
const ugly = fc
  .array(
    fc.constantFrom(
      "a",
      "b",
      "/",
      "*",
      "#2",
      "%",
      "%2F",
      ":",
      "mcp:",
      "custom:",
      "tool",
      " ",
      "\n",
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => parts.join(""));
const anyName = fc.oneof(ugly, fc.string({ unit: "binary", minLength: 1 }));

describe("a name in a key", () => {
  test.each([
    ["linear", "linear"],
    ["delete_issue", "delete_issue"],
    ["my server: v2.1 (beta)", "my server: v2.1 (beta)"],
    ["Ünïcode-サーバー", "Ünïcode-サーバー"],
    ["*", "%2A"],
    ["a/b", "a%2Fb"],
    ["100%", "100%25"],
    ["a#2", "a%232"],
    ["a\\b", "a%5Cb"],
    [" padded ", "%20padded%20"],
    ["two\nlines", "two%0Alines"],
    ["\u001b[31mred", "%1B[31mred"],
    ["\u202Egnitsil", "%E2%80%AEgnitsil"],
    ["zero\u200Bwidth", "zero%E2%80%8Bwidth"],
    ["no\u00A0break", "no%C2%A0break"],
    ["half \uD83D", "half %uD83D"],
  ])("%j stands as %j", (name, expected) => {
    expect(escapedName(name)).toBe(expected);
  });

  test("can be told from every other one, and holds nothing that parts keys or moves a terminal", () => {
    fc.assert(
      fc.property(anyName, anyName, (one, other) => {
        expect(escapedName(one) === escapedName(other)).toBe(one === other);
        expect(escapedName(one)).not.toMatch(/[/*#\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|^\s|\s$/u);
      }),
    );
  });
});

type Coordinates = readonly [kind: string, ...names: string[]];

const keyOf = ([kind, first = "", second = ""]: Coordinates): string => {
  switch (kind) {
    case "builtIn":
      return builtInKey(first);
    case "server":
      return mcpServerKey(first);
    case "default":
      return mcpDefaultKey(first);
    case "tool":
      return mcpToolKey(first, second);
    case "custom":
      return customKey(first);
    case "type":
      return otherKey(first, undefined);
    default:
      return otherKey(first, second);
  }
};

test("the key of a right says what it is a right to, whatever anybody calls anything", () => {
  const one = (kind: string) => ugly.map((name): Coordinates => [kind, name]);
  const two = (kind: string) =>
    fc.tuple(ugly, ugly).map(([first, second]): Coordinates => [kind, first, second]);
  const coordinates = fc.oneof(
    fc.constantFrom<Coordinates>(["builtIn", "bash"], ["builtIn", "tools"]),
    ...["builtIn", "server", "default", "custom", "type"].map(one),
    ...["tool", "named"].map(two),
  );
  fc.assert(
    fc.property(coordinates, coordinates, (left, right) => {
      expect(keyOf(left) === keyOf(right)).toBe(JSON.stringify(left) === JSON.stringify(right));
    }),
    { numRuns: 2_000 },
  );
});

test("keys of entries that are not plain words are told apart in one array, literal twins included", () => {
  fc.assert(
    fc.property(fc.array(ugly), (names) => {
      const keys = uniqueKeys(names);
      expect(new Set(keys).size).toBe(names.length);
      expect(names.every((name, index) => (keys[index] ?? "").startsWith(name))).toBe(true);
    }),
  );
  expect(uniqueKeys(["a", "a", "a#2", "a"])).toEqual(["a", "a#3", "a#2", "a#4"]);
});

describe("a key of an entry", () => {
  test.each([
    [agentToolset(), "agent_toolset_20260401"],
    [mcpToolset("a b/c"), "mcp:a b/c"],
    [customTool("lookup"), "custom:lookup"],
    [{ type: "recall", name: "notes" }, "recall:notes"],
    [{ type: "bash" }, "bash"],
    [{ type: "mcp", name: "linear" }, "%mcp:linear"],
    [{ type: "a:b", name: "c" }, "a%3Ab:c"],
  ])("%j is %j, as in states that exist", (tool, key) => {
    expect(toolKey(tool)).toBe(key);
  });

  test("can be read again", () => {
    fc.assert(
      fc.property(ugly, fc.option(ugly, { nil: undefined }), (type, name) => {
        const key = toolKey({ type, ...(name === undefined ? {} : { name }) });
        expect(namedTool(key)).toEqual({ kind: "other", type, name });
        expect(rightKeysOf(key)).toEqual([otherKey(type, name)]);
      }),
    );
  });
});

describe("the access map", () => {
  const access = (...tools: readonly unknown[]) =>
    accessOf(canonical({ tools }).tools, canonical({ tools }).mcpServers);

  test("shows the default of an MCP toolset beside a tool that is named like a wildcard", () => {
    const toolset = mcpToolset("linear", {
      defaultConfig: policy("always_allow"),
      configs: [{ name: "*", ...policy("always_ask") }],
    });
    expect(access(toolset)).toEqual({
      "mcp:linear/*": "always_allow",
      "mcp:linear/%2A": "always_ask",
    });
    expect(changes({ tools: [mcpToolset("linear")] }, { tools: [toolset] })).toMatchObject([
      { direction: "loosens", sentence: "mcp:linear/*: always_ask → always_allow" },
    ]);
  });

  test("tells a server a/b from a tool b of a server a, and a tool of an unknown type from a built-in", () => {
    const off = { defaultConfig: { enabled: false } };
    expect(
      access(
        agentToolset(off),
        { type: "bash" },
        mcpToolset("a", { configs: [{ name: "b/*", ...policy("auto") }] }),
        mcpToolset("a/b", off),
      ),
    ).toMatchObject({
      bash: "disabled",
      "tool:bash": expect.stringMatching(/^declared/),
      "mcp:a/b%2F%2A": "auto",
      "mcp:a%2Fb/*": "disabled",
    });
  });

  test("tells two entries of one name apart", () => {
    const twice = [{ name: "x", enabled: false }, { name: "x" }];
    expect(access(mcpToolset("a", { configs: twice }))).toEqual({
      "mcp:a/*": "always_ask",
      "mcp:a/x": "disabled",
      "mcp:a/x#2": "always_ask",
    });
  });
});

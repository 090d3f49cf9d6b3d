import fc from "fast-check";
import type { AtMost } from "../../../provider/model/ceiling";
import { levels, rankOf } from "../../../provider/model/ceiling";
import { withEdits } from "../../../provider/model/patch";
import type { Tool } from "../../../provider/model/tools";
import { canonicalTools } from "../../../provider/plan/canonical";
import { ceilingOf } from "../../../provider/plan/ceiling";
import { type Judged, lowerTool } from "../../../provider/plan/lower";
import { arrays } from "../../support/arbitraries";
import { agentToolset, customTool, mcpToolset, policy } from "./entries";

const judge = (tool: Tool, atMost: AtMost): Judged => lowerTool(tool, ceilingOf(atMost));

/** The entry as it is to be, and the rights that exceeded, in words. */
function lowered(tool: Tool, atMost: AtMost): { entry: Tool; exceeding: string[] } {
  const judged = judge(tool, atMost);
  if (judged.kind !== "lowered") {
    throw new Error(`expected it to be lowered, not ${judged.kind}`);
  }
  return {
    entry: judged.entry,
    exceeding: judged.exceeding.map(
      ({ key, right, bound }) => `${key}: ${right}, at most ${bound.level} (${bound.key})`,
    ),
  };
}

const allow = policy("always_allow");
const ask = policy("always_ask");

describe("a toolset above its ceiling is lowered in place", () => {
  test.each<[string, Tool, AtMost, Tool, string[]]>([
    [
      "a default that exceeds",
      mcpToolset("slack", { defaultConfig: allow }),
      { "mcp:*": "always_ask" },
      mcpToolset("slack", { defaultConfig: ask }),
      ["mcp:slack/*: always_allow, at most always_ask (mcp:*)"],
    ],
    [
      "a single tool that exceeds under a default that does not",
      mcpToolset("slack", {
        configs: [
          { name: "post", ...allow },
          { name: "read", ...ask },
        ],
      }),
      { "mcp:*": "always_ask" },
      mcpToolset("slack", {
        configs: [
          { name: "post", ...ask },
          { name: "read", ...ask },
        ],
      }),
      ["mcp:slack/post: always_allow, at most always_ask (mcp:*)"],
    ],
    [
      "a tool that needs an entry of its own",
      mcpToolset("github"),
      { "mcp:github/delete_repo": "disabled" },
      mcpToolset("github", { configs: [{ name: "delete_repo", enabled: false }] }),
      ["mcp:github/delete_repo: always_ask, at most disabled (mcp:github/delete_repo)"],
    ],
    [
      "a whole toolset that must be disabled",
      mcpToolset("slack", { configs: [{ name: "post", enabled: true, ...allow }] }),
      { "mcp:slack/*": "disabled" },
      mcpToolset("slack", {
        configs: [{ name: "post", enabled: false, ...allow }],
        defaultConfig: { enabled: false },
      }),
      [
        "mcp:slack/*: always_ask, at most disabled (mcp:slack/*)",
        "mcp:slack/post: always_allow, at most disabled (mcp:slack/*)",
      ],
    ],
    [
      "a built-in tool under the toolset's default",
      agentToolset(),
      { bash: "always_ask" },
      agentToolset({ configs: [{ name: "bash", ...ask }] }),
      ["bash: always_allow, at most always_ask (bash)"],
    ],
    [
      "an entry that leans on a default which is lowered is lowered with it",
      mcpToolset("slack", { defaultConfig: allow, configs: [{ name: "post" }] }),
      { "*": "always_ask" },
      mcpToolset("slack", { defaultConfig: ask, configs: [{ name: "post" }] }),
      [
        "mcp:slack/*: always_allow, at most always_ask (*)",
        "mcp:slack/post: always_allow, at most always_ask (*)",
      ],
    ],
    [
      "what a more specific key lets be looser keeps its right",
      mcpToolset("slack", { defaultConfig: allow, configs: [{ name: "read" }] }),
      { "mcp:*": "always_ask", "mcp:slack/read": "always_allow", "mcp:slack/list": "auto" },
      mcpToolset("slack", {
        defaultConfig: ask,
        configs: [
          { name: "read", ...allow },
          { name: "list", ...policy("auto") },
        ],
      }),
      [
        "mcp:slack/*: always_allow, at most always_ask (mcp:*)",
        "mcp:slack/list: always_allow, at most auto (mcp:slack/list)",
      ],
    ],
    [
      "a policy that does not exist today is looser than all",
      mcpToolset("slack", { defaultConfig: policy("always_cheer") }),
      { "mcp:*": "always_allow" },
      mcpToolset("slack", { defaultConfig: allow }),
      ["mcp:slack/*: always_cheer, at most always_allow (mcp:*)"],
    ],
  ])("%s", (_what, tool, atMost, entry, exceeding) => {
    expect(lowered(tool, atMost)).toEqual({ entry, exceeding });
  });
});

describe("what a ceiling does not speak of, or what is below it, stays", () => {
  test.each<[string, Tool, AtMost]>([
    ["no key speaks of it", agentToolset(), { "mcp:*": "disabled" }],
    ["below the ceiling", mcpToolset("slack"), { "mcp:*": "auto" }],
    ["a custom tool, which knows no policy", customTool("lookup"), { "*": "disabled" }],
    [
      "a disabled tool",
      mcpToolset("s", { defaultConfig: { enabled: false, ...allow } }),
      { "*": "always_ask" },
    ],
  ])("%s", (_what, tool, atMost) => {
    expect(judge(tool, atMost)).toEqual({ kind: "within" });
  });

  test("a tool of an unknown type cannot be judged, and the key says by which bound it would have been", () => {
    expect(judge({ type: "toolset_of_tomorrow" }, { "*": "always_ask" })).toEqual({
      kind: "unjudged",
      bound: { key: "*", level: "always_ask" },
    });
    expect(judge({ type: "toolset_of_tomorrow" }, { bash: "always_ask" })).toEqual({
      kind: "within",
    });
  });
});

const keys = ["*", "mcp:*", "bash", "read", "web_fetch"] as const;

/** Bounds of which some name the servers and tools that the arrays have. */
const ceilings = (tools: readonly Tool[]): fc.Arbitrary<AtMost> => {
  const own = tools.flatMap((tool) => {
    if (tool.type !== "mcp_toolset") {
      return [];
    }
    const configs = (tool.configs ?? []) as readonly { readonly name: string }[];
    return [...configs.map(({ name }) => name), "*", "unheard_of"].map(
      (name) => `mcp:${tool.mcpServerName}/${name}`,
    );
  });
  return fc.dictionary(fc.constantFrom(...keys, ...own), fc.constantFrom(...levels));
};

const cases = arrays.chain(({ tools }) =>
  fc.record({ tools: fc.constant(tools), atMost: ceilings(tools) }),
);

type Rights = ReadonlyMap<string, string>;

/** Every place of a toolset with its level, written apart from the code under test. */
function rightsOf(tool: Tool, names: readonly string[]): Rights {
  const [canonical] = canonicalTools([tool]);
  if (canonical === undefined || !("configs" in canonical)) {
    return new Map();
  }
  const level = ({ enabled, policy: word }: { enabled: boolean; policy: string }) =>
    enabled ? word : "disabled";
  const stated = new Map(canonical.configs.map((config) => [config.name, config]));
  return new Map([
    ["", level(canonical.defaults)],
    ...[...new Set([...names, ...stated.keys()])].map(
      (name) => [name, level(stated.get(name) ?? canonical.defaults)] as const,
    ),
  ]);
}

/** Tools of this toolset that it names itself, or a key does. */
const namesIn = (tool: Tool, atMost: AtMost): string[] => {
  const prefix = tool.type === "mcp_toolset" ? `mcp:${tool.mcpServerName}/` : "";
  const stated = (tool as { configs?: readonly { name: string }[] | null }).configs ?? [];
  const keyed = Object.keys(atMost)
    .filter((key) => key.startsWith(prefix) && key.includes("/") === (prefix !== ""))
    .map((key) => key.slice(prefix.length))
    .filter((name) => name !== "*" && name !== "mcp:*");
  return [...stated.map(({ name }) => name), ...keyed];
};

function boundFor(tool: Tool, name: string, atMost: AtMost): number {
  const server = tool.type === "mcp_toolset" ? String(tool.mcpServerName) : undefined;
  const candidates =
    server === undefined
      ? [name, "*"]
      : [...(name === "" ? [] : [`mcp:${server}/${name}`]), `mcp:${server}/*`, "mcp:*", "*"];
  const key = candidates.find((candidate) => candidate in atMost);
  return key === undefined ? Number.POSITIVE_INFINITY : rankOf(atMost[key] as string);
}

describe("laws of the ceiling", () => {
  test("every right ends at the lesser of what it was and its bound, and nothing is left to lower", () => {
    fc.assert(
      fc.property(cases, ({ tools, atMost }) => {
        for (const tool of tools) {
          const judged = judge(tool, atMost);
          const after = judged.kind === "lowered" ? judged.entry : tool;
          const names = namesIn(tool, atMost);
          const [before, now] = [rightsOf(tool, names), rightsOf(after, names)];
          for (const [name, level] of before) {
            const bound = boundFor(tool, name, atMost);
            expect([name, rankOf(now.get(name) as string)]).toEqual([
              name,
              Math.min(rankOf(level), bound),
            ]);
          }
          if (judged.kind === "lowered") {
            expect(judge(after, atMost)).toEqual({ kind: "within" });
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("the edits lead to the entry, and each of them changes something", () => {
    fc.assert(
      fc.property(cases, ({ tools, atMost }) => {
        for (const tool of tools) {
          const judged = judge(tool, atMost);
          if (judged.kind === "lowered") {
            expect(withEdits(tool, judged.edits)).toEqual(judged.entry);
            for (const edit of judged.edits) {
              expect(withEdits(tool, [edit])).not.toEqual(tool);
            }
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

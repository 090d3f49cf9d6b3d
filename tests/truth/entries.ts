import fc from "fast-check";

/*
 * Generated entries as users write them: every optional member sometimes left out, sometimes null, sometimes spelled out
 * though it holds anyway. Names are placeholders ($s0, $t1, …), so that session, declarations and drift of one case meet
 * in the same ones; what they stand for is chosen apart.
 */

export type Entry = Readonly<Record<string, unknown>>;

/** What stands or falls together: an entry of `tools`, with its server where it is an MCP toolset. */
export interface Unit {
  readonly tool: Entry;
  readonly server?: Entry;
}

/** What the placeholders stand for. */
export interface Vocabulary {
  readonly servers: readonly string[];
  readonly mcpTools: readonly string[];
  readonly customTools: readonly string[];
}

const ordinary = { servers: ["linear", "github", "slack"], mcpTools: ["search", "delete_issue"] };
/** Free text that keys, sentences, paths and prototypes could trip over. */
const hostile = [
  "*",
  "a/b",
  "a",
  "a/*",
  "b",
  "bash",
  "mcp:a",
  "__proto__",
  "constructor",
  "a#2",
  "a\nb",
  "\u001b[31mred\u001b[0m",
  '"q" \\',
  "\u202edesrever",
  "ä→b: removed",
  " ",
  "%2F",
];

const names = (plain: readonly string[], length: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(plain) },
    {
      weight: 2,
      arbitrary: fc.uniqueArray(fc.constantFrom(...hostile), {
        minLength: length,
        maxLength: length,
      }),
    },
  );

export const vocabulary: fc.Arbitrary<Vocabulary> = fc.record({
  servers: names(ordinary.servers, 3),
  mcpTools: names(ordinary.mcpTools, 2),
  customTools: fc.constantFrom(["lookup", "c-2"], ["__proto__", "lookup"]),
});

/** The value with every placeholder replaced, keys untouched. */
export function inWords<Value>(
  value: Value,
  { servers, mcpTools, customTools }: Vocabulary,
): Value {
  const pools: Readonly<Record<string, readonly string[]>> = {
    s: servers,
    t: mcpTools,
    c: customTools,
  };
  const replaced = (part: unknown): unknown => {
    if (typeof part === "string") {
      return part.replace(
        /\$([stc])(\d)/g,
        (_placeholder, pool: string, index: string) => pools[pool]?.[Number(index)] ?? "",
      );
    }
    if (Array.isArray(part)) return part.map(replaced);
    return typeof part === "object" && part !== null
      ? Object.fromEntries(Object.entries(part).map(([key, member]) => [key, replaced(member)]))
      : part;
  };
  return replaced(value) as Value;
}

const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 8 });
const optional = { requiredKeys: [] as [] };

const policy = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom("always_ask", "always_allow", "auto").map((type) => ({ type })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Entry>({ type: "always_vote" }, { type: "always_vote", quorum: 2 }),
  },
);

const switches = { enabled: maybe(fc.boolean()), permissionPolicy: maybe(policy) };
const defaultConfig = maybe(fc.record(switches, optional));

const domains = fc.uniqueArray(
  fc.constantFrom("a.com", "A.com/", "docs.a.com", "b.org", "c.b.org"),
  { minLength: 1, maxLength: 3 },
);
const reach = fc.oneof(
  fc.constant({}),
  fc.record({ allowedDomains: domains }),
  fc.record({ blockedDomains: domains }),
  fc.constant({ allowedDomains: null, blockedDomains: null }),
);

const source = fc.constantFrom<unknown>(
  "all",
  "none",
  null,
  { type: "all" },
  { type: "only", tools: [{ type: "tool_reference", name: "web_search" }] },
);
const urlSources = fc.record(
  { serverToolResults: source, userInput: fc.constantFrom("all", null, { type: "all" }) },
  optional,
);
const place = fc
  .record({ city: fc.constantFrom("Bonn", null), country: fc.constant("DE") }, optional)
  .map((members) => ({ type: "approximate", ...members }));

const config = (name: string, isTyped = true): fc.Arbitrary<Entry> => {
  const limits: Record<string, fc.Arbitrary<unknown>> = name === "web_fetch"
    ? { maxContentTokens: maybe(fc.constantFrom(100, 200)), urlSources: maybe(urlSources) }
    : name === "web_search"
      ? { userLocation: maybe(place) }
      : {};
  const members = {
    ...switches,
    ...limits,
    ...(isTyped ? { type: maybe(fc.constant(name)) } : {}),
  };
  const rights = fc.record(members, optional);
  return name.startsWith("web_")
    ? fc.tuple(rights, reach).map(([own, hosts]) => ({ name, ...own, ...hosts }))
    : rights.map((own) => ({ name, ...own }));
};

const toolset = (type: string, tools: readonly string[], isTyped: boolean, members: object) =>
  fc
    .record(
      {
        defaultConfig,
        configs: maybe(
          fc
            .uniqueArray(fc.oneof(...tools.map((name) => config(name, isTyped))), {
              maxLength: 3,
              selector: ({ name }) => name,
            })
            .map((configs) => [...configs]),
        ),
      },
      optional,
    )
    .map((stated): Entry => ({ type, ...members, ...stated }));

const agentToolset = toolset(
  "agent_toolset_20260401",
  ["bash", "read", "web_fetch", "web_search"],
  true,
  {},
).map((tool): Unit => ({ tool }));

const mcpUnit = fc
  .constantFrom("$s0", "$s1", "$s2")
  .chain((name) =>
    fc
      .tuple(
        toolset("mcp_toolset", ["$t0", "$t1"], false, { mcpServerName: name }),
        fc.constantFrom("https://one.example.com/sse", "https://two.example.com/sse?k=secret"),
      )
      .map(([tool, url]): Unit => ({ tool, server: { type: "url", name, url } })),
  );

const customTool = fc
  .record({
    name: fc.constantFrom("$c0", "$c1"),
    description: fc.constantFrom("finds", "finds\nmore"),
    inputSchema: fc.constantFrom<Entry>(
      { type: "object" },
      { type: "object", properties: null },
      { type: "object", properties: { q: { type: "string", default: null } } },
    ),
  })
  .map((members): Unit => ({ tool: { type: "custom", ...members } }));

const otherTool = fc
  .record({
    tool: fc.constantFrom<Entry>(
      { type: "toolset_of_tomorrow" },
      { type: "toolset_of_tomorrow", name: "x" },
      { type: "bash" },
      { type: "mcp", name: "$s0" },
      { type: "computer", name: "$s0/*" },
    ),
    level: fc.constantFrom({}, { level: 1 }, { level: 2 }, { level: null }),
  })
  .map(({ tool, level }): Unit => ({ tool: { ...tool, ...level } }));

const unit = fc.oneof(
  { weight: 5, arbitrary: agentToolset },
  { weight: 5, arbitrary: mcpUnit },
  { weight: 2, arbitrary: customTool },
  { weight: 1, arbitrary: otherTool },
);

/** What may stand once in an array. */
export function identity({ type, name, mcpServerName }: Entry): string {
  return JSON.stringify([type, name ?? mcpServerName]);
}

/** Several units, every one of them once. */
export const units: fc.Arbitrary<readonly Unit[]> = fc.uniqueArray(unit, {
  maxLength: 4,
  selector: ({ tool }) => identity(tool),
});

import type { DesiredArrays } from "../../provider/plan/effective";
import { built } from "./built-package";
import { alternate, type Group } from "./group";
import { type Figure, median } from "./statistics";

/** As many as a session can have (API §4.2). */
const toolsMax = 256;
const serversMax = 20;
const fewTools = 16;
const ceilingKeys = 64;

type Entry = Readonly<Record<string, unknown>>;

interface Arrays {
  readonly tools: readonly Entry[];
  readonly mcpServers: readonly Entry[];
}

/** Servers, a toolset for each, and custom tools for the rest, in proportion; the last custom tool says `said`. */
function arraysOf(toolCount: number, said: string): Arrays {
  const serverCount = Math.max(1, Math.floor((toolCount * serversMax) / toolsMax));
  const names = Array.from({ length: serverCount }, (_, index) => `server${index}`);
  const toolsets = names.map((mcpServerName) => ({
    type: "mcp_toolset",
    mcpServerName,
    configs: [
      { name: "search", permissionPolicy: { type: "always_ask" } },
      { name: "write", enabled: false },
    ],
  }));
  const custom = Array.from({ length: toolCount - serverCount }, (_, index) => ({
    type: "custom",
    name: `lookup_${index}`,
    description: index === toolCount - serverCount - 1 ? said : "Looks a customer up.",
    inputSchema: {
      type: "object",
      properties: { id: { type: "string", description: "The customer's id." } },
      required: ["id"],
    },
  }));
  const mcpServers = names.map((name) => ({
    type: "url",
    name,
    url: `https://${name}.example.com/sse`,
  }));
  return { tools: [...toolsets, ...custom], mcpServers };
}

/** One plan against a session that has the same entries in another order, one of them worded otherwise. */
function planOf(toolCount: number, ownership: "exclusive" | "shared"): () => unknown {
  const { planWrite } = built("provider/plan/plan-update");
  const { effectiveArrays } = built("provider/plan/effective");
  const found = arraysOf(toolCount, "As it was.");
  const observe = (entries: readonly Entry[]) =>
    [...entries].reverse().map((entry) => ({ entry: entry as never, raw: entry }));
  const observed = { tools: observe(found.tools), mcpServers: observe(found.mcpServers) };
  const desired = { ...arraysOf(toolCount, "As it is to be."), ownership };
  return () => planWrite(effectiveArrays(desired as unknown as DesiredArrays, observed), observed);
}

/** One plan under a ceiling of so many keys, against a session in which nothing exceeds it. */
function ceilingPlan(keyCount: number): () => unknown {
  const { effectiveArrays } = built("provider/plan/effective");
  const found = arraysOf(toolsMax, "As it was.");
  const observe = (entries: readonly Entry[]) =>
    entries.map((entry) => ({ entry: entry as never, raw: entry }));
  const observed = { tools: observe(found.tools), mcpServers: observe(found.mcpServers) };
  const keys = Array.from({ length: keyCount }, (_, index) =>
    index === 0 ? "mcp:*" : `mcp:server${index % serversMax}/tool${index}`,
  );
  const atMost = Object.fromEntries(keys.map((key) => [key, "always_allow"]));
  const desired = { ownership: "shared", atMost } as unknown as DesiredArrays;
  return () => effectiveArrays(desired, observed);
}

/** Milliseconds of one call: the median of rounds that each last long enough for the clock. */
function millisecondsOf(work: () => unknown, roundMs: number): number {
  const rounds = Array.from({ length: 5 }, () => {
    const startedAtMs = performance.now();
    let calls = 0;
    do {
      work();
      calls += 1;
    } while (performance.now() - startedAtMs < roundMs);
    return (performance.now() - startedAtMs) / calls;
  });
  return median(rounds);
}

/** What a plan of the largest arrays costs, and whether it grows as they do. */
export const measurePlan: Group = async ({ repetitions, isQuick }) => {
  const roundMs = isQuick ? 5 : 100;
  const largest = arraysOf(toolsMax, "As it was.");
  const copy = () => JSON.parse(JSON.stringify(largest)) as unknown;
  const plan = planOf(toolsMax, "exclusive");
  const sharedPlan = planOf(toolsMax, "shared");
  const smallPlan = planOf(fewTools, "exclusive");
  const smallSharedPlan = planOf(fewTools, "shared");
  // Both sides are compiled by the engine before anything counts.
  const [manyKeys, oneKey] = [ceilingPlan(ceilingKeys), ceilingPlan(1)];
  for (const work of [plan, sharedPlan, smallPlan, smallSharedPlan, manyKeys, oneKey, copy]) {
    millisecondsOf(work, roundMs);
  }

  const cost = async (name: string, work: () => unknown): Promise<Figure> => ({
    group: "plan",
    name,
    subject: `effective arrays, normalise and compare, ${toolsMax} tools and ${serversMax} servers`,
    baseline: "JSON.stringify and JSON.parse of the same arrays",
    unit: "ms",
    samples: await alternate(
      repetitions,
      () => millisecondsOf(work, roundMs),
      () => millisecondsOf(copy, roundMs),
    ),
  });
  const growth = async (
    name: string,
    large: () => unknown,
    small: () => unknown,
  ): Promise<Figure> => ({
    group: "plan",
    name,
    subject: `per tool, of ${toolsMax} tools`,
    baseline: `per tool, of ${fewTools} tools`,
    unit: "µs",
    samples: await alternate(
      repetitions,
      () => (millisecondsOf(large, roundMs) * 1000) / toolsMax,
      () => (millisecondsOf(small, roundMs) * 1000) / fewTools,
    ),
    goal: { of: "ratio", bound: "most", value: 1.25 },
  });
  return [
    await cost("one plan", plan),
    await cost("one plan, shared", sharedPlan),
    await growth("growth", plan, smallPlan),
    await growth("growth, shared", sharedPlan, smallSharedPlan),
    {
      group: "plan",
      name: "ceiling",
      subject: `${toolsMax} tools under a ceiling of ${ceilingKeys} keys`,
      baseline: `${toolsMax} tools under a ceiling of one key`,
      unit: "ms",
      samples: await alternate(
        repetitions,
        () => millisecondsOf(manyKeys, roundMs),
        () => millisecondsOf(oneKey, roundMs),
      ),
      goal: { of: "ratio", bound: "most", value: 2 },
    },
  ];
};

import fc from "fast-check";
import { type Entry, identity, inWords, type Unit, units, vocabulary } from "./entries";
import { type Edit, type WireArrays, wireArrays } from "./wire";

/** What a program declares of a session's arrays. */
export interface Declaration {
  readonly ownership: "exclusive" | "shared";
  readonly tools?: readonly Entry[] | null;
  readonly mcpServers?: readonly Entry[] | null;
  readonly absent?: {
    readonly tools?: readonly string[] | null;
    readonly mcpServers?: readonly string[] | null;
  };
}

/** A session, a deployment, what others do then, whether that is looked at, and the next deployment. */
export interface TruthCase {
  readonly session: WireArrays;
  /** A deployment before `prior`. */
  readonly earlier?: Declaration;
  /** Without one, `next` is the first deployment. */
  readonly prior?: Declaration;
  readonly others?: Edit;
  /** Whether the session is read, by a refresh, before the next deployment is previewed. */
  readonly refreshes: boolean;
  readonly next: Declaration;
}

interface Draft {
  readonly ownership: Declaration["ownership"];
  readonly units: readonly Unit[];
  readonly tools: "entries" | "left out" | "null" | "none";
  readonly mcpServers: Draft["tools"];
  readonly absent: readonly number[];
  /** Whether a toolset is declared without its server, or a server without its toolset, where an array is left out. */
  readonly halves: boolean;
}

const spelling = fc.oneof(
  { weight: 10, arbitrary: fc.constant("entries" as const) },
  { weight: 2, arbitrary: fc.constantFrom("left out" as const, "none" as const, "null" as const) },
);

const draft: fc.Arbitrary<Draft> = fc.record({
  ownership: fc.constantFrom("exclusive", "shared"),
  units,
  tools: spelling,
  mcpServers: spelling,
  absent: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.nat(3), { maxLength: 2 }) },
  ),
  halves: fc.nat(5).map((chance) => chance === 5),
});

const absentNames: readonly (readonly [type: string, name: string | undefined, key?: string])[] = [
  ["mcp_toolset", "$s0"],
  ["mcp_toolset", "$s1"],
  ["custom", "$c0", "custom:$c0"],
  ["agent_toolset_20260401", undefined, "agent_toolset_20260401"],
];

function declared(from: Draft): Declaration {
  const { ownership, halves } = from;
  const isPaired = from.tools === "entries" && from.mcpServers === "entries";
  const whole = from.units.filter(({ server }) => server === undefined || isPaired || halves);
  const tools = whole.map(({ tool }) => tool);
  const mcpServers = whole.flatMap(({ server }) => (server === undefined ? [] : [server]));
  return {
    ownership,
    ...spelled("tools", from.tools, tools),
    ...spelled("mcpServers", from.mcpServers, mcpServers),
    ...(ownership === "shared" ? absentOf(from.absent, whole) : {}),
  };
}

function spelled(key: "tools" | "mcpServers", how: Draft["tools"], entries: readonly Entry[]) {
  switch (how) {
    case "entries":
      return { [key]: entries };
    case "none":
      return { [key]: [] };
    case "null":
      return { [key]: null };
    case "left out":
      return {};
  }
}

/** What nobody may have and this resource does not declare itself. */
function absentOf(indices: readonly number[], units: readonly Unit[]): Pick<Declaration, "absent"> {
  const declares = (type: string, name?: string) =>
    units.some(
      ({ tool }) =>
        tool.type === type && (name === undefined || Object.values(tool).includes(name)),
    );
  const named = indices.map((index) => absentNames[index] as (typeof absentNames)[number]);
  const free = named.filter(([type, name]) => !declares(type, name));
  const tools = free.flatMap(([type, , key]) => (type === "mcp_toolset" ? [] : [key as string]));
  const mcpServers = free.flatMap(([type, name]) =>
    type === "mcp_toolset" ? [name as string] : [],
  );
  return tools.length + mcpServers.length === 0
    ? {}
    : {
        absent: {
          ...(tools.length > 0 ? { tools } : {}),
          ...(mcpServers.length > 0 ? { mcpServers } : {}),
        },
      };
}

const edit: fc.Arbitrary<Edit> = fc.record({
  puts: fc.oneof(fc.constant([]), units),
  drops: fc.array(fc.nat(5), { maxLength: 2 }),
  reverses: fc.boolean(),
});

/** How the next declaration follows from the last: which of its units stay, and what is declared anew. */
const step = fc.record({
  kept: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  reversed: fc.boolean(),
  keepsOwnership: fc.boolean(),
  fresh: draft,
});

function nextOf(prior: Draft, { kept, reversed, keepsOwnership, fresh }: Step): Draft {
  const stays = prior.units.filter((_unit, index) => kept[index]);
  const added = fresh.units.filter(
    ({ tool }) => !stays.some((unit) => identity(unit.tool) === identity(tool)),
  );
  const all = [...stays, ...added];
  return {
    ...fresh,
    ownership: keepsOwnership ? prior.ownership : fresh.ownership,
    units: reversed ? all.reverse() : all,
  };
}
interface Step {
  readonly kept: readonly boolean[];
  readonly reversed: boolean;
  readonly keepsOwnership: boolean;
  readonly fresh: Draft;
}

export const truthCase: fc.Arbitrary<TruthCase> = fc
  .record({
    words: vocabulary,
    session: units,
    earlier: fc.option(draft, { nil: undefined, freq: 1 }),
    prior: fc.option(draft, { nil: undefined, freq: 9 }),
    since: step,
    others: fc.option(edit, { nil: undefined, freq: 1 }),
    refreshes: fc.boolean(),
    step,
  })
  .map(({ words, session, earlier, prior, since, others, refreshes, step: following }) => {
    if (prior === undefined) {
      const next = declared(following.fresh);
      return inWords({ session: wireArrays(session), refreshes: false, next }, words);
    }
    const last = earlier === undefined ? prior : nextOf(earlier, { ...since, fresh: prior });
    return inWords(
      {
        session: wireArrays(session),
        ...(earlier === undefined ? {} : { earlier: declared(earlier) }),
        prior: declared(last),
        ...(others === undefined ? {} : { others }),
        refreshes,
        next: declared(nextOf(last, following)),
      },
      words,
    );
  });

/** The case as a person would write it down. */
export function programOf({ session, earlier, prior, others, refreshes, next }: TruthCase): string {
  const code = (value: unknown) => JSON.stringify(value, undefined, 1).replace(/\n\s*/g, " ");
  const resource = (declaration: Declaration) =>
    `new SessionOverrides("support", ${code(declaration)})`;
  return [
    `the session has   ${code(session)}`,
    ...(earlier === undefined ? [] : [`pulumi up         ${resource(earlier)}`]),
    ...(prior === undefined ? [] : [`pulumi up         ${resource(prior)}`]),
    ...(others === undefined ? [] : [`somebody else     ${code(others)}`]),
    ...(refreshes ? ["pulumi refresh"] : []),
    `preview and up    ${resource(next)}`,
  ].join("\n");
}

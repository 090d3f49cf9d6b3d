import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { SessionRights, ToolRight } from "../emulator";
import { type Entry, inWords, type Unit, units, vocabulary } from "./entries";
import { type Move, movesBetween, type Subject } from "./moves";
import type { Standing } from "./play";
import { keyOf, shownName } from "./rendering";
import { type Edit, type WireArrays, wireArrays } from "./wire";

/*
 * A session under a ceiling, somebody who loosens it, and the ceiling once more. What exceeds, and what an entry may lose,
 * is worked out here from the emulator's rights and the bytes, in code of its own.
 */

export interface CeilingCase {
  readonly session: WireArrays;
  readonly atMost: Readonly<Record<string, string>>;
  readonly others: Edit;
  /** Names of tools that keys may speak of. */
  readonly mcpTools: readonly string[];
}

const levels = ["disabled", "always_ask", "auto", "always_allow"];

interface Pattern {
  readonly server?: string;
  readonly tool?: string;
  readonly plain?: string;
}

const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  fc.constantFrom("*", "mcp:*", "bash", "web_fetch").map((plain) => ({ plain })),
  fc.constantFrom("$s0", "$s1").map((server) => ({ server })),
  fc.record({ server: fc.constantFrom("$s0", "$s1"), tool: fc.constantFrom("$t0", "$t1") }),
);

const bounds = fc.uniqueArray(fc.tuple(pattern, fc.constantFrom(...levels)), {
  minLength: 1,
  maxLength: 4,
  selector: ([named]) => JSON.stringify(named),
});

const isKnown = ({ tool }: Unit) =>
  ["agent_toolset_20260401", "mcp_toolset", "custom"].includes(tool.type as string);
/** What a tool of an unknown kind may do nobody can tell: a ceiling over it is an error, which other tests hold. */
const knownUnits = units.map((all) => all.filter(isKnown));

export const ceilingCase: fc.Arbitrary<CeilingCase> = fc
  .record({ words: vocabulary, session: knownUnits, bounds, puts: knownUnits, drops: fc.boolean() })
  .map(({ words, session, bounds: stated, puts, drops }) => {
    const named = inWords({ session: wireArrays(session), stated, puts }, words);
    return {
      session: named.session,
      atMost: Object.fromEntries(named.stated.map(([key, level]) => [textOf(key), level])),
      others: { puts: named.puts, drops: drops ? [0] : [], reverses: false },
      mcpTools: words.mcpTools,
    };
  });

function textOf({ plain, server, tool }: Pattern): string {
  if (server === undefined) return plain as string;
  return `mcp:${shownName(server)}/${tool === undefined ? "*" : shownName(tool)}`;
}

/** The ceiling over a right: the most specific key holds. */
function boundOf(subject: Subject, atMost: CeilingCase["atMost"]): string | undefined {
  const keys: Record<string, () => string[]> = {
    builtIn: () => [keyOf(subject), "*"],
    otherTools: () => [keyOf(subject), "mcp:*", "*"],
    mcpTool: () => [
      keyOf(subject),
      `mcp:${shownName((subject as { server: string }).server)}/*`,
      "mcp:*",
      "*",
    ],
  };
  const key = keys[subject.kind]?.().find((each) => Object.hasOwn(atMost, each));
  return key === undefined ? undefined : atMost[key];
}

/** A word of tomorrow is looser than all of today's. */
function rank({ permission }: Pick<ToolRight, "permission">): number {
  const place = levels.indexOf(permission);
  return place === -1 ? levels.length : place;
}

/** Every right under a ceiling: of tools that are named, in the session or by a key, and of all others of their server. */
function boundRights(
  rights: SessionRights,
  { atMost, mcpTools }: CeilingCase,
): { readonly subject: Subject; readonly right: ToolRight; readonly bound: string }[] {
  const all: [Subject, ToolRight][] = [...rights.builtIns].map(([tool, right]) => [
    { kind: "builtIn", tool },
    right,
  ]);
  for (const [server, { tools }] of rights.servers) {
    if (tools === undefined) continue;
    all.push([{ kind: "otherTools", server }, tools.others]);
    for (const tool of new Set([...mcpTools, ...tools.named.keys()])) {
      all.push([{ kind: "mcpTool", server, tool }, tools.named.get(tool) ?? tools.others]);
    }
  }
  return all.flatMap(([subject, right]) => {
    const bound = boundOf(subject, atMost);
    return bound === undefined ? [] : [{ subject, right, bound }];
  });
}

export interface Lowering {
  readonly before: Standing;
  readonly after: Standing;
  readonly writes: number;
}

/** What is wrong with one `up` under a ceiling. */
export function ceilingLaws({ before, after, writes }: Lowering, subject: CeilingCase): string[] {
  const over = (standing: Standing) =>
    boundRights(standing.rights, subject).filter(
      ({ right, bound }) => rank(right) > rank({ permission: bound }),
    );
  const moves = movesBetween(before.rights, after.rights);
  const exceeded = over(before);
  // From a word of tomorrow to one of today is a move down here; the moves themselves do not order it.
  const isDue = ({ subject: about, way }: Move) => {
    const due = exceeded.find((each) => keyOf(each.subject) === keyOf(about));
    return due !== undefined && (way === "tighter" || rank(due.right) === levels.length);
  };
  return [
    ...over(after).map((each) => `exceeds: ${keyOf(each.subject)} is ${each.right.permission}`),
    ...moves
      .filter((move) => !isDue(move))
      .map((move) => `moved: ${keyOf(move.subject)} became ${move.way}`),
    ...(exceeded.length === 0 && writes > 0 ? [`wrote ${writes} times for nothing`] : []),
    ...byteLaws(
      before.arrays,
      after.arrays,
      exceeded.map((each) => each.subject),
    ),
  ];
}

/** No entry comes, goes or changes its place; of one that exceeds, only what gives the right changes. */
function byteLaws(was: WireArrays, is: WireArrays, exceeded: readonly Subject[]): string[] {
  const problems = was.tools.flatMap((tool, index) => {
    const later = is.tools[index];
    if (JSON.stringify(tool) === JSON.stringify(later)) return [];
    if (later === undefined || !exceeded.some((subject) => isOf(subject, tool))) {
      return [`bytes: ${JSON.stringify(tool)} became ${JSON.stringify(later)}`];
    }
    return entryLaws(
      tool,
      later,
      exceeded.filter((subject) => isOf(subject, tool)),
    );
  });
  const sameLength = was.tools.length === is.tools.length;
  const sameServers = JSON.stringify(was.mcp_servers) === JSON.stringify(is.mcp_servers);
  return [
    ...problems,
    ...(sameLength ? [] : ["bytes: an entry came or went"]),
    ...(sameServers ? [] : ["bytes: the servers were touched"]),
  ];
}

const rightMembers = new Set(["enabled", "permission_policy"]);

function entryLaws(was: Entry, is: Entry, exceeded: readonly Subject[]): string[] {
  const rest = ({ default_config: _default, configs: _configs, ...members }: Entry) => members;
  const configsOf = ({ configs }: Entry) => (configs ?? []) as readonly Entry[];
  const [before, after] = [configsOf(was), configsOf(is)];
  const spared = before.flatMap((config, index) => {
    const other = after[index] ?? {};
    const touched = [...new Set([...Object.keys(config), ...Object.keys(other)])].filter(
      (member) => !isDeepStrictEqual(config[member], other[member]),
    );
    const isDue = touched.every((member) => rightMembers.has(member));
    return isDue ? [] : [`bytes: configs[${index}] lost ${touched.join()}`];
  });
  // A tool that leant on a default that is lowered, or has a key of its own, may get an entry.
  const added = after.slice(before.length).filter(({ name }) => typeof name !== "string");
  return [
    ...(isDeepStrictEqual(rest(was), rest(is))
      ? []
      : ["bytes: a member beside the rights changed"]),
    ...spared,
    ...added.map((config) => `bytes: ${JSON.stringify(config)} was added`),
    ...(exceeded.length === 0 ? ["bytes: touched, and nothing exceeded"] : []),
  ];
}

function isOf(subject: Subject, tool: Entry): boolean {
  switch (subject.kind) {
    case "builtIn":
      return tool.type === "agent_toolset_20260401";
    case "otherTools":
    case "mcpTool":
      return tool.type === "mcp_toolset" && tool.mcp_server_name === subject.server;
    default:
      return false;
  }
}

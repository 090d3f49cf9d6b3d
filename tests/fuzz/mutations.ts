import fc from "fast-check";

/** Good documents made bad: a place in them, and what is done there. */

const objectMembers = [
  "__proto__",
  "constructor",
  "toString",
  "toJSON",
  "valueOf",
  "hasOwnProperty",
  "length",
  "then",
];
const words = [
  "",
  " ",
  "agent_toolset_20260401",
  "mcp_toolset",
  "custom",
  "url",
  "always_perhaps",
  "hibernating",
  "__proto__",
  "2026-13-45",
  "-271821-04-20T00:00:00Z",
  "\u0000\u001b[2J\n",
  "\ud800",
  "../../etc",
  "shared",
  "exclusive",
];

/** Something deep, made only where it is put, so that a failure can be printed. */
class Nested {
  constructor(
    readonly depth: number,
    readonly isArray: boolean,
  ) {}

  make(): unknown {
    let value: unknown = 1;
    for (let level = 0; level < this.depth; level++) {
      value = this.isArray ? [value] : { properties: value };
    }
    return value;
  }
}

const made = (value: unknown) => (value instanceof Nested ? value.make() : value);

const values: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    [],
    {},
    [null],
    [[]],
    [{}],
  ),
  fc.constantFrom(...words),
  fc.constantFrom(...objectMembers).map((key) => JSON.parse(`{"${key}":{"${key}":1}}`) as unknown),
  fc.jsonValue({ maxDepth: 2 }),
  fc
    .record({
      depth: fc.constantFrom(20, 255, 256, 257, 1_000),
      isArray: fc.boolean(),
    })
    .map(({ depth, isArray }) => new Nested(depth, isArray)),
  fc.constantFrom(300, 3_000).map((length) => "x".repeat(length)),
  fc.constantFrom(200, 400).map((length) => Array.from({ length }, (_, index) => index)),
);

type Action =
  | { readonly kind: "replace"; readonly value: unknown }
  | { readonly kind: "remove" }
  | { readonly kind: "add"; readonly key: string; readonly value: unknown }
  | { readonly kind: "repeat"; readonly times: number };

const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("replace" as const), value: values }) },
  { weight: 2, arbitrary: fc.constant({ kind: "remove" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      key: fc.oneof(fc.constantFrom(...objectMembers, "unheard_of", "type", "name"), fc.string()),
      value: values,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("repeat" as const),
      times: fc.constantFrom(1, 2, 30),
    }),
  },
);

export interface Mutation {
  /** Which member to step into, level by level. */
  readonly steps: readonly number[];
  readonly action: Action;
}

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({ steps: fc.array(fc.nat(40), { maxLength: 8 }), action: actions }),
  { minLength: 1, maxLength: 3 },
);

/** A copy of the document with every mutation done to it. */
export function mutated(document: unknown, list: readonly Mutation[]): unknown {
  return list.reduce<unknown>(
    (current, { steps, action }) => change(current, steps, action),
    document,
  );
}

function change(value: unknown, steps: readonly number[], action: Action): unknown {
  const [step, ...rest] = steps;
  const members = membersOf(value);
  if (step === undefined || members.length === 0) {
    return act(value, action);
  }
  const index = step % members.length;
  const isLast = rest.length === 0;
  const next = members.flatMap(([key, member], at): [string, unknown][] => {
    if (at !== index) return [[key, member]];
    if (isLast && action.kind === "remove") return [];
    if (isLast && action.kind === "repeat") {
      return Array.from({ length: action.times + 1 }, (_, time) => [`${key}${time || ""}`, member]);
    }
    return [[key, change(member, rest, action)]];
  });
  return Array.isArray(value) ? next.map(([, member]) => member) : Object.fromEntries(next);
}

function act(value: unknown, action: Action): unknown {
  switch (action.kind) {
    case "replace":
      return made(action.value);
    case "add":
      return Array.isArray(value)
        ? [...value, made(action.value)]
        : Object.fromEntries([...membersOf(value), [action.key, made(action.value)]]);
    default:
      return value;
  }
}

function membersOf(value: unknown): [string, unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

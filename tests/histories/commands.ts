import fc from "fast-check";
import type { History } from "./history";
import type { Entries, OnDelete, Program, Resource } from "./program";
import { emptyProgram } from "./program";
import {
  change,
  codeOf,
  declare,
  destroy,
  drop,
  edit,
  edited,
  end,
  isEdit,
  isOperation,
  list,
  lookup,
  preview,
  type Run,
  refresh,
  rename,
  type Scope,
  type Step,
  start,
  up,
  work,
} from "./steps";

/** What is known of a history before it is played: enough to leave out steps that would mean nothing. */
export interface Model {
  program: Program;
  /** Something has been done since the last operation that another one could find. */
  isNew: boolean;
  isDeployed: boolean;
  operationsLeft: number;
}

export const startModel = (operationsLeft = 6): Model => ({
  program: emptyProgram,
  isNew: false,
  isDeployed: false,
  operationsLeft,
});

type Played = fc.AsyncCommand<Model, History>;

const names = ["alpha", "beta", "gamma"] as const;
const places = ["item-0", "item-1", "item-2"] as const;
const sessions = ["sesn_1", "sesn_2", "sesn_3"] as const;
const name = fc.constantFrom(...names);
const optional = { requiredKeys: [] as [] };
const anyName = fc.constantFrom(...names, ...places);
const session = fc.constantFrom(...sessions);

const entries = fc.constantFrom<Entries>(
  ...(["c1", "c2", "ask", "allow", "linear", "none", "bare", "nothing"] as const),
);
const onDelete = fc.constantFrom<OnDelete>("archive", "delete", "retain", "restore");
const yes = fc.constant(true);

/** Names like to stay with one session, or every other program would be one of rivals. */
const subjectOf = (of: (typeof names)[number]) => {
  const own = sessions[names.indexOf(of)] ?? "sesn_1";
  const home = own === "sesn_3" ? "agent_2" : "agent_1";
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(own) },
    { weight: 2, arbitrary: fc.constant(home) },
    { weight: 2, arbitrary: fc.constantFrom(...sessions, "agent_1", "agent_2") },
  );
};

const detail = fc.oneof<fc.Arbitrary<Partial<Resource>>[]>(
  fc.record({ entries }),
  fc.record({ entries }),
  fc.record({ shared: fc.boolean() }),
  fc.record({ shared: fc.constant(true), entries }),
  fc.record({ onDelete }),
  fc.record({ absent: fc.constantFrom("c2", "linear", "linear toolset"), shared: yes }),
  fc.record({ host: fc.constantFrom("dynamic", "native") }),
  fc.record({ provider: fc.constant("second") }),
  fc.record({ protect: fc.boolean() }),
  fc.record({ retainOnDelete: fc.boolean() }),
  fc.record({ deleteBeforeReplace: fc.boolean() }),
  fc.record({ dependsOn: name }),
  fc.record({ looksUp: fc.boolean() }),
  fc.record({ exclude: fc.subarray([...sessions], { minLength: 1 }) }),
);
/** What a person changes at once. */
const someDetails = fc
  .array(detail, { minLength: 1, maxLength: 3 })
  .map((all): Partial<Resource> => Object.assign({}, ...all));

const edits: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [
    6,
    name.chain((of) =>
      fc.tuple(subjectOf(of), someDetails).map(([to, more]) => declare(of, to, more)),
    ),
  ],
  [4, name.map(drop)],
  [6, fc.tuple(name, someDetails).map(([of, to]) => change(of, to))],
  [3, name.chain((of) => subjectOf(of).map((to) => change(of, { of: to })))],
  [3, fc.tuple(name, name, fc.boolean()).map(([old, as, alias]) => rename(old, as, { alias }))],
  [3, listed()],
  [
    2,
    fc
      .tuple(
        session,
        fc.integer({ min: 1, max: 2 }),
        fc.record({ deleteBeforeReplace: yes }, optional),
      )
      .map((args) => lookup(...args)),
  ],
];

function listed(): fc.Arbitrary<Step> {
  const options = fc.record({ deleteBeforeReplace: yes, chained: yes }, optional);
  return fc
    .tuple(fc.shuffledSubarray([...sessions]), options)
    .map(([chosen, more]) => list(chosen, more));
}

const scope: fc.Arbitrary<Scope> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.record({ target: fc.subarray([...names], { minLength: 1, maxLength: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ exclude: fc.tuple(anyName) }) },
);

const fault = fc.record({
  kind: fc.constantFrom("refused", "lost answer", "reset", "no effect"),
  write: fc.integer({ min: 1, max: 3 }),
});
const kill = fc.record({ request: fc.integer({ min: 1, max: 5 }), atWork: fc.boolean() });
const disturbance = fc.oneof(
  { weight: 14, arbitrary: fc.constant<Run>({}) },
  { weight: 3, arbitrary: fault.map((met): Run => ({ fault: met })) },
  { weight: 2, arbitrary: kill.map((met): Run => ({ kill: met })) },
);

const run = fc.tuple(scope, disturbance).map(([part, wrong]): Run => ({ ...part, ...wrong }));
const refreshed = fc
  .tuple(run, fc.boolean())
  .map(([how, also]) => (also ? { ...how, refresh: true } : how));
const spared = fc.record({ excludeProtected: yes });

const operations: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [12, refreshed.map(up)],
  [1, scope.map(preview)],
  [1, scope.map(refresh)],
  [2, fc.oneof({ weight: 5, arbitrary: run }, { weight: 1, arbitrary: spared }).map(destroy)],
];

const others: readonly (readonly [number, fc.Arbitrary<Step>])[] = [
  [1, fc.tuple(session, fc.integer({ min: 1, max: 3 })).map((args) => work(...args))],
  [1, fc.constantFrom(start("sesn_4", "agent_1"), start("sesn_5", "agent_2"))],
  [1, session.map(edit)],
  [1, session.map(end)],
];

/** Histories of at most so many steps; they shrink by leaving steps out, and by making those that stay simpler. */
export function histories(maxCommands: number): fc.Arbitrary<Iterable<Played>> {
  const commands = [...edits, ...operations, ...others].flatMap(([weight, steps]) =>
    Array.from({ length: weight }, () => steps.map(command)),
  );
  return fc.commands<Model, History, false>(commands, { maxCommands, size: "max" });
}

/** Whether the step says anything at this point. */
function makesSense(step: Step, { program, isNew, isDeployed, operationsLeft }: Model): boolean {
  if (operationsLeft === 0) return false;
  if (isEdit(step)) return edited(program, step) !== undefined;
  if (isOperation(step))
    return (isNew || step.do === "destroy") && (isDeployed || step.do === "up");
  return isDeployed || step.do === "start";
}

class Take implements Played {
  constructor(readonly step: Step) {}

  check = (model: Readonly<Model>) => makesSense(this.step, model);

  async run(model: Model, history: History): Promise<void> {
    const { step } = this;
    if (isEdit(step)) model.program = edited(model.program, step) ?? model.program;
    model.isNew = !isOperation(step);
    model.isDeployed ||= step.do === "up";
    model.operationsLeft -= isOperation(step) ? 1 : 0;
    await history.take(step);
  }

  toString = () => codeOf(this.step);
}

const command = (step: Step): Played => new Take(step);

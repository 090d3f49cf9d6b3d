import { type CheckResult, checkInputs } from "./check/check";
import { createOperation, declaredOfSession, type Operation } from "./check/operation";
import { type DifferenceOf, mayEnd, noteDifference, objectionOf } from "./endings";
import { PartialStateError } from "./errors";
import {
  dueWarning,
  endedMembers,
  givenBackSentence,
  type Surroundings,
  storedBaseline,
  targetOf,
  withExpiry,
} from "./grants";
import { hasExpired, heldOf } from "./model/expired";
import { isFinal, type ObservedSession, type SessionFacts, standingOf } from "./model/session";
import { parseInputs, parseLedger, type SessionOverridesState } from "./model/state";
import { accessOfInputs } from "./plan/access";
import { recordBaseline } from "./plan/baseline";
import { textOf } from "./plan/canonical";
import type { Verdict } from "./plan/diff";
import { inputsAsFound } from "./plan/drift";
import { effectiveArrays } from "./plan/effective";
import { ownedKeys } from "./plan/owned-keys";
import { type DescribedDiff, describeDiff, type Planned, planResource } from "./preview";
import { reconcile } from "./reconcile/reconcile";
import { removeSession } from "./reconcile/remove";
import { restoreSession } from "./reconcile/restore";
import { finalWarning } from "./reconcile/sentences";
import { type Dependencies, inTime, lookAt, type VerbContext } from "./reconcile/verb";

type PropertyRecord = Readonly<Record<string, unknown>>;

/** What a verb leaves behind: the resource's id is the session's id. */
export interface StoredResource {
  readonly id: string;
  readonly state: PropertyRecord;
}

export type ReadResult =
  /** `inputs` are rebuilt from the live session, so that drift shows against the program. */
  | (StoredResource & { readonly kind: "found"; readonly inputs: PropertyRecord })
  | { readonly kind: "gone" };

/**
 * The six verbs of `SessionOverrides`, in terms of neither Pulumi's protocol nor HTTP. Check and diff are pure; they
 * need no credentials and accept unknown values. The others throw `ProviderError`, or `PartialStateError` where
 * something was written and the resource must be kept; where the engine gives them a time, five seconds after it at the
 * latest.
 */
export interface Lifecycle {
  /** `urn` names the resource where two of one stack claim the same; without it nothing is claimed. */
  check(
    inputs: PropertyRecord,
    prior: PropertyRecord | undefined,
    urn: string | undefined,
  ): CheckResult;
  diff(prior: PropertyRecord, next: PropertyRecord, of?: DifferenceOf): Verdict;
  /** The same verdict with the differences behind it, for hosts that show them. */
  describeDiff(prior: PropertyRecord, next: PropertyRecord, of?: DifferenceOf): DescribedDiff;
  /** What one operation of the engine claimed of sessions is of no meaning to the next. */
  forgetClaims(): void;
  /** What a preview can say, for hosts that ask: the state to come and a sentence per change of access. */
  plan(inputs: PropertyRecord, prior: PropertyRecord | undefined): Planned;
  /**
   * What a preview can add where the sessions can be looked at: how many would be changed. Reads only. Absent for a
   * resource of one session, whose preview says everything without.
   */
  survey?(
    inputs: PropertyRecord,
    prior: PropertyRecord | undefined,
    context: VerbContext,
  ): Promise<readonly string[]>;
  /**
   * Adopts the session and makes it what is declared. One GET, and one POST if it differs; under `shared` one read of
   * the session's events more. Ends at the latest after the wait for idle (the smaller of `waitTimeoutSeconds` and the
   * engine's timeout), three minutes of pauses between rounds and reads, and the time of its requests, each of which
   * is bounded by the API client.
   */
  create(inputs: PropertyRecord, context: VerbContext): Promise<StoredResource>;
  /**
   * One look; never waits, never writes. Without state (import), everything the session has is taken as managed. Ends
   * with its one request.
   */
  read(id: string, state: PropertyRecord | undefined, context: VerbContext): Promise<ReadResult>;
  /** As create, its bounds included; the prior state only tells which entries were owned and how things stood before. */
  update(
    id: string,
    prior: PropertyRecord,
    inputs: PropertyRecord,
    context: VerbContext,
  ): Promise<StoredResource>;
  /**
   * Works from state alone, as its `onDelete` says. `retain` asks for nothing; `restore` has the bounds of an update;
   * `archive` and `delete` end after the wait for idle, five seconds of pauses and the time of their requests.
   */
  delete(id: string, state: PropertyRecord, context: VerbContext): Promise<void>;
}

/**
 * `dependencies` is asked for when a verb first needs the world, so that check and diff work without credentials. The
 * operation is what all resources of a stack have in common while the engine works on them.
 */
export function createLifecycle(
  dependencies: () => Dependencies,
  surroundings: Surroundings,
  operation: Operation = createOperation(),
): Lifecycle {
  async function converge(
    prior: PropertyRecord | undefined,
    inputs: PropertyRecord,
    world: Dependencies,
    context: VerbContext,
  ): Promise<StoredResource> {
    const desired = parseInputs(inputs);
    const target = {
      ...targetOf(inputs, prior, (state) => storedBaseline(state, world)),
      objection: objectionOf(operation, context.urn, prior === undefined),
    };
    const outcome = await reconcile(target, world, context);
    const baseline =
      outcome.baseline === undefined
        ? {}
        : { baseline: world.baselineText.encode(outcome.baseline) };
    if (outcome.kind === "settled") {
      warnIfFinal(outcome.session, context);
      return { id: desired.sessionId, state: stateOf(inputs, outcome.session, baseline) };
    }
    if (hasExpired(inputs) && outcome.error.kind === "final" && outcome.session !== undefined) {
      warnIfFinal(outcome.session, context); // Nothing of it can be put back, and nothing needs to be.
      return { id: desired.sessionId, state: stateOf(inputs, outcome.session, {}) };
    }
    if (outcome.written && outcome.session !== undefined) {
      // A grant that could not be ended yet goes on to be what it was.
      const ledger = { ...baseline, dropping: ownedKeys(heldOf(prior)) };
      const state = hasExpired(inputs) ? prior : stateOf(inputs, outcome.session, ledger);
      throw new PartialStateError(desired.sessionId, { ...state }, outcome.error);
    }
    throw outcome.error;
  }

  function describe(
    prior: PropertyRecord,
    next: PropertyRecord,
    of: DifferenceOf = {},
  ): DescribedDiff {
    noteDifference(operation, next, of);
    return describeDiff(prior, next);
  }

  return {
    check(inputs, prior, urn) {
      const { expired: _expired, ...stated } = inputs;
      const last = prior?.sessionId === undefined ? undefined : prior;
      const result = withExpiry(checkInputs(stated, prior), last, surroundings.now());
      const before = last && declaredOfSession(heldOf(last));
      const declared = declaredOfSession(heldOf(result.inputs));
      const conflicts = urn === undefined ? [] : operation.check(urn, declared, before);
      return { ...result, violations: [...result.violations, ...conflicts] };
    },

    diff: (prior, next, of) => describe(prior, next, of).verdict,
    describeDiff: describe,
    forgetClaims: operation.forget,
    plan: (inputs, prior) => planResource(inputs, prior, () => storedBaseline(prior, surroundings)),
    create: async (inputs, context) =>
      inTime(context, dependencies(), (world, bounded) =>
        converge(undefined, inputs, world, bounded),
      ),
    update: async (_id, prior, inputs, context) =>
      inTime(context, dependencies(), (world, bounded) => converge(prior, inputs, world, bounded)),

    async read(id, state, context) {
      if (state === undefined && context.urn !== undefined) {
        operation.noteRead(context.urn);
      }
      return inTime(context, dependencies(), (world, bounded) =>
        readSession(id, state, world, bounded, surroundings.now()),
      );
    },

    async delete(id, state, context) {
      const stored = parseInputs({ ...state, sessionId: id });
      const policy = stored.onDelete;
      if (policy === "retain") {
        return;
      }
      if (typeof state.agentId === "string") {
        operation.noteAgent(id, state.agentId);
      }
      const declared = declaredOfSession({ ...heldOf(state), sessionId: id });
      const fate = operation.fateOf(context.urn, declared, policy === "restore");
      if (!mayEnd(fate, policy, `session ${id} is left as it is`, context.reporter)) {
        return;
      }
      if (policy === "restore" && hasExpired(state)) {
        context.reporter.info(givenBackSentence(id));
        return;
      }
      await inTime(context, dependencies(), (world, bounded) => {
        if (policy !== "restore") {
          return removeSession(policy, stored, world, bounded);
        }
        const { dropping } = parseLedger(state);
        return restoreSession(stored, storedBaseline(state, world), dropping, world, bounded);
      });
    },
  };
}

async function readSession(
  id: string,
  state: PropertyRecord | undefined,
  world: Dependencies,
  context: VerbContext,
  nowMs: number,
): Promise<ReadResult> {
  const agentId = typeof state?.agentId === "string" ? state.agentId : undefined;
  const look = await lookAt(id, agentId, world, context);
  if (look.kind === "gone") {
    return { kind: "gone" };
  }
  const { session } = look;
  return state === undefined
    ? imported(id, session, world, context)
    : refreshed(id, state, session, context, nowMs);
}

function refreshed(
  id: string,
  state: PropertyRecord,
  session: ObservedSession,
  context: VerbContext,
  nowMs: number,
): ReadResult {
  const prior = parseInputs(state);
  dueWarning(state, nowMs).forEach(context.reporter.warn);
  // A session that has ended cannot be put right, so its arrays are not held against the program any more.
  const hasEnded = warnIfFinal(session, context);
  if (hasExpired(state)) {
    const inputs: PropertyRecord = { ...prior, ...endedMembers };
    return { kind: "found", id, inputs, state: stateOf(inputs, session, {}) };
  }
  const { dropping } = parseLedger(state);
  const { strays, arrays, ...bounds } = inputsAsFound(prior, session, dropping);
  const inputs = hasEnded ? prior : { ...prior, ...arrays, ...bounds };
  const sources = { ...inputs, absent: prior.absent };
  const found = hasEnded ? accessOfInputs(sources) : accessOfInputs(sources, strays);
  // What means what it meant keeps the words it has, so that a newer version's words are no drift.
  const isKept = state.access !== undefined && textOf(found) === textOf(accessOfInputs(prior));
  const access = isKept ? state.access : found;
  return {
    kind: "found",
    id,
    inputs: { ...inputs, access },
    state: { ...stateOf({ ...inputs }, session, parseLedger(state)), access },
  };
}

/** A resource made out of a session: both arrays managed as they are, policies at their defaults. */
function imported(
  id: string,
  session: ObservedSession,
  world: Dependencies,
  context: VerbContext,
): ReadResult {
  warnIfFinal(session, context);
  const nothing = parseInputs({ sessionId: id, tools: [], mcpServers: [] });
  const inputs = { ...nothing, ...inputsAsFound(nothing, session).arrays };
  const baseline = recordBaseline(undefined, inputs, session, effectiveArrays(inputs, session));
  const ledger = { baseline: world.baselineText.encode(baseline) };
  const state = stateOf({ ...inputs }, session, ledger);
  return { kind: "found", id, inputs: { ...inputs, access: state.access }, state };
}

function stateOf(
  inputs: PropertyRecord,
  session: SessionFacts,
  ledger: Pick<SessionOverridesState, "baseline" | "dropping">,
): PropertyRecord {
  const state: SessionOverridesState = {
    ...parseInputs(inputs),
    ...(hasExpired(inputs) ? endedMembers : { access: accessOfInputs(inputs) }),
    agentId: session.agentId,
    ...(session.archivedAt === undefined ? {} : { archivedAt: session.archivedAt }),
    ...(standingOf(session) === "terminated" ? { terminated: true as const } : {}),
    ...(hasExpired(inputs) ? {} : ledger),
  };
  return { ...state };
}

function warnIfFinal(session: SessionFacts, context: VerbContext): boolean {
  if (isFinal(session)) {
    context.reporter.warn(finalWarning(session));
    return true;
  }
  return false;
}

import { type CheckResult, checkInputs } from "./check/check";
import { createOperation, declaredOfSession, type Operation } from "./check/operation";
import { type DifferenceOf, mayEnd, noteDifference, objectionOf } from "./endings";
import { PartialStateError } from "./errors";
import {
  givenBackSentence,
  type Surroundings,
  storedBaseline,
  targetOf,
  withExpiry,
} from "./grants";
import { hasExpired, heldOf } from "./model/expired";
import type { PropertyRecord } from "./model/property-record";
import { sessionDescriptor } from "./model/resources";
import { parseInputs, parseLedger } from "./model/state";
import type { Verdict } from "./plan/diff";
import { ownedKeys } from "./plan/owned-keys";
import { type DescribedDiff, describeDiff, type Planned, planResource, withSeen } from "./preview";
import { refuseForeignAbsence, seenAt } from "./reconcile/absence";
import type { Dependencies } from "./reconcile/dependencies";
import { reconcile } from "./reconcile/reconcile";
import { removeSession } from "./reconcile/remove";
import { restoreSession } from "./reconcile/restore";
import { inTime, type VerbContext } from "./reconcile/verb";
import {
  type ReadResult,
  readSession,
  type StoredResource,
  stateOf,
  warnIfFinal,
} from "./session-state";
import { nothingSurveyed, type Survey, surveySession } from "./take-over";

export type { ReadResult, StoredResource } from "./session-state";

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
  /**
   * What a preview can say, for hosts that ask: the state to come and a sentence per change of access; of a resource
   * that was read in this operation (`urn`), what was seen then, too.
   */
  plan(inputs: PropertyRecord, prior: PropertyRecord | undefined, urn?: string): Planned;
  /**
   * What a preview can add where the sessions can be looked at: how many of an agent's would be changed, and what a new
   * resource finds on its session. Reads only.
   */
  survey(
    inputs: PropertyRecord,
    prior: PropertyRecord | undefined,
    context: VerbContext,
  ): Promise<Survey>;
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
  async function makeAsDeclared(
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
    const written = {
      ...(outcome.baseline === undefined
        ? {}
        : { baseline: world.baselineText.encode(outcome.baseline) }),
      origin: world.api.origin(),
    };
    if (outcome.kind === "settled") {
      warnIfFinal(outcome.session, context);
      return { id: desired.sessionId, state: stateOf(inputs, outcome.session, written) };
    }
    if (hasExpired(inputs) && outcome.error.kind === "final" && outcome.session !== undefined) {
      warnIfFinal(outcome.session, context); // Nothing of it can be put back, and nothing needs to be.
      return { id: desired.sessionId, state: stateOf(inputs, outcome.session, {}) };
    }
    if (outcome.written && outcome.session !== undefined) {
      // A grant that could not be ended yet goes on to be what it was.
      const ledger = { ...written, dropping: ownedKeys(heldOf(prior)) };
      const state = hasExpired(inputs) ? prior : stateOf(inputs, outcome.session, ledger);
      throw new PartialStateError(desired.sessionId, { ...state }, outcome.error);
    }
    if (outcome.error.kind === "notFound") {
      refuseForeignAbsence(desired.sessionId, "update the tools of", world, context);
    }
    throw outcome.error;
  }

  function describe(
    prior: PropertyRecord,
    next: PropertyRecord,
    of: DifferenceOf = {},
  ): DescribedDiff {
    noteDifference(operation, next, of);
    return describeDiff(prior, next, sessionDescriptor);
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
    plan: (inputs, prior, urn) =>
      withSeen(
        planResource(inputs, prior, sessionDescriptor, () => storedBaseline(prior, surroundings)),
        inputs,
        operation.seenOf(urn),
      ),
    survey: async (inputs, prior, context) =>
      prior === undefined && !hasExpired(inputs)
        ? inTime(context, dependencies(), (world, bounded) => surveySession(inputs, world, bounded))
        : nothingSurveyed,
    create: async (inputs, context) =>
      inTime(context, dependencies(), (world, bounded) =>
        makeAsDeclared(undefined, inputs, world, bounded),
      ),
    update: async (_id, prior, inputs, context) =>
      inTime(seenAt(prior, context), dependencies(), (world, bounded) =>
        makeAsDeclared(prior, inputs, world, bounded),
      ),

    async read(id, state, context) {
      if (state === undefined && context.urn !== undefined) {
        operation.noteRead(context.urn);
      }
      return inTime(seenAt(state, context), dependencies(), (world, bounded) =>
        readSession(id, state, world, bounded, {
          nowMs: surroundings.now(),
          note: (seen) => operation.noteSeen(context.urn, seen),
        }),
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
      await inTime(seenAt(state, context), dependencies(), (world, bounded) => {
        if (policy !== "restore") {
          return removeSession(policy, stored, world, bounded);
        }
        const { dropping } = parseLedger(state);
        return restoreSession(stored, storedBaseline(state, world), dropping, world, bounded);
      });
    },
  };
}

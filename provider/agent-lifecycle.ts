import { checkInputs } from "./check/check";
import { expiryViolations, fleetModel } from "./check/fleet-rules";
import { createOperation, declaredOfFleet, type Operation } from "./check/operation";
import { type DifferenceOf, mayEnd, noteDifference, objectionOf } from "./endings";
import { PartialStateError, ProviderError, withEffect } from "./errors";
import type { Lifecycle, ReadResult, StoredResource } from "./lifecycle";
import {
  type AgentSessionOverridesInputs,
  agentSessionOverridesSchema,
  nothingPending,
  type Pending,
  pendingNamedMax,
  pendingOf,
} from "./model/agent-inputs";
import { isObject } from "./model/json";
import type { PropertyRecord } from "./model/property-record";
import { agentDescriptor } from "./model/resources";
import { parseLedger, parseStored } from "./model/state";
import { storedArraysShape } from "./model/stored-arrays";
import { UNKNOWN } from "./model/unknown";
import { accessOfInputs } from "./plan/access";
import { ownedKeys } from "./plan/owned-keys";
import { type DescribedDiff, describeDiff, planResource } from "./preview";
import { seenAt } from "./reconcile/absence";
import type { Dependencies } from "./reconcile/dependencies";
import { endFleet } from "./reconcile/end-fleet";
import { type Fleet, type FleetReport, reconcileFleet, surveyFleet } from "./reconcile/fleet";
import { listed, namedOnce } from "./reconcile/sentences";
import { declaredTarget } from "./reconcile/target";
import { inTime, type VerbContext } from "./reconcile/verb";

/** As many sessions that are out of line as a preview names. */
const shownMax = 10;
const storedSchema = agentSessionOverridesSchema.extend(storedArraysShape);

/**
 * The six verbs of `AgentSessionOverrides`: the same arrays on every live session of an agent. The state holds the
 * inputs and what is still to do, never arrays of single sessions; the next deployment does only what is left.
 */
export function createAgentLifecycle(
  dependencies: () => Dependencies,
  operation: Operation = createOperation(),
): Lifecycle {
  /** Sessions that another resource declares are left to it, and named as still to do. */
  function fleetToWrite(
    desired: AgentSessionOverridesInputs,
    prior: PropertyRecord | undefined,
    { urn }: VerbContext,
  ): Fleet {
    const fleet = fleetOf(desired, prior);
    return {
      ...fleet,
      targetFor: (sessionId) => ({
        ...fleet.targetFor(sessionId),
        objection: objectionOf(operation, urn, false),
      }),
    };
  }

  function describe(
    prior: PropertyRecord,
    next: PropertyRecord,
    of: DifferenceOf = {},
  ): DescribedDiff {
    noteDifference(operation, next, of);
    return describeAgentDiff(prior, next);
  }

  async function makeAllAsDeclared(
    prior: PropertyRecord | undefined,
    inputs: PropertyRecord,
    context: VerbContext,
  ): Promise<StoredResource> {
    const desired = parse(inputs);
    const { report, origin } = await inTime(
      seenAt(prior, context),
      dependencies(),
      async (world, bounded) => ({
        report: await reconcileFleet(fleetToWrite(desired, prior, context), world, bounded),
        origin: world.api.origin(),
      }),
    );
    const pending = pendingOf(report.pending, pendingNamedMax);
    const state = { ...stateOf(desired, pending, report.sessions), origin };
    if (pending.total > 0 || report.failure !== undefined) {
      // Entries that are no longer declared are to go from the sessions that are left, too.
      const unfinished = { ...state, dropping: ownedKeys(prior) };
      throw new PartialStateError(desired.agentId, unfinished, unfinishedError(desired, report), {
        ...inputs,
        pending,
      });
    }
    return { id: desired.agentId, state };
  }

  return {
    check(inputs, prior, urn) {
      const { pending, sessionCount: _count, expiresAt, ...stated } = inputs;
      const result = checkInputs(stated, prior, fleetModel);
      const before = prior?.agentId === undefined ? undefined : declaredOfFleet(prior);
      const conflicts =
        urn === undefined ? [] : operation.check(urn, declaredOfFleet(result.inputs), before);
      return {
        ...result,
        // Nothing in a program; a look that finds sessions out of line puts them here, and that is the diff. The preview
        // of a creation does not know yet what will be left to do, and the class that cannot say so later says it here.
        inputs: {
          ...result.inputs,
          pending: prior?.agentId === undefined && pending === UNKNOWN ? UNKNOWN : nothingPending,
        },
        violations: [...result.violations, ...conflicts, ...expiryViolations(expiresAt)],
      };
    },

    diff: (prior, next, of) => describe(prior, next, of).verdict,
    describeDiff: describe,
    forgetClaims: operation.forget,

    plan: (inputs, prior) => {
      const planned = planResource(inputs, prior, agentDescriptor);
      return { ...planned, state: { ...planned.state, sessionCount: UNKNOWN } };
    },

    async survey(inputs, prior, context) {
      const desired = parse(inputs);
      const report = await surveyFleet(
        fleetOf(desired, prior),
        dependencies(),
        seenAt(prior, context),
      );
      const busy = report.busy === 0 ? "" : `, ${report.busy} of them busy now`;
      const sentences = [
        `${report.differing} of ${report.sessions} live sessions of ${desired.agentId} would be changed${busy}`,
        ...differencesTold(report),
      ];
      return { sentences, outdoes: false };
    },

    create: (inputs, context) => makeAllAsDeclared(undefined, inputs, context),
    update: (_id, prior, inputs, context) => makeAllAsDeclared(prior, inputs, context),

    async read(id, state, context) {
      return state === undefined
        ? imported(id)
        : inTime(seenAt(state, context), dependencies(), (world, bounded) =>
            refreshed(id, state, world, bounded),
          );
    },

    async delete(id, state, context) {
      const stored = parse({ ...state, agentId: id });
      const policy = stored.onDelete;
      if (policy === "retain") {
        return;
      }
      const fate = operation.fateOf(context.urn, declaredOfFleet({ ...stored }), false);
      if (!mayEnd(fate, policy, `the sessions of ${id} are left as they are`, context.reporter)) {
        return;
      }
      await inTime(seenAt(state, context), dependencies(), (world, bounded) =>
        endFleet(policy, stored, operation.declarantOf, world, bounded),
      );
    },
  };
}

/** What most of the sessions differ in comes first. */
function differencesTold({ differences }: FleetReport): string[] {
  const told = [...differences]
    .sort(([, left], [, right]) => right - left)
    .map(([sentence, count]) => `${sentence} (${count} ${count === 1 ? "session" : "sessions"})`);
  return told.length === 0 ? [] : [`what would change: ${listed(told)}`];
}

function parse(record: PropertyRecord): AgentSessionOverridesInputs {
  return parseStored<AgentSessionOverridesInputs>(storedSchema, record);
}

function fleetOf(desired: AgentSessionOverridesInputs, prior: PropertyRecord | undefined): Fleet {
  const owned = ownedKeys(prior);
  return {
    scope: desired,
    targetFor: (sessionId) => ({
      ...declaredTarget({ ...desired, sessionId, onDelete: "retain" }, owned, undefined),
      // A request more for each of a thousand sessions, and a thousand warnings, would be of no use to anybody.
      tellsOfAwaitedTools: false,
      baselineBefore: () => undefined,
    }),
  };
}

function stateOf(
  inputs: AgentSessionOverridesInputs,
  pending: Pending,
  sessionCount: number,
): PropertyRecord {
  return { ...inputs, access: accessOfInputs(inputs), pending, sessionCount };
}

async function refreshed(
  id: string,
  state: PropertyRecord,
  world: Dependencies,
  context: VerbContext,
): Promise<ReadResult> {
  const prior = parse({ ...state, agentId: id });
  const report = await surveyFleet(fleetOf(prior, state), world, context);
  const pending = pendingOf([...report.pending].sort(), shownMax);
  const inputs = { ...prior, access: accessOfInputs(prior), pending };
  // How many sessions there are moves by itself, so the number of the last deployment stays.
  const count = typeof state.sessionCount === "number" ? state.sessionCount : 0;
  const { dropping, origin } = parseLedger(state);
  const ledger = {
    ...(dropping === undefined ? {} : { dropping }),
    ...(origin === undefined ? {} : { origin }),
  };
  return { kind: "found", id, inputs, state: { ...stateOf(prior, pending, count), ...ledger } };
}

function imported(id: string): ReadResult {
  const inputs = parse({ agentId: id });
  const state = stateOf(inputs, nothingPending, 0);
  return {
    kind: "found",
    id,
    inputs: { ...inputs, access: state.access, pending: nothingPending },
    state,
  };
}

function describeAgentDiff(prior: PropertyRecord, next: PropertyRecord): DescribedDiff {
  const described = describeDiff(prior, next, agentDescriptor);
  const total = isObject(prior.pending) ? Number(prior.pending.total ?? 0) : 0;
  if (total === 0 || described.verdict.kind === "replace") {
    return described;
  }
  const keys = described.verdict.kind === "same" ? [] : described.verdict.keys;
  return {
    ...described,
    verdict: { kind: "update", keys: [...keys, "pending"] },
    changes: [...described.changes, { path: "pending", kind: "update" }],
  };
}

function unfinishedError(
  { agentId }: AgentSessionOverridesInputs,
  report: FleetReport,
): ProviderError {
  const { failure } = report;
  const done = report.differing - report.pending.length;
  const reasons = report.pending.map(([sessionId, reason]) => namedOnce(sessionId, reason));
  if (failure !== undefined) {
    const before = `${done} live sessions of ${agentId} were brought in line before, ${reasons.length} were not. Run again; only what is left will be done.`;
    const seen = withEffect(failure, { kind: "unsaid" }).message;
    const message = [seen, before, listed(reasons)].filter((part) => part !== "").join(" ");
    return new ProviderError(failure.kind, message, failure.facts, { cause: failure });
  }
  return new ProviderError(
    "busy",
    `${report.pending.length} of the ${report.differing} live sessions of ${agentId} that differ are still to do, ${done} are done. Run again; only what is left will be done. ${listed(reasons)}`,
  );
}

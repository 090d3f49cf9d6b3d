import { accessOfInputs, type CheckResult, checkInputs } from "./check/check";
import { PartialStateError } from "./errors";
import type { SessionOverridesInputs } from "./model/inputs";
import { type ObservedSession, standingOf } from "./model/session";
import { parseInputs, type SessionOverridesState } from "./model/state";
import { diffInputs, type Verdict } from "./plan/diff";
import { arraysAsFound } from "./plan/drift";
import { reconcile } from "./reconcile/reconcile";
import { removeSession } from "./reconcile/remove";
import { callOf, type Dependencies, type VerbContext } from "./reconcile/verb";

type PropertyRecord = Readonly<Record<string, unknown>>;

/** What a verb leaves behind: the resource's id is the session's id. */
export interface StoredResource {
  readonly id: string;
  readonly state: SessionOverridesState;
}

export type ReadResult =
  /** `inputs` are rebuilt from the live session, so that drift shows against the program. */
  | (StoredResource & { readonly kind: "found"; readonly inputs: PropertyRecord })
  | { readonly kind: "gone" };

/**
 * The six verbs of `SessionOverrides`, in terms of neither Pulumi's protocol nor HTTP. Check and diff are pure; they
 * need no credentials and accept unknown values. The others throw `ProviderError`, or `PartialStateError` where
 * something was written and the resource must be kept.
 */
export interface Lifecycle {
  check(inputs: PropertyRecord, prior: PropertyRecord | undefined): CheckResult;
  diff(prior: PropertyRecord, next: PropertyRecord): Verdict;
  /** Adopts the session and makes it what is declared. One GET, and one POST if it differs. */
  create(inputs: PropertyRecord, context: VerbContext): Promise<StoredResource>;
  /** One look; never waits, never writes. Without state (import), everything the session has is taken as managed. */
  read(id: string, state: PropertyRecord | undefined, context: VerbContext): Promise<ReadResult>;
  /** As create: the prior state is not needed to know what to do. */
  update(id: string, inputs: PropertyRecord, context: VerbContext): Promise<StoredResource>;
  /** Works from state alone, as its `onDelete` says. */
  delete(id: string, state: PropertyRecord, context: VerbContext): Promise<void>;
}

export function createLifecycle(dependencies: () => Dependencies): Lifecycle {
  async function converge(inputs: PropertyRecord, context: VerbContext): Promise<StoredResource> {
    const desired = parseInputs(inputs);
    const outcome = await reconcile(desired, dependencies(), context);
    if (outcome.kind === "settled") {
      warnIfFinal(outcome.session, context);
      return { id: desired.sessionId, state: stateOf(desired, outcome.session) };
    }
    if (outcome.written && outcome.session !== undefined) {
      const state = stateOf(desired, outcome.session);
      throw new PartialStateError(desired.sessionId, { ...state }, outcome.error);
    }
    throw outcome.error;
  }

  return {
    check: checkInputs,
    diff: diffInputs,
    create: converge,
    update: (_id, inputs, context) => converge(inputs, context),

    async read(id, state, context) {
      const look = await dependencies().api.getSession(id, callOf(context));
      if (look.kind === "gone") {
        return { kind: "gone" };
      }
      const prior = state === undefined ? importInputs(id) : parseInputs(state);
      const { session } = look;
      const isFinal = warnIfFinal(session, context);
      // A session that has ended cannot be put right, so its arrays are not held against the program any more.
      const inputs = isFinal ? prior : { ...prior, ...arraysAsFound(prior, session) };
      return {
        kind: "found",
        id,
        inputs: { ...inputs, access: accessOfInputs(inputs) },
        state: stateOf(inputs, session),
      };
    },

    async delete(id, state, context) {
      const stored = parseInputs({ ...state, sessionId: id });
      await removeSession(stored.onDelete, stored, dependencies(), context);
    },
  };
}

/** Inputs of a resource that is imported: both arrays managed, policies at their defaults. */
function importInputs(sessionId: string): SessionOverridesInputs {
  return parseInputs({ sessionId, tools: [], mcpServers: [] });
}

function stateOf(inputs: SessionOverridesInputs, session: ObservedSession): SessionOverridesState {
  const standing = standingOf(session);
  return {
    ...inputs,
    access: accessOfInputs(inputs),
    agentId: session.agentId,
    ...(session.archivedAt === undefined ? {} : { archivedAt: session.archivedAt }),
    ...(standing === "terminated" ? { terminated: true as const } : {}),
  };
}

function warnIfFinal(session: ObservedSession, context: VerbContext): boolean {
  const standing = standingOf(session);
  if (standing !== "archived" && standing !== "terminated") {
    return false;
  }
  const how =
    standing === "archived"
      ? `was archived at ${session.archivedAt}`
      : "has terminated after an error";
  context.reporter.warn(
    `session ${session.sessionId} ${how}; it stays in the state and is not made anew, and its tools cannot be changed any more. Take the resource out of the program, or point sessionId at a live session.`,
  );
  return true;
}

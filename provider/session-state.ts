import { dueWarning, endedMembers } from "./grants";
import { hasExpired } from "./model/expired";
import type { PropertyRecord } from "./model/property-record";
import type { Seen } from "./model/seen";
import { isFinal, type ObservedSession, type SessionFacts, standingOf } from "./model/session";
import { type Ledger, parseInputs, parseLedger, type SessionOverridesState } from "./model/state";
import { accessOfInputs } from "./plan/access";
import { recordBaseline } from "./plan/baseline";
import { textOf } from "./plan/canonical";
import { inputsAsFound } from "./plan/drift";
import { effectiveArrays } from "./plan/effective";
import { refuseForeignAbsence } from "./reconcile/absence";
import type { Dependencies } from "./reconcile/dependencies";
import { lookAt } from "./reconcile/look-at";
import { droppedSentence, finalWarning } from "./reconcile/sentences";
import type { VerbContext } from "./reconcile/verb";

/** What a resource stores of its session, and how a look at the session is held against it. */

/** What a verb leaves behind: the resource's id is the session's id. */
export interface StoredResource {
  readonly id: string;
  readonly state: PropertyRecord;
}

export type ReadResult =
  /** `inputs` are rebuilt from the live session, so that drift shows against the program. */
  | (StoredResource & { readonly kind: "found"; readonly inputs: PropertyRecord })
  | { readonly kind: "gone" };

/** What a look is held against beside the state, and who is told of it. */
export interface Reading {
  readonly nowMs: number;
  readonly note: (seen: Seen) => void;
}

/** One look, as the engine's refresh or import wants it. */
export async function readSession(
  id: string,
  state: PropertyRecord | undefined,
  world: Dependencies,
  context: VerbContext,
  { nowMs, note }: Reading,
): Promise<ReadResult> {
  const agentId = typeof state?.agentId === "string" ? state.agentId : undefined;
  const look = await lookAt(id, agentId, world, context);
  if (look.kind === "gone") {
    refuseForeignAbsence(id, "read", world, context);
    if (state !== undefined) {
      context.reporter.warn(droppedSentence(id));
    }
    return { kind: "gone" };
  }
  const { session } = look;
  if (state === undefined) {
    return imported(id, session, world, context);
  }
  const result = refreshed(id, state, session, context, nowMs);
  const isBusy = standingOf(session) === "busy";
  note({ status: session.status, isBusy, saved: state, found: result.state });
  return result;
}

function refreshed(
  id: string,
  state: PropertyRecord,
  session: ObservedSession,
  context: VerbContext,
  nowMs: number,
): StoredResource & { readonly kind: "found"; readonly inputs: PropertyRecord } {
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
  const ledger = {
    baseline: world.baselineText.encode(baseline),
    origin: world.api.origin(),
  };
  const state = stateOf({ ...inputs }, session, ledger);
  return { kind: "found", id, inputs: { ...inputs, access: state.access }, state };
}

export function stateOf(
  inputs: PropertyRecord,
  session: SessionFacts,
  ledger: Ledger,
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

export function warnIfFinal(session: SessionFacts, context: VerbContext): boolean {
  if (isFinal(session)) {
    context.reporter.warn(finalWarning(session));
    return true;
  }
  return false;
}

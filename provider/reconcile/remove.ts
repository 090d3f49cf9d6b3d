import { isProviderError, type ProviderError } from "../errors";
import { factsOf, type Glance, type SessionFacts, standingOf } from "../model/session";
import { type EndingPolicy, planDelete } from "../plan/plan-delete";
import { backoff, lookBackoff } from "../wait/backoff";
import { afterSending, passageError, unarchivedError, unsettledError } from "./sentences";
import type { WriteOutcome } from "./session-api";
import {
  type BusyBounds,
  callOf,
  type Dependencies,
  type OpenedGate,
  openGate,
  type VerbContext,
} from "./verb";

/** How often archiving or deleting is tried; right after idle it may still be refused for a moment (API §5.5). */
const attemptsMax = 5;
const roundsMax = 20;

/**
 * Archives or deletes the session, as the policy says. Works from state alone. A session that is
 * gone, or archived already where archiving was asked for, is done.
 *
 * Requests on an idle session: one GET and one write. Duration: at most the smaller of
 * `waitTimeoutSeconds` and the engine's timeout, plus the time bounds of the requests that follow the last look.
 */
export async function removeSession(
  policy: EndingPolicy,
  bounds: BusyBounds,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<void> {
  const look = async (): Promise<Glance> => {
    const seen = await dependencies.api.getSession(bounds.sessionId, callOf(context));
    return seen.kind === "gone" ? seen : { kind: "found", session: factsOf(seen.session) };
  };
  const gate = openGate(bounds, dependencies, context);
  const delays = backoff(lookBackoff, dependencies.random);
  let current = await look();
  let lastFailure: ProviderError | undefined;
  let attempts = 0;

  for (let round = 1; round <= roundsMax; round++) {
    current = await atRest(policy, current, gate, bounds);
    if (planDelete(policy, current).kind === "done") {
      return;
    }
    const outcome = await write(policy, bounds.sessionId, dependencies, context);
    const failure = failureOf(policy, bounds.sessionId, outcome);
    if (failure === undefined) {
      return;
    }
    lastFailure = failure;
    current = await look().catch((error: unknown) => {
      throw isProviderError(error) && outcome.kind !== "refused"
        ? afterSending(error, policy)
        : error;
    });
    if (planDelete(policy, current).kind === "done") {
      return;
    }
    if (policy === "archive" && outcome.kind === "refused" && hasTerminated(current)) {
      context.reporter.warn(leftTerminated(bounds.sessionId, outcome.refusal));
      return;
    }
    if (isBusy(current)) {
      continue;
    }
    if (++attempts >= attemptsMax) {
      throw lastFailure;
    }
    await dependencies.clock.sleep(delays.next().value, context.signal);
  }
  throw unsettledError(bounds.sessionId, policy, roundsMax, lastFailure);
}

/** Waits until the session is not busy; any other standing, gone included, is fit for a delete. */
async function atRest(
  policy: EndingPolicy,
  look: Glance,
  gate: OpenedGate,
  bounds: BusyBounds,
): Promise<Glance> {
  if (planDelete(policy, look).kind !== "rest" || look.kind === "gone") {
    return look;
  }
  const passage = await gate.pass(look.session);
  switch (passage.kind) {
    case "open":
      // Without its arrays: of many that are ended side by side, each waits for its turn with what is kept here.
      return { kind: "found", session: factsOf(passage.session) };
    case "archived":
    case "terminated":
      return { kind: "found", session: passage.session };
    case "gone":
      return { kind: "gone" };
    default:
      throw passageError(passage, policy, bounds);
  }
}

function write(
  policy: EndingPolicy,
  sessionId: string,
  { api }: Dependencies,
  context: VerbContext,
): Promise<WriteOutcome> {
  switch (policy) {
    case "archive":
      return api.archiveSession(sessionId, callOf(context));
    case "delete":
      return api.deleteSession(sessionId, callOf(context));
  }
}

/** Undefined if the write did what it was meant to, which includes that there was nothing left to do it to. */
function failureOf(
  policy: EndingPolicy,
  sessionId: string,
  outcome: WriteOutcome,
): ProviderError | undefined {
  switch (outcome.kind) {
    case "done":
      return policy === "archive" && outcome.session !== undefined && isLive(outcome.session)
        ? unarchivedError(sessionId)
        : undefined;
    case "gone":
      return undefined;
    case "refused":
      return outcome.refusal;
    case "unclear":
      return outcome.failure;
  }
}

/** Nobody knows whether the API archives a session that has terminated (API §5.3); it has ended either way. */
function leftTerminated(sessionId: string, refusal: ProviderError): string {
  return `session ${sessionId} has terminated and the API would not archive it (${refusal.message}); it stays as it is`;
}

/** An answer that shows the session as live says that it was not archived, whatever its status code. */
function isLive(session: SessionFacts): boolean {
  const standing = standingOf(session);
  return standing === "idle" || standing === "busy";
}

function hasTerminated(look: Glance): boolean {
  return look.kind === "found" && standingOf(look.session) === "terminated";
}

function isBusy(look: Glance): boolean {
  return look.kind === "found" && standingOf(look.session) === "busy";
}

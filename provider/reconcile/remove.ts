import { isProviderError, type ProviderError, withEffect, withSentence } from "../errors";
import {
  factsOf,
  type Glance,
  lookAgeMaxMs,
  type SessionFacts,
  standingOf,
} from "../model/session";
import { workflowRunOpenCode } from "../model/workflow-run";
import { type EndingPolicy, planDelete } from "../plan/plan-delete";
import { backoff, lookBackoff } from "../wait/backoff";
import type { Hold } from "../wait/passage";
import { runsText } from "../wait/run-text";
import { tellAbsence } from "./absence";
import type { BusyBounds } from "./busy-bounds";
import type { Dependencies } from "./dependencies";
import {
  type Attempt,
  type Failed,
  lastFailureOf,
  noTries,
  type Tries,
  withTry,
} from "./ending-tries";
import { againText, type LostWrites } from "./lost-writes";
import { type OpenedGate, openGate } from "./open-gate";
import { openRunsOf } from "./open-runs";
import { passageError } from "./passage-error";
import { endedRunsWarning, interruptedBefore, unarchivedError, unsettledError } from "./sentences";
import type { Unclear, WriteOutcome } from "./session-api";
import { callOf, type VerbContext } from "./verb";

const roundsMax = 20;

/** One removal, and what goes with every step of it. */
interface Removal {
  readonly policy: EndingPolicy;
  readonly bounds: BusyBounds;
  readonly gate: OpenedGate;
  readonly dependencies: Dependencies;
  readonly context: VerbContext;
}

/**
 * Archives or deletes the session, as the policy says. Works from state alone. A session that is gone, or archived
 * already where archiving was asked for, is done. A refusal is not about what was asked for, since nothing else goes
 * with it; so it is waited out like a session that is busy (API §2.4, §2.5, §9.3).
 *
 * Requests on an idle session: one GET and one write; one page of events more where its agent may start workflow runs.
 * Duration: at most the smaller of `waitTimeoutSeconds` and the engine's timeout, plus the time bounds of the requests
 * that follow the last look, and the pauses between five requests that are lost.
 */
export async function removeSession(
  policy: EndingPolicy,
  bounds: BusyBounds,
  dependencies: Dependencies,
  context: VerbContext,
): Promise<void> {
  const gate = openGate(bounds, dependencies, context);
  const removal: Removal = { policy, bounds, gate, dependencies, context };
  const delays = backoff(lookBackoff, dependencies.random);
  let current = await look(removal);
  let tries = noTries;
  while (true) {
    current = await atRest(removal, current);
    const attempt = await tryToEnd(removal, current, tries);
    if (attempt.kind === "ended") {
      return;
    }
    tries = withTry(tries, attempt, dependencies);
    current = await nextSight(removal, attempt, tries, () => delays.next().value);
  }
}

/** The session as it is when it may be tried again. */
async function nextSight(
  removal: Removal,
  attempt: Failed,
  tries: Tries,
  nextDelayMs: () => number,
): Promise<Glance> {
  const { policy, bounds, dependencies, context } = removal;
  const { silence } = attempt;
  if (tries.lost.isOver && attempt.kind !== "held") {
    throw told(removal, lastFailureOf(attempt, tries, policy, bounds.sessionId));
  }
  if (tries.rounds >= roundsMax) {
    throw told(removal, unsettledError(bounds.sessionId, policy, roundsMax, attempt.failure));
  }
  // Of a session that is busy the gate takes its time by itself.
  if (silence !== undefined && (attempt.kind === "lost" || silence.askedPause !== undefined)) {
    return afterSilence(removal, attempt, silence, tries.lost);
  }
  switch (attempt.kind) {
    case "busy":
      return attempt.current;
    case "held": {
      const { hold, current, failure } = attempt;
      // Right after a session came to rest a refusal may pass in a moment, which is no wait.
      if (hold.kind === "runs" || tries.refusals > 1) {
        return heldUp(removal, current, hold, failure);
      }
    }
  }
  await dependencies.clock.sleep(nextDelayMs(), context.signal);
  return attempt.current;
}

/** Not before the API asked for it; a session that was left alone for a while is looked at anew. */
async function afterSilence(
  removal: Removal,
  { current }: Failed,
  silence: Unclear,
  lost: LostWrites,
): Promise<Glance> {
  const { context } = removal;
  const { clock } = removal.dependencies;
  const pauseMs = lost.againAtMs - clock.now();
  context.reporter.progress(againText(lost, silence, clock.now()));
  context.onWait?.();
  await clock.sleep(pauseMs, context.signal);
  return pauseMs > lookAgeMaxMs ? lookAfter(removal, silence) : current;
}

async function tryToEnd(removal: Removal, before: Glance, { refusals }: Tries): Promise<Attempt> {
  const { policy, bounds, dependencies, context } = removal;
  const { sessionId } = bounds;
  if (before.kind === "gone") {
    tellAbsence(sessionId, policy, dependencies, context);
    return { kind: "ended" };
  }
  if (planDelete(policy, before).kind === "done") {
    return { kind: "ended" };
  }
  const runs = await openRunsOf(before.session, dependencies, context);
  const outcome = await write(removal);
  const failure = whyNotEnded(policy, sessionId, outcome);
  if (failure === undefined) {
    if (runs.length > 0) {
      context.reporter.warn(endedRunsWarning(sessionId, policy, runsText(runs)));
    }
    return { kind: "ended" };
  }
  if (failure.facts.errorCode === workflowRunOpenCode) {
    return { kind: "held", hold: { kind: "runs" }, failure, current: before };
  }
  if (refusals > 0 && outcome.kind === "refused" && !hasTerminated(before)) {
    // The gate looks next.
    return { kind: "held", hold: refusedHold(failure), failure, current: before };
  }
  return attemptSeenAfter(removal, outcome, failure);
}

function refusedHold({ facts, message }: ProviderError): Hold {
  return { kind: "refused", seen: facts.seen ?? message };
}

async function attemptSeenAfter(
  removal: Removal,
  outcome: WriteOutcome,
  failure: ProviderError,
): Promise<Attempt> {
  const { policy, bounds, context } = removal;
  const isRefused = outcome.kind === "refused";
  const silence = outcome.kind === "unclear" ? outcome : undefined;
  const current = await lookAfter(removal, silence);
  if (planDelete(policy, current).kind === "done") {
    return { kind: "ended" };
  }
  if (policy === "archive" && isRefused && hasTerminated(current)) {
    context.reporter.warn(leftTerminated(bounds.sessionId, failure));
    return { kind: "ended" };
  }
  if (isBusy(current)) {
    return { kind: "busy", failure, current, silence };
  }
  return isRefused
    ? { kind: "held", hold: refusedHold(failure), failure, current }
    : { kind: "lost", failure, current, silence };
}

/** A look whose failure says that a request before it may have taken effect. */
function lookAfter(removal: Removal, silence: Unclear | undefined): Promise<Glance> {
  return look(removal).catch((error: unknown) => {
    throw isProviderError(error) && silence !== undefined
      ? withEffect(error, { kind: "maybe", request: removal.policy })
      : error;
  });
}

/** Waits until the session is not busy; any other standing, gone included, is fit for a delete. */
async function atRest(removal: Removal, seen: Glance): Promise<Glance> {
  return planDelete(removal.policy, seen).kind !== "rest" || seen.kind === "gone"
    ? seen
    : pass(removal, seen.session, undefined, undefined);
}

async function heldUp(
  removal: Removal,
  seen: Glance,
  hold: Hold,
  refusal: ProviderError,
): Promise<Glance> {
  return seen.kind === "gone" ? seen : pass(removal, seen.session, hold, refusal);
}

async function pass(
  { policy, bounds, gate }: Removal,
  seen: SessionFacts,
  hold: Hold | undefined,
  refusal: ProviderError | undefined,
): Promise<Glance> {
  const passage = await gate.pass(seen, hold);
  switch (passage.kind) {
    case "open":
      // Without its arrays: of many that are ended side by side, each waits for its place with what is kept here.
      return { kind: "found", session: factsOf(passage.session) };
    case "archived":
    case "terminated":
      return { kind: "found", session: passage.session };
    case "gone":
      return { kind: "gone" };
    default:
      throw passageError(passage, policy, bounds, refusal);
  }
}

async function look(removal: Removal): Promise<Glance> {
  const { bounds, dependencies, context } = removal;
  const seen = await tellingOf(removal, () =>
    dependencies.api.getSession(bounds.sessionId, callOf(context)),
  );
  return seen.kind === "gone" ? seen : { kind: "found", session: factsOf(seen.session) };
}

function write(removal: Removal): Promise<WriteOutcome> {
  const { policy, bounds, dependencies, context } = removal;
  const { api } = dependencies;
  const call = callOf(context);
  return tellingOf(removal, () => {
    switch (policy) {
      case "archive":
        return api.archiveSession(bounds.sessionId, call);
      case "delete":
        return api.deleteSession(bounds.sessionId, call);
    }
  });
}

/** The request, whose failure says whether the session was interrupted before. */
async function tellingOf<Result>(removal: Removal, send: () => Promise<Result>): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    throw isProviderError(error) ? told(removal, error) : error;
  }
}

function told({ gate }: Removal, error: ProviderError): ProviderError {
  return gate.interruption === undefined ? error : withSentence(error, interruptedBefore);
}

/** Undefined if the write did what it was meant to, which includes that there was nothing left to do it to. */
function whyNotEnded(
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

function hasTerminated(seen: Glance): boolean {
  return seen.kind === "found" && standingOf(seen.session) === "terminated";
}

function isBusy(seen: Glance): boolean {
  return seen.kind === "found" && standingOf(seen.session) === "busy";
}

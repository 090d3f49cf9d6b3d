import { type SessionFacts, standingOf } from "../model/session";
import { isUnseen } from "./gate-hooks";
import { type GateState, runsOfBusy } from "./gate-state";
import { type Interrupts, nextInterruptStep, withSent } from "./interrupts";
import type { Watch } from "./watch";

/** Takes the step about an interrupt that is due for a session that is still busy, if one is. */
export async function interruptIfDue(
  watch: Watch,
  state: GateState,
  seen: SessionFacts,
): Promise<GateState> {
  const { hooks, times, reading } = watch;
  if (standingOf(seen) !== "busy" || hooks.clock.now() < times.interruptAtMs) {
    return state;
  }
  switch (nextInterruptStep(state.interrupts, hooks.clock.now())) {
    case "nothing":
      return state;
    case "send":
      return sendUnlessWithheld(watch, state, seen);
    case "look up": {
      const isRecorded = await reading(hooks.isInterruptRecorded);
      if (isUnseen(isRecorded)) {
        return state;
      }
      const record = isRecorded ? "recorded" : "absent";
      const lookedUp = withInterrupts(state, { record });
      return isRecorded ? lookedUp : interruptIfDue(watch, lookedUp, seen);
    }
  }
}

const recordHasNoEnd = "the end of the record of its workflow runs was not reached yet";

/** Only `whenBusy: "interrupt"` asks for a person's pending answer to be dropped; nothing asks for a useless interrupt. */
async function sendUnlessWithheld(
  watch: Watch,
  state: GateState,
  seen: SessionFacts,
): Promise<GateState> {
  const { hooks, times, bell, reading } = watch;
  const isServed = hooks.joinInterrupt();
  if (isServed) {
    return withInterrupts(state, { isServed });
  }
  const runs = runsOfBusy(state);
  if (runs !== "none") {
    const isWithheldForRuns = runs === "open";
    const unreadEvents = isWithheldForRuns ? undefined : (state.runs.unread ?? recordHasNoEnd);
    return withInterrupts(state, { isServed, isWithheldForRuns, unreadEvents });
  }
  const awaitedEvents = times.policy === "interrupt" ? [] : await reading(hooks.awaitedEvents);
  if (isUnseen(awaitedEvents)) {
    const unreadEvents = awaitedEvents.reason;
    return withInterrupts(state, { isServed, isWithheldForRuns: false, unreadEvents });
  }
  // Meanwhile somebody else may have interrupted it, or seen it at rest.
  const isServedNow = !bell.hasRung && hooks.joinInterrupt();
  if (awaitedEvents.length > 0 || isServedNow || bell.hasRung) {
    return withInterrupts(state, {
      isServed: isServedNow,
      awaitedEvents,
      isWithheldForRuns: false,
      unreadEvents: undefined,
    });
  }
  const outcome = await hooks.interrupt(seen);
  const interrupts = withSent(state.interrupts, outcome, hooks.clock.now());
  const isRunOpen = outcome.kind === "refused" && outcome.isRunOpen;
  return {
    ...state,
    interrupts,
    runs: { ...state.runs, isAsked: state.runs.isAsked || isRunOpen },
    // An interrupted session stops soon, so it is looked at often again.
    step: 0,
  };
}

function withInterrupts(state: GateState, members: Partial<Interrupts>): GateState {
  return { ...state, interrupts: { ...state.interrupts, ...members } };
}

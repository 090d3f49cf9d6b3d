import { factsOf, type Look, type SessionFacts, standingOf } from "../model/session";
import { delayAfter, lookBackoff, runBackoff } from "./backoff";
import { alarm } from "./clock";
import { type GateHooks, isUnseen, type Unseen } from "./gate-hooks";
import {
  concernsRuns,
  entered,
  firstState,
  type GateState,
  isHeldByRuns,
  pageGapMs,
  waitEnd,
} from "./gate-state";
import { interruptIfDue } from "./interrupting";
import type { Hold, Passage } from "./passage";
import { progressText } from "./progress-text";
import { restBell, silentBell } from "./rest-bell";
import { nextRunPage, runStanding, withRunPage } from "./run-record";
import { whyStopped, withinWait } from "./stop";
import { type GateBounds, timesOf, type Watch } from "./watch";

/**
 * Lets a write through only while the session is idle and nothing else holds it up. One gate serves one operation:
 * however often it is passed, the deadline is the same. Final states end the wait at once (API §5.1, §5.5); a look that
 * fails is no news until the deadline.
 */
export interface Gate {
  /**
   * Starts from what was just seen: of a busy session, or of an idle one with what holds it up all the same. Takes
   * further looks with a back-off. Between them it holds no arrays, so that a thousand waits cost little memory.
   */
  pass(seen: SessionFacts, hold?: Hold): Promise<Passage>;
}

/** The least time between two looks, which bounds their number whatever the clock says. */
const shortestDelayMs = lookBackoff.firstMs * 0.75;

export function createGate(bounds: GateBounds, hooks: GateHooks, ring: typeof alarm = alarm): Gate {
  const times = timesOf(bounds, hooks.clock.now());
  const reading: Watch["reading"] = (read) =>
    withinWait({ signal: hooks.signal, leftMs: times.deadlineMs - hooks.clock.now() }, read, ring);
  let state = firstState(Math.ceil(bounds.timeoutMs / shortestDelayMs) + 10);
  return {
    async pass(seen, hold) {
      // That a session which is held up although it is idle is idle is no news to anybody who waits for it.
      const bell = hold === undefined ? restBell(hooks) : silentBell(hooks);
      try {
        const passed = await passOnce({ hooks, times, bell, reading }, entered(state, hold), seen);
        state = passed.state;
        return passed.passage;
      } finally {
        bell.stop();
      }
    },
  };
}

interface Passed {
  readonly passage: Passage;
  readonly state: GateState;
}

async function passOnce(watch: Watch, first: GateState, firstSeen: SessionFacts): Promise<Passed> {
  let seen = firstSeen;
  let state = await readRunsIfDue(watch, first, seen);
  while (true) {
    const end = whyEnd(watch, state, seen);
    if (end !== undefined) {
      return { passage: end, state };
    }
    state = await interruptIfDue(watch, state, seen);
    const { hooks, times } = watch;
    hooks.progress(progressText(times, state, seen, hooks.clock.now()));
    const sight = await sleepAndLook(watch, state, seen);
    state = { ...state, step: state.step + 1, looksLeft: state.looksLeft - 1, unseen: undefined };
    if (sight === undefined) {
      continue; // Stopped: the next round says so.
    }
    if (sight.kind === "unseen") {
      state = { ...state, unseen: sight.reason };
      continue;
    }
    if (sight.kind === "gone") {
      return { passage: sight, state };
    }
    seen = factsOf(sight.session);
    state = await readRunsIfDue(watch, state, seen);
    if (standingOf(seen) === "idle" && !isHeldByRuns(state)) {
      const seenAtMs = sight.seenAtMs ?? hooks.clock.now();
      return { passage: { ...sight, kind: "open", seenAtMs }, state };
    }
  }
}

/** Why not to wait any longer. */
function whyEnd(
  { hooks, times }: Watch,
  state: GateState,
  seen: SessionFacts,
): Passage | undefined {
  const standing = standingOf(seen);
  if (standing === "archived" || standing === "terminated") {
    return { kind: standing, session: seen };
  }
  const now = hooks.clock.now();
  const end = waitEnd(state, seen.status, now - times.openedAtMs);
  if (times.policy === "fail") {
    return { kind: "busy", ...end };
  }
  if (hooks.signal?.aborted) {
    return { kind: "cancelled", why: whyStopped(hooks.signal), ...end };
  }
  return now >= times.deadlineMs || state.looksLeft <= 0 ? { kind: "timeout", ...end } : undefined;
}

/** The delay is shortened so that a look falls on the moment of the interrupt and on the deadline. */
async function sleepAndLook(
  { hooks, times, bell, reading }: Watch,
  state: GateState,
  seen: SessionFacts,
): Promise<Look | Unseen | undefined> {
  const now = hooks.clock.now();
  const { deadlineMs, interruptAtMs } = times;
  const isToInterrupt = state.interrupts.last === undefined && now < interruptAtMs;
  const nextEventMs = isToInterrupt ? Math.min(deadlineMs, interruptAtMs) : deadlineMs;
  const dueMs = hooks.rhythm(delayAfter(lookBackoff, state.step, hooks.random));
  await bell.sleep(Math.max(0, Math.min(dueMs, nextEventMs - now)));
  if (hooks.signal?.aborted) {
    return undefined;
  }
  // What was told while a look was under way is the newer one.
  const told = bell.answer();
  const look = told ?? (await reading((signal) => hooks.look(seen, signal)));
  return bell.answer() ?? look;
}

const circularRecord = "the record of its workflow runs leads back to a page that was read before";

/** One page of the record of workflow runs, if they may be what holds the session up and the time for it has come. */
async function readRunsIfDue(
  { hooks, reading }: Watch,
  state: GateState,
  seen: SessionFacts,
): Promise<GateState> {
  const { runs } = state;
  if (!concernsRuns(state, seen) || hooks.clock.now() < runs.dueAtMs || hooks.signal?.aborted) {
    return state;
  }
  const cursor = nextRunPage(runs.record);
  const page = await reading((signal) => hooks.runEvents(cursor, signal));
  const record = isUnseen(page) ? runs.record : withRunPage(runs.record, cursor, page);
  const unread = isUnseen(page) ? page.reason : record.isCircular ? circularRecord : undefined;
  const isOpen = runStanding(record) === "open";
  const reads = isOpen ? runs.reads + 1 : 0;
  const readAtMs = hooks.clock.now();
  const pauseMs = isOpen ? delayAfter(runBackoff, reads - 1, hooks.random) : pageGapMs;
  // A little early rather than late: it is read along with a look.
  const dueAtMs = readAtMs + Math.max(pageGapMs, pauseMs - pageGapMs);
  return { ...state, runs: { record, isAsked: true, unread, reads, readAtMs, dueAtMs } };
}

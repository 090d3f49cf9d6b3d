import { type SessionFacts, standingOf } from "../model/session";
import { type Interrupts, noInterrupts } from "./interrupts";
import type { Hold, WaitEnd } from "./passage";
import { type RunRecord, runStanding, unreadRecord } from "./run-record";

/** All that a gate knows of its wait, as a value: every step makes a new one. */
export interface GateState {
  /** How often the gate was passed with a session that was busy. */
  readonly rounds: number;
  /** How often it was passed with one that is held up although its status is idle, one after the other. */
  readonly holds: number;
  readonly hold: Hold | undefined;
  /** How many delays have grown since something changed. */
  readonly step: number;
  /** Bounds the number of looks whatever the clock says. */
  readonly looksLeft: number;
  readonly interrupts: Interrupts;
  readonly runs: RunsSeen;
  /** Why the last look failed; undefined if it did not. */
  readonly unseen: string | undefined;
}

export interface RunsSeen {
  readonly record: RunRecord;
  /** Something said that runs are possible, and the record was asked for. */
  readonly isAsked: boolean;
  /** Why the record could not be read the last time; undefined if it could. */
  readonly unread: string | undefined;
  /** Pages read since a run was first seen open. */
  readonly reads: number;
  readonly readAtMs: number;
  readonly dueAtMs: number;
}

export function firstState(looksMax: number): GateState {
  return {
    rounds: 0,
    holds: 0,
    hold: undefined,
    step: 0,
    looksLeft: looksMax,
    interrupts: noInterrupts,
    runs: {
      record: unreadRecord,
      isAsked: false,
      unread: undefined,
      reads: 0,
      readAtMs: Number.NEGATIVE_INFINITY,
      dueAtMs: Number.NEGATIVE_INFINITY,
    },
    unseen: undefined,
  };
}

/** Between two pages of the record at least: so a look at its end serves the beginning of the next wait as well. */
export const pageGapMs = 300;

/** The state with which the gate is passed (again): a hold that goes on is looked at less and less often. */
export function entered(state: GateState, hold: Hold | undefined): GateState {
  const isBusy = hold === undefined;
  const holds = isBusy ? 0 : state.holds + 1;
  return {
    ...state,
    hold,
    holds,
    rounds: state.rounds + (isBusy ? 1 : 0),
    // Whoever is held up has tried again before, after the first of the delays.
    step: isBusy ? 0 : holds,
    runs: {
      ...state.runs,
      isAsked: state.runs.isAsked || hold?.kind === "runs",
      reads: 0,
      dueAtMs: state.runs.readAtMs + pageGapMs,
    },
  };
}

/** Whether the state says that an idle session must not be written to yet. */
export function isHeldByRuns({ hold, runs }: GateState): boolean {
  if (hold?.kind !== "runs") {
    return false;
  }
  const standing = runStanding(runs.record);
  // Where nothing tells of runs, only the write itself does.
  return standing === "open" || (standing === "unknown" && runs.unread === undefined);
}

/** What a session that is busy is known to be held up by, of what an interrupt does not end. */
export function runsOfBusy({ runs }: GateState): "open" | "none" | "unknown" {
  return runs.isAsked ? runStanding(runs.record) : "none";
}

/** Whether the record of runs is to be read for this session, as soon as it is due. */
export function concernsRuns({ hold, runs }: GateState, seen: SessionFacts): boolean {
  const isBusy = standingOf(seen) === "busy";
  return hold?.kind === "runs" || (isBusy && (runs.isAsked || seen.mayRunWorkflows === true));
}

export function waitEnd(state: GateState, status: string, waitedMs: number): WaitEnd {
  const { rounds, interrupts, hold, runs, unseen } = state;
  return { status, waitedMs, rounds, interrupts, hold, runs: runs.record.open, unseen };
}

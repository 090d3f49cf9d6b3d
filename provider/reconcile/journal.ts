import type { ProviderError } from "../errors";
import type { SessionFacts } from "../model/session";
import type { Baseline } from "../plan/baseline";
import type { Change } from "../plan/changes";
import type { Guarded } from "./guard";
import { type LostWrites, noLostWrites } from "./lost-writes";
import type { Refusals } from "./refusals";

/** What has happened so far in one run on one session; the rounds write it, the report of the end reads it. */
export interface Journal {
  /** The last look or answer, without its arrays: a run may wait for long. */
  session: SessionFacts | undefined;
  /** Whether a write was sent that may have taken effect. */
  written: boolean;
  /** How things stood before the first write of this run. */
  baseline: Baseline | undefined;
  /** What the first write of this run changes. */
  changes: readonly Change[];
  /** Undefined before the first write. */
  guarded: Guarded | undefined;
  /** How many updates the record showed when it last showed all of our writes. */
  recorded: number;
  rewrites: number;
  /** Refusals in a row of a session that a look calls idle; undefined if the last answer was none. */
  refusals: Refusals | undefined;
  /** Updates lost on the way, with the session unchanged afterwards. */
  lostWrites: LostWrites;
  lastFailure: ProviderError | undefined;
}

export function emptyJournal(): Journal {
  return {
    session: undefined,
    written: false,
    baseline: undefined,
    changes: [],
    guarded: undefined,
    recorded: 0,
    rewrites: 0,
    refusals: undefined,
    lostWrites: noLostWrites,
    lastFailure: undefined,
  };
}

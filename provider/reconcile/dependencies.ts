import type { Baseline } from "../plan/baseline";
import type { Clock } from "../wait/clock";
import type { ProcessWide } from "../wait/process-wide";
import type { SessionApi } from "./session-api";
import type { SessionLooks } from "./session-looks";

/** A baseline as text for the state, every entry exactly as the server sent it. */
export interface BaselineText {
  encode(baseline: Baseline): string;
  /** Undefined if the text is none that this package wrote. */
  decode(text: string): Baseline | undefined;
}

/** What the core needs from the world. */
export interface Dependencies extends ProcessWide {
  readonly api: SessionApi;
  readonly baselineText: BaselineText;
  readonly clock: Clock;
  /** Numbers from 0 up to 1. */
  readonly random: () => number;
  /** Looks that do not have to be of this moment. */
  readonly looks: SessionLooks;
}

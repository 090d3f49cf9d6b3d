import type { BusyPolicy } from "../model/policies";

/** The part of the inputs that says how to treat a busy session; seconds, as the user wrote them. */
export interface BusyBounds {
  readonly sessionId: string;
  readonly whenBusy: BusyPolicy;
  readonly waitTimeoutSeconds: number;
  readonly interruptAfterSeconds: number;
}

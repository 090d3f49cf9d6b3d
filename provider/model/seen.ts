import type { PropertyRecord } from "./property-record";

/** What a refresh found of a session, in the operation of the engine that goes on to change it. */
export interface Seen {
  readonly status: string;
  readonly isBusy: boolean;
  /** The last deployment's state, and the one that the refresh makes of it. */
  readonly saved: PropertyRecord;
  readonly found: PropertyRecord;
}

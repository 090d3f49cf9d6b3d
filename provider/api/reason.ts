import type { ErrorKind } from "../errors";
import type { Answer } from "./answer";
import type { GivenUp } from "./patience";

/** Why something did not come about, in the parts of a message. */
export interface Reason {
  readonly kind: ErrorKind;
  /** What was seen, as a part of a sentence. */
  readonly seen: string;
  readonly advice: string;
}

/** There was nothing to sign a request with, so that it was not sent. */
export interface Unsigned {
  readonly kind: "unsigned";
  readonly reason: Reason;
  /** What the exchange of tokens was answered, where it came so far. */
  readonly answer?: Answer;
}

/** The account takes nothing any more, so that the call ends with it: this request was the last one refused, or not sent. */
export interface TurnedAway {
  readonly kind: "turnedAway";
  readonly givenUp: GivenUp;
  readonly sent: boolean;
}

import type { ErrorKind } from "../errors";
import type { Answer } from "./answer";

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

import type { PropertyRecord } from "./model/property-record";
import { shownText } from "./model/shown-text";

/**
 * The errors people see. A message says what was tried, what was seen, what was not changed and what to do;
 * facts stand in fields. No message and no field ever holds a credential.
 */

const brand = Symbol.for("pulumi-managed-agents.ProviderError");

/** What kind of failure it is: what is done about it, and what status a host answers, goes by it. */
export type ErrorKind =
  | "configuration"
  | "invalid"
  | "unauthorised"
  | "refused"
  | "notFound"
  | "busy"
  | "final"
  | "cancelled"
  | "unavailable"
  | "unverified"
  | "malformed";

export interface ErrorFacts {
  readonly sessionId?: string;
  /** HTTP status of the answer that led here. */
  readonly status?: number;
  /** The API's own request id, to quote to its support. */
  readonly requestId?: string;
  /** The API's own code for the reason (`details.error_code`), where it gives one. */
  readonly errorCode?: string;
  /** What was seen, as a part of the message that can be quoted in another; the same twice is the same answer. */
  readonly seen?: string;
  /** The server's own time of the answer (its `date` header). */
  readonly answeredAt?: string;
}

/** What of an attempt has reached the session. */
export type Effect =
  | { readonly kind: "none" }
  /** A request was sent; `request` is what it was to do, for the end of "The request to …". */
  | { readonly kind: "maybe"; readonly request: string }
  /** Whoever tells of the error says it. */
  | { readonly kind: "unsaid" };

/** A message in its parts: the effect is a fact, which whoever knows more than the thrower can set. */
export interface Account {
  /** What was tried and what was seen; whole sentences. */
  readonly seen: string;
  readonly effect: Effect;
  /** What to do, and what the API calls the request; whole sentences, or nothing. */
  readonly advice: string;
}

/** Most errors are met before anything was sent. */
export const noEffect: Effect = { kind: "none" };

/** Many sessions in one sentence, each with its reason, are the longest that is said. */
const messageLengthMax = 8_000;

/**
 * An expected failure: a sentence for a person, no stack worth printing. Whoever quotes others escapes and bounds what
 * is quoted; that none of it reaches a terminal raw is made sure of here once more, for all messages.
 */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly [brand] = true;
  /** Absent where the message says of the effect what cannot be said in one of its words. */
  readonly account: Account | undefined;

  constructor(
    readonly kind: ErrorKind,
    told: string | Account,
    readonly facts: ErrorFacts = {},
    options?: { readonly cause?: unknown },
  ) {
    super(shownText(typeof told === "string" ? told : messageOf(told), messageLengthMax), options);
    this.account = typeof told === "string" ? undefined : told;
  }
}

function messageOf({ seen, effect, advice }: Account): string {
  return [seen, effectSentence(effect), advice].filter((part) => part !== "").join(" ");
}

function effectSentence(effect: Effect): string {
  switch (effect.kind) {
    case "none":
      return "Nothing was changed.";
    case "maybe":
      return `The request to ${effect.request} the session had been sent before and may have taken effect; run again, which looks and finishes what is left.`;
    case "unsaid":
      return "";
  }
}

/** The same error, where it says that nothing was changed, with what is known better; any other stays as it is. */
export function withEffect(error: ProviderError, effect: Effect): ProviderError {
  const { kind, account, facts } = error;
  return account?.effect.kind !== "none"
    ? error
    : new ProviderError(kind, { ...account, effect }, facts, { cause: error });
}

/** The same error with a sentence more at its end. */
export function withSentence(error: ProviderError, sentence: string): ProviderError {
  const { kind, message, account, facts } = error;
  const told =
    account === undefined
      ? `${message} ${sentence}`
      : { ...account, advice: `${account.advice} ${sentence}`.trim() };
  return new ProviderError(kind, told, facts, { cause: error });
}

/** Survives two copies of the package in one process, where instanceof does not. */
export function isProviderError(error: unknown): error is ProviderError {
  return typeof error === "object" && error !== null && brand in error;
}

/** Nobody was reached or could be: what is only meant to be looked at can be done without. */
export function isOutOfReach(error: unknown): error is ProviderError {
  // An answer, whatever it says, comes from something that was reached.
  return (
    isProviderError(error) &&
    error.facts.status === undefined &&
    (error.kind === "configuration" || error.kind === "unavailable")
  );
}

/** As {@link isProviderError}, for the one that carries state. */
export function isPartialStateError(error: unknown): error is PartialStateError {
  return isProviderError(error) && "state" in error && "id" in error;
}

/** Something was written and is not finished: the resource exists, and `state` is what is known of it. */
export class PartialStateError extends ProviderError {
  constructor(
    readonly id: string,
    readonly state: PropertyRecord,
    readonly reason: ProviderError,
    /** What to store as inputs, where what is left to do stands in them; else those that were asked for. */
    readonly inputs?: PropertyRecord,
  ) {
    super(reason.kind, reason.account ?? reason.message, reason.facts, { cause: reason });
  }
}

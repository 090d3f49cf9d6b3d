import { addressOf, type Endpoint } from "../config";
import { nameOf } from "../credentials/credential";
import { type Account, type ErrorFacts, type ErrorKind, noEffect, ProviderError } from "../errors";
import { spokenTime } from "../model/spoken-time";
import { type Answer, textWithoutSecret } from "./answer";
import type { Effect } from "./effect";
import { checkAddress, meaningOf } from "./http-status";
import type { Reason } from "./reason";
import type { Ended, Exchange } from "./retry";

/**
 * What ended a call, as the sentence a person reads: what was tried, what was seen, what was not changed, what to do.
 * The classification keys on the status, never on the API's text (API §6.3), which is quoted only.
 */

/** What is being done, in the words of a message: "cannot " + `doing`. */
export interface Action {
  readonly doing: string;
  readonly effect: Effect;
  readonly sessionId: string;
}

/** The error for a call that had no effect: a read that failed, a write that was turned away or never sent. */
export function failureWithoutEffect(
  ended: Ended,
  action: Action,
  endpoint: Endpoint,
): ProviderError {
  const account = reasonOf(ended, endpoint);
  return errorOf(
    account.kind,
    {
      seen: `cannot ${action.doing}: ${account.seen}.`,
      effect: noEffect,
      advice: account.advice,
    },
    ended,
    action,
    account.seen,
  );
}

/** The error behind the outcome `unclear`: the request may or may not have taken effect. */
export function unclearFailure(ended: Ended, action: Action, endpoint: Endpoint): ProviderError {
  const { exchange } = ended;
  const seen =
    exchange.kind === "cancelled"
      ? `${exchange.why} while the request was under way`
      : reasonOf(ended, endpoint).seen;
  return errorOf(
    exchange.kind === "cancelled" ? "cancelled" : "unavailable",
    {
      seen: `It is not known whether the attempt to ${action.doing} took effect: ${seen}. The request may have arrived all the same.`,
      effect: { kind: "unsaid" },
      advice: "",
    },
    ended,
    action,
    seen,
  );
}

/** The error for an answer that is well-formed HTTP and still not what was asked for. `problem` follows "the answer". */
export function malformedFailure(
  problem: string,
  ended: Ended,
  action: Action,
  endpoint: Endpoint,
): ProviderError {
  const { exchange } = ended;
  // Under a status of success the API's own envelope says more than what is missing from the document.
  const isError = exchange.kind === "answered" && exchange.answer.error !== undefined;
  const isRead = action.effect === "read";
  const consequence = "The request may have taken effect all the same; the answer was not used.";
  const seen = isError
    ? `${addressOf(endpoint)} answered an error as a success, ${answered(ended)}${times(ended)}`
    : `the answer of ${addressOf(endpoint)} ${problem}${times(ended)}`;
  return errorOf(
    "malformed",
    {
      seen: `cannot ${action.doing}: ${seen}.${isRead ? "" : ` ${consequence}`}`,
      effect: isRead ? noEffect : { kind: "unsaid" },
      advice: isError ? "Try again later." : checkAddress,
    },
    ended,
    action,
    seen,
  );
}

/** The error for a 404 that does not prove that the session is gone (API §1.1). */
export function doubtfulAbsence(ended: Ended, action: Action, endpoint: Endpoint): ProviderError {
  return errorOf(
    "configuration",
    {
      seen: `cannot ${action.doing}: ${addressOf(endpoint)} answered ${answered(ended)}, and the list of sessions is not there either. So this says nothing about the session: the address is not that of the API, or this account has no access to Managed Agents.`,
      effect: noEffect,
      advice: checkAddress,
    },
    ended,
    action,
  );
}

/** Why an exchange did not come to what it was for. */
export function reasonOf(ended: Ended, endpoint: Endpoint): Reason {
  const { exchange } = ended;
  switch (exchange.kind) {
    case "cancelled":
      return {
        kind: "cancelled",
        seen: exchange.why,
        advice: "",
      };
    case "unsent":
      return {
        kind: "unavailable",
        seen: `${addressOf(endpoint)} could not be reached, ${exchange.reason}${times(ended)}`,
        advice:
          "Check the network, and managed-agents:baseUrl or ANTHROPIC_BASE_URL if one is set.",
      };
    case "lost":
      return {
        kind: "unavailable",
        seen: `${addressOf(endpoint)} did not answer, ${exchange.reason}${times(ended)}`,
        advice: "Try again later.",
      };
    case "unsigned":
      return exchange.reason;
    case "turnedAway":
      return turnedAway(exchange, ended, endpoint);
    case "answered":
      return accountOfAnswer(exchange.answer, ended, endpoint);
  }
}

/** The account has been given up on: told with the refusal that was one too many, whichever request met it. */
function turnedAway(
  { answer, givenUp, sent }: Extract<Exchange, { readonly kind: "turnedAway" }>,
  ended: Ended,
  endpoint: Endpoint,
): Reason {
  const { effect, askedMs, isTooLong, refusals, forMs } = givenUp;
  const { kind } = meaningOf(answer.status);
  const unsent = sent ? "" : `, so this one was not sent${ended.attempts === 0 ? "" : " again"}`;
  if (isTooLong) {
    const to = sent ? times(ended) : " to another request";
    return {
      kind,
      seen: `${addressOf(endpoint)} answered ${answered(ended)}${to}${pause(askedMs)}${unsent}`,
      advice: `The account's rate limit or spend limit is reached: try again in ${spokenTime(askedMs)}.`,
    };
  }
  const asked = askedMs === 0 ? "" : `, the last asking for a pause of ${spokenTime(askedMs)}`;
  return {
    kind,
    seen: `${addressOf(endpoint)} answered every ${effect} for ${spokenTime(forMs, Math.round)} with ${answered(ended)} (${refusals} in a row${asked})${unsent}`,
    advice:
      "The account's rate limit or spend limit is used up: look at both in the Console, and at what else uses the account, and run again when it takes requests; only what is left will be done.",
  };
}

function accountOfAnswer(answer: Answer, ended: Ended, endpoint: Endpoint): Reason {
  const { status } = answer;
  const { kind, advice = adviceOnCredential(status, endpoint) } = meaningOf(status);
  return { kind, seen: seenOf(answer, ended, endpoint), advice };
}

function seenOf(answer: Answer, ended: Ended, endpoint: Endpoint): string {
  const { status } = answer;
  const seen = `${addressOf(endpoint)} answered ${answered(ended)}`;
  const credential = nameOf(endpoint.credential);
  switch (status) {
    case 401:
      return `${credential} was refused, ${answered(ended)}`;
    case 403:
      return `${credential} has no access, ${answered(ended)}`;
    case 404:
      return `${seen}, which is not how the API says that a session does not exist`;
  }
  if (status < 400) {
    return `${seen}${redirection(answer)}; redirects are not followed, and the credential was not sent on`;
  }
  return meaningOf(status).repeats === "none"
    ? seen
    : `${seen}${times(ended)}${pause(ended.pauseRefusedMs)}`;
}

function adviceOnCredential(status: number, endpoint: Endpoint): string {
  const { kind, source } = endpoint.credential;
  if (kind === "federation") {
    return "Check the rule's service account in the Console: that it is there, and what it may do in this workspace.";
  }
  return status === 401
    ? `Check that ${source} is complete, still valid and made for ${addressOf(endpoint)}.`
    : `Check the permissions of ${source} and its workspace (managed-agents:workspaceId).`;
}

/** `400 invalid_request_error (workflow_run_open), “…”`, or what stands in its place if it is not the API that answers. */
export function answered(ended: Ended): string {
  const { exchange } = ended;
  if (exchange.kind !== "answered" && exchange.kind !== "turnedAway") {
    return "nothing";
  }
  const { status, error, body } = exchange.answer;
  if (error !== undefined) {
    const code = error.code === undefined ? "" : ` (${error.code})`;
    return `${status} ${error.type}${code}, “${error.message}”`;
  }
  return body.kind === "json"
    ? `${status} with JSON that is not the API's`
    : `${status} with ${body.description}`;
}

function redirection(answer: Answer): string {
  const location = answer.headers.get("location") ?? "";
  return URL.canParse(location) ? `, a redirect to ${new URL(location).origin}` : ", a redirect";
}

function times({ attempts }: Ended): string {
  return attempts === 1 ? "" : `, in the last of ${attempts} attempts`;
}

function pause(refusedMs: number | undefined): string {
  return refusedMs === undefined
    ? ""
    : `, asking for a pause of ${spokenTime(refusedMs)}, longer than is waited`;
}

function errorOf(
  kind: ErrorKind,
  told: Account,
  ended: Ended,
  action: Action,
  seen?: string,
): ProviderError {
  const { exchange, secret } = ended;
  const answer = "answer" in exchange ? exchange.answer : undefined;
  const requestId = answer?.requestId;
  const code = answer?.error?.code;
  const answeredAt = answer?.headers.get("date");
  // A server may quote our own headers back; the credential does not reach a log that way either.
  const withoutCredential = (text: string) =>
    secret === undefined ? text : textWithoutSecret(text, secret);
  const facts: ErrorFacts = {
    sessionId: action.sessionId,
    ...(answer === undefined ? {} : { status: answer.status }),
    ...(requestId === undefined ? {} : { requestId: withoutCredential(requestId) }),
    ...(code === undefined ? {} : { errorCode: withoutCredential(code) }),
    ...(seen === undefined ? {} : { seen: withoutCredential(seen) }),
    ...(answeredAt === undefined ? {} : { answeredAt }),
  };
  const reference = requestId === undefined ? "" : ` (request id ${requestId})`;
  const account = {
    seen: withoutCredential(told.seen),
    effect: told.effect,
    advice: withoutCredential(`${told.advice}${reference}`.trim()),
  };
  return new ProviderError(kind, account, facts);
}

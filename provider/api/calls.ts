import type { Dispatcher } from "undici";
import { addressOf, type Endpoint } from "../config";
import type { Origin } from "../model/origin";
import type { Look, ObservedSession } from "../model/session";
import type { CallOptions, Unclear, WriteOutcome } from "../reconcile/session-api";
import type { Clock } from "../wait/clock";
import { type Answer, type AnswerBody, isSuccess } from "./answer";
import { createAttempts } from "./attempts";
import {
  type Action,
  doubtfulAbsence,
  failureWithoutEffect,
  malformedFailure,
  unclearFailure,
} from "./failure";
import { meaningOf } from "./http-status";
import { defaultLimits, type Limits } from "./limits";
import { sessionPath } from "./paths";
import { requestedPauseMs } from "./rate-answers";
import { type Ended, sendWithRetry } from "./retry";
import { createTransport, type HttpRequest } from "./transport";
import { type Parsed, parseList, parseSession } from "./wire";

export interface SessionApiOptions {
  readonly endpoint: Endpoint;
  /** Waits between attempts; the bounds of a single attempt run on the machine's clock. */
  readonly clock: Clock;
  /** Uniform in [0, 1): the jitter of those waits. */
  readonly random: () => number;
  /** Instead of the client's own connections; stays the caller's to close. */
  readonly dispatcher?: Dispatcher;
  /** Each one left out has its default of `defaultLimits`. */
  readonly limits?: Partial<Limits>;
}

/** The connection to one API, and the one thing that is learnt about it on the way. */
export interface Calls {
  readonly endpoint: Endpoint;
  send(action: Action, request: HttpRequest, call: CallOptions): Promise<Ended>;
  close(): Promise<void>;
  /** True once a session or a list was answered: address, version and beta are right. */
  isApiProven: boolean;
  /** Who answered last. */
  origin: Origin;
}

export type JsonBody = Extract<AnswerBody, { readonly kind: "json" }>;

export interface Write {
  readonly action: Action;
  readonly request: () => HttpRequest;
  readonly parse: (body: JsonBody) => Parsed<ObservedSession | undefined>;
}

export function createCalls(options: SessionApiOptions): Calls {
  const { endpoint, clock, random } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const transport = createTransport(endpoint, limits, options.dispatcher);
  const attempts = createAttempts(endpoint, transport, { clock, random, limits });
  const calls: Calls = {
    endpoint,
    send: async ({ effect }, request, call) => {
      const waits = { clock, random, limits, ...call };
      let secret: string | undefined;
      const sendOnce = async () => {
        const attempt = await attempts.send(effect, request, call);
        secret = attempt.secret ?? secret;
        return attempt.reply;
      };
      const sent = await sendWithRetry(effect, sendOnce, waits);
      const ended = secret === undefined ? sent : { ...sent, secret };
      const answer = answerOf(ended);
      // What stands in between answers for itself, without the API's envelope; of a success the document tells.
      if (answer?.error !== undefined) {
        calls.origin = originOf(endpoint, answer);
      }
      return ended;
    },
    close: transport.close,
    isApiProven: false,
    origin: { address: addressOf(endpoint) },
  };
  return calls;
}

/** The answer holds what only the API can know. */
function prove(calls: Calls, answer: Answer): void {
  calls.isApiProven = true;
  calls.origin = originOf(calls.endpoint, answer);
}

const partLengthMax = 200;

/** The organisation and the workspace by the answer's headers (API §1.1). */
function originOf(endpoint: Endpoint, { headers }: Answer): Origin {
  const part = (name: string) => headers.get(name)?.slice(0, partLengthMax);
  const organizationId = part("anthropic-organization-id");
  const workspaceId = part("anthropic-workspace-id");
  return {
    address: addressOf(endpoint),
    ...(organizationId === undefined ? {} : { organizationId }),
    ...(workspaceId === undefined ? {} : { workspaceId }),
  };
}

/** One look at a session; a 404 that proves that it is gone is an answer. */
export async function look(calls: Calls, sessionId: string, call: CallOptions): Promise<Look> {
  const action: Action = { doing: `read session ${sessionId}`, effect: "read", sessionId };
  return readDocument<Look>(calls, action, sessionPath(sessionId), call, {
    parse: (body) => {
      const parsed = parseSession(sessionId, body);
      return parsed.kind === "malformed"
        ? parsed
        : { kind: "parsed", value: { kind: "found", session: parsed.value } };
    },
    gone: { kind: "gone" },
  });
}

/** The document at a path; a session that is gone has no more of it, which `gone` stands for. */
export async function readDocument<Value>(
  calls: Calls,
  action: Action,
  path: string,
  call: CallOptions,
  { parse, gone }: { readonly parse: (body: JsonBody) => Parsed<Value>; readonly gone: Value },
): Promise<Value> {
  const ended = await calls.send(action, { method: "GET", path }, call);
  const answer = answerOf(ended);
  if (answer !== undefined && isSuccess(answer)) {
    const parsed = parseBody(answer, parse);
    if (parsed.kind === "malformed") {
      throw malformedFailure(parsed.problem, ended, action, calls.endpoint);
    }
    prove(calls, answer);
    return parsed.value;
  }
  if (await isGone(calls, ended, action, call)) {
    return gone;
  }
  throw failureWithoutEffect(ended, action, calls.endpoint);
}

/** One write, and what is known of its effect. */
export async function write(
  calls: Calls,
  call: CallOptions,
  { action, request, parse }: Write,
): Promise<WriteOutcome> {
  const ended = await calls.send(action, request(), call);
  const answer = answerOf(ended);
  if (answer !== undefined && isSuccess(answer)) {
    const parsed = parseBody(answer, parse);
    if (parsed.kind === "malformed") {
      const failure = malformedFailure(parsed.problem, ended, action, calls.endpoint);
      return { kind: "unclear", failure };
    }
    prove(calls, answer);
    return parsed.value === undefined ? { kind: "done" } : { kind: "done", session: parsed.value };
  }
  if (isUnclear(ended)) {
    return {
      kind: "unclear",
      failure: unclearFailure(ended, action, calls.endpoint),
      ...pauseAskedIn(ended),
    };
  }
  if (await isGone(calls, ended, action, call)) {
    return { kind: "gone" };
  }
  const failure = failureWithoutEffect(ended, action, calls.endpoint);
  if (answer !== undefined && meaningOf(answer.status).mayBeAboutTheSession) {
    return { kind: "refused", refusal: failure };
  }
  throw failure;
}

function pauseAskedIn(ended: Ended): Pick<Unclear, "askedPause"> {
  const answer = answerOf(ended);
  const ms = answer === undefined ? undefined : requestedPauseMs(answer);
  const isTooLong = ended.pauseRefusedMs !== undefined;
  return ms === undefined ? {} : { askedPause: { ms, isTooLong } };
}

/** A write of which nobody can say whether it took effect: it may have arrived, and no verdict came back. */
function isUnclear({ exchange }: Ended): boolean {
  switch (exchange.kind) {
    case "unsent":
    case "unsigned":
    case "turnedAway":
      return false;
    case "lost":
      return true;
    case "cancelled":
      return exchange.sent;
    case "answered":
      return meaningOf(exchange.answer.status).effect === "unknown";
  }
}

/**
 * Whether a 404 proves that the session is gone. The API answers a path that it does not have, and a request without
 * the right beta, with the same status and envelope (API §1.1), and believing that would drop living sessions from a
 * stack. That the answer names the session says nothing, since a path is echoed as well. So unless this client has had
 * a good answer before, the list is asked too.
 */
async function isGone(
  calls: Calls,
  ended: Ended,
  action: Action,
  call: CallOptions,
): Promise<boolean> {
  const answer = answerOf(ended);
  if (answer?.status !== 404 || answer.error?.type !== "not_found_error") {
    return false;
  }
  if (calls.isApiProven) {
    return true;
  }
  const asked: Action = { ...action, effect: "read" };
  const list = await calls.send(asked, { method: "GET", path: "/v1/sessions?limit=1" }, call);
  const listed = answerOf(list);
  if (listed !== undefined && isSuccess(listed)) {
    if (parseBody(listed, parseList).kind === "parsed") {
      prove(calls, listed);
    }
  } else if (listed?.status !== 404) {
    throw failureWithoutEffect(list, asked, calls.endpoint);
  }
  if (!calls.isApiProven) {
    throw doubtfulAbsence(ended, action, calls.endpoint);
  }
  return true;
}

function answerOf({ exchange }: Ended): Answer | undefined {
  return exchange.kind === "answered" ? exchange.answer : undefined;
}

function parseBody<Value>(answer: Answer, parse: (body: JsonBody) => Parsed<Value>): Parsed<Value> {
  return answer.body.kind === "json"
    ? parse(answer.body)
    : { kind: "malformed", problem: `is not JSON: ${answer.body.description}` };
}

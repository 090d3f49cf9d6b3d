import type { Dispatcher } from "undici";
import { addressOf, type Endpoint } from "../config";
import { isObject } from "../model/json";
import type { HttpProxy } from "../proxy";
import { alarm } from "../wait/clock";
import { whyStopped } from "../wait/stop";
import type { Limits } from "./limits";
import { systemCodeOf } from "./system-code";

/** One HTTP request and what came of it. Knows headers, timeouts and sizes; knows no session and repeats nothing. */

export type { Dispatcher };

export interface HttpRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** Path and query below the base URL, already encoded: `/v1/sessions/sesn_1`. */
  readonly path: string;
  readonly body?: string;
}

/** What one attempt came to. Only `unsent` is proof that the server saw nothing. */
export type Reply =
  | { readonly kind: "answer"; readonly answer: RawAnswer }
  /** No connection came about. `lasting` if trying again is pointless (TLS). */
  | { readonly kind: "unsent"; readonly reason: string; readonly lasting: boolean }
  /** No whole answer came back; the request may have arrived. `lasting` if the same answer would come again. */
  | { readonly kind: "lost"; readonly reason: string; readonly lasting: boolean }
  /** The caller's signal, and why it was aborted. `sent` if the request may have arrived all the same. */
  | { readonly kind: "cancelled"; readonly sent: boolean; readonly why: string };

export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  /** The body is not UTF-8: in `text`, others stand for what is none, so that it must not go back. */
  readonly isGarbled?: true;
}

export interface Transport {
  /** One attempt, bounded by `attemptTimeoutMs`; never rejects. Redirects are answers like any other. */
  send(
    request: HttpRequest,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<Reply>;
  /** Ends the connections; requests under way are finished first. */
  close(): Promise<void>;
}

/**
 * undici, loaded with the first request: it takes as long to load as all the rest of this package, and a preview or an
 * update with nothing to do makes no request.
 */
function undici(): typeof import("undici") {
  return require("undici");
}

/** A dispatcher that is handed in stays the caller's: it is not closed here. */
export function createTransport(
  endpoint: Endpoint,
  limits: Limits,
  dispatcher?: Dispatcher,
): Transport {
  const agent = dispatcher ?? createAgent(limits, endpoint.proxy);
  const prefix = addressOf(endpoint);
  return {
    send: (request, headers, signal) => send({ agent, prefix, headers, limits, request }, signal),
    close: async () => {
      if (dispatcher === undefined) {
        await agent.close();
      }
    },
  };
}

function createAgent(limits: Limits, proxy: HttpProxy | undefined): Dispatcher {
  const { Agent, EnvHttpProxyAgent } = undici();
  const connect = { timeout: limits.connectTimeoutMs };
  const options = {
    connect,
    connections: limits.connectionsMax,
    pipelining: 1,
    maxResponseSize: limits.answerBytesMax,
  };
  return proxy === undefined
    ? new Agent(options)
    : new EnvHttpProxyAgent({
        ...options,
        // Given here, so that the agent asks the environment for nothing.
        httpProxy: "",
        httpsProxy: proxy.url,
        noProxy: proxy.except,
        proxyTls: connect,
        requestTls: connect,
      });
}

interface Attempt {
  readonly agent: Dispatcher;
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly request: HttpRequest;
}

async function send(attempt: Attempt, signal: AbortSignal | undefined): Promise<Reply> {
  if (isAborted(signal)) {
    return { kind: "cancelled", sent: false, why: whyStopped(signal) };
  }
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal?.addEventListener("abort", onAbort, { once: true });
  // The machine's own clock, as for undici's timers: a clock that a test moves must not end a real request.
  const disarm = alarm(attempt.limits.attemptTimeoutMs, onAbort);
  try {
    return { kind: "answer", answer: await exchange(attempt, stop.signal) };
  } catch (error) {
    if (isAborted(signal)) {
      return { kind: "cancelled", sent: true, why: whyStopped(signal) };
    }
    return stop.signal.aborted
      ? lost(`no whole answer came within ${seconds(attempt.limits.attemptTimeoutMs)}`)
      : replyOfFailure(error, attempt.limits);
  } finally {
    disarm();
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Asked anew each time: the compiler would take the first look for the last. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

async function exchange(attempt: Attempt, signal: AbortSignal): Promise<RawAnswer> {
  const { agent, request, limits } = attempt;
  const hasBody = request.body !== undefined;
  const response = await undici().request(`${attempt.prefix}${request.path}`, {
    dispatcher: agent,
    method: request.method,
    headers: hasBody ? { ...attempt.headers, "content-type": "application/json" } : attempt.headers,
    body: request.body ?? null,
    headersTimeout: limits.headersTimeoutMs,
    bodyTimeout: limits.bodyTimeoutMs,
    signal,
  });
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) {
      headers.set(name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value);
    }
  }
  const body = await response.body.arrayBuffer();
  return { status: response.statusCode, headers, ...decoded(body) };
}

function decoded(body: ArrayBuffer): Pick<RawAnswer, "text" | "isGarbled"> {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(body) };
  } catch {
    return { text: new TextDecoder().decode(body), isGarbled: true };
  }
}

function replyOfFailure(error: unknown, limits: Limits): Reply {
  const code = systemCodeOf(error) ?? "no error code";
  const proxyStatus = statusOfProxy(error);
  if (proxyStatus !== undefined) {
    const reason = `the proxy of the environment refused to connect to it (${proxyStatus})`;
    return { ...unsent(reason), lasting: proxyStatus < 500 };
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT") {
    return unsent(`no connection came about within ${seconds(limits.connectTimeoutMs)}`);
  }
  if (failedWhileConnecting(error)) {
    return unsent(connectReasons.get(code) ?? `no connection came about (${code})`);
  }
  if (isTlsRefusal(code)) {
    return {
      ...unsent(`the server's TLS certificate or handshake was not accepted (${code})`),
      lasting: true,
    };
  }
  if (code === "UND_ERR_INVALID_ARG") {
    return {
      ...unsent("the request has a value that HTTP cannot carry and was not made"),
      lasting: true,
    };
  }
  if (isObject(error) && error.name === "HTTPParserError") {
    return lost("what it sent is not HTTP/1.1");
  }
  if (code === "UND_ERR_HEADERS_TIMEOUT") {
    return lost(`no answer came within ${seconds(limits.headersTimeoutMs)}`);
  }
  if (code === "UND_ERR_BODY_TIMEOUT") {
    return lost(`the answer stopped in the middle for ${seconds(limits.bodyTimeoutMs)}`);
  }
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") {
    const mebibytes = limits.answerBytesMax / (1024 * 1024);
    return { ...lost(`the answer is larger than ${mebibytes} MiB`), lasting: true };
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL_")) {
    return lost(
      `TLS failed (${code}): the server, or a gateway before it, ended the encrypted connection`,
    );
  }
  return lost(`the connection was lost (${code})`);
}

const connectReasons: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "the connection was refused"],
  ["ENOTFOUND", "the host's name could not be resolved"],
  ["EAI_AGAIN", "the host's name could not be resolved"],
]);

function unsent(reason: string): Reply & { readonly kind: "unsent" } {
  return { kind: "unsent", reason, lasting: false };
}

function lost(reason: string): Reply & { readonly kind: "lost" } {
  return { kind: "lost", reason, lasting: false };
}

/** What a proxy answered that did not open a tunnel; undici says it in its message alone. */
function statusOfProxy(error: unknown): number | undefined {
  const message = isObject(error) && typeof error.message === "string" ? error.message : "";
  const [, status] = /^Proxy response \((\d{3})\)/.exec(message) ?? [];
  return status === undefined ? undefined : Number(status);
}

/** True only if the system says that looking up the name or connecting failed: then no byte was sent. */
function failedWhileConnecting(error: unknown): boolean {
  if (!isObject(error)) {
    return false;
  }
  if (Array.isArray(error.errors) && error.errors.length > 0) {
    return error.errors.every(failedWhileConnecting);
  }
  return error.syscall === "connect" || error.syscall === "getaddrinfo";
}

/** Only what ends a handshake: other ERR_SSL_ codes can come after the request was sent. */
function isTlsRefusal(code: string): boolean {
  return (
    /^(ERR_TLS_CERT_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/.test(code) ||
    /^ERR_SSL_.*(WRONG_VERSION_NUMBER|PROTOCOL_VERSION|HANDSHAKE_FAILURE)$/.test(code)
  );
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}

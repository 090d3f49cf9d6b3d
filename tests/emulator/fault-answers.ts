import type { ServerResponse } from "node:http";
import type { Fault } from "./faults";

const HTML = "<!DOCTYPE html><html><body><h1>Something went wrong</h1></body></html>";
const MALFORMED = '{"id": "sesn_';

/** How a fault spoils the answer itself; everything else about it has happened by now. */
export type Spoiling =
  | { readonly kind: "none" }
  | { readonly kind: "reset" }
  | { readonly kind: "silence" }
  | { readonly kind: "truncate" }
  | { readonly kind: "endless" }
  | {
      readonly kind: "replace";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    };

export interface FaultPlanOfAnswer {
  /** Whether the request is carried out. */
  readonly effect: boolean;
  readonly spoiling: Spoiling;
}

/** What becomes of the answer. Errors in JSON need the request id, so that body and header agree. */
export function planAnswer(
  fault: Fault | undefined,
  requestId: string,
  path: string,
): FaultPlanOfAnswer {
  switch (fault?.kind) {
    case "refuse": {
      const refusal = refused(fault.status, fault.type, fault.message, requestId, fault);
      return { ...refusal, effect: fault.effect ?? false };
    }
    case "noSuchEndpoint": {
      const message = `no such endpoint: ${fault.prefix ?? ""}${path}`;
      return fault.body === "text"
        ? replaced(false, 404, contentType("text/plain"), message)
        : refused(404, "not_found_error", message, requestId, {});
    }
    case "rateLimited": {
      const seconds = fault.retryAfterSeconds;
      const headers: Record<string, string> =
        seconds === undefined ? {} : { "retry-after": String(seconds) };
      return refused(429, "rate_limit_error", "Rate limit exceeded", requestId, { headers });
    }
    case "serverError":
      return serverError(fault, requestId);
    case "redirect":
      return replaced(false, fault.status ?? 307, { location: fault.location }, "");
    case "resetBeforeEffect":
      return { effect: false, spoiling: { kind: "reset" } };
    case "resetAfterEffect":
      return { effect: true, spoiling: { kind: "reset" } };
    case "neverAnswer":
      return { effect: fault.effect ?? false, spoiling: { kind: "silence" } };
    case "malformedBody":
      return replaced(fault.effect ?? true, 200, contentType("application/json"), MALFORMED);
    case "truncatedBody":
      return { effect: fault.effect ?? true, spoiling: { kind: "truncate" } };
    case "endlessBody":
      return { effect: fault.effect ?? true, spoiling: { kind: "endless" } };
    case "answerWith":
      return replaced(
        fault.effect ?? true,
        fault.status ?? 200,
        contentType(fault.contentType ?? "application/json"),
        fault.body,
      );
    default:
      return { effect: true, spoiling: { kind: "none" } };
  }
}

/** Writes half of the body and breaks the connection off. */
export function writeTruncated(response: ServerResponse, status: number, body: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": String(bytes.length),
  });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () =>
    response.socket?.destroySoon(),
  );
}

/** Writes the beginning of a JSON text and never its end, as fast as the client reads. */
export function writeEndless(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  const chunk = "x".repeat(64 * 1024);
  const pump = () => {
    while (!response.destroyed && response.write(chunk)) {
      // Written until the socket's buffer is full; "drain" goes on from there.
    }
  };
  response.on("drain", pump);
  response.write('{"data": "');
  pump();
}

function serverError(
  fault: Extract<Fault, { kind: "serverError" }>,
  requestId: string,
): FaultPlanOfAnswer {
  const status = fault.status ?? 500;
  const effect = fault.effect ?? false;
  if (fault.body === "html") return replaced(effect, status, contentType("text/html"), HTML);
  const type = status === 529 ? "overloaded_error" : status === 504 ? "timeout_error" : "api_error";
  const refusal = refused(status, type, "Internal server error", requestId, {});
  return { ...refusal, effect };
}

function refused(
  status: number,
  type: string,
  message: string,
  requestId: string,
  extra: { readonly headers?: Readonly<Record<string, string>>; readonly details?: unknown },
): FaultPlanOfAnswer {
  const error =
    extra.details === undefined ? { type, message } : { type, message, details: extra.details };
  const body = JSON.stringify({ type: "error", error, request_id: requestId });
  return replaced(false, status, { ...contentType("application/json"), ...extra.headers }, body);
}

function replaced(
  effect: boolean,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): FaultPlanOfAnswer {
  return { effect, spoiling: { kind: "replace", status, headers, body } };
}

function contentType(value: string): Record<string, string> {
  return { "content-type": value };
}

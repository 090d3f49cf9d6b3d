import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "./answers";
import { ApiRefusal, errorEnvelope, invalidRequest, notFound } from "./errors";
import { settleTimed } from "./looks";
import type { RateLimit } from "./rate-limit";
import { checkHeaders } from "./request-checks";
import { matchRoute } from "./routes";
import { exchangeToken, TOKEN_PATH } from "./token-exchange";
import type { World } from "./world";

/** A request that was read to its end. */
export interface ReceivedRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when the body was larger than the limit. */
  readonly bodyText: string | undefined;
}

/** Answers one request, checking in the order of API §1.1. Nothing here knows sockets. */
export function answerRequest(world: World, limit: RateLimit, request: ReceivedRequest): Answer {
  try {
    return route(world, limit, request);
  } catch (error) {
    if (error instanceof ApiRefusal) return refusalAnswer(error, request.id);
    throw error;
  }
}

export function refusalAnswer(refusal: ApiRefusal, requestId: string): Answer {
  const { status, errorType, message, headers, details } = refusal;
  const body = errorEnvelope(errorType, message, requestId, details);
  return { kind: "json", status, body, headers };
}

function route(world: World, limit: RateLimit, request: ReceivedRequest): Answer {
  if (request.path === TOKEN_PATH && request.method === "POST") {
    return exchangeToken(world, request.headers, request.bodyText);
  }
  const match = matchRoute(request.method, request.path);
  if (match.kind === "noRoute") throw notFound("Not found");
  if (match.kind === "wrongMethod") {
    throw new ApiRefusal(405, "invalid_request_error", "Method Not Allowed");
  }
  checkHeaders(request.headers, world);
  const told = limit.take(request.method, world.clock.now());
  if (request.bodyText === undefined) {
    throw new ApiRefusal(413, "request_too_large", "Request exceeds the maximum size");
  }
  settleTimed(world);
  const { bodyText, query } = request;
  const answer = match.handler(world, {
    id: match.id,
    child: match.child,
    query,
    body: () => parseBody(world, bodyText),
  });
  return answer.kind === "json" ? { ...answer, headers: { ...answer.headers, ...told } } : answer;
}

function parseBody(world: World, text: string): unknown {
  try {
    return world.texts.parse(text);
  } catch {
    throw invalidRequest("Failed to parse request: the body is not valid JSON");
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Answer } from "./answers";
import { planAnswer, type Spoiling, writeEndless, writeTruncated } from "./fault-answers";
import { runWithFault } from "./fault-effects";
import type { Fault, FaultPlan } from "./faults";
import { originHeaders, worldOf } from "./organizations";
import type { RateLimit } from "./rate-limit";
import { loggedHeaders } from "./request-checks";
import { type LogEntry, loggedQuery, type RequestLog } from "./request-log";
import { answerRequest, type ReceivedRequest } from "./request-pipeline";
import { parsedJson } from "./shape";
import { loggedBody } from "./token-exchange";
import type { World } from "./world";

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** What the HTTP side needs of an emulator. */
export interface ServerParts {
  /** One for each organisation, that of the seeds first. */
  readonly worlds: readonly [World, ...World[]];
  readonly faults: FaultPlan;
  readonly limit: RateLimit;
  readonly log: RequestLog;
}

/** Listens on 127.0.0.1 only. */
export async function listen(
  parts: ServerParts,
  port: number,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      // A client that hangs up in the middle of its body is not a fault of the emulator.
      if (response.destroyed || request.destroyed) return;
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.writeHead(500, { "content-type": "text/plain" });
      response.end(`The emulator failed: ${error instanceof Error ? error.stack : String(error)}`);
    });
  });
  // Idle connections of pooled clients stay open between their requests.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port: actualPort } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${actualPort}` };
}

/** Ends streams, held answers and idle connections. */
export async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function handle(
  parts: ServerParts,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await receive(parts.worlds[0], message);
  const world = worldOf(parts.worlds, request);
  const fault = parts.faults.take(request);
  const entry = record(parts, request, fault);
  response.setHeader("request-id", request.id);
  response.setHeaders(new Map(originHeaders(world)));
  if (fault?.kind === "delay" && fault.before === "effect") await pause(world, fault.ms);
  const { effect, spoiling } = planAnswer(fault, request.id, request.path);
  const sessionId = /^\/v1\/sessions\/([^/]+)/.exec(request.path)?.[1];
  const answer = effect
    ? runWithFault(world, sessionId, fault, () =>
        answerRequest(world, parts.limit, faulty(request, fault)),
      )
    : undefined;
  if (fault?.kind === "delay" && fault.before !== "effect") await pause(world, fault.ms);
  const body = bodyOf(world, answer);
  if (!spoil(response, spoiling, answer, body, entry) && answer !== undefined) {
    write(response, answer, body, entry);
  }
}

async function receive(world: World, message: IncomingMessage): Promise<ReceivedRequest> {
  const url = new URL(message.url ?? "/", "http://emulator");
  return {
    id: world.ids.next("req"),
    method: message.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    bodyText: await readBody(message),
  };
}

/** Reads to the end, but keeps no more than the limit (API §1.2). */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString("utf8");
}

function record(
  { worlds: [world], log }: ServerParts,
  request: ReceivedRequest,
  fault: Fault | undefined,
): LogEntry {
  const entry: LogEntry = {
    method: request.method,
    path: request.path,
    query: loggedQuery(request.query),
    headers: loggedHeaders(request.headers),
    body: loggedBody(request.path, parsedJson(request.bodyText)),
    status: undefined,
    at: world.clock.now(),
    fault: fault?.kind,
  };
  log.add(entry);
  return entry;
}

/** The request as it reaches the API behind a gateway that drops parts of its query. */
function faulty(request: ReceivedRequest, fault: Fault | undefined): ReceivedRequest {
  if (fault?.kind !== "ignoreQuery") return request;
  const query = new URLSearchParams(
    [...request.query].filter(([name]) => !fault.names.includes(name.replace(/\[.*$/, ""))),
  );
  return { ...request, query };
}

/** True when the spoiled answer took the place of the real one. */
function spoil(
  response: ServerResponse,
  spoiling: Spoiling,
  answer: Answer | undefined,
  body: string,
  entry: LogEntry,
): boolean {
  switch (spoiling.kind) {
    case "none":
      return false;
    case "reset":
      response.socket?.resetAndDestroy();
      return true;
    case "silence":
      return true;
    case "truncate":
      entry.status = answer?.kind === "json" ? answer.status : 200;
      writeTruncated(response, entry.status, body);
      return true;
    case "endless":
      entry.status = 200;
      writeEndless(response);
      return true;
    case "replace":
      entry.status = spoiling.status;
      response.writeHead(spoiling.status, spoiling.headers);
      response.end(spoiling.body);
      return true;
  }
}

function write(response: ServerResponse, answer: Answer, body: string, entry: LogEntry): void {
  if (answer.kind === "stream") {
    entry.status = 200;
    answer.open(response);
    return;
  }
  entry.status = answer.status;
  // Observed: a wrong method is answered without a request id (API §1.3).
  if (answer.status === 405) response.removeHeader("request-id");
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  response.end(body);
}

function bodyOf(world: World, answer: Answer | undefined): string {
  return answer?.kind === "json"
    ? world.texts.write(answer.body)
    : '{"type": "session", "id": "sesn_"}';
}

/** Real milliseconds. `close()` clears the timer: the request is then never resumed, its socket being gone. */
async function pause(world: World, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      world.timers.delete(timer);
      resolve();
    }, ms);
    world.timers.add(timer);
  });
}

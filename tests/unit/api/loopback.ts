import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { createSessionApi } from "../../../provider/api/client";
import type { Limits } from "../../../provider/api/limits";
import { resolveEndpoint } from "../../../provider/config";
import { createFakeClock } from "../../support/fake-clock";

/** A server on a loopback port that answers as told, and a client of ours that talks to it. */

export const apiKey = "sk-ant-secret-0123456789";

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Answers one request, or does something worse. */
export type Answerer = (response: ServerResponse, request: ReceivedRequest) => void;

export interface Loopback {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/** The answerers are used in turn; the last one answers everything that follows. */
export async function startLoopback(...answerers: readonly Answerer[]): Promise<Loopback> {
  const received: ReceivedRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const body = Buffer.concat(chunks).toString();
      received.push({ method, url, headers, body });
      answerers[Math.min(received.length, answerers.length) - 1]?.(response, {
        method,
        url,
        headers,
        body,
      });
    });
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Answerer {
  return text(status, JSON.stringify(body), { "content-type": "application/json", ...headers });
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Answerer {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** The API's own envelope (API §1.3). */
export function apiError(status: number, type: string, message: string, headers = {}): Answerer {
  const body = { type: "error", error: { type, message }, request_id: "req_1" };
  return json(status, body, { "request-id": "req_1", ...headers });
}

/** Hangs up without an answer. */
export const hangUp: Answerer = (response) => {
  response.socket?.destroy();
};

/** Sends the head and the beginning of an answer, then hangs up. */
export const breakOff: Answerer = (response) => {
  response.writeHead(200, { "content-length": "500" });
  response.write("{", () => response.socket?.destroy());
};

export function sessionDocument(id: string, agent: object = {}) {
  return {
    id,
    type: "session",
    status: "idle",
    archived_at: null,
    updated_at: "2026-11-05T12:00:00.123456Z",
    agent: { id: "agent_1", type: "agent", version: 1, tools: [], mcp_servers: [], ...agent },
  };
}

export interface Client {
  readonly api: ReturnType<typeof createSessionApi>;
  readonly delaysMs: readonly number[];
}

export function startClient(
  baseUrl: string,
  limits: Partial<Limits> = {},
  config: Record<string, string> = {},
): Client {
  const clock = createFakeClock();
  const endpoint = resolveEndpoint(
    { "managed-agents:apiKey": apiKey, "managed-agents:baseUrl": baseUrl, ...config },
    {},
  );
  return {
    api: createSessionApi({ endpoint, clock, random: () => 0, limits }),
    delaysMs: clock.delaysMs,
  };
}

const opened: { close(): Promise<void> }[] = [];

/** Starts both and remembers them for `closeAll`. */
export async function connect(
  answerers: readonly Answerer[],
  limits: Partial<Limits> = {},
  config: Record<string, string> = {},
): Promise<Loopback & Client> {
  const loopback = await startLoopback(...answerers);
  const client = startClient(loopback.url, limits, config);
  opened.push(loopback, client.api);
  return { ...loopback, ...client };
}

/** For `afterEach`: the servers first, so that no client waits for an answer that never comes. */
export async function closeAll(): Promise<void> {
  for (const each of opened.splice(0)) {
    await each.close();
  }
}

import type { ServerResponse } from "node:http";
import type { Answer } from "./answers";
import { notValid } from "./shape";
import type { WireEvent } from "./wire";
import type { World } from "./world";

const HEARTBEAT_MS = 15_000;
const DELTA_TYPES = ["agent.message", "agent.thinking"];

/** E9 and E19 (API §5.7): events from now on, pings in between, an end only when the session is deleted. */
export function openStream(
  world: World,
  sessionId: string,
  query: URLSearchParams,
  isShown: (event: WireEvent) => boolean,
): Answer {
  checkDeltas(query.getAll("event_deltas[]"));
  return { kind: "stream", open: (response) => follow(world, sessionId, response, isShown) };
}

function follow(
  world: World,
  sessionId: string,
  response: ServerResponse,
  isShown: (event: WireEvent) => boolean,
): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const ping = () => response.write('event: ping\ndata: {"type": "ping"}\n\n');
  ping();
  const heartbeat = setInterval(ping, HEARTBEAT_MS).unref();
  const stop = world.listeners.add(sessionId, (event) => {
    const isLast = event.type === "session.deleted";
    if (isLast || isShown(event)) response.write(frame(world, event));
    if (isLast) response.end();
  });
  response.once("close", () => {
    clearInterval(heartbeat);
    stop();
  });
}

function frame(world: World, event: WireEvent): string {
  return `event: ${event.type}\ndata: ${world.texts.write(event)}\n\n`;
}

/** Previews are accepted and never sent. */
function checkDeltas(types: readonly string[]): void {
  const wrong = types.find((type) => !DELTA_TYPES.includes(type));
  if (wrong !== undefined) throw notValid("event_deltas[]", wrong, DELTA_TYPES);
  if (types.length > 100) throw notValid("event_deltas[]", types);
}

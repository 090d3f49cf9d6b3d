import { type Answer, json } from "./answers";
import { isThreadEvent, listEvents } from "./event-list";
import { sendEvents } from "./event-send";
import { lookAt } from "./looks";
import {
  addResource,
  deleteResource,
  listResources,
  retrieveResource,
  rotateToken,
} from "./resources";
import { createSession } from "./session-create";
import { handleArchive, handleDelete } from "./session-end";
import { listSessions } from "./session-list";
import { updateSession } from "./session-update";
import { openStream } from "./stream";
import { archiveThread, findThread, listThreads, retrieveThread, threadEvents } from "./threads";
import { findSession, type World } from "./world";

/** A request whose route is known. `body` is parsed only where a route has one. */
export interface RoutedRequest {
  readonly id: string;
  readonly child: string;
  readonly query: URLSearchParams;
  readonly body: () => unknown;
}

export type Handler = (world: World, request: RoutedRequest) => Answer;

export type RouteMatch =
  | {
      readonly kind: "found";
      readonly handler: Handler;
      readonly id: string;
      readonly child: string;
    }
  | { readonly kind: "noRoute" }
  | { readonly kind: "wrongMethod" };

/** E1 to E19 (API §2), by path with `:id` and `:child`. */
const ROUTES: readonly (readonly [pattern: string, Readonly<Record<string, Handler>>])[] = [
  [
    "/v1/sessions",
    {
      POST: (world, { body }) => json(createSession(world, body())),
      GET: (world, { query }) => json(listSessions(world, query)),
    },
  ],
  [
    "/v1/sessions/:id",
    {
      GET: (world, { id }) => json(lookAt(world, findSession(world, id))),
      POST: (world, { id, body }) => json(updateSession(world, id, body())),
      DELETE: (world, { id }) => json(handleDelete(world, id)),
    },
  ],
  ["/v1/sessions/:id/archive", { POST: (world, { id }) => json(handleArchive(world, id)) }],
  [
    "/v1/sessions/:id/events",
    {
      POST: (world, { id, body }) => json(sendEvents(world, id, body())),
      GET: (world, { id, query }) => json(listEvents(world, id, query)),
    },
  ],
  [
    "/v1/sessions/:id/events/stream",
    {
      GET: (world, { id, query }) =>
        openStream(world, findSession(world, id).wire.id, query, everything),
    },
  ],
  [
    "/v1/sessions/:id/resources",
    {
      GET: (world, { id, query }) => json(listResources(world, id, query)),
      POST: (world, { id, body }) => json(addResource(world, id, body())),
    },
  ],
  [
    "/v1/sessions/:id/resources/:child",
    {
      GET: (world, { id, child }) => json(retrieveResource(world, id, child)),
      POST: (world, { id, child, body }) => json(rotateToken(world, id, child, body())),
      DELETE: (world, { id, child }) => json(deleteResource(world, id, child)),
    },
  ],
  [
    "/v1/sessions/:id/threads",
    { GET: (world, { id, query }) => json(listThreads(world, id, query)) },
  ],
  [
    "/v1/sessions/:id/threads/:child",
    { GET: (world, { id, child }) => json(retrieveThread(world, id, child)) },
  ],
  [
    "/v1/sessions/:id/threads/:child/archive",
    { POST: (world, { id, child }) => json(archiveThread(world, id, child)) },
  ],
  [
    "/v1/sessions/:id/threads/:child/events",
    { GET: (world, { id, child, query }) => json(threadEvents(world, id, child, query)) },
  ],
  [
    "/v1/sessions/:id/threads/:child/stream",
    {
      GET: (world, { id, child, query }) => {
        const { stored } = findThread(world, id, child);
        return openStream(world, id, query, (event) => isThreadEvent(event, stored, child));
      },
    },
  ],
];

function everything(): boolean {
  return true;
}

const COMPILED = ROUTES.map(([pattern, handlers]) => ({
  segments: pattern.split("/"),
  handlers,
}));

export function matchRoute(method: string, path: string): RouteMatch {
  const segments = path.split("/");
  for (const route of COMPILED) {
    const params = matchSegments(route.segments, segments);
    if (params === undefined) continue;
    const handler = route.handlers[method];
    if (handler === undefined) return { kind: "wrongMethod" };
    return { kind: "found", handler, id: params.id ?? "", child: params.child ?? "" };
  }
  return { kind: "noRoute" };
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index] ?? "";
    if (!expected.startsWith(":")) {
      if (actual !== expected) return undefined;
    } else {
      const value = decoded(actual);
      if (value === undefined || value === "") return undefined;
      params[expected.slice(1)] = value;
    }
  }
  return params;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A comment as a forge keeps it; `author` is the login on GitHub and the number on GitLab. */
export interface ForgeComment {
  readonly id: number;
  body: string;
  readonly author: string;
  readonly isBot?: boolean;
}

/** A stand-in for the few calls of GitHub's and GitLab's REST APIs that comments need, on a loopback port. */
export interface Forge {
  readonly url: string;
  readonly comments: ForgeComment[];
  readonly requests: string[];
  /** Answers of this method and status instead of what would be done. */
  refuse(method: string, status: number): void;
  close(): Promise<void>;
}

const token = "forge-token-0123456789";
export const forgeToken = token;
/** Who the token belongs to. */
const me = "7";

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** The page that is asked for, of so many. */
function pageOf<Item>(all: readonly Item[], url: URL): readonly Item[] {
  const [page = 1, size = 100] = ["page", "per_page"].map((key) =>
    Number(url.searchParams.get(key)),
  );
  return all.slice((page - 1) * size, page * size);
}

/** What is asked for, without what pages are called. */
function lineOf(method: string, { pathname, searchParams }: URL): string {
  const page = searchParams.get("page");
  return `${method} ${pathname}${page === null ? "" : ` page ${page}`}`;
}

/** Other calls than those of comments. */
export interface OtherCalls {
  /** A status and a body, JSON unless it is text already; undefined leaves the call to the comments. */
  answer(
    method: string,
    url: URL,
    body: Readonly<Record<string, unknown>>,
  ): readonly [status: number, body: unknown] | undefined;
  /** Whether whoever has no token is answered as well. */
  isPublic(url: URL): boolean;
}

const none: OtherCalls = { answer: () => undefined, isPublic: () => false };

export async function startForge(
  kind: "github" | "gitlab",
  others: OtherCalls = none,
): Promise<Forge> {
  const comments: ForgeComment[] = [];
  const requests: string[] = [];
  const refusals = new Map<string, number>();
  let nextId = 1_000;
  const shown = ({ id, body, author, isBot }: ForgeComment) =>
    kind === "github"
      ? { id, body, user: { login: author, type: isBot ? "Bot" : "User" } }
      : { id, body, author: { id: Number(author), username: author } };

  function answer(method: string, url: URL, body: { body?: string }): readonly [number, unknown] {
    const id = Number(/(?:comments|notes)\/(\d+)$/.exec(url.pathname)?.[1]);
    const found = comments.find((comment) => comment.id === id);
    if (url.pathname.endsWith("/user")) {
      return [200, { id: Number(me), login: me }];
    }
    if (method === "GET") {
      return [200, pageOf(comments, url).map(shown)];
    }
    if (method === "POST") {
      const isBot = kind === "github";
      const fresh = { id: nextId++, body: body.body ?? "", author: isBot ? "job[bot]" : me, isBot };
      comments.push(fresh);
      return [201, shown(fresh)];
    }
    if (found === undefined) {
      return [404, { message: "Not Found" }];
    }
    if (method === "DELETE") {
      comments.splice(comments.indexOf(found), 1);
      return [204, undefined];
    }
    found.body = body.body ?? "";
    return [200, shown(found)];
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const asked = text === "" ? {} : JSON.parse(text);
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "", "http://forge");
    requests.push(lineOf(method, url));
    const given = headers.authorization ?? headers["private-token"];
    const isKnown = given === token || given === `Bearer ${token}` || others.isPublic(url);
    const refusal = isKnown ? refusals.get(method) : 401;
    const [status, body] =
      refusal === undefined
        ? (others.answer(method, url, asked) ?? answer(method, url, asked))
        : [refusal, { message: "Resource not accessible by integration" }];
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
  }

  const server: Server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    comments,
    requests,
    refuse: (method, status) => void refusals.set(method, status),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

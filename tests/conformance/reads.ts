import {
  type Answer,
  asSaid,
  type Case,
  differs,
  isError,
  isGood,
  memberOf,
  notTried,
  type Service,
} from "./case";

/* What can be seen without writing anything. */

const list = "/v1/sessions";
const statuses = ["idle", "running", "rescheduling", "terminated"];

function without({ headers }: Service, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

const withoutKey = (service: Service) => without(service, "x-api-key");
const dataOf = (answer: Answer): readonly unknown[] => {
  const data = memberOf(answer.body, "data");
  return Array.isArray(data) ? data : [];
};
const keysOf = (value: unknown) =>
  typeof value === "object" && value !== null ? Object.keys(value).sort().join() : "";

export const reads: readonly Case[] = [
  {
    name: "C1",
    section: "§1.1",
    says: "without the beta header there is nothing to be found: 404",
    look: async (service) =>
      isError(
        await service.send("GET", list, undefined, without(service, "anthropic-beta")),
        404,
        "not_found_error",
      ),
  },
  {
    name: "C2a",
    section: "§1.1",
    says: "no key is 401, before the beta header is missed",
    look: async ({ send }) =>
      isError(await send("GET", list, undefined, {}), 401, "authentication_error"),
  },
  {
    name: "C2b",
    section: "§1.1",
    says: "a wrong key is 401",
    look: async (service) => {
      const headers = { ...service.headers, "x-api-key": "sk-ant-no-key-of-anybody" };
      return isError(
        await service.send("GET", list, undefined, headers),
        401,
        "authentication_error",
      );
    },
  },
  {
    name: "C2c",
    section: "§1.1",
    says: "key and bearer token at once are 401",
    look: async (service) => {
      const headers = { ...service.headers, authorization: "Bearer sk-ant-no-key-of-anybody" };
      return isError(
        await service.send("GET", list, undefined, headers),
        401,
        "authentication_error",
      );
    },
  },
  {
    name: "C3",
    section: "§1.1",
    says: "without anthropic-version: 400",
    look: async (service) =>
      isError(
        await service.send("GET", list, undefined, without(service, "anthropic-version")),
        400,
        "invalid_request_error",
      ),
  },
  {
    name: "C4",
    section: "§1.1",
    says: "an unknown path is 404, even without a key",
    look: async (service) =>
      isError(
        await service.send("GET", "/v1/no_such_thing", undefined, withoutKey(service)),
        404,
        "not_found_error",
      ),
  },
  {
    name: "C5",
    section: "§1.1",
    says: "an unknown beta beside the right one does no harm",
    look: async (service) => {
      const beta = `${service.headers["anthropic-beta"]},no-such-beta-2030-01-01`;
      const headers = { ...service.headers, "anthropic-beta": beta };
      return isGood(await service.send("GET", list, undefined, headers));
    },
  },
  {
    name: "C6",
    section: "§1.1",
    says: "every answer has a request id, and errors repeat it",
    look: async ({ send }) => {
      const [good, bad] = [await send("GET", list), await send("GET", `${list}/sesn_0000000000`)];
      if (!good.headers.has("request-id")) return differs(good);
      const isRepeated = memberOf(bad.body, "request_id") === bad.headers.get("request-id");
      return bad.headers.has("request-id") && isRepeated ? asSaid : differs(bad);
    },
  },
  {
    name: "C44",
    section: "§1.3",
    says: "an unknown session is 404, and so are its events",
    look: async ({ send }) => {
      const session = isError(await send("GET", `${list}/sesn_0000000000`), 404, "not_found_error");
      return session.kind === "asSaid"
        ? isError(await send("GET", `${list}/sesn_0000000000/events`), 404, "not_found_error")
        : session;
    },
  },
  {
    name: "C47a",
    section: "§2.2",
    says: "a list has data and both cursors, and nothing else",
    look: async ({ send }) =>
      isGood(
        await send("GET", `${list}?limit=1`),
        (body) => keysOf(body) === "data,next_page,prev_page",
      ),
  },
  {
    name: "C47b",
    section: "§2.2",
    says: "one page forward and back again is the first page",
    look: async ({ send }) => {
      const first = await send("GET", `${list}?limit=1`);
      const next = memberOf(first.body, "next_page");
      if (typeof next !== "string") return notTried("there is only one page of sessions");
      const second = await send("GET", `${list}?limit=1&page=${encodeURIComponent(next)}`);
      const back = memberOf(second.body, "prev_page");
      if (typeof back !== "string") return differs(second);
      const again = await send("GET", `${list}?limit=1&page=${encodeURIComponent(back)}`);
      const idOf = (answer: Answer) => memberOf(dataOf(answer)[0], "id");
      return isGood(again, () => idOf(again) === idOf(first));
    },
  },
  {
    name: "C48",
    section: "§2.2",
    says: "a cursor with another order is 400",
    look: async ({ send }) => {
      const next = memberOf((await send("GET", `${list}?limit=1`)).body, "next_page");
      return typeof next === "string"
        ? isError(
            await send("GET", `${list}?limit=1&order=asc&page=${encodeURIComponent(next)}`),
            400,
            "invalid_request_error",
          )
        : notTried("there is only one page of sessions");
    },
  },
  {
    name: "C49",
    section: "§2.2",
    says: "a cursor that is none is 400",
    look: async ({ send }) =>
      isError(await send("GET", `${list}?page=no_cursor`), 400, "invalid_request_error"),
  },
  {
    name: "listed sessions",
    section: "§3",
    says: "a session has id, type, status, agent with tools and servers, updated_at and archived_at",
    look: async ({ send }) => {
      const answer = await send("GET", `${list}?limit=20`);
      const sessions = dataOf(answer);
      if (answer.status === 200 && sessions.length === 0) return notTried("there is no session");
      return isGood(answer, () => sessions.every(isSession));
    },
  },
];

function isSession(session: unknown): boolean {
  const archivedAt = memberOf(session, "archived_at");
  return (
    memberOf(session, "type") === "session" &&
    typeof memberOf(session, "id") === "string" &&
    statuses.includes(String(memberOf(session, "status"))) &&
    Array.isArray(memberOf(session, "agent", "tools")) &&
    Array.isArray(memberOf(session, "agent", "mcp_servers")) &&
    typeof memberOf(session, "updated_at") === "string" &&
    (archivedAt === null || typeof archivedAt === "string")
  );
}

import { errorOf, id } from "./calls";
import { type Answerer, closeAll, connect } from "./loopback";

afterEach(closeAll);

interface Event {
  readonly id: string;
  readonly type: string;
  readonly [member: string]: unknown;
}

const idle = (ids: readonly string[] = [], thread?: string): Event => ({
  id: "sevt_idle",
  type: thread === undefined ? "session.status_idle" : "session.thread_status_idle",
  ...(thread === undefined ? {} : { session_thread_id: thread }),
  stop_reason:
    ids.length === 0 ? { type: "end_turn" } : { type: "requires_action", event_ids: ids },
});
const running: Event = { id: "sevt_running", type: "session.status_running" };
const use = (eventId: string, name = "bash"): Event => ({
  id: eventId,
  type: "agent.tool_use",
  name,
});
const many = (count: number, event: (index: number) => Event) =>
  Array.from({ length: count }, (_, index) => event(index));
const busyThread = (index: number): Event => ({
  id: `sevt_thread_${index}`,
  type: "session.thread_status_running",
  session_thread_id: `sthr_other_${index}`,
});

/** A list of events, oldest first, answered as the API does: by type, newest first, a hundred a page. */
function record(events: readonly Event[]): Answerer {
  return (response, { url }) => {
    const query = new URL(url, "http://localhost").searchParams;
    const types = query.getAll("types[]");
    const shown = events.filter(({ type }) => types.includes(type)).reverse();
    const from = Number(query.get("page") ?? 0);
    const to = from + Number(query.get("limit"));
    const next_page = to < shown.length ? String(to) : null;
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ data: shown.slice(from, to), next_page }));
  };
}

const cases: readonly (readonly [
  name: string,
  events: readonly Event[],
  expected: readonly unknown[],
  requests: number,
])[] = [
  ["none of a session that came to rest", [running, use("a"), idle()], [], 1],
  ["none of a session without events", [], [], 1],
  [
    "behind a hundred other tool calls",
    [running, use("a"), idle(["a"], "sthr_1"), ...many(130, (index) => use(`b_${index}`))],
    [{ eventId: "a", toolKey: "bash" }],
    3,
  ],
  [
    "behind a hundred changes of other threads",
    [idle(), running, use("a"), idle(["a"], "sthr_1"), ...many(230, busyThread)],
    [{ eventId: "a", toolKey: "bash" }],
    4,
  ],
  [
    "of the call that is left when others have been answered",
    [
      use("a"),
      use("b", "read"),
      idle(["a", "b"]),
      { id: "sevt_1", type: "user.tool_confirmation", tool_use_id: "a" },
      running,
    ],
    [{ eventId: "b", toolKey: "read" }],
    2,
  ],
  ["none from before the last rest", [idle(["a"]), running, idle(), running], [], 1],
];

test.each(cases)("a person's pending answer: %s", async (_name, events, expected, requests) => {
  const { api, received } = await connect([record(events)]);
  expect(await api.listPendingActions(id, {})).toEqual(expected);
  expect(received).toHaveLength(requests);
});

test("a record that never comes to the session's last rest is an error after fifty pages, not “none”", async () => {
  const { api, received } = await connect([endless((page) => page + 1)]);
  const failure = await errorOf(api.listPendingActions(id, {}));
  expect([failure.kind, received.length]).toEqual(["malformed", 50]);
});

test("a record that leads back is an error with the first page that comes again", async () => {
  const { api, received } = await connect([endless((page) => (page + 1) % 3)]);
  const failure = await errorOf(api.listPendingActions(id, {}));
  expect(failure.message).toBe(
    `cannot tell whether session ${id} waits for a person's answer: its events lead back to a page that was read before. Nothing was changed by this request.`,
  );
  expect([failure.kind, received.length]).toEqual(["malformed", 4]);
});

test("the names of the tools are not looked for in a circle", async () => {
  const leadingBack: Answerer = (response, request) =>
    request.url.includes("agent.tool_use")
      ? endless(() => 1)(response, request)
      : record([idle(["a"], "sthr_1")])(response, request);
  const { api, received } = await connect([leadingBack]);
  expect(await api.listPendingActions(id, {})).toEqual([{ eventId: "a", toolKey: "a tool" }]);
  expect(received).toHaveLength(3);
});

function endless(nextAfter: (page: number) => number): Answerer {
  return (response, { url }) => {
    const page = Number(new URL(url, "http://localhost").searchParams.get("page") ?? 0);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ data: [running], next_page: String(nextAfter(page)) }));
  };
}

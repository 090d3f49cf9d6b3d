import type { ObservedSession } from "../../../provider/model/session";
import type { SessionApi } from "../../../provider/reconcile/session-api";
import { createSessionLooks } from "../../../provider/reconcile/session-looks";
import { createWriteCount } from "../../../provider/wait/write-count";
import { createSteppedClock } from "../../support/stepped-clock";

const session = (index: number): ObservedSession => ({
  sessionId: `sesn_${index}`,
  status: "idle",
  agentId: "agent_1",
  tools: [],
  mcpServers: [],
});

/** An API of so many sessions, a hundred a page, in which every request takes 10 ms. */
function world(count: number, { isListBroken = false } = {}) {
  const clock = createSteppedClock();
  const requests = { pages: 0, looks: 0 };
  const api: Pick<SessionApi, "getSession" | "listSessions"> = {
    getSession: async (sessionId) => {
      requests.looks += 1;
      await clock.sleep(10);
      return { kind: "found", session: { ...session(0), sessionId } };
    },
    listSessions: async (_filter, cursor) => {
      requests.pages += 1;
      await clock.sleep(10);
      if (isListBroken) {
        throw new Error("no list");
      }
      const from = Number(cursor ?? 0);
      const indexes = Array.from({ length: Math.min(100, count - from) }, (_, at) => from + at);
      const next = from + 100 < count ? { next: String(from + 100) } : {};
      return { sessions: indexes.map(session), unreadable: [], ...next };
    },
  };
  const looks = createSessionLooks(api as SessionApi, clock, {
    ...createWriteCount(),
    total: () => 7,
  });
  const look = (index: number, agentId: string | undefined = "agent_1") =>
    looks.look(`sesn_${index}`, agentId, {});
  return { clock, requests, looks, look };
}

const several = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => from + index);

describe("looks at the same moment", () => {
  test("are answered from pages", async () => {
    const { clock, requests, look } = world(300);
    const found = await clock.finish(Promise.all(several(300).map((index) => look(index))));
    expect(requests).toEqual({ pages: 3, looks: 0 });
    expect(found.map((each) => each.kind === "found" && each.session.sessionId)).toEqual(
      several(300).map((index) => `sesn_${index}`),
    );
  });

  test("tell when they were taken, and as of which write", async () => {
    const { clock, look } = world(10);
    const [first] = await clock.finish(Promise.all(several(10).map((index) => look(index))));
    expect(first).toMatchObject({ seenAtMs: 30, asOfWrite: 7 });
  });

  test("eight at a time over 300 sessions cost about a page a hundred", async () => {
    const { clock, requests, look } = world(300);
    const left = several(300);
    const worker = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        await look(next);
      }
    };
    await clock.finish(Promise.all(several(8).map(worker)));
    expect(requests.pages + requests.looks).toBeLessThanOrEqual(10);
  });

  test.each([[1], [2]])("%i of them are asked for singly", async (count) => {
    const { clock, requests, look } = world(300);
    await clock.finish(Promise.all(several(count).map((index) => look(index))));
    expect(requests).toEqual({ pages: 0, looks: count });
  });

  test("cost no more pages than single looks, however many sessions the agent has", async () => {
    const { clock, requests, look } = world(100_000);
    await clock.finish(Promise.all(several(5, 99_000).map((index) => look(index))));
    expect(requests.pages).toBeLessThanOrEqual(2);
    expect(requests.looks).toBe(5);
  });

  test("a session that the pages do not carry is asked for by itself", async () => {
    const { clock, requests, look } = world(4);
    await clock.finish(Promise.all([0, 1, 2, 3, 900].map((index) => look(index))));
    expect(requests).toEqual({ pages: 1, looks: 1 });
  });

  test("a list that fails leads to single looks", async () => {
    const { clock, requests, look } = world(10, { isListBroken: true });
    await clock.finish(Promise.all(several(5).map((index) => look(index))));
    expect(requests).toEqual({ pages: 1, looks: 5 });
  });

  test.each([[undefined], [""]])(
    "without a known agent (%p) there are no pages",
    async (agentId) => {
      const { clock, requests, looks } = world(10);
      const all = several(5).map((index) => looks.look(`sesn_${index}`, agentId, {}));
      await clock.finish(Promise.all(all));
      expect(requests).toEqual({ pages: 0, looks: 5 });
    },
  );
});

describe("what a page carried beside what was asked for", () => {
  test("is good for two seconds and no longer", async () => {
    const { clock, requests, look } = world(100);
    await clock.finish(Promise.all(several(3).map((index) => look(index))));
    await clock.finish(clock.sleep(1_900));
    await clock.finish(look(50));
    expect(requests).toEqual({ pages: 1, looks: 0 });
    await clock.finish(clock.sleep(200));
    await clock.finish(look(51));
    expect(requests).toEqual({ pages: 1, looks: 1 });
  });
});

describe("waits", () => {
  test("fewer than eight keep their own time", () => {
    const { looks } = world(1);
    const waits = several(7).map(() => looks.startWaiting());
    expect(waits.map((wait) => wait.delayMs(1_234))).toEqual(several(7).map(() => 1_234));
  });

  test("eight and more meet on one beat, and part when some have ended", async () => {
    const { clock, looks } = world(1);
    const waits = several(8).map(() => looks.startWaiting());
    await clock.finish(clock.sleep(1_200));
    expect(waits.map((wait) => wait.delayMs(1_000))).toEqual(several(8).map(() => 3_800));
    waits[0]?.stop();
    expect(waits[1]?.delayMs(1_000)).toBe(1_000);
  });
});

import { getEventListeners } from "node:events";
import type { Effect } from "../../../provider/api/effect";
import { createPace, type Entry } from "../../../provider/api/pace";
import type { Heard } from "../../../provider/api/rate-answers";
import { createSteppedClock } from "../../support/stepped-clock";

const minuteMs = 60_000;
const accepted: Heard = { kind: "accepted", told: undefined };
const refused = (pauseMs: number, askedMs = pauseMs): Heard => {
  const answer = { status: 429, headers: new Map(), text: "{}" };
  return { kind: "refused", pauseMs, askedMs, answer };
};
const placeOf = (entry: Entry) => (entry.kind === "place" ? entry.place : undefined);

function world(limits: { requestsPerMinute?: number; requestsInFlight?: number } = {}) {
  const clock = createSteppedClock();
  const pace = createPace({ requestsPerMinute: 600, requestsInFlight: 16, ...limits }, clock);
  const sentAtMs: number[] = [];
  /** A request that takes so long once it is sent. */
  const request = async (takesMs = 50, effect: Effect = "read", heard = accepted) => {
    const place = placeOf(await pace.enter(effect, {}));
    sentAtMs.push(clock.now());
    await clock.sleep(takesMs);
    place?.leave(heard);
  };
  return { clock, pace, sentAtMs, request };
}

/** The most of these times that lie in any minute. */
function mostInAMinute(timesMs: readonly number[]): number {
  return Math.max(
    ...timesMs.map((from) => timesMs.filter((at) => at >= from && at < from + minuteMs).length),
  );
}

describe("without a ceiling", () => {
  const unlimited = () => {
    const clock = createSteppedClock();
    return { clock, pace: createPace({ requestsInFlight: 16 }, clock) };
  };

  test.each<[string, Effect]>([
    ["reads", "read"],
    ["writes", "write"],
  ])("the first 250 %s wait for nothing but each other", async (_title, effect) => {
    const { clock, pace } = unlimited();
    const all = Array.from({ length: 250 }, async () => {
      const place = placeOf(await pace.enter(effect, {}));
      await clock.sleep(100);
      place?.leave(accepted);
    });
    await clock.finish(Promise.all(all));
    // Sixteen at a time, a tenth of a second each.
    expect(clock.now()).toBeLessThanOrEqual(Math.ceil(250 / 16) * 100);
  });

  test("what nobody waited for raises nothing", async () => {
    const { clock, pace } = unlimited();
    for (let second = 0; second < 600; second++) {
      placeOf(await pace.enter("read", {}))?.leave(accepted);
      await clock.finish(clock.sleep(1_000));
    }
    const before = clock.now();
    const burst = Array.from({ length: 290 }, async () => {
      placeOf(await pace.enter("read", {}))?.leave(accepted);
    });
    await clock.finish(Promise.all(burst));
    // The first burst again, and then 40 a second.
    expect(clock.now() - before).toBeGreaterThanOrEqual(900);
  });
});

describe("the pace of an account", () => {
  test.each([[600], [60], [7]])(
    "%i a minute are nearly used up, and never overrun",
    async (limit) => {
      const { clock, sentAtMs, request } = world({ requestsPerMinute: limit });
      const all = Promise.all(Array.from({ length: limit * 5 }, () => request()));
      await clock.finish(all);
      expect(sentAtMs).toHaveLength(limit * 5);
      expect(mostInAMinute(sentAtMs)).toBe(limit);
      // Five minutes' worth takes four minutes and the first burst.
      const minutes = (sentAtMs.at(-1) ?? 0) / minuteMs;
      expect(4 / minutes).toBeGreaterThanOrEqual(0.97);
    },
  );

  test("reads and writes are counted apart", async () => {
    const { clock, sentAtMs, request } = world({ requestsPerMinute: 10 });
    const kinds = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? "read" : "write"));
    await clock.finish(Promise.all(kinds.map((kind) => request(1, kind as "read" | "write"))));
    expect(Math.max(...sentAtMs)).toBeLessThan(minuteMs);
  });

  test("first come, first served", async () => {
    const { clock, pace } = world({ requestsPerMinute: 3, requestsInFlight: 2 });
    const order: number[] = [];
    const all = Array.from({ length: 12 }, async (_, index) => {
      const place = placeOf(await pace.enter("write", {}));
      order.push(index);
      await clock.sleep(1_000);
      place?.leave(accepted);
    });
    await clock.finish(Promise.all(all));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test("no more are under way than may be, reads and writes together", async () => {
    const { clock, pace } = world({ requestsInFlight: 4 });
    let underWay = 0;
    let most = 0;
    const all = Array.from({ length: 50 }, async (_, index) => {
      const place = placeOf(await pace.enter(index % 2 === 0 ? "read" : "write", {}));
      underWay += 1;
      most = Math.max(most, underWay);
      await clock.sleep(100 + index);
      underWay -= 1;
      place?.leave(accepted);
    });
    await clock.finish(Promise.all(all));
    expect(most).toBe(4);
  });

  test.each<[Effect, Effect]>([
    ["write", "write"],
    ["write", "read"],
    ["read", "write"],
  ])("a pause that the server asks a %s for holds back every %s", async (turnedAway, other) => {
    const { clock, sentAtMs, request } = world();
    await clock.finish(request(0, turnedAway, refused(5_000)));
    await clock.finish(Promise.all([request(0, other), request(0, other)]));
    expect(sentAtMs[0]).toBe(0);
    expect(sentAtMs.slice(1).every((at) => at >= 5_000)).toBe(true);
  });

  test("the longer of two pauses holds", async () => {
    const { clock, sentAtMs, request } = world();
    await clock.finish(
      Promise.all([request(0, "write", refused(9_000)), request(0, "write", refused(2_000))]),
    );
    await clock.finish(request(0, "read"));
    expect(sentAtMs).toEqual([0, 0, 9_000]);
  });

  test("a pause that is asked for while others wait for another one holds them, too", async () => {
    const { clock, sentAtMs, request } = world();
    const slow = request(500, "write", refused(9_000));
    await clock.finish(request(0, "read", refused(1_000)));
    await clock.finish(Promise.all([slow, request(0)]));
    expect(sentAtMs).toEqual([0, 0, 9_500]);
  });

  test("whoever waits for a pause is told, from when on and how long", async () => {
    const { clock, pace } = world({ requestsInFlight: 1 });
    const told: string[] = [];
    const ask = async (name: string, effect: Effect) => {
      const onHeld = ({ pauseMs }: { readonly pauseMs: number }) =>
        void told.push(`${name} ${pauseMs}`);
      placeOf(await pace.enter(effect, { onHeld }))?.leave(accepted);
    };
    const place = placeOf(await pace.enter("read", {}));
    const queued = [ask("a read before", "read"), ask("a write before", "write")];
    expect(told).toEqual([]);
    place?.leave(refused(30_000));
    await clock.finish(clock.sleep(10_000));
    const late = ask("a read after", "read");
    await clock.finish(Promise.all([...queued, late]));
    expect(told).toEqual(["a read before 30000", "a write before 30000", "a read after 20000"]);
    await clock.finish(ask("a read when it is over", "read"));
    expect(told).toHaveLength(3);
  });

  test("whoever is aborted leaves no place and no listener behind", async () => {
    const { clock, pace, sentAtMs, request } = world({ requestsPerMinute: 1 });
    await clock.finish(request(0));
    const stop = new AbortController();
    const given = pace.enter("read", { signal: stop.signal });
    const next = request(0);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
    stop.abort();
    expect(await given).toEqual({ kind: "aborted" });
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
    await clock.finish(next);
    expect(sentAtMs).toHaveLength(2);
    expect(sentAtMs[1]).toBeLessThan(61_000);
  });

  test("a signal that has been aborted before takes no place", async () => {
    const { pace } = world({ requestsInFlight: 1 });
    expect(await pace.enter("read", { signal: AbortSignal.abort() })).toEqual({ kind: "aborted" });
    expect((await pace.enter("read", {})).kind).toBe("place");
  });

  test("a signal hears nothing of requests that are sent", async () => {
    const { pace } = world();
    const { signal } = new AbortController();
    await pace.enter("read", { signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });
});

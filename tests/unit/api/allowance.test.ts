import fc from "fast-check";
import {
  type Allowance,
  type AllowanceEvent,
  allowanceAfter,
  firstAllowance,
  freeAtMs,
  leastPerMinute,
} from "../../../provider/api/allowance";

const minuteMs = 60_000;

/** Something that happens, so long after what was before. */
interface Step {
  readonly afterMs: number;
  readonly event: AllowanceEvent | "sentWhenFree";
}

const pauseMs = fc.constantFrom(0, 1_000, 7_000, 60_000);
const told = fc.option(
  fc.record({
    limit: fc.integer({ min: 1, max: 10_000 }),
    remaining: fc.option(fc.nat({ max: 10_000 }), { nil: undefined }),
  }),
  { nil: undefined },
);
const event: fc.Arbitrary<Step["event"]> = fc.oneof(
  { weight: 6, arbitrary: fc.constant("sentWhenFree" as const) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("accepted" as const), told }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("refused" as const),
      sentAtMs: fc.constant(Number.POSITIVE_INFINITY),
      pauseMs,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("held" as const), pauseMs }) },
);
const steps = fc.array(
  fc.record({ afterMs: fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 90_000 })), event }),
  { maxLength: 200 },
);
const ceiling = fc.option(fc.integer({ min: 1, max: 60_000 }), { nil: undefined });

/** Plays what happens, a request only when one may be sent; what it was after each step, and when. */
function played(ceiling: number | undefined, steps: readonly Step[]) {
  let nowMs = 0;
  let allowance = firstAllowance(ceiling, nowMs);
  return steps.map(({ afterMs, event }) => {
    nowMs += afterMs;
    if (event === "sentWhenFree") {
      const freeMs = freeAtMs(allowance, nowMs);
      const waited = freeMs > nowMs;
      nowMs = freeMs;
      allowance = allowanceAfter(allowance, { kind: "sent", waited }, nowMs);
    } else {
      const at = event.kind === "refused" ? { ...event, sentAtMs: nowMs } : event;
      allowance = allowanceAfter(allowance, at, nowMs);
    }
    return { allowance, nowMs };
  });
}

/** Asks without end for so long, everything accepted. */
function grown(from: Allowance, fromMs: number, forMs: number): Allowance {
  let allowance = from;
  for (let nowMs = freeAtMs(from, fromMs); nowMs < fromMs + forMs; ) {
    allowance = allowanceAfter(allowance, { kind: "sent", waited: true }, nowMs);
    allowance = allowanceAfter(allowance, { kind: "accepted", told: undefined }, nowMs);
    nowMs = freeAtMs(allowance, nowMs);
  }
  return allowance;
}

/** One that was turned away after a minute in which the API took so many. */
function turnedAway(perMinute: number): Allowance {
  const settled: Allowance = {
    ...firstAllowance(undefined, 0),
    perMinute,
    seen: perMinute,
    credit: 1,
    accepted: Array.from({ length: 60 }, (_, second) => ({
      atMs: second * 1_000,
      count: perMinute / 60,
    })),
    creditAtMs: minuteMs,
    sentAtMs: minuteMs,
  };
  return allowanceAfter(settled, { kind: "refused", sentAtMs: minuteMs, pauseMs: 0 }, minuteMs);
}

describe("whatever happens", () => {
  test("no more is allowed than the ceiling, and no less than the floor", () => {
    fc.assert(
      fc.property(ceiling, steps, (ceiling, steps) => {
        for (const { allowance } of played(ceiling, steps)) {
          expect(allowance.perMinute).toBeLessThanOrEqual(ceiling ?? Number.POSITIVE_INFINITY);
          expect(allowance.perMinute).toBeGreaterThanOrEqual(
            Math.min(leastPerMinute, ceiling ?? leastPerMinute),
          );
        }
      }),
    );
  });

  test("nothing stalls: the next request may go when the longest pause is over, and its turn has come", () => {
    fc.assert(
      fc.property(ceiling, steps, (ceiling, steps) => {
        for (const { allowance, nowMs } of played(ceiling, steps)) {
          const turnMs = minuteMs / allowance.perMinute;
          expect(freeAtMs(allowance, nowMs) - nowMs).toBeLessThanOrEqual(
            Math.max(minuteMs, turnMs) + 1e-6,
          );
          expect(allowance.credit).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  test("what it remembers does not grow", () => {
    fc.assert(
      fc.property(steps, (steps) => {
        for (const { allowance } of played(undefined, steps)) {
          expect(allowance.accepted.length).toBeLessThanOrEqual(62);
        }
      }),
    );
  });

  test("a refusal raises nothing, and takes no more than three quarters", () => {
    fc.assert(
      fc.property(ceiling, steps, pauseMs, (ceiling, steps, pauseMs) => {
        const { allowance, nowMs } = played(ceiling, steps).at(-1) ?? {
          allowance: firstAllowance(ceiling, 0),
          nowMs: 0,
        };
        const refused = { kind: "refused" as const, sentAtMs: nowMs, pauseMs };
        const after = allowanceAfter(allowance, refused, nowMs);
        expect(after.perMinute).toBeLessThanOrEqual(allowance.perMinute);
        expect(after.perMinute).toBeGreaterThanOrEqual(allowance.perMinute / 4);
      }),
    );
  });
});

describe("two that are turned away", () => {
  const rate = fc.integer({ min: 1, max: 20 }).map((each) => each * 60);

  test("do not drift apart: the slower one gains on the faster, or keeps its share", () => {
    fc.assert(
      fc.property(rate, rate, fc.nat({ max: 90_000 }), (one, other, forMs) => {
        const [slow, fast] = [Math.min(one, other), Math.max(one, other)];
        const later = (perMinute: number) =>
          grown(turnedAway(perMinute), minuteMs, forMs).perMinute;
        // Requests go out one by one, so the two are asked at slightly different moments.
        expect(later(slow) / later(fast)).toBeGreaterThanOrEqual((slow / fast) * 0.95);
      }),
      { numRuns: 30 },
    );
  });

  test("give up a twentieth of what the API took of them", () => {
    expect(turnedAway(600).perMinute).toBeCloseTo(570);
    expect(turnedAway(1_200).perMinute).toBeCloseTo(1_140);
  });
});

test("requests that were under way at a refusal lower nothing again", () => {
  const once = turnedAway(600);
  const again = { kind: "refused" as const, sentAtMs: minuteMs - 1, pauseMs: 0 };
  expect(allowanceAfter(once, again, minuteMs + 40).perMinute).toBe(once.perMinute);
});

test("refusals after which nothing was accepted lower nothing again", () => {
  const once = turnedAway(600);
  const later = minuteMs + 20_000;
  const again = { kind: "refused" as const, sentAtMs: later - 10, pauseMs: 0 };
  expect(allowanceAfter(once, again, later).perMinute).toBe(once.perMinute);
});

test("what answers tell of the limit is kept below by a hundredth, and no burst goes beyond the rest", () => {
  const told = { limit: 300, remaining: 12 };
  const after = allowanceAfter(firstAllowance(undefined, 0), { kind: "accepted", told }, 0);
  expect(after.perMinute).toBeCloseTo(297);
  expect(after.credit).toBe(12);
});

import { countIn, fill } from "./limited-api";

const minutes = 5;

const worstOf = (shares: readonly number[]) => Math.min(...shares.slice(1));
const meanOf = (shares: readonly number[]) =>
  shares.slice(1).reduce((sum, share) => sum + share, 0) / (shares.length - 1);

describe("a limit that nobody tells, over any sixty seconds", () => {
  test.each([300, 600, 1_200, 4_000])(
    "of %i a minute is found: nine tenths of it in each minute from the second on, one refusal in a hundred",
    async (requestsPerMinute) => {
      const { usedByMinute, refusedShare, failed } = await fill(
        { requestsPerMinute },
        [{}],
        minutes,
      );
      expect(worstOf(usedByMinute)).toBeGreaterThanOrEqual(0.9);
      expect(refusedShare).toBeLessThanOrEqual(0.01);
      expect(failed).toBe(0);
    },
  );

  test("is shared by four processes, none below half of its share", async () => {
    const limit = { requestsPerMinute: 1_200 };
    const outcome = await fill(limit, [{}, {}, {}, {}], minutes);
    const { usedByMinute, refusedShare, failed, acceptedAtMs } = outcome;
    expect(worstOf(usedByMinute)).toBeGreaterThanOrEqual(0.9);
    expect(refusedShare).toBeLessThanOrEqual(0.02);
    for (const own of acceptedAtMs) {
      expect(countIn(own, 1, minutes) / (minutes - 1)).toBeGreaterThanOrEqual(150);
    }
    expect(failed).toBe(0);
  });

  test("is found again when others leave it", async () => {
    const untilMs = 120_000;
    const { acceptedAtMs } = await fill(
      { requestsPerMinute: 1_200 },
      [{}, { untilMs }, { untilMs }, { untilMs }],
      8,
    );
    expect(countIn(acceptedAtMs[0] ?? [], 7, 8)).toBeGreaterThanOrEqual(1_080);
  });

  test("is shared with a process that comes when others have it all", async () => {
    const late = { fromMs: 90_000 };
    const { acceptedAtMs, failed } = await fill(
      { requestsPerMinute: 1_200 },
      [{}, {}, {}, late],
      8,
    );
    expect(countIn(acceptedAtMs[3] ?? [], 5, 8) / 3).toBeGreaterThanOrEqual(150);
    expect(failed).toBe(0);
  });
});

describe("a limit that fills evenly, like a bucket", () => {
  test.each([
    { requestsPerMinute: 300, burst: 300 },
    { requestsPerMinute: 300, burst: 5 },
    { requestsPerMinute: 1_200, burst: 20 },
    { requestsPerMinute: 4_000, burst: 4_000 },
  ])("is found, too: %j", async (limit) => {
    const { usedByMinute, refusedShare, failed } = await fill(
      { ...limit, kind: "bucket" },
      [{}],
      minutes,
    );
    expect(meanOf(usedByMinute)).toBeGreaterThanOrEqual(0.9);
    // The first burst of 250 meets the smallest buckets with all that is under way.
    expect(refusedShare).toBeLessThanOrEqual(0.02);
    expect(failed).toBe(0);
  });
});

describe("a limit that the answers tell", () => {
  test.each(["window", "bucket"] as const)("is kept to, over a %s", async (kind) => {
    const { usedByMinute, refused, failed } = await fill(
      { requestsPerMinute: 300, kind, headers: true },
      [{}],
      minutes,
    );
    expect(worstOf(usedByMinute)).toBeGreaterThanOrEqual(0.9);
    expect(refused).toBeLessThanOrEqual(3);
    expect(failed).toBe(0);
  });
});

import fc from "fast-check";
import { busyPolicies } from "../../../provider/model/policies";
import { backoff, lookBackoff } from "../../../provider/wait/backoff";
import { systemClock } from "../../../provider/wait/clock";
import { found, openGate, session } from "./gate-world";

const randomNumber = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("delays between looks", () => {
  test("grow from half a second to five and stay there", () => {
    const delays = backoff(lookBackoff, () => 0);
    const taken = Array.from({ length: 8 }, () => Math.round(delays.next().value));
    expect(taken).toEqual([500, 800, 1280, 2048, 3277, 5000, 5000, 5000]);
  });

  test("are shortened by at most a quarter, whatever chance says", () => {
    fc.assert(
      fc.property(fc.array(randomNumber, { minLength: 20, maxLength: 20 }), (numbers) => {
        const left = [...numbers];
        const jittered = backoff(lookBackoff, () => left.shift() ?? 0);
        const full = backoff(lookBackoff, () => 0);
        for (const _number of numbers) {
          const [delay, most] = [jittered.next().value, full.next().value];
          expect(delay).toBeLessThanOrEqual(most);
          expect(delay).toBeGreaterThanOrEqual(most * 0.75);
        }
      }),
    );
  });
});

describe("the number of looks", () => {
  test("a day of waiting takes at most one look per 3.75 seconds, and some for the growth", async () => {
    const dayMs = 86_400_000;
    const { gate, calls } = openGate("wait", [found("running")], {
      timeoutMs: dayMs,
      random: () => 0.999999,
    });
    await expect(gate.pass(session("running"))).resolves.toMatchObject({ kind: "timeout" });
    expect(calls.length).toBeLessThanOrEqual(dayMs / 3_750 + 6);
  });

  test("is bounded even if the clock stands still", async () => {
    const world = openGate("wait", [found("running")], { timeoutMs: 10_000 });
    Object.assign(world.clock, { sleep: async () => undefined });
    await expect(world.gate.pass(session("running"))).resolves.toMatchObject({ kind: "timeout" });
    expect(world.calls.length).toBeLessThanOrEqual(10_000 / 375 + 11);
  });

  test("no look comes after the deadline, whatever the bounds and the chance", async () => {
    const bounds = fc.record({
      policy: fc.constantFrom(...busyPolicies),
      timeoutMs: fc.integer({ min: 1, max: 100_000 }),
      interruptAfterMs: fc.integer({ min: 0, max: 100_000 }),
      chance: randomNumber,
    });
    await fc.assert(
      fc.asyncProperty(bounds, async ({ policy, chance, ...times }) => {
        const options = { ...times, random: () => chance };
        const { gate, clock, calls } = openGate(policy, [found("running")], options);
        await gate.pass(session("running"));
        expect(clock.now()).toBeLessThanOrEqual(times.timeoutMs);
        expect(calls.filter((call) => call.startsWith("interrupt")).length).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("the clock of the machine", () => {
  test("never goes back, and a sleep of no time is over", async () => {
    const before = systemClock.now();
    await systemClock.sleep(0);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });

  test("ends a sleep when the signal comes, or at once if it came before, and never rejects", async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, controller.signal);
    controller.abort();
    await expect(sleeping).resolves.toBeUndefined();
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).resolves.toBeUndefined();
  });
});

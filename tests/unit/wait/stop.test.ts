import { whyStopped, withinTime } from "../../../provider/wait/stop";

/** An alarm that a test rings. */
function handBell() {
  const armed: { readonly ms: number; readonly work: () => void }[] = [];
  let disarmed = 0;
  const ring = (ms: number, work: () => void) => {
    armed.push({ ms, work });
    return () => {
      disarmed += 1;
    };
  };
  return { armed, ring, disarmed: () => disarmed, toll: () => armed[0]?.work() };
}

const untilAborted = (signal: AbortSignal | undefined): Promise<string> =>
  new Promise((resolve) => {
    signal?.addEventListener("abort", () => resolve(whyStopped(signal)), { once: true });
  });

test("without a bound nothing is armed and the signal goes through as it is", async () => {
  const { armed, ring } = handBell();
  const { signal } = new AbortController();
  expect(await withinTime({ signal }, async (given) => given, ring)).toBe(signal);
  expect(armed).toEqual([]);
});

test("work that is still under way five seconds after its time is stopped, and told why", async () => {
  const { armed, ring, toll, disarmed } = handBell();
  const work = withinTime({ timeoutMs: 30_000 }, untilAborted, ring);
  expect(armed.map(({ ms }) => ms)).toEqual([35_000]);
  toll();
  expect(await work).toBe("the time that customTimeouts gives the operation (30 s) was over");
  expect(disarmed()).toBe(1);
});

test("cancelling stops bounded work at once, as cancelling", async () => {
  const { ring } = handBell();
  const controller = new AbortController();
  const { signal } = controller;
  const work = withinTime({ signal, timeoutMs: 30_000 }, untilAborted, ring);
  controller.abort();
  expect(await work).toBe("the operation was cancelled");
});

test.each([
  ["succeeds", async () => "done"],
  ["fails", () => Promise.reject(new Error("no"))],
])("the alarm is taken back when the work %s", async (_how, work) => {
  const { ring, disarmed } = handBell();
  await withinTime({ timeoutMs: 1 }, work, ring).catch(() => undefined);
  expect(disarmed()).toBe(1);
});

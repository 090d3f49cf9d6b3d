import { createSessionQueue } from "../../../provider/wait/session-queue";
import { orStopped } from "../../../provider/wait/stop";

/** Work that ends when it is told to. */
function held() {
  let end: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => done, end };
}
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the queue of one session", () => {
  test("follow one another in the order in which they were asked for, whatever becomes of each", async () => {
    const queue = createSessionQueue();
    const order: string[] = [];
    const first = held();
    const results = [
      queue.enter("sesn_1", () => first.work().then(() => void order.push("first"))),
      queue.enter("sesn_1", async () => {
        order.push("second");
        throw new Error("no");
      }),
      queue.enter("sesn_1", async () => void order.push("third")),
      queue.enter("sesn_2", async () => void order.push("elsewhere")),
    ];
    await settled();
    expect(order).toEqual(["elsewhere"]);
    first.end();
    await Promise.allSettled(results);
    expect(order).toEqual(["elsewhere", "first", "second", "third"]);
  });

  test("one whose signal is aborted waits for nobody, and nobody goes before those it stood behind", async () => {
    const queue = createSessionQueue();
    const order: string[] = [];
    const first = held();
    const stop = new AbortController();
    const before = queue.enter("sesn_1", () => first.work().then(() => void order.push("first")));
    const stopped = queue.enter("sesn_1", async () => void order.push("stopped"), stop.signal);
    const after = queue.enter("sesn_1", async () => void order.push("after"));
    stop.abort();
    await stopped;
    await settled();
    expect(order).toEqual(["stopped"]);
    first.end();
    await Promise.all([before, after]);
    expect(order).toEqual(["stopped", "first", "after"]);
  });

  test("the session is free once those who asked until now have had theirs", async () => {
    const queue = createSessionQueue();
    const first = held();
    let isFree = false;
    const before = queue.enter("sesn_1", first.work);
    const free = queue.free("sesn_1").then(() => {
      isFree = true;
    });
    await settled();
    expect(isFree).toBe(false);
    first.end();
    await Promise.all([before, free]);
    await queue.free("sesn_1");
  });
});

describe("what is waited for, or stopped", () => {
  test("is what the promise comes to where nobody stops it", async () => {
    const { signal } = new AbortController();
    expect(await orStopped(Promise.resolve("value"), signal)).toBe("value");
    expect(await orStopped(Promise.resolve("value"), undefined)).toBe("value");
    await expect(orStopped(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  test("is undefined at once where the signal is aborted, before or meanwhile", async () => {
    const stop = new AbortController();
    const endless = new Promise<string>(() => {});
    const waiting = orStopped(endless, stop.signal);
    stop.abort();
    expect(await waiting).toBeUndefined();
    expect(await orStopped(endless, stop.signal)).toBeUndefined();
  });
});

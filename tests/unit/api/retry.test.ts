import { readAnswer } from "../../../provider/api/answer";
import type { Effect } from "../../../provider/api/effect";
import { defaultLimits } from "../../../provider/api/limits";
import { decide, type Exchange, sendWithRetry } from "../../../provider/api/retry";
import type { Reply } from "../../../provider/api/transport";
import { createFakeClock } from "../../support/fake-clock";

const noJitter = () => 0;

function replied(status: number, headers: Record<string, string> = {}, text = "{}"): Reply {
  return { kind: "answer", answer: { status, headers: new Map(Object.entries(headers)), text } };
}

function answered(status: number, headers: Record<string, string> = {}, text = "{}"): Exchange {
  const reply = replied(status, headers, text);
  if (reply.kind !== "answer") {
    throw new Error("not an answer");
  }
  return { kind: "answered", answer: readAnswer(reply.answer) };
}

const unsent: Exchange = { kind: "unsent", reason: "refused", lasting: false };
const lost: Exchange = { kind: "lost", reason: "reset", lasting: false };

describe("which request may be sent again", () => {
  test.each<[string, Exchange, Record<Effect, boolean>]>([
    ["a success", answered(200), { read: false, write: false }],
    ["a success that is not JSON", answered(200, {}, "<html>"), { read: true, write: false }],
    ["a redirect", answered(302), { read: false, write: false }],
    ["400", answered(400), { read: false, write: false }],
    ["401", answered(401), { read: false, write: false }],
    ["402", answered(402), { read: false, write: false }],
    ["403", answered(403), { read: false, write: false }],
    ["404", answered(404), { read: false, write: false }],
    ["408", answered(408), { read: true, write: false }],
    ["409", answered(409), { read: false, write: false }],
    ["413", answered(413), { read: false, write: false }],
    ["429", answered(429), { read: true, write: true }],
    ["500", answered(500), { read: true, write: false }],
    ["502", answered(502), { read: true, write: false }],
    ["503", answered(503), { read: true, write: false }],
    ["504", answered(504), { read: true, write: false }],
    ["529", answered(529), { read: true, write: false }],
    ["no connection", unsent, { read: true, write: true }],
    [
      "no connection for a lasting reason",
      { ...unsent, lasting: true },
      { read: false, write: false },
    ],
    ["a connection lost", lost, { read: true, write: false }],
    ["an answer too large", { ...lost, lasting: true }, { read: false, write: false }],
    [
      "cancelled",
      { kind: "cancelled", sent: true, why: "the operation was cancelled" },
      { read: false, write: false },
    ],
    [
      "500, told not to",
      answered(500, { "x-should-retry": "false" }),
      { read: false, write: false },
    ],
    [
      "429, told not to",
      answered(429, { "x-should-retry": "false" }),
      { read: false, write: false },
    ],
    ["409, told to", answered(409, { "x-should-retry": "true" }), { read: true, write: false }],
    ["500, told to", answered(500, { "x-should-retry": "true" }), { read: true, write: false }],
  ])("after %s", (_title, exchange, expected) => {
    for (const effect of ["read", "write"] as const) {
      const { kind } = decide(effect, exchange, 1, defaultLimits, noJitter);
      expect([effect, kind === "repeat"]).toEqual([effect, expected[effect]]);
    }
  });

  test("never more often than the limit says", () => {
    expect(decide("read", lost, 3, defaultLimits, noJitter).kind).toBe("repeat");
    expect(decide("read", lost, 4, defaultLimits, noJitter)).toEqual({ kind: "stop" });
  });
});

describe("how long it waits before", () => {
  const limits = { ...defaultLimits, attemptsMax: 99 };
  const date = "Sun, 22 Nov 2026 12:00:00 GMT";

  test.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [4, 4000],
    [5, 8000],
    [6, 8000],
    [40, 8000],
  ])("after attempt %i: %i ms, less up to a quarter", (attempts, fullMs) => {
    expect(decide("read", lost, attempts, limits, () => 0)).toEqual({
      kind: "repeat",
      delayMs: fullMs,
    });
    expect(decide("read", lost, attempts, limits, () => 0.4)).toEqual({
      kind: "repeat",
      delayMs: fullMs * 0.9,
    });
    expect(decide("read", lost, attempts, limits, () => 1)).toEqual({
      kind: "repeat",
      delayMs: fullMs * 0.75,
    });
  });

  test.each<[string, Record<string, string>, number]>([
    ["seconds", { "retry-after": "7" }, 7000],
    ["fractions of seconds", { "retry-after": "0.25" }, 250],
    ["milliseconds, which come first", { "retry-after-ms": "1500.5", "retry-after": "7" }, 1500.5],
    [
      "a date, read against the server's own",
      { "retry-after": "Sun, 22 Nov 2026 12:00:09 GMT", date },
      9000,
    ],
    [
      "a date in the past: our own delay",
      { "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT", date },
      500,
    ],
    ["a date without the server's own: our own delay", { "retry-after": date }, 500],
    ["nonsense: our own delay", { "retry-after": "soon" }, 500],
    ["zero: our own delay", { "retry-after": "0" }, 500],
    ["a negative number: our own delay", { "retry-after-ms": "-5" }, 500],
    ["as long as is waited at most", { "retry-after": "60" }, 60_000],
  ])("as the server asks: %s", (_title, headers, delayMs) => {
    expect(decide("write", answered(429, headers), 1, defaultLimits, noJitter)).toEqual({
      kind: "repeat",
      delayMs,
    });
    expect(decide("read", answered(503, headers), 1, defaultLimits, noJitter)).toEqual({
      kind: "repeat",
      delayMs,
    });
  });

  test.each<[string, Record<string, string>, number]>([
    ["seconds", { "retry-after": "61" }, 61_000],
    ["a number beyond all bounds", { "retry-after": "99999999999999999999" }, 1e23],
  ])("gives up where the pause asked for is too long: %s", (_title, headers, pauseRefusedMs) => {
    expect(decide("read", answered(429, headers), 1, defaultLimits, noJitter)).toEqual({
      kind: "stop",
      pauseRefusedMs,
    });
  });
});

describe("the loop", () => {
  function script(...replies: Reply[]): { send: () => Promise<Reply>; sent: () => number } {
    let sent = 0;
    return {
      send: async () => replies[sent++] ?? replied(200),
      sent: () => sent,
    };
  }

  test("waits on the clock it is given and returns the last exchange", async () => {
    const clock = createFakeClock();
    const { send, sent } = script(replied(500), replied(429, { "retry-after": "2" }), replied(200));
    const ended = await sendWithRetry("read", send, {
      clock,
      random: noJitter,
      limits: defaultLimits,
    });
    expect(ended).toMatchObject({ attempts: 3, exchange: { answer: { status: 200 } } });
    expect([sent(), clock.delaysMs]).toEqual([3, [500, 2000]]);
  });

  test("stops after as many attempts as are allowed", async () => {
    const clock = createFakeClock();
    const { send, sent } = script(...Array.from({ length: 9 }, () => replied(529)));
    const ended = await sendWithRetry("read", send, {
      clock,
      random: noJitter,
      limits: defaultLimits,
    });
    expect(ended).toMatchObject({ attempts: 4, exchange: { answer: { status: 529 } } });
    expect([sent(), clock.delaysMs]).toEqual([4, [500, 1000, 2000]]);
  });

  test.each([
    ["ten times", { "retry-after": "1" }, 10],
    ["four times", {}, 4],
  ])("is turned away by the limit %s at most, with %j", async (_times, headers, attempts) => {
    const clock = createFakeClock();
    const { send, sent } = script(...Array.from({ length: 20 }, () => replied(429, headers)));
    const ended = await sendWithRetry("write", send, {
      clock,
      random: noJitter,
      limits: defaultLimits,
    });
    expect(ended).toMatchObject({ attempts, exchange: { answer: { status: 429 } } });
    expect(sent()).toBe(attempts);
  });

  test("sends nothing more once it is cancelled during a wait", async () => {
    const controller = new AbortController();
    const { send, sent } = script(replied(500), replied(200));
    const clock = { now: () => 0, sleep: async () => controller.abort() };
    const { signal } = controller;
    const ended = await sendWithRetry("read", send, {
      clock,
      random: noJitter,
      limits: defaultLimits,
      signal,
    });
    expect(ended).toEqual({
      attempts: 1,
      exchange: { kind: "cancelled", sent: false, why: "the operation was cancelled" },
    });
    expect(sent()).toBe(1);
  });
});

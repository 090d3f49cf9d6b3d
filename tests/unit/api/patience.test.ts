import { createAttempts } from "../../../provider/api/attempts";
import type { Effect } from "../../../provider/api/effect";
import { failureWithoutEffect } from "../../../provider/api/failure";
import { defaultLimits } from "../../../provider/api/limits";
import { type Ended, sendWithRetry } from "../../../provider/api/retry";
import type { Reply } from "../../../provider/api/transport";
import { resolveEndpoint } from "../../../provider/config";
import { createSteppedClock } from "../../support/stepped-clock";
import { minuteMs } from "./limited-api";

/** Many calls of one process to an account that turns requests away, on a clock that waits for nothing. */

const endpoint = resolveEndpoint({ "managed-agents:apiKey": "sk-ant-1" }, {});
const message = '{"type":"error","error":{"type":"rate_limit_error","message":"quota"}}';
const accepted: Reply = { kind: "answer", answer: { status: 200, headers: new Map(), text: "{}" } };

function refused(retryAfter?: number): Reply {
  const headers: ReadonlyMap<string, string> = new Map(
    retryAfter === undefined ? [] : [["retry-after", String(retryAfter)]],
  );
  return { kind: "answer", answer: { status: 429, headers, text: message } };
}

function account(answer: (effect: Effect, nowMs: number, count: number) => Reply) {
  const clock = createSteppedClock();
  const sentAtMs: number[] = [];
  const transport = {
    send: async ({ method }: { readonly method: string }) => {
      await clock.sleep(50);
      sentAtMs.push(clock.now());
      return answer(method === "GET" ? "read" : "write", clock.now(), sentAtMs.length);
    },
    close: async () => {},
  };
  const waits = { clock, random: () => 0, limits: defaultLimits };
  const attempts = createAttempts(endpoint, transport, waits);
  const call = (effect: Effect): Promise<Ended> => {
    const request = { method: effect === "read" ? "GET" : "POST", path: "/" } as const;
    const send = async () => (await attempts.send(effect, request, {})).reply;
    return sendWithRetry(effect, send, waits);
  };
  const calls = (count: number, effect: Effect = "read") =>
    clock.finish(Promise.all(Array.from({ length: count }, () => call(effect))));
  const pass = (ms: number) => clock.finish(clock.sleep(ms));
  return { clock, sentAtMs, call, calls, pass };
}

function sentenceOf(ended: Ended, effect: Effect = "read"): string {
  const action = { doing: `${effect} session sesn_1`, effect, sessionId: "sesn_1" };
  return failureWithoutEffect(ended, action, endpoint).message;
}

const isTurnedAway = ({ exchange }: Ended) => exchange.kind === "turnedAway";

describe("an account that takes nothing any more", () => {
  test("fails two hundred calls together, when it has taken nothing for five minutes", async () => {
    const { clock, calls } = account(() => refused(60));
    const ends = await calls(200);
    expect(clock.now()).toBeGreaterThanOrEqual(5 * minuteMs);
    expect(clock.now()).toBeLessThanOrEqual(6 * minuteMs + 1_000);
    expect(ends.every(isTurnedAway)).toBe(true);
    const sentences = ends.map((ended) => sentenceOf(ended));
    expect(sentences).toContain(
      "cannot read session sesn_1: https://api.anthropic.com answered every read for 5 minutes with 429 rate_limit_error, “quota” (6 in a row, the last asking for a pause of 60 seconds), so this one was not sent again. Nothing was changed. The account's rate limit or spend limit is used up: look at both in the Console, and at what else uses the account, and run again when it takes requests; only what is left will be done.",
    );
  });

  test("is tried by one request of those that come later, once the pause is over", async () => {
    const { sentAtMs, calls, pass } = account(() => refused(60));
    await calls(1);
    const before = sentAtMs.length;
    expect((await calls(200)).every(isTurnedAway)).toBe(true);
    expect(sentAtMs).toHaveLength(before);
    await pass(minuteMs);
    const [later] = await calls(1);
    expect(sentAtMs).toHaveLength(before + 1);
    expect(later && sentenceOf(later)).toContain("answered every read for ");
  });

  test("and takes requests again later is believed at once", async () => {
    const { calls, pass } = account((_effect, nowMs) =>
      nowMs < 7 * minuteMs ? refused(60) : accepted,
    );
    expect((await calls(20)).every(isTurnedAway)).toBe(true);
    await pass(2 * minuteMs);
    expect((await calls(20)).some(isTurnedAway)).toBe(false);
  });

  test("of writes goes on with reads", async () => {
    const { clock, call } = account((effect) => (effect === "read" ? accepted : refused(60)));
    const [write, ...reads] = await clock.finish(
      Promise.all([call("write"), ...Array.from({ length: 20 }, () => call("read"))]),
    );
    expect(write && sentenceOf(write, "write")).toContain("answered every write for 5 minutes");
    expect(reads.some(isTurnedAway)).toBe(false);
  });

  test("is not one that accepts something now and then", async () => {
    const { clock, call } = account((_effect, _nowMs, count) =>
      count % 5 === 0 ? accepted : refused(30),
    );
    const ends: Ended[] = [];
    const worker = async () => {
      while (clock.now() < 60 * minuteMs) {
        ends.push(await call("read"));
      }
    };
    await clock.finish(Promise.all(Array.from({ length: 8 }, worker)));
    expect(ends.length).toBeGreaterThan(20);
    expect(ends.some(isTurnedAway)).toBe(false);
  });

  test("is not one that was refused twice, long apart", async () => {
    const { calls, pass } = account(() => refused());
    await calls(1);
    await pass(20 * minuteMs);
    const [ended] = await calls(1);
    expect(ended).toMatchObject({ exchange: { kind: "answered" }, attempts: 4 });
  });
});

describe("an account that asks for a longer pause than is waited", () => {
  test("fails everything at once", async () => {
    const { clock, sentAtMs, call } = account(() => refused(3_600));
    const ends = await clock.finish(
      Promise.all([
        ...Array.from({ length: 200 }, () => call("read")),
        ...Array.from({ length: 200 }, () => call("write")),
      ]),
    );
    expect(clock.now()).toBeLessThan(1_000);
    expect(sentAtMs.length).toBeLessThanOrEqual(defaultLimits.requestsInFlight);
    expect(ends.every(isTurnedAway)).toBe(true);
    expect(sentenceOf(ends[0] as Ended)).toBe(
      "cannot read session sesn_1: https://api.anthropic.com answered 429 rate_limit_error, “quota”, asking for a pause of 60 minutes, longer than is waited. Nothing was changed. The account's rate limit or spend limit is reached: try again in 60 minutes.",
    );
    expect(sentenceOf(ends[399] as Ended, "write")).toBe(
      "cannot write session sesn_1: https://api.anthropic.com answered 429 rate_limit_error, “quota” to another request, asking for a pause of 60 minutes, longer than is waited, so this one was not sent. Nothing was changed. The account's rate limit or spend limit is reached: try again in 60 minutes.",
    );
  });

  test("is tried again when the pause is over, with patience", async () => {
    const { calls, pass } = account((_effect, nowMs) => {
      if (nowMs < minuteMs) return refused(3_600);
      return nowMs < 62 * minuteMs ? refused(30) : accepted;
    });
    expect((await calls(3)).every(isTurnedAway)).toBe(true);
    await pass(59 * minuteMs);
    expect((await calls(3)).every(isTurnedAway)).toBe(true);
    await pass(minuteMs);
    expect((await calls(3)).some(isTurnedAway)).toBe(false);
  });

  test.each([
    [31_536_000, "more than a day"],
    [1e20, "more than a day"],
    [7_300, "3 hours"],
    [90, "90 seconds"],
  ])("says it as people speak: %d seconds", async (seconds, spoken) => {
    const { calls } = account(() => refused(seconds));
    const [ended] = await calls(1);
    expect(sentenceOf(ended as Ended)).toContain(`asking for a pause of ${spoken}, longer than`);
  });
});

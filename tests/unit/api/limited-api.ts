import { defaultLimits } from "../../../provider/api/limits";
import { createPace } from "../../../provider/api/pace";
import { heardIn } from "../../../provider/api/rate-answers";
import { sendWithRetry } from "../../../provider/api/retry";
import type { Reply } from "../../../provider/api/transport";
import { ApiRefusal } from "../../emulator/errors";
import type { RateLimitOptions } from "../../emulator/options";
import { createRateLimit } from "../../emulator/rate-limit";
import { createSteppedClock } from "../../support/stepped-clock";

/** Processes that ask the emulator's limit for as much as their pace lets, on a clock that waits for nothing. */

export const minuteMs = 60_000;

export interface Process {
  /** When it begins and ends to ask; by default with the others. */
  readonly fromMs?: number;
  readonly untilMs?: number;
  readonly requestsPerMinute?: number;
}

export interface Outcome {
  /** When each request was accepted, process by process. */
  readonly acceptedAtMs: readonly (readonly number[])[];
  readonly refused: number;
  /** Requests that were given up. */
  readonly failed: number;
  /** Of all together, minute by minute, as shares of the limit. */
  readonly usedByMinute: readonly number[];
  /** Refusals among all requests. */
  readonly refusedShare: number;
}

/** As many as ask at a time: more than any pace lets through. */
const asking = 64;

export async function fill(
  limit: RateLimitOptions,
  processes: readonly Process[],
  minutes: number,
  latencyMs = 50,
): Promise<Outcome> {
  const clock = createSteppedClock();
  const server = createRateLimit(limit);
  const acceptedAtMs: number[][] = processes.map(() => []);
  let refused = 0;
  let failed = 0;
  let requests = 0;

  /** From half to one and a half of it, by turns that do not repeat soon. */
  const halfWayMs = () => latencyMs * (0.25 + ((requests * 7) % 11) / 20);

  function answer(accepted: number[]): Reply {
    try {
      const headers = server.take("POST", clock.now());
      accepted.push(clock.now());
      return { kind: "answer", answer: { status: 200, headers: mapOf(headers), text: "{}" } };
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      refused += 1;
      return { kind: "answer", answer: { status: 429, headers: mapOf(error.headers), text: "{}" } };
    }
  }

  async function ask(process: Process, accepted: number[]): Promise<void> {
    const { fromMs = 0, untilMs = minutes * minuteMs } = process;
    await clock.sleep(fromMs);
    const pace = createPace({ requestsInFlight: 16, ...process }, clock);
    const send = async () => {
      const entry = await pace.enter("write", {});
      if (entry.kind !== "place") throw new Error(`not let in: ${entry.kind}`);
      requests += 1;
      const travelMs = halfWayMs();
      await clock.sleep(travelMs);
      const reply = answer(accepted);
      await clock.sleep(travelMs);
      const givenUp = entry.place.leave(heardIn(reply, defaultLimits));
      if (givenUp !== undefined) throw new Error(`given up after ${givenUp.refusals} refusals`);
      return reply;
    };
    const waits = { clock, random: () => 0, limits: defaultLimits };
    const worker = async () => {
      while (clock.now() < untilMs) {
        const { exchange } = await sendWithRetry("write", send, waits);
        failed += exchange.kind === "answered" && exchange.answer.status === 200 ? 0 : 1;
      }
    };
    await Promise.all(Array.from({ length: asking }, worker));
  }

  await clock.finish(
    Promise.all(processes.map((each, index) => ask(each, acceptedAtMs[index] ?? []))),
  );
  const all = acceptedAtMs.flat();
  return {
    acceptedAtMs,
    refused,
    failed,
    usedByMinute: Array.from(
      { length: minutes },
      (_, minute) => countIn(all, minute, minute + 1) / limit.requestsPerMinute,
    ),
    refusedShare: refused / requests,
  };
}

/** How many of these times lie between the two minutes. */
export function countIn(timesMs: readonly number[], from: number, to: number): number {
  return timesMs.filter((at) => at >= from * minuteMs && at < to * minuteMs).length;
}

function mapOf(headers: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(headers));
}

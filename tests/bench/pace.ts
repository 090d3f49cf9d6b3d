import type { Dispatcher } from "undici";
import type { Clock } from "../../provider/wait/clock";
import { startEmulator } from "../emulator";
import { createVirtualClock } from "../support/virtual-clock";
import { built } from "./built-package";
import type { Group } from "./group";
import { wireTools } from "./remote-emulator";
import type { Figure } from "./statistics";

/** More than the provider lets through at a time, so that its own pace is what holds them back. */
const asking = 64;
const minuteMs = 60_000;
const sessionId = "sesn_1";

interface Filled {
  /** Requests a minute that the emulator took, from the second minute on. */
  readonly perMinute: number;
  /** Of the process that got least. */
  readonly leastPerMinute: number;
  readonly requests: number;
  readonly refused: number;
}

/**
 * So many processes look at a session as fast as their pace lets, for so many minutes of a limit that they are not
 * told. The clock is the emulator's and theirs, and waits for nothing: what is counted here no machine can change.
 */
async function fillMinutes(limit: number, processes: number, minutes: number): Promise<Filled> {
  const clock = createVirtualClock();
  const emulator = await startEmulator({
    now: () => 1.8e12 + clock.now(),
    rateLimit: { requestsPerMinute: limit },
    requestLogMax: 100_000,
  });
  emulator.seed({ id: sessionId, tools: wireTools("always_ask") });
  const dispatcher = farAway(clock, clock.dispatcher);
  const ask = async (): Promise<number> => {
    const settings = {
      "managed-agents:baseUrl": emulator.url,
      "managed-agents:apiKey": emulator.apiKey,
    };
    const endpoint = built("provider/config").resolveEndpoint(settings, {});
    const random = () => 0.5;
    const api = built("provider/api/client").createSessionApi({
      endpoint,
      clock,
      random,
      dispatcher,
    });
    let answered = 0;
    const worker = async () => {
      while (clock.now() < minutes * minuteMs) {
        await api.getSession(sessionId, {});
        answered += clock.now() >= minuteMs && clock.now() < minutes * minuteMs ? 1 : 0;
      }
    };
    await Promise.all(Array.from({ length: asking }, worker));
    return answered;
  };
  try {
    const answered = await Promise.all(Array.from({ length: processes }, ask));
    return {
      perMinute: answered.reduce((sum, each) => sum + each, 0) / (minutes - 1),
      leastPerMinute: Math.min(...answered) / (minutes - 1),
      requests: emulator.requests.length,
      refused: emulator.requests.filter(({ status }) => status === 429).length,
    };
  } finally {
    await clock.close();
    await emulator.close();
  }
}

/** Requests take 25 to 75 ms of that clock to arrive, by turns. */
function farAway(clock: Clock, near: Dispatcher): Dispatcher {
  let requests = 0;
  return near.compose((dispatch) => (options, handler) => {
    requests += 1;
    void clock.sleep(25 + 5 * ((requests * 7) % 11)).then(() => dispatch(options, handler));
    return true;
  });
}

function figuresOf(
  { limit, processes, refusalsMost }: Case,
  { perMinute, leastPerMinute, requests, refused }: Filled,
): readonly Figure[] {
  const name = processes === 1 ? `${limit} a minute` : `${processes} processes on ${limit}`;
  const used: Figure = {
    group: "pace",
    name: `${name}: used`,
    subject: "requests taken, from the second minute on",
    baseline: "the limit, enforced and not told",
    unit: "a minute",
    samples: [{ subject: perMinute, baseline: limit }],
    goal: { of: "ratio", bound: "least", value: 0.9 },
  };
  const turnedAway: Figure = {
    group: "pace",
    name: `${name}: answers 429`,
    subject: "requests turned away",
    baseline: "requests made",
    unit: "",
    samples: [{ subject: refused, baseline: requests }],
    goal: { of: "ratio", bound: "most", value: refusalsMost },
  };
  const smallest: Figure = {
    group: "pace",
    name: `${name}: smallest`,
    subject: "requests of the process that got least",
    baseline: "an even share of the limit",
    unit: "a minute",
    samples: [{ subject: leastPerMinute, baseline: limit / processes }],
    goal: { of: "ratio", bound: "least", value: 0.5 },
  };
  return processes === 1 ? [used, turnedAway] : [used, turnedAway, smallest];
}

interface Case {
  readonly limit: number;
  readonly processes: number;
  readonly refusalsMost: number;
}

const cases: readonly Case[] = [
  { limit: 300, processes: 1, refusalsMost: 0.01 },
  { limit: 600, processes: 1, refusalsMost: 0.01 },
  { limit: 1_200, processes: 1, refusalsMost: 0.01 },
  { limit: 4_000, processes: 1, refusalsMost: 0.01 },
  { limit: 1_200, processes: 4, refusalsMost: 0.02 },
];

/** How much of a limit that is enforced the provider uses without being told, and how often it runs into it. */
export const measurePace: Group = async ({ isQuick, say }) => {
  const figures: Figure[] = [];
  for (const each of isQuick ? cases.slice(0, 1) : cases) {
    say(`pace: ${each.processes} over ${each.limit} a minute`);
    // Once: it counts, and counts the same each time.
    figures.push(
      ...figuresOf(each, await fillMinutes(each.limit, each.processes, isQuick ? 2 : 5)),
    );
  }
  return figures;
};

import type { Clock } from "../../provider/wait/clock";
import { built } from "./built-package";
import { type Group, inParallel } from "./group";
import { startRemoteEmulator, wireTools } from "./remote-emulator";
import type { Sample } from "./statistics";

const limitPerMinute = 600;
/** A minute of the limit passes in six seconds, for the emulator and for the provider. */
const timesFaster = 10;
/** More than the provider lets through at a time, so that its own pace is what holds them back. */
const asking = 64;
const minuteMs = 60_000;

const fastClock: Clock = {
  now: () => performance.now() * timesFaster,
  sleep: (ms, signal) => built("provider/wait/clock").systemClock.sleep(ms / timesFaster, signal),
};

interface Round {
  /** Requests a minute that the emulator saw, over whole minutes of the limit. */
  readonly perMinute: number;
  readonly requests: number;
  readonly refusedByRate: number;
}

/** Looks at one session as fast as the pace lets, for so many minutes of the limit. */
async function fillMinutes(minutes: number): Promise<Round> {
  const emulator = await startRemoteEmulator({ timesFaster, requestsPerMinute: limitPerMinute });
  const settings = {
    "managed-agents:baseUrl": emulator.url,
    "managed-agents:apiKey": emulator.apiKey,
  };
  const api = built("provider/api/client").createSessionApi({
    endpoint: built("provider/config").resolveEndpoint(settings, {}),
    clock: fastClock,
    random: Math.random,
  });
  try {
    const plan = { count: 1, prefix: "sesn_", agentId: "agent_1", tools: wireTools("always_ask") };
    const [sessionId = ""] = await emulator.seed(plan);
    // One more than fill the minutes: it can only come when the last of them is over.
    const looks = Array.from({ length: limitPerMinute * minutes + 1 });
    await inParallel(looks, asking, () => api.getSession(sessionId, {}));
    const { total, refusedByRate, arrivedAtMs } = await emulator.count();
    const tookMs = (arrivedAtMs.at(-1) ?? 0) - (arrivedAtMs[0] ?? 0);
    return {
      perMinute: (limitPerMinute * minutes) / (tookMs / minuteMs),
      requests: total,
      refusedByRate,
    };
  } finally {
    await api.close();
    await emulator.close();
  }
}

/** How much of a limit that is enforced the provider uses, and how often it runs into it. */
export const measurePace: Group = async ({ repetitions, isQuick }) => {
  const rounds: Round[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    rounds.push(await fillMinutes(isQuick ? 1 : 3));
  }
  const used: Sample[] = rounds.map(({ perMinute }) => ({
    subject: perMinute,
    baseline: limitPerMinute,
  }));
  const refused: Sample[] = rounds.map(({ requests, refusedByRate }) => ({
    subject: refusedByRate,
    baseline: requests,
  }));
  return [
    {
      group: "pace",
      name: "share of the limit used",
      subject: "requests the provider made",
      baseline: "the limit, enforced",
      unit: "a minute",
      samples: used,
      goal: { of: "ratio", bound: "least", value: 0.97 },
    },
    {
      group: "pace",
      name: "answers 429",
      subject: "requests turned away",
      baseline: "requests made",
      unit: "",
      samples: refused,
      goal: { of: "subject", bound: "most", value: 0 },
    },
  ];
};

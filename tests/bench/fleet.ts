import { existsSync } from "node:fs";
import { benchStack, classes } from "./bench-stack";
import { builtFile } from "./built-package";
import { buildEmptyProviders } from "./empty-resources";
import type { BenchOptions, Group } from "./group";
import { inputTools, type RemoteEmulator, startRemoteEmulator, wireTools } from "./remote-emulator";
import { runTask } from "./run-task";
import type { Figure, Sample } from "./statistics";

const pageSize = 50;
/** The arrays of the sessions whose memory is measured. */
const heavyBytes = 60_000;
const heavyPeakMegabytes = 250;
/** More single resources are a baseline that takes minutes and tells nothing new. */
const singlesMost = 5_000;
const agentId = "agent_fleet";

/** Custom tools of which all together are 60 kB; the last one says `said`. */
function heavyTools(said: string) {
  const tools = Array.from({ length: 60 }, (_, index) => ({
    type: "custom",
    name: `tool_${index}`,
    description: index === 59 ? said : "x".repeat(heavyBytes / 60 - 150),
  }));
  const schema = { type: "object", properties: { id: { type: "string" } } };
  return {
    wire: tools.map((tool) => ({ ...tool, input_schema: schema })),
    inputs: tools.map((tool) => ({ ...tool, inputSchema: schema })),
  };
}

interface Round {
  readonly requests: Sample;
  readonly seconds: number;
  readonly memory: Sample;
}

/** One resource over so many sessions with heavy arrays, all of which differ. */
async function overHeavySessions(count: number): Promise<Round> {
  const emulator = await startRemoteEmulator();
  try {
    const tools = heavyTools("As it was.").wire;
    await emulator.seed({ count, prefix: "sesn_", agentId, tools });
    const { url, apiKey } = emulator;
    const desired = heavyTools("As it is to be.").inputs;
    const result = await runTask({ kind: "fleet", url, apiKey, agentId, tools: desired });
    const { total } = await emulator.count();
    return {
      // The process makes one request before it begins.
      requests: { subject: total - 1, baseline: Math.ceil(count / pageSize) + count },
      seconds: result.seconds,
      memory: { subject: result.peak, baseline: result.before },
    };
  } finally {
    await emulator.close();
  }
}

/** As many single resources over sessions of the same kind, in one process and without the engine. */
async function singleHeavySessions(count: number): Promise<number> {
  const emulator = await startRemoteEmulator();
  try {
    const { wire: tools } = heavyTools("As it was.");
    const ids = await emulator.seed({ count, prefix: "sesn_", agentId, tools });
    const { url, apiKey } = emulator;
    const desired = heavyTools("As it is to be.").inputs;
    return (await runTask({ kind: "singles", url, apiKey, ids, tools: desired })).seconds;
  } finally {
    await emulator.close();
  }
}

async function heavyFigures(count: number, repetitions: number): Promise<readonly Figure[]> {
  const rounds: Round[] = [];
  const singles: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    rounds.push(await overHeavySessions(count));
    if (count <= singlesMost) singles.push(await singleHeavySessions(count));
  }
  const figure = {
    group: "fleet",
    subject: `one AgentSessionOverrides over ${count} sessions of ${heavyBytes / 1000} kB each`,
  };
  const time: Figure = {
    ...figure,
    name: `${count}: time without the engine`,
    baseline: "as many single resources",
    unit: "s",
    samples: singles.map((baseline, index) => ({
      subject: rounds[index]?.seconds ?? Number.NaN,
      baseline,
    })),
  };
  return [
    {
      ...figure,
      name: `${count}: requests`,
      baseline: "a list page per 50 sessions and a write each",
      unit: "",
      samples: rounds.map(({ requests }) => requests),
      goal: { of: "ratio", bound: "most", value: 1.05 },
    },
    ...(singles.length === 0 ? [] : [time]),
    {
      ...figure,
      name: `${count}: peak memory`,
      baseline: "the same process before it begins",
      unit: "MB",
      samples: rounds.map(({ memory }) => memory),
      goal: { of: "subject", bound: "most", value: heavyPeakMegabytes },
    },
  ];
}

async function engineSeconds(
  emulator: RemoteEmulator,
  emptyPlugin: string,
  program: () => Promise<void>,
): Promise<number> {
  const stack = await benchStack(emulator, emptyPlugin);
  stack.setProgram(program);
  return stack.seconds("up");
}

/** The first `up` of a thousand sessions, declared once and declared one by one. */
async function engineFigure(count: number): Promise<Figure> {
  const emulator = await startRemoteEmulator();
  try {
    const emptyPlugin = buildEmptyProviders().plugin;
    const { AgentSessionOverrides, SessionOverrides } = classes.dynamic();
    const tools = inputTools("always_ask") as never;
    const seed = (agent: string) =>
      emulator.seed({
        count,
        prefix: `sesn_${agent}_`,
        agentId: agent,
        tools: wireTools("always_allow"),
      });
    await seed("agent_one");
    const subject = await engineSeconds(emulator, emptyPlugin, async () => {
      new AgentSessionOverrides("all", { agentId: "agent_one", tools });
    });
    const ids = await seed("agent_many");
    const baseline = await engineSeconds(emulator, emptyPlugin, async () => {
      for (const sessionId of ids) new SessionOverrides(sessionId, { sessionId, tools });
    });
    return {
      group: "fleet",
      name: `${count}: up on the engine`,
      subject: `one AgentSessionOverrides over ${count} sessions`,
      baseline: `${count} SessionOverrides, file backend`,
      unit: "s",
      // Once: the baseline takes a minute, and the ratio leaves no room for doubt.
      samples: [{ subject, baseline }],
      goal: { of: "ratio", bound: "most", value: 0.1 },
    };
  } finally {
    await emulator.close();
  }
}

/** One resource for every live session of an agent: requests, time, memory. */
export const measureFleet: Group = async ({ repetitions, isQuick, say }: BenchOptions) => {
  if (!existsSync(builtFile("provider/agent-lifecycle"))) {
    say("fleet: left out, this build has no AgentSessionOverrides");
    return [];
  }
  const counts = isQuick ? [50] : [1_000, 5_000, 10_000];
  const figures: Figure[] = [];
  for (const count of counts) {
    say(`fleet: ${count} sessions`);
    figures.push(...(await heavyFigures(count, repetitions)));
  }
  say("fleet: on the engine");
  return [...figures, await engineFigure(isQuick ? 20 : 1_000)];
};

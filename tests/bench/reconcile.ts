import { Anthropic } from "@anthropic-ai/sdk";
import { built, connectCore } from "./built-package";
import { alternate, type Group, inParallel, samplesOf, secondsOf } from "./group";
import { inputTools, type RemoteEmulator, startRemoteEmulator, wireTools } from "./remote-emulator";
import type { Figure } from "./statistics";

/** What the provider has under way at a time by default. */
const atATime = 16;

type Work = (ids: readonly string[], policy: string) => Promise<void>;

function ofProvider({ url, apiKey }: RemoteEmulator): Work {
  const { dependencies, context } = connectCore(url, apiKey);
  const lifecycle = built("provider/lifecycle").createLifecycle(
    () => dependencies,
    built("provider/compose").surroundings,
  );
  return (ids, policy) =>
    inParallel(ids, atATime, (sessionId) =>
      lifecycle.create({ sessionId, tools: inputTools(policy) }, context),
    );
}

/** The requests that a reconcile makes, made with the official SDK and nothing else done. */
function ofOfficialSdk({ url, apiKey }: RemoteEmulator): Work {
  const { sessions } = new Anthropic({ baseURL: url, apiKey }).beta;
  return (ids, policy) =>
    inParallel(ids, atATime, async (id) => {
      await sessions.retrieve(id);
      await sessions.update(id, { agent: { tools: wireTools(policy) as never } });
    });
}

interface Cost {
  readonly seconds: number;
  /** Of this process: the emulator runs in another. */
  readonly processorSeconds: number;
}

async function costOf(work: () => Promise<void>): Promise<Cost> {
  const before = process.cpuUsage();
  const seconds = await secondsOf(work);
  const { user, system } = process.cpuUsage(before);
  return { seconds, processorSeconds: (user + system) / 1_000_000 };
}

/** Sessions brought into line in one process: the provider's core against the bare calls. */
export const measureReconcile: Group = async ({ repetitions, isQuick }) => {
  const count = isQuick ? 20 : 1_000;
  const emulator = await startRemoteEmulator();
  try {
    const seed = (prefix: string) =>
      emulator.seed({ count, prefix, agentId: "agent_1", tools: wireTools("always_allow") });
    const ours = await seed("sesn_ours_");
    const theirs = await seed("sesn_theirs_");
    const provider = ofProvider(emulator);
    const officialSdk = ofOfficialSdk(emulator);
    // Both sides warm up: what is loaded and compiled once is the process group's business.
    await provider(ours, "always_ask");
    await officialSdk(theirs, "always_ask");
    // Every repetition asks for the other policy, so that every session differs.
    const policyOf = (repetition: number) => (repetition % 2 === 0 ? "always_allow" : "always_ask");
    const pairs = await alternate(
      repetitions,
      (repetition) => costOf(() => provider(ours, policyOf(repetition))),
      (repetition) => costOf(() => officialSdk(theirs, policyOf(repetition))),
    );
    const figure: Omit<Figure, "name" | "samples"> = {
      group: "reconcile",
      subject: `${count} sessions by the provider's core`,
      baseline: `the same GETs and POSTs by the official SDK, ${atATime} at a time each`,
      unit: "s",
      goal: { of: "ratio", bound: "most", value: 1 },
    };
    return [
      { ...figure, name: "time", samples: samplesOf(pairs, ({ seconds }) => seconds) },
      {
        ...figure,
        name: "processor time",
        samples: samplesOf(pairs, ({ processorSeconds }) => processorSeconds),
      },
    ];
  } finally {
    await emulator.close();
  }
};

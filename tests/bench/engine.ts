import type * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { type BenchStack, benchStack, classes } from "./bench-stack";
import { built } from "./built-package";
import { buildEmptyPlugin, EmptyDynamic, EmptyNative } from "./empty-resources";
import { alternate, type BenchOptions, type Group } from "./group";
import { inputTools, type RemoteEmulator, startRemoteEmulator, wireTools } from "./remote-emulator";
import type { Figure, Goal } from "./statistics";

type Host = "dynamic" | "native";

const operations = ["preview", "up", "no-op up", "refresh", "destroy"] as const;
type Operation = (typeof operations)[number];

const goals: Partial<Record<Operation, Goal>> = {
  up: { of: "ratio", bound: "most", value: 1.1 },
  "no-op up": { of: "ratio", bound: "most", value: 1.05 },
};

/** What one life of a stack's resources took, from the first preview to the end. */
type Life = Readonly<Record<Operation | "stateBytes", number>>;

async function live(stack: BenchStack, program: PulumiFn): Promise<Life> {
  stack.setProgram(program);
  const preview = await stack.seconds("preview");
  const up = await stack.seconds("up");
  const stateBytes = stack.stateBytes();
  return {
    preview,
    up,
    "no-op up": await stack.seconds("up"),
    refresh: await stack.seconds("refresh"),
    destroy: await stack.seconds("destroy"),
    stateBytes,
  };
}

function emptyOnes(host: Host, count: number, inputs?: pulumi.Inputs): PulumiFn {
  const Empty = host === "native" ? EmptyNative : EmptyDynamic;
  return async () => {
    for (let index = 0; index < count; index++) new Empty(`empty-${index}`, inputs);
  };
}

/**
 * What an override holds beyond its session, arrays and access: its policies, the agent's id, the encrypted baseline.
 * Half of it, because a resource that does nothing holds everything twice; the text of an empty dynamic provider is so
 * much longer than ours that nothing is missing there.
 */
const fillerBytes: Readonly<Record<Host, number>> = { dynamic: 0, native: 420 };

/** As many bytes as an override of the same session holds. */
function heldByOverrides(host: Host): pulumi.Inputs {
  const lifecycle = built("provider/lifecycle").createLifecycle(() => {
    throw new Error("checking needs no world");
  }, built("provider/compose").surroundings);
  const stated = { sessionId: "sesn_1", tools: inputTools("always_ask") };
  const { access } = lifecycle.check(stated, undefined, undefined).inputs;
  return { ...stated, access, filler: "x".repeat(fillerBytes[host]) } as pulumi.Inputs;
}

function overridesOf(host: Host, ids: readonly string[]): PulumiFn {
  const { SessionOverrides } = classes[host]();
  const tools = inputTools("always_ask") as never;
  return async () => {
    for (const [index, sessionId] of ids.entries()) {
      new SessionOverrides(`session-${index}`, { sessionId, tools });
    }
  };
}

async function measureHost(
  host: Host,
  emulator: RemoteEmulator,
  emptyPlugin: string,
  { repetitions, isQuick, say }: BenchOptions,
): Promise<readonly Figure[]> {
  const count = isQuick ? 10 : 200;
  const ours = await benchStack(emulator, emptyPlugin);
  const empty = await benchStack(emulator, emptyPlugin);
  const holding: Life[] = [];
  const pairs = await alternate(
    repetitions,
    async (repetition) => {
      say(`engine: ${host}, repetition ${repetition + 1} of ${repetitions}`);
      // Destroying archives, so every repetition has sessions of its own.
      const prefix = `sesn_${host}_${repetition}_`;
      const agentId = `agent_${host}_${repetition}`;
      const plan = { count, prefix, agentId, tools: wireTools("always_allow") };
      return live(ours, overridesOf(host, await emulator.seed(plan)));
    },
    async () => {
      holding.push(await live(empty, emptyOnes(host, count, heldByOverrides(host))));
      return live(empty, emptyOnes(host, count));
    },
  );
  const figure = { group: "engine", subject: `${count} overrides, ${host} class` };
  const against = (name: Operation | "stateBytes", baseline: string, lives: readonly Life[]) => ({
    ...figure,
    baseline,
    samples: pairs.map(({ subject }, index) => ({
      subject: subject[name] / (name === "stateBytes" ? count : 1),
      baseline: (lives[index]?.[name] ?? Number.NaN) / (name === "stateBytes" ? count : 1),
    })),
  });
  const empties = pairs.map(({ baseline }) => baseline);
  const alike = `${count} ${host} resources that do nothing and hold the same state`;
  const timed = operations.flatMap((operation): Figure[] => {
    const goal = goals[operation];
    const name = `${host}: ${operation}`;
    return [
      {
        ...against(operation, `${count} empty ${host} resources`, empties),
        name,
        unit: "s",
        ...(goal === undefined ? {} : { goal }),
      },
      { ...against(operation, alike, holding), name: `${name}, same state`, unit: "s" },
    ];
  });
  return [
    ...timed,
    {
      ...against("stateBytes", alike, holding),
      name: `${host}: state, same state`,
      unit: "bytes each",
    },
  ];
}

/** What the engine's operations take with this package's resources, against resources that do nothing. */
export const measureEngine: Group = async (options) => {
  const emulator = await startRemoteEmulator();
  try {
    const emptyPlugin = buildEmptyPlugin();
    return [
      ...(await measureHost("dynamic", emulator, emptyPlugin, options)),
      ...(await measureHost("native", emulator, emptyPlugin, options)),
    ];
  } finally {
    await emulator.close();
  }
};

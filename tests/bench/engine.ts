import type { PulumiFn } from "@pulumi/pulumi/automation";
import { type BenchStack, benchStack, classes } from "./bench-stack";
import { buildEmptyProviders, type EmptyProviders, type Maker, makers } from "./empty-resources";
import { alternate, type BenchOptions, type Group } from "./group";
import { type Host, heldByOverrides } from "./held";
import { inputTools, type RemoteEmulator, startRemoteEmulator, wireTools } from "./remote-emulator";
import type { Figure, Goal } from "./statistics";

const operations = ["preview", "up", "no-op up", "refresh", "destroy"] as const;
type Operation = (typeof operations)[number];

/** Against resources that do nothing and hold the same. */
const goals: Partial<Record<Operation, Goal>> = {
  up: { of: "ratio", bound: "most", value: 1.15 },
  "no-op up": { of: "ratio", bound: "most", value: 1.1 },
};

/** Those in which overrides read their inputs, or ask the API; the native host looks for drift in every operation. */
const asking: Readonly<Record<Host, readonly Operation[]>> = {
  dynamic: ["up", "no-op up", "destroy"],
  native: ["up", "no-op up", "refresh", "destroy"],
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

function holding(host: Host, make: Maker, agentId: string, ids: readonly string[]): PulumiFn {
  const [first = ""] = ids;
  const held = { ...heldByOverrides(host, first), agentId };
  return async () => {
    for (const [index, sessionId] of ids.entries())
      make(`session-${index}`, { ...held, sessionId });
  };
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

interface Stacks {
  readonly overrides: BenchStack;
  readonly empty: BenchStack;
  readonly asking: BenchStack;
}

async function measureHost(
  host: Host,
  emulator: RemoteEmulator,
  providers: EmptyProviders,
  options: BenchOptions,
): Promise<readonly Figure[]> {
  const { repetitions, isQuick, say } = options;
  const count = isQuick ? 10 : 200;
  const stack = () => benchStack(emulator, providers.plugin);
  const stacks: Stacks = { overrides: await stack(), empty: await stack(), asking: await stack() };
  const make = makers(providers)[host];
  // Destroying archives, so every life has sessions of its own.
  const sessions = (agentId: string) =>
    emulator.seed({ count, prefix: `sesn_${agentId}_`, agentId, tools: wireTools("always_allow") });
  const askingLives: Life[] = [];
  const pairs = await alternate(
    repetitions,
    async (repetition) => {
      say(`engine: ${host}, repetition ${repetition + 1} of ${repetitions}`);
      const ids = await sessions(`agent_${host}_${repetition}`);
      return live(stacks.overrides, overridesOf(host, ids));
    },
    async (repetition) => {
      const agentId = `agent_${host}_asking_${repetition}`;
      const ids = await sessions(agentId);
      askingLives.push(await live(stacks.asking, holding(host, make.asking, agentId, ids)));
      return live(stacks.empty, holding(host, make.empty, agentId, ids));
    },
  );
  const lives = pairs.map(({ subject }) => subject);
  const emptyLives = pairs.map(({ baseline }) => baseline);
  return figuresOf({ host, count, lives, emptyLives, askingLives });
}

interface Lives {
  readonly host: Host;
  readonly count: number;
  readonly lives: readonly Life[];
  readonly emptyLives: readonly Life[];
  readonly askingLives: readonly Life[];
}

function figuresOf({ host, count, lives, emptyLives, askingLives }: Lives): readonly Figure[] {
  const figure = { group: "engine", subject: `${count} overrides, ${host} class` };
  const idle = `${count} ${host} resources that do nothing and hold the same state`;
  const samples = (name: Operation | "stateBytes", others: readonly Life[], each = 1) =>
    lives.map((life, index) => ({
      subject: life[name] / each,
      baseline: (others[index]?.[name] ?? Number.NaN) / each,
    }));
  const timed = operations.map((operation): Figure => {
    const goal = goals[operation];
    return {
      ...figure,
      name: `${host}: ${operation}`,
      baseline: idle,
      samples: samples(operation, emptyLives),
      unit: "s",
      ...(goal === undefined ? {} : { goal }),
    };
  });
  const asked = asking[host].map(
    (operation): Figure => ({
      ...figure,
      name: `${host}: ${operation}, same requests and schema`,
      baseline: `${idle}, make the same requests and read what they hold by the same schema`,
      samples: samples(operation, askingLives),
      unit: "s",
    }),
  );
  const state: Figure = {
    ...figure,
    name: `${host}: state`,
    baseline: idle,
    samples: samples("stateBytes", emptyLives, count),
    unit: "bytes each",
  };
  return [...timed, ...asked, state];
}

/** What the engine's operations take with this package's resources, against resources that do nothing. */
export const measureEngine: Group = async (options) => {
  const emulator = await startRemoteEmulator();
  try {
    const providers = buildEmptyProviders();
    return [
      ...(await measureHost("dynamic", emulator, providers, options)),
      ...(await measureHost("native", emulator, providers, options)),
    ];
  } finally {
    await emulator.close();
  }
};

import { type Emulator, startEmulator } from "../emulator";

/** The emulator in a process of its own, so that its work does not count as the client's. Speaks over IPC alone. */

export interface SeedPlan {
  readonly count: number;
  /** Ids are `<prefix>1`, `<prefix>2`, … */
  readonly prefix: string;
  readonly agentId: string;
  readonly tools: readonly unknown[];
  readonly isRunning?: boolean;
}

/** Requests since the count before. */
export interface RequestCount {
  readonly total: number;
  readonly lists: number;
  readonly writes: number;
}

export type Command =
  | { readonly kind: "start" }
  | { readonly kind: "seed"; readonly plan: SeedPlan }
  | { readonly kind: "count" };

export interface Answer {
  readonly url?: string;
  readonly apiKey?: string;
  readonly ids?: readonly string[];
  readonly count?: RequestCount;
}

let emulator: Emulator | undefined;

async function answer(command: Command): Promise<Answer> {
  if (command.kind === "start") {
    emulator = await startEmulator({ requestLogMax: 50_000 });
    return { url: emulator.url, apiKey: emulator.apiKey };
  }
  if (emulator === undefined) throw new Error("the emulator has not been started");
  return command.kind === "seed"
    ? { ids: seed(emulator, command.plan) }
    : { count: count(emulator) };
}

function seed(world: Emulator, { count, prefix, agentId, tools, isRunning }: SeedPlan): string[] {
  return Array.from({ length: count }, (_, index) => {
    const { id } = world.seed({
      id: `${prefix}${index + 1}`,
      agent_id: agentId,
      tools,
      status: isRunning === true ? "running" : "idle",
    });
    return id;
  });
}

function count(world: Emulator): RequestCount {
  const { requests } = world;
  const counted = {
    total: requests.length,
    lists: requests.filter(({ method, path }) => method === "GET" && path === "/v1/sessions")
      .length,
    writes: requests.filter(({ method }) => method !== "GET").length,
  };
  world.clearRequests();
  return counted;
}

process.on("message", (command: Command) => {
  answer(command).then(
    (value) => process.send?.(value),
    (error: unknown) => {
      process.stderr.write(`bench: the emulator failed: ${error}\n`);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));

import { createAgentLifecycle } from "../../provider/agent-lifecycle";
import { baselineText } from "../../provider/api/baseline-text";
import { createSessionApi } from "../../provider/api/client";
import { surroundings } from "../../provider/compose";
import { resolveEndpoint } from "../../provider/config";
import { isPartialStateError, type PartialStateError } from "../../provider/errors";
import { createLifecycle, type Lifecycle, type StoredResource } from "../../provider/lifecycle";
import type { Dependencies } from "../../provider/reconcile/dependencies";
import type { SessionApi } from "../../provider/reconcile/session-api";
import { createSessionLooks } from "../../provider/reconcile/session-looks";
import type { VerbContext } from "../../provider/reconcile/verb";
import { createProcessWide } from "../../provider/wait/process-wide";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator";
import { agentToolset, type Properties } from "../lifecycle/world";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock";

/** Many sessions of one agent on an emulator, and the whole core with its HTTP client on a virtual clock. */

export const agentId = "agent_1";

export interface FleetWorldOptions extends EmulatorOptions {
  /** Out of reach by default; "found" as long as nobody sets it. */
  readonly requestsPerMinute?: number | "found";
  /** Instead of the client itself, such as one that stops at some request. */
  readonly through?: (api: SessionApi, emulator: Emulator) => SessionApi;
}

export interface FleetWorld {
  readonly emulator: Emulator;
  readonly clock: VirtualClock;
  readonly dependencies: Dependencies;
  readonly fleet: Lifecycle;
  readonly single: Lifecycle;
  /** What every verb of this world tells goes here. */
  readonly reporter: VerbContext["reporter"];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
  readonly progress: readonly string[];
  checked(inputs: Properties): Properties;
  create(inputs: Properties, context?: Partial<VerbContext>): Promise<StoredResource>;
  update(
    prior: Properties,
    inputs: Properties,
    context?: Partial<VerbContext>,
  ): Promise<StoredResource>;
  read(state: Properties): ReturnType<Lifecycle["read"]>;
  remove(inputs: Properties, context?: Partial<VerbContext>): Promise<void>;
  /** How many requests of each kind since the last call. */
  counted(): Readonly<Record<string, number>>;
  /** Ids of the sessions that were sent an update, one for each. */
  written(): readonly string[];
}

const opened: { close(): Promise<void> }[] = [];

/** For `afterEach`: ends the clients first, so that no connection outlives its emulator. */
export async function closeWorlds(): Promise<void> {
  for (const each of opened.splice(0).reverse()) {
    await each.close();
  }
}

export async function startFleetWorld(options: FleetWorldOptions = {}): Promise<FleetWorld> {
  const clock = createVirtualClock();
  const emulator = await startEmulator({ now: () => 1.8e12 + clock.now(), ...options });
  opened.push(emulator, clock);
  return worldOn(emulator, clock, options);
}

/** A new process of the provider against the same sessions. */
export function worldOn(
  emulator: Emulator,
  clock: VirtualClock,
  { requestsPerMinute = 60_000, through = (api) => api }: FleetWorldOptions = {},
): FleetWorld {
  const endpoint = resolveEndpoint(
    { "managed-agents:apiKey": emulator.apiKey, "managed-agents:baseUrl": emulator.url },
    {},
  );
  const random = () => 0;
  const { dispatcher } = clock;
  const limits = requestsPerMinute === "found" ? {} : { requestsPerMinute };
  const client = createSessionApi({ endpoint, clock, random, dispatcher, limits });
  const api = through(client, emulator);
  const processWide = createProcessWide();
  const looks = createSessionLooks(api, clock, processWide.writes);
  const dependencies: Dependencies = { api, baselineText, clock, random, looks, ...processWide };
  const fleet = createAgentLifecycle(() => dependencies);
  const [warnings, infos, progress]: string[][] = [[], [], []];
  const reporter = {
    progress: (line: string) => void progress?.push(line),
    info: (line: string) => void infos?.push(line),
    warn: (line: string) => void warnings?.push(line),
  };
  const checked = (inputs: Properties) => {
    const result = fleet.check({ agentId, ...inputs }, undefined, undefined);
    expect(result.violations).toEqual([]);
    return result.inputs;
  };
  let countedUpTo = 0;
  return {
    emulator,
    clock,
    dependencies,
    fleet,
    single: createLifecycle(() => dependencies, surroundings),
    reporter,
    warnings: warnings ?? [],
    infos: infos ?? [],
    progress: progress ?? [],
    checked,
    create: (inputs, context) => fleet.create(checked(inputs), { reporter, ...context }),
    update: (prior, inputs, context) =>
      fleet.update(agentId, prior, checked(inputs), { reporter, ...context }),
    read: (state) => fleet.read(agentId, state, { reporter }),
    remove: (inputs, context) => fleet.delete(agentId, checked(inputs), { reporter, ...context }),
    counted: () => {
      const requests = emulator.requests.slice(countedUpTo);
      countedUpTo = emulator.requests.length;
      const counts: Record<string, number> = {};
      for (const { method, path } of requests) {
        const kind = `${method} ${path.replace(/\?.*/, "").replace(/sesn_[^/]+/, "*")}`;
        counts[kind] = (counts[kind] ?? 0) + 1;
      }
      return counts;
    },
    written: () =>
      emulator.requests.flatMap(({ method, path }) => {
        const id = /^\/v1\/sessions\/(sesn_[^/]+)$/.exec(path)?.[1];
        return method === "POST" && id !== undefined ? [id] : [];
      }),
  };
}

/** Ids of `count` sessions, in order of their creation. */
export function seedSessions(
  emulator: Emulator,
  count: number,
  seed: (index: number) => Properties = () => ({}),
): string[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `sesn_${String(index).padStart(4, "0")}`;
    emulator.seed({ id, agent_id: agentId, tools: [agentToolset()], ...seed(index) });
    return id;
  });
}

export const listPath = "GET /v1/sessions";
export const updatePath = "POST /v1/sessions/*";
export const lookPath = "GET /v1/sessions/*";
export const eventsPath = "GET /v1/sessions/*/events";

/** A session that has already what `askBeforeBash` declares. */
export const asked = {
  tools: [
    {
      type: "agent_toolset_20260401",
      configs: [{ name: "bash", permission_policy: { type: "always_ask" } }],
    },
  ],
};

/** The failure of a verb that left its resource behind; anything else fails the test. */
export async function partialFailure(verb: Promise<unknown>): Promise<PartialStateError> {
  const error = await verb.then(
    (value) => new Error(`no failure but ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!isPartialStateError(error)) {
    throw error;
  }
  return error;
}

/** Whether the session has what `askBeforeBash` declares. */
export function isAsking({ emulator }: FleetWorld, id: string): boolean {
  return JSON.stringify(emulator.session(id)?.agent.tools).includes("always_ask");
}

/** What the state says is still to do. */
export function pendingOf(state: Properties) {
  return state.pending as { total: number; sessions: Record<string, string> };
}

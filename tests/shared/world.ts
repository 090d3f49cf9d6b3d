import { baselineText } from "../../provider/api/baseline-text";
import { createSessionApi } from "../../provider/api/client";
import type { Limits } from "../../provider/api/limits";
import { surroundings } from "../../provider/compose";
import { resolveEndpoint } from "../../provider/config";
import { isProviderError, PartialStateError, type ProviderError } from "../../provider/errors";
import { createLifecycle, type Lifecycle } from "../../provider/lifecycle";
import type { SessionApi } from "../../provider/reconcile/session-api";
import type { VerbContext } from "../../provider/reconcile/verb";
import { createProcessWide } from "../../provider/wait/process-wide";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator";
import { createFakeClock, type FakeClock } from "../support/fake-clock";
import { singleLooks } from "../support/single-looks";

/**
 * Resources of one stack that live on one session, each with its state as the engine would keep it, over the whole core
 * and its HTTP client against an emulator; on a clock whose sleeps are over at once.
 */

export const sessionId = "sesn_1";
/** Long enough to be looked for in messages. */
export const apiKey = "sk-ant-emulator-0123456789";

export type Properties = Readonly<Record<string, unknown>>;
type Call = keyof SessionApi;

/** One resource of the stack, from its first deployment to its end. */
export interface Resource {
  /** Creates or updates, whichever is due; keeps what a failure half way leaves behind. */
  up(inputs: Properties, context?: Partial<VerbContext>): Promise<void>;
  /** Reads the session and takes what was found for the state. */
  refresh(): Promise<Awaited<ReturnType<Lifecycle["read"]>>>;
  destroy(context?: Partial<VerbContext>): Promise<void>;
  readonly state: Properties | undefined;
}

export interface WorldOptions extends EmulatorOptions {
  /** The API instead of an emulator's; the emulator is started all the same. */
  readonly baseUrl?: string;
  readonly limits?: Partial<Limits>;
  /** Variables that the credentials come from, instead of the key in the stack's config. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: a new one. With `now: clock.now` the emulator's time passes with the provider's. */
  readonly clock?: FakeClock;
  /** Happens before the n-th call of this kind reaches the API, n from 1. */
  readonly before?: (call: Call, count: number, world: World) => void | Promise<void>;
  /** The same after its answer. */
  readonly after?: (call: Call, count: number, world: World) => void | Promise<void>;
}

export interface World {
  readonly emulator: Emulator;
  readonly clock: FakeClock;
  readonly progress: readonly string[];
  readonly infos: readonly string[];
  readonly warnings: readonly string[];
  readonly lifecycle: Lifecycle;
  readonly context: VerbContext;
  resource(state?: Properties): Resource;
  /** Requests since the last call: `GET session 200`, `GET session/events 200`. */
  requests(): string[];
  /** What the session has now. */
  stored(): { readonly tools: readonly unknown[]; readonly mcp_servers: readonly unknown[] };
}

const opened: { close(): Promise<void> }[] = [];

/** For `afterEach`: ends the clients first, so that no connection outlives its emulator. */
export async function closeWorlds(): Promise<void> {
  for (const each of opened.splice(0).reverse()) {
    await each.close();
  }
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const emulator = await startEmulator({ apiKey, ...options });
  const clock = options.clock ?? createFakeClock();
  const random = () => 0;
  const baseUrl = options.baseUrl ?? emulator.url;
  const signed = options.environment === undefined ? { "managed-agents:apiKey": apiKey } : {};
  const settings = { ...signed, "managed-agents:baseUrl": baseUrl };
  const endpoint = resolveEndpoint(settings, options.environment ?? {});
  const client = createSessionApi({ endpoint, clock, random, limits: options.limits ?? {} });
  opened.push(emulator, client);
  const [progress, infos, warnings]: string[][] = [[], [], []];
  const context: VerbContext = {
    reporter: {
      progress: (message) => void progress?.push(message),
      info: (message) => void infos?.push(message),
      warn: (message) => void warnings?.push(message),
    },
  };
  const processWide = createProcessWide();
  const api = withHooks(client, options, () => world);
  const lifecycle = createLifecycle(
    () => ({ api, baselineText, clock, random, looks: singleLooks(api), ...processWide }),
    {
      ...surroundings,
      now: options.now ?? surroundings.now,
    },
  );
  let told = 0;
  const world: World = {
    emulator,
    clock,
    progress: progress ?? [],
    infos: infos ?? [],
    warnings: warnings ?? [],
    lifecycle,
    context,
    resource: (state) => resourceOf(lifecycle, context, state),
    requests: () => {
      const lines = emulator.requests.slice(told).map(lineOf);
      told = emulator.requests.length;
      return lines;
    },
    stored: () => {
      const session = emulator.session(sessionId);
      if (session === undefined) throw new Error("the session is gone");
      return session.agent;
    },
  };
  return world;
}

function resourceOf(
  lifecycle: Lifecycle,
  base: VerbContext,
  first: Properties | undefined,
): Resource {
  let state = first;
  const keep = (left: unknown) => {
    // What the engine stores is JSON.
    state = JSON.parse(JSON.stringify(left)) as Properties;
  };
  return {
    get state() {
      return state;
    },
    async up(inputs, extra) {
      const context = { ...base, ...extra };
      const { inputs: checked, violations } = lifecycle.check(
        { sessionId, ...inputs },
        state,
        undefined,
      );
      if (violations.length > 0) throw new Error(JSON.stringify(violations));
      try {
        const stored =
          state === undefined
            ? await lifecycle.create(checked, context)
            : await lifecycle.update(sessionId, state, checked, context);
        keep(stored.state);
      } catch (error) {
        if (error instanceof PartialStateError) keep(error.state);
        throw error;
      }
    },
    async refresh() {
      const result = await lifecycle.read(sessionId, state, base);
      if (result.kind === "found") keep(result.state);
      return result;
    },
    async destroy(extra) {
      await lifecycle.delete(sessionId, state ?? {}, { ...base, ...extra });
    },
  };
}

/** The client, with something happening around each of its calls. */
function withHooks(client: SessionApi, options: WorldOptions, world: () => World): SessionApi {
  const counts = new Map<Call, number>();
  const hooked = <Arguments extends readonly unknown[], Result>(
    call: Call,
    send: (...given: Arguments) => Promise<Result>,
  ) => {
    return async (...given: Arguments): Promise<Result> => {
      const count = (counts.get(call) ?? 0) + 1;
      counts.set(call, count);
      await options.before?.(call, count, world());
      const result = await send(...given);
      await options.after?.(call, count, world());
      return result;
    };
  };
  return {
    ...client,
    getSession: hooked("getSession", client.getSession),
    updateSession: hooked("updateSession", client.updateSession),
    interruptSession: hooked("interruptSession", client.interruptSession),
    archiveSession: hooked("archiveSession", client.archiveSession),
    deleteSession: hooked("deleteSession", client.deleteSession),
    sendMessage: hooked("sendMessage", client.sendMessage),
    listUpdates: hooked("listUpdates", client.listUpdates),
    listPendingActions: hooked("listPendingActions", client.listPendingActions),
  };
}

function lineOf({ method, path, status }: Emulator["requests"][number]): string {
  const name = path.replace(`/v1/sessions/${sessionId}`, "session");
  return [method, name, status].filter((part) => part !== undefined).join(" ");
}

/** The expected failure of a verb; anything else, success included, fails the test. */
export async function failureOf(verb: Promise<unknown>): Promise<ProviderError> {
  const error = await verb.then(
    (value) => new Error(`no failure but ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (isProviderError(error)) {
    return error;
  }
  throw error;
}

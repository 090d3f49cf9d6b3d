import { baselineText } from "../../provider/api/baseline-text";
import { createSessionApi } from "../../provider/api/client";
import { surroundings } from "../../provider/compose";
import { resolveEndpoint } from "../../provider/config";
import { isProviderError, type ProviderError } from "../../provider/errors";
import { createLifecycle, type StoredResource } from "../../provider/lifecycle";
import type { Dependencies } from "../../provider/reconcile/dependencies";
import type { SessionApi } from "../../provider/reconcile/session-api";
import type { VerbContext } from "../../provider/reconcile/verb";
import { createProcessWide } from "../../provider/wait/process-wide";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator";
import { createFakeClock, type FakeClock } from "../support/fake-clock";
import { singleLooks } from "../support/single-looks";

/** The whole core with its HTTP client against an emulator of its own, on a clock whose sleeps are over at once. */

export const sessionId = "sesn_1";
/** Long enough to be looked for in messages. */
export const apiKey = "sk-ant-emulator-0123456789";

export type Properties = Readonly<Record<string, unknown>>;

type Settings = Readonly<Record<string, string>>;

export interface WorldOptions extends EmulatorOptions {
  /** What happens on the session between a look and the n-th write of ours. */
  readonly beforeWrite?: (emulator: Emulator, count: number) => void;
  /** What happens after every progress line. */
  readonly onProgress?: (emulator: Emulator) => void;
  /** Default: a new one. With `now: clock.now` the emulator's time passes with the provider's. */
  readonly clock?: FakeClock;
  /** The key that the provider was configured with; default: the right one. */
  readonly configuredKey?: string;
  /** Settings of the stack and variables instead of the key. */
  readonly credentials?: { readonly settings: Settings; readonly environment: Settings };
}

export interface World {
  readonly emulator: Emulator;
  readonly clock: FakeClock;
  readonly progress: readonly string[];
  readonly warnings: readonly string[];
  /** Inputs as check leaves them. */
  checked(inputs: Properties): Properties;
  create(inputs: Properties, context?: Partial<VerbContext>): Promise<StoredResource>;
  /** Without a memory of what an earlier deployment declared. */
  update(inputs: Properties, context?: Partial<VerbContext>): Promise<StoredResource>;
  read(
    state?: Properties,
    context?: Partial<VerbContext>,
  ): ReturnType<ReturnType<typeof createLifecycle>["read"]>;
  remove(inputs: Properties, context?: Partial<VerbContext>): Promise<void>;
  /** Requests so far: `GET session 200`, `POST session/archive 400`; without a status where none was answered. */
  log(): string[];
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
  const { settings, environment } = options.credentials ?? {
    settings: { "managed-agents:apiKey": options.configuredKey ?? apiKey },
    environment: {},
  };
  const endpoint = resolveEndpoint(
    { ...settings, "managed-agents:baseUrl": emulator.url },
    environment,
  );
  const random = () => 0;
  const client = createSessionApi({ endpoint, clock, random });
  opened.push(emulator, client);
  const api = withEvents(client, () => options.beforeWrite, emulator);
  const progress: string[] = [];
  const warnings: string[] = [];
  const reporter = {
    progress: (message: string) => {
      progress.push(message);
      options.onProgress?.(emulator);
    },
    info: () => undefined,
    warn: (message: string) => void warnings.push(message),
  };
  const processWide = createProcessWide();
  const dependencies: Dependencies = {
    api,
    baselineText,
    clock,
    random,
    looks: singleLooks(api),
    ...processWide,
  };
  const lifecycle = createLifecycle(() => dependencies, surroundings);
  const checked = (inputs: Properties) =>
    lifecycle.check({ sessionId, ...inputs }, undefined, undefined).inputs;
  return {
    emulator,
    clock,
    progress,
    warnings,
    checked,
    create: (inputs, context) => lifecycle.create(checked(inputs), { reporter, ...context }),
    update: (inputs, context) =>
      lifecycle.update(sessionId, checked({}), checked(inputs), { reporter, ...context }),
    read: (state, context) => lifecycle.read(sessionId, state, { reporter, ...context }),
    remove: (inputs, context) =>
      lifecycle.delete(sessionId, checked(inputs), { reporter, ...context }),
    log: () => emulator.requests.map(lineOf),
    stored: () => {
      const session = emulator.session(sessionId);
      if (session === undefined) throw new Error("the session is gone");
      return session.agent;
    },
  };
}

/** The client, with something happening on the session just before each of its writes. */
function withEvents(
  api: SessionApi,
  beforeWrite: () => WorldOptions["beforeWrite"],
  emulator: Emulator,
): SessionApi {
  let writes = 0;
  const happen = () => {
    writes += 1;
    beforeWrite()?.(emulator, writes);
  };
  return {
    ...api,
    updateSession: (id, patch, call) => {
      happen();
      return api.updateSession(id, patch, call);
    },
    archiveSession: (id, call) => {
      happen();
      return api.archiveSession(id, call);
    },
    deleteSession: (id, call) => {
      happen();
      return api.deleteSession(id, call);
    },
  };
}

function lineOf(request: Emulator["requests"][number]): string {
  const path = request.path.replace(`/v1/sessions/${sessionId}`, "session");
  return [request.method, path, request.status].filter((part) => part !== undefined).join(" ");
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

export const agentToolset = (members: Properties = {}) => ({
  type: "agent_toolset_20260401",
  ...members,
});

/** Inputs that ask before bash, and the arrays of a session that does not yet. */
export const askBeforeBash = {
  tools: [agentToolset({ configs: [{ name: "bash", permissionPolicy: { type: "always_ask" } }] })],
};
export const plainTools = { id: sessionId, tools: [agentToolset()] };
export const askingTools = {
  id: sessionId,
  tools: [agentToolset({ configs: [{ name: "bash", permission_policy: { type: "always_ask" } }] })],
};

/** What the emulator stores once `askBeforeBash` took. */
export const storedAsking = expect.objectContaining({
  tools: [
    expect.objectContaining({
      configs: [
        expect.objectContaining({ name: "bash", permission_policy: { type: "always_ask" } }),
      ],
    }),
  ],
});

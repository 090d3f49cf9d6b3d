import type { Emulator } from "../emulator";
import { hostFailureOf } from "../host/dynamic-host";
import { closeHosts, hidden, startHostWorld } from "../host/host-world";
import { type Properties, refusalOf, revealed } from "./plugin";
import { bash, closePlugins, sessionId, startPluginWorld, toolset } from "./plugin-world";

/** What both hosts can do, in properties that neither adds anything to. */
export interface Host {
  readonly emulator: Emulator;
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: unknown }>;
  create(inputs: Properties): Promise<Properties>;
  read(state: Properties): Promise<Properties>;
  update(state: Properties, inputs: Properties): Promise<Properties>;
  /** Within the operation that checked the resource: its replacement goes on with the session. */
  delete(state: Properties): Promise<void>;
  /** As an operation of its own, in which nothing is checked. */
  destroy(state: Properties): Promise<void>;
  failure(running: Promise<unknown>): Promise<{ message: string; kept?: Properties }>;
}

export interface HostPair {
  readonly dynamic: Host;
  readonly native: Host;
}

const fixedNow = () => Date.UTC(2026, 0, 1);

/** Both processes, each with an emulator of its own. End them with `closeHostPair`. */
export async function startHostPair(): Promise<HostPair> {
  return { dynamic: await dynamicHost(), native: await nativeHost() };
}

/** For `afterAll`. */
export async function closeHostPair(): Promise<void> {
  await closeHosts();
  await closePlugins();
}

async function dynamicHost(): Promise<Host> {
  const { emulator, host, nextOperation } = await startHostWorld({}, { now: fixedNow });
  const visible = (properties: Properties = {}) =>
    Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
  const withHidden = (properties: Properties) => ({ ...properties, ...hidden });
  return {
    emulator,
    check: async (olds, news) => {
      const { inputs, failures } = await host.check(withHidden(olds), withHidden(news));
      return { inputs: visible(inputs), failures };
    },
    create: async (inputs) => visible((await host.create(withHidden(inputs))).properties),
    read: async (state) => {
      const { id, properties, inputs } = await host.read(sessionId, withHidden(state));
      return { id, properties: visible(properties), inputs: visible(inputs) };
    },
    update: async (state, inputs) =>
      visible(await host.update(sessionId, withHidden(state), withHidden(inputs))),
    delete: (state) => host.delete(sessionId, withHidden(state)),
    destroy: async (state) => (await nextOperation()).delete(sessionId, withHidden(state)),
    failure: async (running) => {
      const { message, kept } = await hostFailureOf(running);
      return { message, ...(kept === undefined ? {} : { kept: visible(kept.properties) }) };
    },
  };
}

async function nativeHost(): Promise<Host> {
  const world = await startPluginWorld({ emulatorOptions: { now: fixedNow } });
  const clear = (properties: Properties) => revealed(properties) as Properties;
  world.emulator.remove(sessionId);
  return {
    emulator: world.emulator,
    check: world.check,
    create: async (inputs) => clear((await world.create(inputs)).properties),
    read: async (state) => {
      const { id, properties, inputs } = await world.read(sessionId, state);
      return { id, properties: clear(properties), inputs: clear(inputs) };
    },
    update: async (state, inputs) =>
      clear((await world.update(sessionId, state, inputs)).properties),
    delete: (state) => world.delete(sessionId, state),
    destroy: async (state) => {
      await world.configure();
      await world.delete(sessionId, state);
    },
    failure: async (running) => {
      const { message, kept } = await refusalOf(running);
      return { message, ...(kept === undefined ? {} : { kept: clear(kept.properties) }) };
    },
  };
}

/**
 * Runs the steps on a session of their own; what they returned, and every request they made, but the question whether
 * this is the API at all: one process has had a good answer before, the other begins anew with each verb.
 */
async function run(host: Host, steps: (host: Host) => Promise<unknown>) {
  const { emulator } = host;
  emulator.seed({ id: sessionId, tools: [toolset()] });
  emulator.clearRequests();
  try {
    const told = await steps(host);
    const session = emulator.session(sessionId);
    const requests = emulator.requests
      .filter(({ path, query }) => path !== "/v1/sessions" || query.limit !== "1")
      .map(({ method, path, query, body, status }) => ({ method, path, query, body, status }));
    return {
      told: withoutTimes(told),
      requests: withoutTimes(requests),
      session: session && { arrays: session.agent, isArchived: session.archived_at !== null },
    };
  } finally {
    emulator.faults.clear();
    if (emulator.session(sessionId) !== undefined) emulator.remove(sessionId);
  }
}

export type Steps = (host: Host) => Promise<unknown>;

/** Both hosts tell, store and send the same. */
export async function expectSame({ dynamic, native }: HostPair, steps: Steps): Promise<void> {
  expect(await run(native, steps)).toEqual(await run(dynamic, steps));
}

/** Ids and times count up over all that a process did before. */
function withoutTimes(value: unknown): unknown {
  const text = JSON.stringify(value) ?? "null";
  return JSON.parse(
    text
      .replace(/http:\/\/127\.0\.0\.1:\d+/g, "<address>")
      .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, "<time>")
      .replace(/\b(req|sevt|evt)_[A-Za-z0-9]+/g, "<id>")
      .replace(/waited [\d.]+ s|after [\d.]+ s/g, "<wait>"),
  );
}

/** As the engine does it: check, then create. */
export async function deployed(host: Host, declared: Properties = bash("always_ask")) {
  const { inputs } = await host.check({}, declared);
  return { inputs, state: await host.create(inputs) };
}

/** Inputs that add a server with its toolset. */
export const linear: Properties = {
  sessionId,
  tools: [toolset(), { type: "mcp_toolset", mcpServerName: "linear" }],
  mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
};

/** Tools on the wire that have this policy for bash. */
export const wireBash = (type: string) => [
  toolset({ configs: [{ name: "bash", permission_policy: { type } }] }),
];

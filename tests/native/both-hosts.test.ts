import { callFunction } from "../../provider/in-program";
import type { Emulator } from "../emulator";
import { hostFailureOf } from "../host/dynamic-host";
import { closeHosts, hidden, startHostWorld } from "../host/host-world";
import { type Properties, refusalOf, revealed } from "./plugin";
import {
  apiKey,
  bash,
  closePlugins,
  pluginTestTimeoutMs,
  sessionId,
  startPluginWorld,
  toolset,
} from "./plugin-world";

jest.setTimeout(pluginTestTimeoutMs);

/** What both hosts can do, in properties that neither adds anything to. */
interface Host {
  readonly emulator: Emulator;
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: unknown }>;
  create(inputs: Properties): Promise<Properties>;
  read(state: Properties): Promise<Properties>;
  update(state: Properties, inputs: Properties): Promise<Properties>;
  delete(state: Properties): Promise<void>;
  failure(running: Promise<unknown>): Promise<{ message: string; kept?: Properties }>;
}

const fixedNow = () => Date.UTC(2026, 0, 1);
let dynamic: Host;
let native: Host;

beforeAll(async () => {
  dynamic = await dynamicHost();
  native = await nativeHost();
});
afterAll(async () => {
  await closeHosts();
  await closePlugins();
});

async function dynamicHost(): Promise<Host> {
  const { emulator, host } = await startHostWorld({}, { now: fixedNow });
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
    failure: async (running) => {
      const { message, kept } = await refusalOf(running);
      return { message, ...(kept === undefined ? {} : { kept: clear(kept.properties) }) };
    },
  };
}

/** Runs the steps on a session of their own; what they returned, and every request they made. */
async function run(host: Host, steps: (host: Host) => Promise<unknown>) {
  const { emulator } = host;
  emulator.seed({ id: sessionId, tools: [toolset()] });
  emulator.clearRequests();
  try {
    const told = await steps(host);
    const session = emulator.session(sessionId);
    const requests = emulator.requests.map(({ method, path, query, body, status }) => ({
      method,
      path,
      query,
      body,
      status,
    }));
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

/** Ids and times count up over all that a process did before. */
function withoutTimes(value: unknown): unknown {
  const text = JSON.stringify(value) ?? "null";
  return JSON.parse(
    text
      .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, "<time>")
      .replace(/\b(req|sevt|evt)_[A-Za-z0-9]+/g, "<id>")
      .replace(/waited [\d.]+ s|after [\d.]+ s/g, "<wait>"),
  );
}

async function deployed(host: Host, declared: Properties = bash("always_ask")) {
  const { inputs } = await host.check({}, declared);
  return { inputs, state: await host.create(inputs) };
}

const linear: Properties = {
  sessionId,
  tools: [toolset(), { type: "mcp_toolset", mcpServerName: "linear" }],
  mcpServers: [{ type: "url", name: "linear", url: "https://mcp.linear.app/sse" }],
};

const wireBash = (type: string) => [
  toolset({ configs: [{ name: "bash", permission_policy: { type } }] }),
];

describe("both hosts tell, store and send the same", () => {
  test.each<[string, (host: Host) => Promise<unknown>]>([
    [
      "for a resource's whole life",
      async (host) => {
        const { inputs, state } = await deployed(host);
        const same = await host.update(state, inputs);
        const next = await host.check(inputs, linear);
        const updated = await host.update(same, next.inputs);
        const read = await host.read(updated);
        await host.delete(updated);
        return [inputs, state, same, next, updated, read];
      },
    ],
    [
      "for inputs that break rules",
      (host) =>
        host.check(
          {},
          {
            sessionId: "../x",
            tools: [
              toolset({ configs: [{ name: "bahs" }] }),
              { type: "mcp_toolset", mcpServerName: "x" },
            ],
            onDelete: "burn",
            more: 1,
          },
        ),
    ],
    [
      "for drift",
      async (host) => {
        const { state } = await deployed(host);
        host.emulator.edit(sessionId, { tools: wireBash("always_allow") });
        return host.read(state);
      },
    ],
    [
      "for shared ownership",
      async (host) => {
        const { state, inputs } = await deployed(host, { ...linear, ownership: "shared" });
        const fewer = await host.check(inputs, {
          sessionId,
          ownership: "shared",
          tools: [toolset()],
          mcpServers: [],
        });
        return [state, await host.update(state, fewer.inputs)];
      },
    ],
    [
      "for restore",
      async (host) => {
        const { state } = await deployed(host, { ...linear, onDelete: "restore" });
        await host.delete(state);
        return state.access;
      },
    ],
    [
      "for delete and retain",
      async (host) => {
        const { state } = await deployed(host, bash("auto", { onDelete: "retain" }));
        await host.delete(state);
        await host.delete({ ...state, onDelete: "delete" });
        return state;
      },
    ],
    [
      "for a session that ended elsewhere",
      async (host) => {
        const { state, inputs } = await deployed(host);
        host.emulator.terminate(sessionId);
        const read = await host.read(state);
        const next = await host.check(inputs, bash("always_allow"));
        return [read, await host.failure(host.update(state, next.inputs))];
      },
    ],
    [
      "for a session that is gone",
      async (host) => {
        const { state, inputs } = await deployed(host);
        host.emulator.remove(sessionId);
        const { id } = await host.read(state);
        const failure = await host.failure(host.update(state, inputs));
        await host.delete(state);
        return [id, failure];
      },
    ],
    [
      "for a session that is busy",
      async (host) => {
        const { state, inputs } = await deployed(host, bash("always_ask", { whenBusy: "fail" }));
        host.emulator.startTurn(sessionId);
        const next = await host.check(inputs, bash("always_allow", { whenBusy: "fail" }));
        return host.failure(host.update(state, next.inputs));
      },
    ],
    [
      "for an interrupt",
      async (host) => {
        const declared = { whenBusy: "interrupt", resumeMessage: "Go on." };
        const { state, inputs } = await deployed(host, bash("always_ask", declared));
        host.emulator.startTurn(sessionId);
        const next = await host.check(inputs, bash("always_allow", declared));
        return host.update(state, next.inputs);
      },
    ],
    [
      "for a refusal",
      async (host) => {
        const { inputs } = await host.check({}, linear);
        host.emulator.faults.always(
          { kind: "refuse", status: 403, type: "permission_error", message: "not yours" },
          { method: "POST" },
        );
        return host.failure(host.create(inputs));
      },
    ],
    [
      "for a write that does not take, and the next one that does",
      async (host) => {
        const { inputs } = await host.check({}, linear);
        host.emulator.faults.next({ kind: "noEffect" }, { method: "POST" });
        const failure = await host.failure(host.create(inputs));
        return [failure, await host.update(failure.kept ?? {}, inputs)];
      },
    ],
    [
      "for a state that nobody of ours wrote",
      async (host) => {
        const { state, inputs } = await deployed(host);
        return host.failure(host.update({ ...state, tools: "all" }, inputs));
      },
    ],
  ])("%s", async (_name, steps) => {
    expect(await run(native, steps)).toEqual(await run(dynamic, steps));
  });
});

describe("the functions", () => {
  test.each([
    ["getSession", { sessionId }],
    ["listSessions", { statuses: ["running"], limit: 5 }],
    ["getSession", { sessionId: "sesn_none" }],
    ["listSessions", { limit: 0 }],
  ] as const)("%s %j answers the same in a program as from the plugin", async (name, args) => {
    const { emulator, invoke } = await startPluginWorld();
    emulator.startTurn(sessionId, { polls: 100 });
    const settings = new Map([
      ["managed-agents:apiKey", apiKey],
      ["managed-agents:baseUrl", emulator.url],
    ]);
    const told = (answering: Promise<unknown>) =>
      answering.catch((error: Error & { readonly details?: string }) => ({
        refused: error.details ?? error.message,
      }));
    const fromPlugin = await told(invoke(name, args));
    const inProgram = await told(callFunction(name, args, (key) => settings.get(key)));
    expect(inProgram).toEqual(fromPlugin);
  });
});

import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator";
import { type Plugin, type PluginOptions, type Properties, startPlugin } from "./plugin";
import { type Verbs, verbsOf } from "./verbs";

/** Long enough to be looked for in everything that is printed, stored or logged. */
export const apiKey = "sk-ant-emulator-0123456789";
export const sessionId = "sesn_1";

export interface PluginWorld extends Verbs {
  readonly emulator: Emulator;
  readonly plugin: Plugin;
  /** As before every operation of an engine; `more` on top of the emulator's address and key. */
  configure(more?: Properties): Promise<void>;
  /** Requests since the last call: `GET session 200`, `POST session/archive 400`. */
  requests(): string[];
}

export interface PluginWorldOptions extends PluginOptions {
  readonly settings?: Properties;
  readonly emulatorOptions?: EmulatorOptions;
}

const opened: { close(): Promise<void> }[] = [];

/** The plugin configured for an emulator of its own with one session. End it with `closePlugins`. */
export async function startPluginWorld(options: PluginWorldOptions = {}): Promise<PluginWorld> {
  const emulator = await startEmulator({ apiKey, ...options.emulatorOptions });
  opened.push(emulator);
  emulator.seed({ id: sessionId, tools: [toolset()] });
  const account = { apiKey, baseUrl: emulator.url };
  const plugin = await startPlugin({ ...account, ...options.settings }, options);
  opened.push({ close: plugin.stop });
  return {
    emulator,
    plugin,
    configure: (more) => plugin.configure({ ...account, ...more }),
    requests: () => requestsOf(emulator),
    ...verbsOf(plugin.client),
  };
}

/** For `afterEach` or `afterAll`: the processes first, then the emulators they talk to. */
export async function closePlugins(): Promise<void> {
  for (const each of opened.splice(0).reverse()) await each.close();
}

/** For `beforeEach` where a file has one world: the session as it was at first, and no requests so far. */
/** One plugin for all tests of a file, each with the session anew; no test may make it tell the key. */
export function onePluginWorld(): () => PluginWorld {
  let world: PluginWorld;
  beforeAll(async () => {
    world = await startPluginWorld();
  });
  afterAll(closePlugins);
  beforeEach(() => renewSession(world));
  afterEach(() => expectKeyUntold(world));
  return () => world;
}

function renewSession({ emulator, requests }: PluginWorld): void {
  if (emulator.session(sessionId) !== undefined) emulator.remove(sessionId);
  emulator.seed({ id: sessionId, tools: [toolset()] });
  requests();
}

/** For `afterEach` there. */
function expectKeyUntold({ plugin }: PluginWorld): void {
  expect(plugin.told()).not.toContain(apiKey);
}

/** As the engine does it: check, then create. */
export async function deployed({ check, create, requests }: PluginWorld, declared: Properties) {
  const { inputs } = await check({}, declared);
  const stored = await create(inputs);
  requests();
  return { inputs, ...stored };
}

function requestsOf(emulator: Emulator): string[] {
  const lines = emulator.requests.map(
    ({ method, path, status }) =>
      `${method} ${path.replace(/^\/v1\/sessions\/[^/?]+/, "session").replace(/\?.*$/, "")} ${status}`,
  );
  emulator.clearRequests();
  return lines;
}

export const toolset = (members: Properties = {}) => ({
  type: "agent_toolset_20260401",
  ...members,
});

/** Inputs of a resource that has this policy for bash. */
export const bash = (policy: string, more: Properties = {}): Properties => ({
  sessionId,
  tools: [toolset({ configs: [{ name: "bash", permissionPolicy: { type: policy } }] })],
  ...more,
});

/** Resolves once `isTrue`; the deadline is generous because nothing here is about time. */
export async function until(
  what: string,
  isTrue: () => boolean,
  timeoutMs = 30_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

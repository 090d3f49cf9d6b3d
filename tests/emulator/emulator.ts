import { createControls, type SessionControls } from "./control";
import { type FaultControls, FaultPlan } from "./faults";
import type { AgentSeed } from "./new-session";
import { type EmulatorOptions, settingsOf } from "./options";
import { createRateLimit } from "./rate-limit";
import { type RecordedRequest, RequestLog } from "./request-log";
import { type SessionSeed, seedAgent, seedSession } from "./seed";
import { listen, stop } from "./server";
import type { TokenControls } from "./token-table";
import type { WireSession } from "./wire";
import { createWorld } from "./world";

/** A running emulator of the Managed Agents Sessions API, and what a test does to it. */
export interface Emulator extends SessionControls {
  /** `http://127.0.0.1:<port>`: the base URL for clients. */
  readonly url: string;
  readonly apiKey: string;
  /** Every request since the start or the last `clearRequests`, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  readonly faults: FaultControls;
  /** Access tokens of the organisation that seeds belong to. */
  readonly tokens: TokenControls;
  /** Puts a session there without a request. Throws when the id is taken. */
  seed(session?: SessionSeed): WireSession;
  /** Makes an agent (or another version of one) known to E1 and to seeds. */
  seedAgent(agent: AgentSeed): void;
  /** Ends open streams and sockets; the port is free afterwards. */
  close(): Promise<void>;
}

/** Starts an emulator on the loopback interface. Each one is a world of its own. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const settings = settingsOf(options);
  const world = createWorld(settings);
  const others = (options.otherOrganizations ?? []).map((organization) =>
    createWorld({ ...settings, workspaceId: undefined, federation: undefined, ...organization }),
  );
  const faults = new FaultPlan(settings.now);
  const log = new RequestLog(settings.requestLogMax);
  const limit = createRateLimit(settings.rateLimit);
  const { server, url } = await listen(
    { worlds: [world, ...others], faults, limit, log },
    settings.port,
  );
  return {
    ...createControls(world),
    url,
    apiKey: settings.apiKey,
    requests: log.entries,
    clearRequests: () => log.clear(),
    faults,
    tokens: world.tokens,
    seed: (session = {}) => seedSession(world, session),
    seedAgent: (agent) => seedAgent(world, agent),
    close: async () => {
      for (const timer of world.timers) clearTimeout(timer);
      world.timers.clear();
      await stop(server);
    },
  };
}

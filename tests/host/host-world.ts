import { providerText } from "../../sdk/provider-text";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator";
import { type DynamicHost, type Properties, startDynamicHost } from "./dynamic-host";

/** Long enough to be looked for in everything that is printed, stored or logged. */
export const apiKey = "sk-ant-emulator-0123456789";
export const sessionId = "sesn_1";

/** What the resource class passes along and users never see. */
export const hidden = {
  __provider: providerText("SessionOverrides"),
  __urn: "urn:pulumi:dev::project::pulumi-nodejs:dynamic/managed-agents:SessionOverrides::support",
};

export const agentToolset = (members: Properties = {}) => ({
  type: "agent_toolset_20260401",
  ...members,
});

export const askingConfigs = [{ name: "bash", permissionPolicy: { type: "always_ask" } }];

/** Inputs of a resource that asks before bash. */
export const asking = {
  sessionId,
  tools: [agentToolset({ configs: askingConfigs })],
  ...hidden,
};

export interface HostWorld {
  /** The process of the engine's next operation: within one, a delete of what was checked is a replacement. */
  readonly nextOperation: () => Promise<DynamicHost>;
  readonly emulator: Emulator;
  readonly host: DynamicHost;
}

const opened: { close(): Promise<void> }[] = [];

/** For `afterAll`: the processes first, then the emulators they talk to. */
export async function closeHosts(): Promise<void> {
  for (const each of opened.splice(0).reverse()) {
    await each.close();
  }
}

export async function startHostWorld(
  config: Readonly<Record<string, string>> = {},
  options: EmulatorOptions = {},
): Promise<HostWorld> {
  const emulator = await startEmulator({ apiKey, ...options });
  opened.push(emulator);
  const settings = { "managed-agents:apiKey": apiKey, "managed-agents:baseUrl": emulator.url };
  const host = await startDynamicHost({ ...settings, ...config });
  opened.push({ close: host.stop });
  const nextOperation = async () => {
    const next = await startDynamicHost({ ...settings, ...config });
    opened.push({ close: next.stop });
    return next;
  };
  return { emulator, host, nextOperation };
}

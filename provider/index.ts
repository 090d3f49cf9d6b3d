import { tmpdir } from "node:os";
import type { dynamic } from "@pulumi/pulumi";
import { createAgentLifecycle } from "./agent-lifecycle";
import { createFileBoard } from "./board/file-board";
import { createOperation, type Operation } from "./check/operation";
import { connect, once, surroundings } from "./compose";
import { checkSettings, settingsFrom } from "./config";
import { ProviderError } from "./errors";
import { createDynamicProvider } from "./hosts/dynamic/dynamic-provider";
import { cancelOnTermination, endWithEngine, newCancellation } from "./hosts/engine-end";
import { createEngineLog, type EngineLog, silentLog } from "./hosts/engine-log";
import { askEngineVersionAt } from "./hosts/engine-version";
import { createLifecycle, type Lifecycle } from "./lifecycle";
import type { Dependencies } from "./reconcile/dependencies";
import { requireSupported, supportedEngines } from "./toolchain";

/*
 * The `pulumi-managed-agents/provider` subpath, and the one place that puts the rooms together. It is what the text in
 * the state of every dynamic resource loads: `exports.handler=()=>require("pulumi-managed-agents/provider").get("…")`.
 * States live longer than versions, so `get` and the words it takes stay as they are.
 */

type CreateLifecycle = (dependencies: () => Dependencies, operation: Operation) => Lifecycle;

const lifecycles: Readonly<Record<string, CreateLifecycle>> = {
  SessionOverrides: (dependencies, operation) =>
    createLifecycle(dependencies, surroundings, operation),
  AgentSessionOverrides: createAgentLifecycle,
};

/** What all resource types of this process share: the engine that started it, to report to and to end with. */
interface Host {
  readonly log: EngineLog;
  /** Aborted when the engine has died or the process is to end, since nobody tells a dynamic provider of a Cancel. */
  readonly signal: AbortSignal;
  /** This process lives as long as one operation of the engine. */
  readonly operation: Operation;
  /** Rejects, with a sentence, where the engine is none that this package works with. */
  readonly requireEngine: () => Promise<void>;
}

const host = once((): Host => {
  const cancellation = newCancellation();
  const operation = createOperation();
  // The engine hands its own address to every provider as the last argument.
  const address = process.argv.at(-1);
  if (address === undefined || !isAddress(address)) {
    const requireEngine = () => Promise.resolve();
    return { log: silentLog, signal: cancellation.signal, operation, requireEngine };
  }
  const cancel = () => cancellation.abort();
  cancelOnTermination(cancel);
  endWithEngine(address, cancel);
  operation.join(createFileBoard(address, tmpdir()));
  const requireEngine = once(async () =>
    requireSupported(await askEngineVersionAt(address, supportedEngines)),
  );
  return { log: createEngineLog(address), signal: cancellation.signal, operation, requireEngine };
});

/** The provider of a resource type, for the dynamic host. Throws if this version does not have the type. */
export function get(type: string): dynamic.ResourceProvider {
  const create = Object.hasOwn(lifecycles, type) ? lifecycles[type] : undefined;
  if (create === undefined) {
    const error = new ProviderError(
      "configuration",
      `pulumi-managed-agents has no resource type ${JSON.stringify(type)}; the stack was written by a newer version, install that one`,
    );
    // The host prints the stack of whatever is thrown, and this is no bug.
    error.stack = "";
    throw error;
  }
  let settings: Readonly<Record<string, string | undefined>> = {};
  const { operation, requireEngine, ...ends } = host();
  return createDynamicProvider({
    configure: async (getSetting) => {
      await requireEngine();
      settings = settingsFrom(getSetting);
      checkSettings(settings);
    },
    lifecycle: create(
      once(() => connect(settings, process.env)),
      operation,
    ),
    ...ends,
  });
}

function isAddress(argument: string): boolean {
  return /^[^\s/]+:\d+$/.test(argument);
}

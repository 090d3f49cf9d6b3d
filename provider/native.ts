import { tmpdir } from "node:os";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { createAgentLifecycle } from "./agent-lifecycle";
import { packageVersion as version } from "./api/version";
import { createFileBoard } from "./board/file-board";
import { createOperation } from "./check/operation";
import { connect, surroundings } from "./compose";
import { checkSettings, namespace } from "./config";
import { createFunctions } from "./functions";
import { cancelOnTermination, endWithEngine, newCancellation } from "./hosts/engine-end";
import { createEngineLog, type EngineLog, silentLog } from "./hosts/engine-log";
import { askEngineVersionAt } from "./hosts/engine-version";
import { createNativeJudgements } from "./hosts/native/judgements";
import { createService } from "./hosts/native/service";
import { createNativeVerbs } from "./hosts/native/verbs";
import { createLifecycle } from "./lifecycle";
import type { Dependencies } from "./reconcile/dependencies";
import schema from "./schema/schema.json";
import { requireSupported, supportedEngines } from "./toolchain";

/*
 * The native plugin's process, and the place that puts its rooms together. It prints its port as the one line on stdout
 * and serves until the engine ends it; what it has to say goes through the engine's log.
 */

/** The engine sends whole arrays; its own bound is the same. */
const messageBytesMax = 400 * 1024 * 1024;

interface Running {
  settings: Readonly<Record<string, string>>;
  dependencies: Dependencies | undefined;
  engine: string | undefined;
  log: EngineLog;
  cancellation: AbortController;
  stopWatching: () => void;
}

function serve(engineAddress: string | undefined): void {
  const running: Running = {
    settings: {},
    dependencies: undefined,
    engine: undefined,
    log: silentLog,
    cancellation: newCancellation(),
    stopWatching: () => {},
  };
  const operation = createOperation();
  const dependencies = () => {
    running.dependencies ??= connect(namespaced(running.settings), process.env);
    return running.dependencies;
  };
  // What comes after it is cancelled as well: this process is to end.
  const cancelForGood = () => running.cancellation.abort();
  const cancel = () => {
    if (running.cancellation.signal.aborted) return;
    running.cancellation.abort();
    running.cancellation = newCancellation();
  };
  const meetEngine = (address: string) => {
    running.stopWatching();
    if (address === "") {
      return;
    }
    running.engine = address;
    running.log = createEngineLog(address);
    operation.join(createFileBoard(address, tmpdir()));
    // Without an address of its own on the command line this process was started by hand and outlives its engines.
    running.stopWatching =
      engineAddress === undefined ? () => {} : endWithEngine(address, cancelForGood);
  };

  const session = createLifecycle(dependencies, surroundings, operation);
  const agent = createAgentLifecycle(dependencies, operation);
  const lifecycleOf = (urn: string) => (isOfAgent(urn) ? agent : session);
  const log = () => running.log;
  const judgements = createNativeJudgements(lifecycleOf, log);
  const verbs = createNativeVerbs({
    lifecycleOf,
    functions: createFunctions(dependencies),
    previewLooks: () => running.settings.previewLooks !== "false",
    configure: async (settings) => {
      if (running.engine !== undefined) {
        requireSupported(await askEngineVersionAt(running.engine, supportedEngines));
      }
      checkSettings(namespaced(settings));
      running.settings = settings;
      running.dependencies = undefined;
      operation.forget();
      judgements.forget();
    },
    refreshesBeforeUpdate: () => running.settings.refreshBeforeUpdate !== "false",
    log,
    signal: () => running.cancellation.signal,
  });
  const service = createService(verbs, judgements, {
    schema: () => JSON.stringify({ ...schema, version }),
    version,
    meetEngine,
    cancel,
    flush: () => running.log.flush(),
  });
  if (engineAddress !== undefined) {
    cancelOnTermination(cancelForGood);
    meetEngine(engineAddress);
  }
  listen(service);
}

function listen(service: ReturnType<typeof createService>): void {
  const server = new Server({
    "grpc.max_receive_message_length": messageBytesMax,
    "grpc.max_send_message_length": messageBytesMax,
  });
  server.addService(ResourceProviderService, service);
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) {
      process.stderr.write(`pulumi-resource-managed-agents cannot listen: ${error.message}\n`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
  });
}

function namespaced(settings: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`${namespace}:${key}`, value]),
  );
}

/** The type is the last part of the third section of a URN, behind the types of its parents. */
function isOfAgent(urn: string): boolean {
  return urn.split("::")[2]?.split("$").at(-1) === "managed-agents:index:AgentSessionOverrides";
}

serve(process.argv[2]);

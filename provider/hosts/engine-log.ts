import { Client, credentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { shownText } from "../model/shown-text";
import type { Reporter } from "../reconcile/reporter";

/** Lines on a resource's row, sent to the engine one after another so that they arrive in order. */
export interface EngineLog {
  /** A reporter for one resource; without a URN the lines belong to the stack. */
  reporterFor(urn: string | undefined): Reporter;
  /** Resolves when every line so far has been taken or given up. */
  flush(): Promise<void>;
}

/** How long one line may take; a log that hangs must not hold up a verb. */
const lineTimeoutMs = 5_000;

/** As long as an error may be. */
const lineLengthMax = 8_000;

/** The engine is on this machine: a proxy of the environment must not be asked for it. */
export const engineChannelOptions = { "grpc.enable_http_proxy": 0 };

/** `address` is the engine's own, as it starts every provider with it. A line that cannot be delivered is dropped. */
export function createEngineLog(address: string): EngineLog {
  let client: Client | undefined;
  let queue: Promise<void> = Promise.resolve();

  function send(request: LogRequest): Promise<void> {
    client ??= new Client(address, credentials.createInsecure(), engineChannelOptions);
    const { path, requestSerialize, responseDeserialize } = EngineService.log;
    const options = { deadline: Date.now() + lineTimeoutMs };
    const channel = client;
    return new Promise((resolve) => {
      channel.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, options, () =>
        resolve(),
      );
    });
  }

  function line(severity: LogSeverity, urn: string | undefined, text: string, ephemeral: boolean) {
    const request = new LogRequest();
    request
      .setSeverity(severity)
      // Whoever quotes others has escaped it; here nothing can have been forgotten.
      .setMessage(shownText(text, lineLengthMax))
      .setUrn(urn ?? "")
      .setEphemeral(ephemeral);
    queue = queue.then(() => send(request));
  }

  return {
    reporterFor: (urn) => ({
      progress: (message) => line(LogSeverity.INFO, urn, message, true),
      info: (message) => line(LogSeverity.INFO, urn, message, false),
      warn: (message) => line(LogSeverity.WARNING, urn, message, false),
    }),
    flush: () => queue,
  };
}

/** For a process that no engine started. */
export const silentLog: EngineLog = {
  reporterFor: () => ({ progress() {}, info() {}, warn() {} }),
  flush: () => Promise.resolve(),
};

import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import type { EngineFit } from "../toolchain";
import { engineChannelOptions } from "./engine-log";

const method = "/pulumirpc.Engine/RequirePulumiVersion";
/** On this machine; an engine that hangs must not hold up a verb for its version's sake. */
const answerTimeoutMs = 5_000;

/** What the engine itself says of its version; `range` is such as `>=3.217.0`. */
export function askEngineVersion(engine: Client, range: string): Promise<EngineFit> {
  const options = { deadline: Date.now() + answerTimeoutMs };
  return new Promise((resolve) => {
    const answered = (error: ServiceError | null) => resolve(fitOf(error));
    engine.makeUnaryRequest(method, requestOf, () => undefined, range, options, answered);
  });
}

export function askEngineVersionAt(address: string, range: string): Promise<EngineFit> {
  const engine = new Client(address, credentials.createInsecure(), engineChannelOptions);
  return askEngineVersion(engine, range).finally(() => engine.close());
}

/** Written by hand, because the oldest SDK that this package works with does not know the message: one string, field 1. */
function requestOf(range: string): Buffer {
  const text = Buffer.from(range);
  return Buffer.concat([Buffer.from([0x0a, text.length]), text]);
}

function fitOf(error: ServiceError | null): EngineFit {
  if (error === null) {
    return "fits";
  }
  if (error.code === status.UNIMPLEMENTED) {
    return "older";
  }
  return error.details.includes("does not satisfy the version range") ? "differs" : "unknown";
}

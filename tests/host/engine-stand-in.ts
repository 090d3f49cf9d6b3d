import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** As much of the engine as a provider talks to: its log. */
export interface EngineStandIn {
  readonly address: string;
  readonly lines: readonly LogRequest.AsObject[];
  stop(): void;
}

export async function startEngineStandIn(): Promise<EngineStandIn> {
  const lines: LogRequest.AsObject[] = [];
  const server = new Server();
  server.addService({ log: EngineService.log } as never, {
    log: (call: ServerUnaryCall<LogRequest, Empty>, done: sendUnaryData<Empty>) => {
      lines.push(call.request.toObject());
      done(null, new Empty());
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { address: `127.0.0.1:${port}`, lines, stop: () => server.forceShutdown() };
}

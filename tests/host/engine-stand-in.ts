import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import {
  type LogRequest,
  type RequirePulumiVersionRequest,
  RequirePulumiVersionResponse,
} from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** As much of the engine as a provider talks to: its log, and what it says of its version. */
export interface EngineStandIn {
  readonly address: string;
  readonly lines: readonly LogRequest.AsObject[];
  /** The ranges that it was asked for. */
  readonly ranges: readonly string[];
  stop(): void;
}

/** `range` is the one that it is of; without one it is an engine of before it could be asked. */
export interface EngineStandInOptions {
  readonly range?: string | undefined;
}

export async function startEngineStandIn(
  { range }: EngineStandInOptions = { range: ">=3.217.0" },
): Promise<EngineStandIn> {
  const lines: LogRequest.AsObject[] = [];
  const ranges: string[] = [];
  const server = new Server();
  server.addService({ log: EngineService.log } as never, {
    log: (call: ServerUnaryCall<LogRequest, Empty>, done: sendUnaryData<Empty>) => {
      lines.push(call.request.toObject());
      done(null, new Empty());
    },
  });
  if (range !== undefined) answerVersions(server, range, ranges);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { address: `127.0.0.1:${port}`, lines, ranges, stop: () => server.forceShutdown() };
}

function answerVersions(server: Server, range: string, asked: string[]): void {
  const { requirePulumiVersion } = EngineService;
  server.addService({ requirePulumiVersion } as never, {
    requirePulumiVersion: (
      call: ServerUnaryCall<RequirePulumiVersionRequest, unknown>,
      done: sendUnaryData<unknown>,
    ) => {
      const wanted = call.request.getPulumiVersionRange();
      asked.push(wanted);
      const details = `Pulumi CLI version 3.1.0 does not satisfy the version range "${wanted}"`;
      if (wanted === range) done(null, new RequirePulumiVersionResponse());
      else done({ code: status.UNKNOWN, details });
    },
  });
}

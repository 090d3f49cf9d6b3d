import * as settings from "@pulumi/pulumi/runtime/settings";

/** Internal to Pulumi's SDK and therefore without a type: how inline programs connect to their engine. */
const { grpcClientOptions } = settings as unknown as {
  readonly grpcClientOptions: Record<string, unknown>;
};

/**
 * Gives each inline program connections of its own. Pulumi's SDK never closes those of a program that has ended, and
 * gRPC shares them by address: a program whose engine gets the port of an earlier one would be told at once that
 * nobody is there. The SDK takes that for an engine that ends, and the operation for a program without resources,
 * which deletes what the stack has.
 */
export function giveProgramsOwnChannels(): void {
  grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;
}

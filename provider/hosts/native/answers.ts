import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { isProviderError, type PartialStateError } from "../../errors";
import { redacted, type SecretMarks } from "../properties/secret-marks";
import { toStruct } from "../properties/structs";

/** A failure that leaves a resource behind, with everything the engine stores of it. */
export class PartialResource extends Error {
  constructor(
    readonly failure: PartialStateError,
    readonly inputs: Readonly<Record<string, unknown>>,
    readonly secrets: SecretMarks,
    readonly refreshBeforeUpdate: boolean,
  ) {
    super(failure.message);
  }
}

/** What goes back to the engine instead of a response. */
export interface Refusal {
  readonly code: status;
  readonly details: string;
  readonly metadata?: Metadata;
}

/**
 * An error as the engine takes it. Expected failures have clean codes. UNKNOWN stands for "the resource is there and
 * not finished" alone, and INTERNAL for a bug of ours: after either, the engine distrusts the state.
 */
export function refusalOf(error: unknown, secrets: SecretMarks): Refusal {
  if (error instanceof PartialResource) {
    const details = redacted(error.secrets, error.message);
    return { code: status.UNKNOWN, details, metadata: initFailed(error, details) };
  }
  if (!isProviderError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const details = `this is a bug in pulumi-managed-agents, please report it: ${text}`;
    return { code: status.INTERNAL, details: redacted(secrets, details) };
  }
  const code = error.kind === "invalid" ? status.INVALID_ARGUMENT : status.FAILED_PRECONDITION;
  return { code, details: redacted(secrets, error.message) };
}

/** The engine reads the rest of a partial failure from this trailer. */
function initFailed(partial: PartialResource, reason: string): Metadata {
  const detail = new ErrorResourceInitFailed()
    .setId(partial.failure.id)
    .setProperties(toStruct(partial.failure.state, partial.secrets))
    .setInputs(toStruct(partial.inputs, partial.secrets))
    .setReasonsList([reason])
    .setRefreshBeforeUpdate(partial.refreshBeforeUpdate);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new Status();
  answer.setCode(status.UNKNOWN);
  answer.setMessage(reason);
  answer.addDetails(any);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return metadata;
}

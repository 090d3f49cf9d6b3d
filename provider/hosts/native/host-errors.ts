import { Metadata, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { isProviderError, PartialStateError } from "../../errors";
import type { PropertyRecord } from "../../model/property-record";
import { redacted, withoutSecretReasons } from "../properties/redaction";
import { noSecrets, type SecretMarks } from "../properties/secret-marks";
import { toStruct } from "../properties/structs";

/** A call that failed, with what must not be told and what the engine stores if the resource is there all the same. */
export class FailedCall extends Error {
  constructor(
    readonly error: unknown,
    readonly secrets: SecretMarks,
    readonly inputs: PropertyRecord,
    readonly refreshBeforeUpdate: boolean,
  ) {
    super("a call of the engine failed");
  }
}

/** What goes back to the engine instead of a response. */
export interface Refusal {
  readonly code: status;
  readonly details: string;
  readonly metadata?: Metadata;
}

/** Longer texts do not fit into the head of an answer everywhere. */
const detailsLengthMax = 8_000;

/**
 * An error as the engine takes it. Expected failures have clean codes. UNKNOWN stands for "the resource is there and
 * not finished" alone, and INTERNAL for a bug of ours: after either, the engine distrusts the state.
 */
export function refusalOf(thrown: unknown): Refusal {
  const failed = thrown instanceof FailedCall ? thrown : undefined;
  const error = failed?.error ?? thrown;
  const told = (text: string) =>
    redacted(failed?.secrets ?? noSecrets, text).slice(0, detailsLengthMax);
  if (!isProviderError(error)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const details = `this is a bug in pulumi-managed-agents, please report it: ${text}`;
    return { code: status.INTERNAL, details: told(details) };
  }
  const details = told(error.message);
  if (failed !== undefined && error instanceof PartialStateError) {
    return { code: status.UNKNOWN, details, metadata: initFailed(failed, error, details) };
  }
  const code = error.kind === "invalid" ? status.INVALID_ARGUMENT : status.FAILED_PRECONDITION;
  return { code, details };
}

/** The engine reads the rest of a partial failure from this trailer. */
function initFailed(failed: FailedCall, partial: PartialStateError, reason: string): Metadata {
  const stored = (record: PropertyRecord) =>
    toStruct(withoutSecretReasons(record, failed.secrets), failed.secrets);
  const detail = new ErrorResourceInitFailed()
    .setId(partial.id)
    .setProperties(stored(partial.state))
    .setInputs(stored(partial.inputs ?? failed.inputs))
    .setReasonsList([reason])
    .setRefreshBeforeUpdate(failed.refreshBeforeUpdate);
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

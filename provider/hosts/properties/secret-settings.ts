import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { mergeMarks, type SecretMarks } from "./secret-marks";
import { fromOptionalStruct, toStruct } from "./structs";

const credentials: SecretMarks = {
  places: new Set(["/apiKey", "/authToken"]),
  texts: new Set(),
};

/**
 * A provider's settings with its credentials secret, so that the state holds them encrypted whatever the program said.
 * The schema says so too, but not every SDK goes by it: the one for Java sends them as they are written.
 */
export function hideCredentials(settings: Struct | undefined): Struct {
  const { value, secrets } = fromOptionalStruct(settings);
  return toStruct(value, mergeMarks(secrets, credentials));
}

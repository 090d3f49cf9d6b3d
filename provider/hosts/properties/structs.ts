import { ListValue, NullValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { secretSignature, signatureKey, unknownWord } from "../../engine-words";
import { ProviderError } from "../../errors";
import { isObject } from "../../model/json";
import type { PropertyRecord } from "../../model/property-record";
import { isUnknown, UNKNOWN } from "../../model/unknown";
import {
  type IndexPath,
  isSecret,
  marksOf,
  noSecrets,
  placeBelow,
  type SecretMarks,
} from "./secret-marks";

/*
 * Between the engine's property structs and plain values. Secrets and unknown values travel as objects and strings with
 * a signature (pulumi/pulumi, sdk/go/common/resource); here they become marks beside the value, and UNKNOWN.
 */

const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The engine has one sentinel per type of value; all of them mean "not known yet". */
const unknownSentinels: ReadonlySet<string> = new Set([
  unknownWord,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** No program writes properties deeper than this; whoever sends them means no good. */
const depthMax = 200;

export interface Properties {
  readonly value: PropertyRecord;
  readonly secrets: SecretMarks;
}

/** Throws a ProviderError for a struct that is missing where one is needed, or nested out of reason. */
export function fromStruct(struct: Struct | undefined, what: string): Properties {
  if (struct === undefined) {
    throw new ProviderError("invalid", `the engine's request carries no ${what}; nothing was done`);
  }
  const secretPaths: IndexPath[] = [];
  const value = Object.fromEntries(readMembers(struct, [], secretPaths));
  return {
    value,
    secrets: secretPaths.length === 0 ? noSecrets : marksOf(value, secretPaths),
  };
}

/** Properties that may be left out, such as the old inputs that older engines do not send. */
export function fromOptionalStruct(struct: Struct | undefined): Properties {
  return struct === undefined
    ? { value: {}, secrets: noSecrets }
    : fromStruct(struct, "properties");
}

function readMembers(
  struct: Struct,
  path: IndexPath,
  secretPaths: IndexPath[],
): [string, unknown][] {
  const entries: [string, unknown][] = [];
  struct.getFieldsMap().forEach((member: Value, key: string) => {
    entries.push([key, readValue(member, [...path, key], secretPaths)]);
  });
  return entries;
}

function readValue(value: Value, path: IndexPath, secretPaths: IndexPath[]): unknown {
  if (path.length > depthMax) {
    throw new ProviderError(
      "invalid",
      `properties are nested more than ${depthMax} levels deep; nothing was done`,
    );
  }
  switch (value.getKindCase()) {
    case Value.KindCase.BOOL_VALUE:
      return value.getBoolValue();
    case Value.KindCase.NUMBER_VALUE:
      return value.getNumberValue();
    case Value.KindCase.STRING_VALUE: {
      const text = value.getStringValue();
      return unknownSentinels.has(text) ? UNKNOWN : text;
    }
    case Value.KindCase.LIST_VALUE:
      return (value.getListValue()?.getValuesList() ?? []).map((item, index) =>
        readValue(item, [...path, index], secretPaths),
      );
    case Value.KindCase.STRUCT_VALUE:
      return readObject(value.getStructValue() ?? new Struct(), path, secretPaths);
    default:
      return null;
  }
}

function readObject(struct: Struct, path: IndexPath, secretPaths: IndexPath[]): unknown {
  const fields = struct.getFieldsMap();
  const signature = (fields.get(signatureKey) as Value | undefined)?.getStringValue();
  const inner = fields.get("value") as Value | undefined;
  if (signature === secretSignature && inner !== undefined) {
    secretPaths.push(path);
    return readValue(inner, path, secretPaths);
  }
  if (signature === outputSignature) {
    if ((fields.get("secret") as Value | undefined)?.getBoolValue() === true) {
      secretPaths.push(path);
    }
    return inner === undefined ? UNKNOWN : readValue(inner, path, secretPaths);
  }
  return Object.fromEntries(readMembers(struct, path, secretPaths));
}

/** Members that are undefined are left out; secrets are marked again wherever they stand now. */
export function toStruct(value: PropertyRecord, secrets: SecretMarks = noSecrets): Struct {
  return writeStruct(value, "", secrets);
}

function writeStruct(value: PropertyRecord, place: string, secrets: SecretMarks): Struct {
  const struct = new Struct();
  const fields = struct.getFieldsMap();
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) {
      fields.set(key, writeValue(member, placeBelow(place, key, member), secrets));
    }
  }
  return struct;
}

function writeValue(value: unknown, place: string, secrets: SecretMarks): Value {
  return isSecret(secrets, place, value)
    ? secretEnvelope(writePlain(value, place, noSecrets))
    : writePlain(value, place, secrets);
}

function writePlain(value: unknown, place: string, secrets: SecretMarks): Value {
  const result = new Value();
  if (isUnknown(value)) {
    result.setStringValue(unknownWord);
  } else if (typeof value === "string") {
    result.setStringValue(value);
  } else if (typeof value === "number") {
    result.setNumberValue(value);
  } else if (typeof value === "boolean") {
    result.setBoolValue(value);
  } else if (Array.isArray(value)) {
    const list = new ListValue();
    const items = value.filter((item) => item !== undefined);
    list.setValuesList(
      items.map((item, index) => writeValue(item, placeBelow(place, index, item), secrets)),
    );
    result.setListValue(list);
  } else if (isObject(value)) {
    result.setStructValue(writeStruct(value, place, secrets));
  } else {
    result.setNullValue(NullValue.NULL_VALUE);
  }
  return result;
}

function secretEnvelope(inner: Value): Value {
  const struct = new Struct();
  struct.getFieldsMap().set(signatureKey, textValue(secretSignature)).set("value", inner);
  const envelope = new Value();
  envelope.setStructValue(struct);
  return envelope;
}

function textValue(text: string): Value {
  const value = new Value();
  value.setStringValue(text);
  return value;
}

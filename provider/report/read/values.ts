import { signatureKey, unknownWord } from "../../engine-words";
import { depthMax, isObject } from "../../model/json";
import { UNKNOWN } from "../../model/unknown";

type PropertyRecord = Readonly<Record<string, unknown>>;

/** What a preview shows in place of a secret. */
const secretWord = "[secret]";

/** Properties out of a preview, and which of them are, or hold, secrets. */
export interface Properties {
  readonly values: PropertyRecord;
  /** Keys of values with a secret in them; those are taken out, also where the preview shows them. */
  readonly secretKeys: readonly string[];
}

/** Hidden inputs of the dynamic class begin so. */
const isHidden = (key: string) => key.startsWith("__");

export function propertiesOf(raw: unknown): Properties {
  const entries = Object.entries(isObject(raw) ? raw : {}).filter(([key]) => !isHidden(key));
  const secretKeys = entries
    .filter(([, value]) => holdsSecret(value, depthMax))
    .map(([key]) => key);
  return {
    values: Object.fromEntries(
      entries
        .filter(([key]) => !secretKeys.includes(key))
        .map(([key, value]) => [key, withUnknown(value, depthMax)]),
    ),
    secretKeys,
  };
}

function holdsSecret(value: unknown, depth: number): boolean {
  if (value === secretWord || depth === 0) {
    return true;
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return Object.hasOwn(value, signatureKey)
    ? true
    : Object.values(value).some((member) => holdsSecret(member, depth - 1));
}

function withUnknown(value: unknown, depth: number): unknown {
  if (value === unknownWord) {
    return UNKNOWN;
  }
  if (depth === 0 || typeof value !== "object" || value === null) {
    return value;
  }
  // Most values hold none, and need no copy.
  if (!holdsUnknown(value, depth)) {
    return value;
  }
  return Array.isArray(value)
    ? value.map((item) => withUnknown(item, depth - 1))
    : Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, withUnknown(member, depth - 1)]),
      );
}

function holdsUnknown(value: unknown, depth: number): boolean {
  if (value === unknownWord) {
    return true;
  }
  return (
    depth > 0 &&
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some((member) => holdsUnknown(member, depth - 1))
  );
}

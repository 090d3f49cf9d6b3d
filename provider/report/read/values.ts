import { signatureKey, unknownWord } from "../../engine-words";
import { depthMax, isObject } from "../../model/json";
import type { PropertyRecord } from "../../model/property-record";
import { UNKNOWN } from "../../model/unknown";

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
  const values: Record<string, unknown> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(isObject(raw) ? raw : {})) {
    if (isHidden(key)) {
      continue;
    }
    const held = marksIn(value, depthMax);
    if (held.secret) {
      secretKeys.push(key);
    } else {
      values[key] = held.unknown ? withUnknown(value, depthMax) : value;
    }
  }
  return { values, secretKeys };
}

/** What the engine puts in the place of values. */
interface Marks {
  readonly secret: boolean;
  readonly unknown: boolean;
}

const noMarks: Marks = { secret: false, unknown: false };
const secretMark: Marks = { secret: true, unknown: false };
const unknownMark: Marks = { secret: false, unknown: true };

/** In one walk: most values have neither. What is nested too deep to be walked counts as a secret. */
function marksIn(value: unknown, depth: number): Marks {
  if (value === secretWord || depth === 0) {
    return secretMark;
  }
  if (value === unknownWord) {
    return unknownMark;
  }
  if (typeof value !== "object" || value === null) {
    return noMarks;
  }
  if (Object.hasOwn(value, signatureKey)) {
    return secretMark;
  }
  let found = noMarks;
  for (const member of Object.values(value)) {
    const { secret, unknown } = marksIn(member, depth - 1);
    if (secret) {
      return secretMark;
    }
    found = unknown ? unknownMark : found;
  }
  return found;
}

function withUnknown(value: unknown, depth: number): unknown {
  if (value === unknownWord) {
    return UNKNOWN;
  }
  if (depth === 0 || typeof value !== "object" || value === null) {
    return value;
  }
  return Array.isArray(value)
    ? value.map((item) => withUnknown(item, depth - 1))
    : Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, withUnknown(member, depth - 1)]),
      );
}

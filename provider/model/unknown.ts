import { isObject } from "./json";

/**
 * A value that Pulumi does not know before the deployment (the output of another resource).
 * Hosts turn their own sentinel into this one marker; it occurs in previews only, at any depth.
 */
export class UnknownValue {
  readonly kind = "unknown" as const;
}

export const UNKNOWN: UnknownValue = Object.freeze(new UnknownValue());

export function isUnknown(value: unknown): value is UnknownValue {
  return value instanceof UnknownValue;
}

/** True if the value is unknown or holds an unknown value anywhere inside. */
export function containsUnknown(value: unknown): boolean {
  if (isUnknown(value)) {
    return true;
  }
  if (Array.isArray(value)) {
    return value.some(containsUnknown);
  }
  return isObject(value) && Object.values(value).some(containsUnknown);
}

import { depthMax } from "./json";

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

/**
 * True if the value is unknown or holds an unknown value inside. Nobody looks deeper than values may be nested: what is
 * deeper is refused as a whole.
 */
export function containsUnknown(value: unknown): boolean {
  return containsUnknownWithin(value, depthMax);
}

function containsUnknownWithin(value: unknown, depth: number): boolean {
  if (isUnknown(value)) {
    return true;
  }
  if (depth === 0 || typeof value !== "object" || value === null) {
    return false;
  }
  return Object.values(value).some((member) => containsUnknownWithin(member, depth - 1));
}

import { isObject } from "../model/json";
import { formatPath, type Path } from "./violation";

/**
 * Numbers in the schemas of custom tools that JavaScript, and Pulumi with it, may have rounded before they came here:
 * above 2⁵³ not every whole number exists.
 */
export function largeNumberWarnings(value: unknown, path: Path): string[] {
  if (typeof value === "number") {
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? [
          `${formatPath(path)}: ${BigInt(value)} is too large for a number to be kept exactly, so it may be rounded already; the session gets what is shown here`,
        ]
      : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => largeNumberWarnings(item, [...path, index]));
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([key, member]) => largeNumberWarnings(member, [...path, key]))
    : [];
}

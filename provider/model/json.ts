/** True for plain objects: not null, not an array. Says nothing of the members. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined for a text that is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deeper than any schema a person writes, and far from where recursion over it would exhaust the stack. */
export const depthMax = 256;

/** Never goes deeper than `depth` itself. */
export function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return depth === 0 || Object.values(value).some((member) => isDeeperThan(member, depth - 1));
}

const source = / \(API §\d+(?:\.\d+)*\)/g;

/**
 * The value with the sources of rules taken out of its texts. The model names them, `(API §4.2)`, for whoever changes it;
 * readers of a hover text or of a generated SDK have no such sheet.
 */
export function withoutSources<Value>(value: Value): Value {
  return mapped(value) as Value;
}

function mapped(value: unknown): unknown {
  if (typeof value === "string") {
    return value.replace(source, "");
  }
  if (Array.isArray(value)) {
    return value.map(mapped);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapped(member)]))
    : value;
}

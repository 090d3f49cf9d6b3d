/**
 * `instanceof` fails where a program has two copies of this package; Pulumi's own mark does not. Pulumi's policy SDK asks
 * with nothing but that mark, whether a rule is about a resource (`validateResourceOfType`).
 */
export function isOfType(value: unknown, type: string): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    (value as { readonly __pulumiType?: unknown }).__pulumiType === type
  );
}

import * as pulumi from "@pulumi/pulumi";
import { refusedIgnore } from "../provider/in-program";

/**
 * With `replaceWith`, and under a provider that is deleted before it is replaced, the engine deletes a resource before
 * it knows whether the program still has it. Nobody can tell that from a removal, and a removal may end a session.
 */
export function refuseEarlyDeletion(kind: string, name: string, opts: object = {}): void {
  const refused = ["replaceWith", "deleteBeforeReplace"].find(
    (option) =>
      (option === "replaceWith" || kind === "Provider") &&
      isSet((opts as Readonly<Record<string, unknown>>)[option]),
  );
  if (refused !== undefined) {
    // Pulumi prints a RunError as its message alone.
    throw new pulumi.RunError(
      `${kind} ${JSON.stringify(name)}: the option ${refused} would let the engine delete resources before it knows that they are replaced, which could end sessions for good. Leave it out.`,
    );
  }
}

/** Of what stack transformations add to the options later, nothing is seen here; the native plugin sees that too. */
export function refuseIgnoredPlaces(
  kind: string,
  name: string,
  { ignoreChanges }: pulumi.CustomResourceOptions = {},
): void {
  const reason = refusedIgnore((ignoreChanges ?? []).filter((path) => typeof path === "string"));
  if (reason !== undefined) {
    throw new pulumi.RunError(`${kind} ${JSON.stringify(name)}: ${reason}`);
  }
}

function isSet(option: unknown): boolean {
  return Array.isArray(option) ? option.length > 0 : Boolean(option);
}

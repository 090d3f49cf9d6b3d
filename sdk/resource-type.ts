import * as pulumi from "@pulumi/pulumi";

/** `instanceof` fails where a program has two copies of this package; Pulumi's own mark does not. */
export function isOfType(value: unknown, type: string): boolean {
  return (
    pulumi.CustomResource.isInstance(value) &&
    (value as { readonly __pulumiType?: unknown }).__pulumiType === type
  );
}
